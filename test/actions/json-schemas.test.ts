/**
 * The schemas of the actions as JSON Schema are printed ahead of time, by zod. After a change of a schema:
 * `npx vitest run test/actions/json-schemas.test.ts -u`.
 */
import { expect, test } from 'vitest';
import * as z from 'zod';
import type { AnyAction } from '../../src/actions/action.js';
import {
  addComment,
  createTicket,
  getCustomerContext,
  getTicketConversation,
  getTicketStatus,
  listTickets,
  type Requester,
  searchHelpCenter,
  solveTicket,
} from '../../src/index.js';
import { zodSchemaOf } from '../../src/util/zod-schemas.js';

const ANN = { email: 'ann@customer.example' };

const HEADER = `/**
 * The schemas of the actions as JSON Schema, printed by zod: see test/actions/json-schemas.test.ts. Do not edit.
 */
import type { JsonSchema } from '../schema.js';
`;

/** The name of each document, with the action and the requester that it is for. */
const INPUTS: readonly (readonly [name: string, action: AnyAction, requester: Requester])[] = [
  ['createTicketInput', createTicket, ANN],
  ['createTicketInputWithRequester', createTicket, 'from-conversation'],
  ['addCommentInput', addComment, ANN],
  ['addCommentInputWithEmail', addComment, 'from-conversation'],
  ['getTicketStatusInput', getTicketStatus, ANN],
  ['getTicketStatusInputWithEmail', getTicketStatus, 'from-conversation'],
  ['getCustomerContextInput', getCustomerContext, ANN],
  ['getCustomerContextInputWithEmail', getCustomerContext, 'anyone'],
  ['searchHelpCenterInput', searchHelpCenter, ANN],
  ['listTicketsInput', listTickets, ANN],
  ['listTicketsInputWithEmail', listTickets, 'anyone'],
  ['getTicketConversationInput', getTicketConversation, ANN],
  ['getTicketConversationInputWithEmail', getTicketConversation, 'from-conversation'],
  ['solveTicketInput', solveTicket, ANN],
  ['solveTicketInputWithEmail', solveTicket, 'from-conversation'],
];
const OUTPUTS = [
  ['createTicketOutput', createTicket],
  ['addCommentOutput', addComment],
  ['getTicketStatusOutput', getTicketStatus],
  ['getCustomerContextOutput', getCustomerContext],
  ['searchHelpCenterOutput', searchHelpCenter],
  ['listTicketsOutput', listTickets],
  ['getTicketConversationOutput', getTicketConversation],
  ['solveTicketOutput', solveTicket],
] as const;

function print(schema: object | undefined, io: 'input' | 'output', target: 'draft-2020-12' | 'draft-07') {
  const zodSchema = zodSchemaOf(schema ?? {});
  if (zodSchema === undefined) throw new Error('this schema has no zod schema');
  const { $schema: _, ...document } = z.toJSONSchema(zodSchema as z.ZodType, { target, io });
  // What has no more braces within it takes one line.
  return JSON.stringify(document, null, 2).replace(/[{[]\n[^{}[\]]*[}\]]/g, (leaf) => leaf.replace(/\n\s*/g, ' '));
}

const documents = [
  ...INPUTS.map(([name, { definition }, requester]) => [name, definition.inputSchema(requester), 'input'] as const),
  ...OUTPUTS.map(([name, { definition }]) => [name, definition.outputSchema, 'output'] as const),
];

test('the printed documents are those of the schemas', async () => {
  const printed = documents.map(
    ([name, schema, io]) => `\nexport const ${name}: JsonSchema = ${print(schema, io, 'draft-2020-12')};\n`,
  );
  await expect(HEADER + printed.join('')).toMatchFileSnapshot('../../src/actions/json-schemas.ts');
});

test('one document serves every version of JSON Schema', () => {
  for (const [name, schema, io] of documents) {
    expect(print(schema, io, 'draft-07'), name).toBe(print(schema, io, 'draft-2020-12'));
  }
});

test('a schema has nothing of zod', () => {
  for (const [name, schema] of documents) {
    const keys: string[] = [];
    for (const key in schema) keys.push(key);
    expect(keys, name).toEqual(['~standard']);
    expect(Object.getPrototypeOf(schema), name).toBe(Object.prototype);
  }
});

test('a document is a copy that an engine may change', () => {
  const schema = createTicket.definition.inputSchema(ANN)?.['~standard'].jsonSchema;
  Object.assign(schema?.input({ target: 'draft-07' }) ?? {}, { title: 'changed' });
  expect(schema?.input({ target: 'draft-07' })).not.toHaveProperty('title');
});
