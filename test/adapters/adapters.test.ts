/**
 * What each adapter makes of the actions, apart from the conversations that they hold.
 */
import Anthropic from '@anthropic-ai/sdk';
import { Agent, tool as agentTool, OpenAIResponsesModel, Runner, RunState } from '@openai/agents';
import { generateText, isStepCount } from 'ai';
import { MockLanguageModelV4 } from 'ai/test';
import { generateText as generateText6, stepCountIs } from 'ai-6';
import { MockLanguageModelV3 } from 'ai-6/test';
import { Ajv2020 } from 'ajv/dist/2020.js';
import OpenAI from 'openai';
import { describe, expect, test, vi } from 'vitest';
import * as z from 'zod';
import { scriptedAnthropic } from '../../examples/support/scripted/anthropic.js';
import type { Model } from '../../examples/support/scripted/model.js';
import { scriptedOpenAI } from '../../examples/support/scripted/openai.js';
import { aiSdkToolApproval, aiSdkTools } from '../../src/adapters/ai-sdk.js';
import { anthropicRunnableTools, anthropicTools, runAnthropicToolUse } from '../../src/adapters/anthropic.js';
import { geminiTool, runGeminiFunctionCall } from '../../src/adapters/google-genai.js';
import { langchainInterruptOn, langchainTools } from '../../src/adapters/langchain.js';
import { registerMcpTools } from '../../src/adapters/mcp.js';
import { openAIChatTools, openAITools, runOpenAIToolCall } from '../../src/adapters/openai.js';
import { openAIAgentsTools } from '../../src/adapters/openai-agents.js';
import { toolCallId } from '../../src/adapters/tool-call.js';
import {
  createTicket,
  defineAction,
  NetworkError,
  NotConnectedError,
  PermissionError,
  RateLimitedError,
  type Schema,
  ToolCallError,
  toToolCallError,
  ZENDESK_ACTIONS,
  type ZendeskConnection,
  type ZendeskConnector,
  ZendeskError,
} from '../../src/index.js';
import { ANN, createFixture, rejection } from '../support/fixture.js';
import { type Answering, MCP_CLIENT_NAMES, MCP_CLIENTS } from '../support/mcp-clients.js';

const CONFIRMED = { confirm: 'confirmed-elsewhere' } as const;
const REQUESTERS = [ANN, 'from-conversation', 'anyone'] as const;

async function connected() {
  const fixture = createFixture();
  await fixture.connect();
  return fixture;
}

function ownAction(inputSchema: unknown) {
  return defineAction({
    name: 'own',
    title: 'Own',
    description: 'Own',
    permission: ZENDESK_ACTIONS.CREATE_TICKET,
    annotations: { readOnly: true, destructive: false, idempotent: true, requiresConfirmation: false },
    inputSchema: () => inputSchema as Schema<Record<string, unknown>>,
    outputSchema: z.unknown() as unknown as Schema<unknown>,
    run: async (input) => input,
  });
}

describe('toToolCallError()', () => {
  test('keeps code and status, and tells what to do in words for whom it is meant', () => {
    const limited = toToolCallError(new RateLimitedError({ retryAfter: 30, message: 'limited' }));
    expect(limited).toMatchObject({ code: 'rate_limited', status: 429, retryable: true });
    expect(limited.message).toMatch(/busy.*Wait 30 seconds/);
    expect(toToolCallError(new NotConnectedError()).message).toBe(
      'The help desk is not connected at the moment. Tell the user; do not try again.',
    );
    expect(toToolCallError(new NetworkError({ timedOut: false, ambiguous: true })).message).toContain(
      'cannot be reached',
    );
    const denied = toToolCallError(
      new PermissionError({ reason: 'requester', message: 'secret detail', hint: 'Sign the visitor in' }),
    );
    expect(denied.message).toBe('I am not allowed to do that here. Tell the user; do not try again.');
    expect(toToolCallError(denied)).toBe(denied);
  });

  test.each([new Error('/srv/app/secret.ts'), 'text', undefined, null, { code: 'x' }])(
    'says nothing of %o',
    (error) => {
      const { message, code, status } = toToolCallError(error);
      expect(message).toBe('Something went wrong with the help desk. Tell the user; do not try again.');
      expect({ code, status }).toEqual({ code: 'api_error', status: 500 });
    },
  );

  test('is a ZendeskError of its own class', () => {
    const error = toToolCallError(new Error('x'));
    expect(error).toBeInstanceOf(ToolCallError);
    expect(error).toBeInstanceOf(ZendeskError);
    expect(new NotConnectedError()).not.toBeInstanceOf(ToolCallError);
  });
});

describe('AI SDK', () => {
  test('the abort signal of the engine ends the call, with its reason', async () => {
    const { connection, zendesk } = await connected();
    const tools = aiSdkTools(connection().actions());
    zendesk.fault({ path: '/api/v2/*' }, { hang: true });
    const controller = new AbortController();
    const call = tools.zendesk_get_ticket_status.execute(
      { ticketId: 1 },
      { toolCallId: '1', abortSignal: controller.signal },
    );
    setTimeout(() => controller.abort(new Error('user left')), 20);
    expect(await rejection(call)).toEqual(new Error('user left'));
  });

  test('asks the user before anything is written, and before nothing else', async () => {
    const { connection } = await connected();
    expect(aiSdkToolApproval(connection().actions())).toEqual({
      zendesk_create_ticket: 'user-approval',
      zendesk_add_comment: 'user-approval',
      zendesk_solve_ticket: 'user-approval',
    });
    expect(langchainInterruptOn(connection().actions())).toEqual({
      zendesk_create_ticket: true,
      zendesk_get_ticket_status: false,
      zendesk_get_customer_context: false,
      zendesk_add_comment: true,
      zendesk_search_help_center: false,
      zendesk_list_tickets: false,
      zendesk_get_ticket_conversation: false,
      zendesk_solve_ticket: true,
    });
  });
});

describe('MCP', () => {
  test.each(MCP_CLIENT_NAMES)(
    '%s: tools carry titles, all three hints, and schemas of input and output',
    async (version) => {
      const { connection } = await connected();
      const client = await MCP_CLIENTS[version]((server) => registerMcpTools(server, connection().actions()));
      const { tools } = await client.listTools();
      expect(tools).toMatchObject([
        {
          name: 'zendesk_create_ticket',
          title: 'Create a support ticket',
          description: expect.stringContaining('human support team'),
          annotations: { readOnlyHint: false, destructiveHint: false, idempotentHint: true },
          inputSchema: { type: 'object', required: ['subject', 'body'], additionalProperties: false },
          outputSchema: { type: 'object', required: expect.arrayContaining(['ticketId', 'summary']) },
        },
        {
          name: 'zendesk_get_ticket_status',
          annotations: { readOnlyHint: true, destructiveHint: false, idempotentHint: true },
        },
        { name: 'zendesk_get_customer_context', annotations: { readOnlyHint: true } },
        { name: 'zendesk_add_comment', annotations: { readOnlyHint: false, destructiveHint: false } },
        { name: 'zendesk_search_help_center', annotations: { readOnlyHint: true } },
        { name: 'zendesk_list_tickets', annotations: { readOnlyHint: true } },
        { name: 'zendesk_get_ticket_conversation', annotations: { readOnlyHint: true } },
        { name: 'zendesk_solve_ticket', annotations: { readOnlyHint: false, destructiveHint: false } },
      ]);
      // What an anonymous visitor has to supply besides.
      const anonymous = connection({ requester: 'from-conversation' }).actions();
      const other = await MCP_CLIENTS[version]((server) => registerMcpTools(server, anonymous));
      expect((await other.listTools()).tools[0]?.inputSchema).toMatchObject({
        required: ['subject', 'body', 'requester'],
      });
    },
  );

  test.each(MCP_CLIENT_NAMES)('%s: results are structured, failures say so', async (version) => {
    const { connection } = await connected();
    const client = await MCP_CLIENTS[version]((server) => registerMcpTools(server, connection().actions(), CONFIRMED));
    const ticket = { name: 'zendesk_create_ticket', arguments: { subject: 'a', body: 'b' } };
    const created = await client.callTool(ticket);
    expect(created.isError).toBeFalsy();
    expect(created.structuredContent).toMatchObject({ status: 'new', replayed: false });
    expect(JSON.parse((created.content as { text: string }[])[0]?.text ?? '')).toEqual(created.structuredContent);
    // The same again is a repetition.
    expect((await client.callTool(ticket)).structuredContent).toMatchObject({ replayed: true });
    const failed = await client.callTool({ name: 'zendesk_get_ticket_status', arguments: { ticketId: 404 } });
    expect(failed).toMatchObject({ isError: true });
  });

  test.each(MCP_CLIENT_NAMES)(
    '%s: an action of the host’s own, with a schema of another copy of zod',
    async (version) => {
      const { connection } = await connected();
      const actions = connection().actions([ownAction(z.object({ n: z.number() }))]);
      const schema = z.object({ n: z.number() }) as unknown as Schema<unknown>;
      const [action] = actions.map((own) => ({ ...own, outputSchema: schema }));
      const client = await MCP_CLIENTS[version]((server) => registerMcpTools(server, action ? [action] : []));
      expect((await client.callTool({ name: 'own', arguments: { n: 2 } })).structuredContent).toEqual({ n: 2 });
    },
  );
});

describe('OpenAI', () => {
  test.each(REQUESTERS)('every schema is strict, for requester %j', async (requester) => {
    const { connection } = await connected();
    const tools = openAITools(connection({ requester }).actions());
    expect(openAIChatTools(connection({ requester }).actions())).toEqual(
      tools.map(({ type, ...rest }) => ({ type, function: rest })),
    );
    for (const { parameters, strict } of tools) {
      expect(strict).toBe(true);
      expectStrict(parameters);
      new Ajv2020({ strict: false, validateFormats: false }).compile(parameters);
    }
  });

  test('null stands for what is left out', async () => {
    const { connection, zendesk } = await connected();
    const actions = connection({ requester: 'from-conversation' }).actions();
    const person = { email: ANN.email, name: null };
    const input = { subject: 's', body: 'b', priority: null, followUpOf: null, requester: person };
    const create = openAITools(actions).find(({ name }) => name === 'zendesk_create_ticket')?.parameters ?? {};
    expect(
      new Ajv2020({ strict: false, validateFormats: false }).validate(create, {
        ...input,
        requester: { email: ANN.email, name: 'Ann' },
      }),
    ).toBe(true);
    const named = { ...input, requester: { email: ANN.email, name: 'Ann' } };
    const call = {
      type: 'function_call',
      call_id: 'c',
      name: 'zendesk_create_ticket',
      arguments: JSON.stringify(named),
    } as const;
    const { output } = await runOpenAIToolCall(actions, call, CONFIRMED);
    expect(JSON.parse(output)).toMatchObject({ status: 'new' });
    expect(zendesk.account('acme').tickets[0]?.priority ?? null).toBeNull();
  });

  test.each([
    ['an open object', z.looseObject({ a: z.string() })],
    ['a record', z.strictObject({ a: z.record(z.string(), z.string()) })],
    ['an open object in a list', z.strictObject({ a: z.array(z.looseObject({})) })],
    ['an open object in a union', z.strictObject({ a: z.union([z.string(), z.looseObject({})]) })],
  ])('%s is left as it is, and not strict', async (_, schema) => {
    const { connection } = await connected();
    const [tool] = openAITools(connection().actions([ownAction(schema)]));
    expect(tool).toMatchObject({ strict: false, parameters: z.toJSONSchema(schema, { io: 'input' }) });
  });

  test('lists and unions of closed objects are strict; a null that is meant is kept', async () => {
    const { connection } = await connected();
    const schema = z.strictObject({
      list: z.array(z.strictObject({ n: z.number().optional() })),
      either: z.union([z.string(), z.number()]),
      empty: z.null(),
    });
    const actions = connection().actions([ownAction(schema)]);
    const [tool] = openAITools(actions);
    expect(tool?.strict).toBe(true);
    expectStrict(tool?.parameters);
    const text = JSON.stringify({ list: [{ n: 1 }, {}], either: 'a', empty: null });
    const written = JSON.stringify({ list: [{ n: 1 }, { n: null }], either: 'a', empty: null });
    const call = { type: 'function', id: 'c', function: { name: 'own', arguments: written } } as const;
    expect(await runOpenAIToolCall(actions, call, CONFIRMED)).toEqual({
      role: 'tool',
      tool_call_id: 'c',
      content: text,
    });
  });

  test('an abort is not an answer', async () => {
    const { connection } = await connected();
    const signal = AbortSignal.abort(new Error('gone'));
    for (const name of ['zendesk_create_ticket', 'unknown']) {
      const call = { type: 'function_call', call_id: 'c', name, arguments: '{}' } as const;
      expect(await rejection(runOpenAIToolCall(connection().actions(), call, { ...CONFIRMED, signal }))).toEqual(
        new Error('gone'),
      );
    }
  });
});

describe('OpenAI Agents', () => {
  const open = (actions: ReturnType<ZendeskConnection['actions']>, model: Model) => {
    const client = new OpenAI({ apiKey: 'test', fetch: scriptedOpenAI(model), maxRetries: 0 });
    const tools = openAIAgentsTools(actions, agentTool);
    const agent = new Agent({ name: 'Support', model: new OpenAIResponsesModel(client as never, 'gpt'), tools });
    return { agent, runner: new Runner({ tracingDisabled: true }) };
  };

  test.each(REQUESTERS)('tools keep every description and limit, for requester %j', async (requester) => {
    const { connection } = await connected();
    const actions = connection({ requester }).actions();
    const tools = openAIAgentsTools(actions, agentTool);
    expect(tools).toMatchObject(openAITools(actions));
    // Without the adapter the engine prints the schema by itself.
    for (const { name, description, inputSchema } of actions) {
      const { parameters } = agentTool({ name, description, parameters: inputSchema, execute: () => '' });
      const [own, ours] = [parameters, inputSchema['~standard'].jsonSchema.input({ target: 'draft-2020-12' })];
      for (const keyword of ['description', 'maxLength', 'enum']) {
        expect(new Set(valuesOf(keyword, own)), `${keyword} of ${name}`).toEqual(new Set(valuesOf(keyword, ours)));
      }
    }
  });

  test('an interruption that nothing answers creates nothing; approved after it was stored, it creates one ticket', async () => {
    const { connection, zendesk } = await connected();
    const { agent, runner } = open(connection().actions(), ({ results }) =>
      results.length > 0
        ? { text: 'done' }
        : { calls: [{ id: 'c', name: 'zendesk_create_ticket', input: { subject: 'a', body: 'b', priority: null } }] },
    );
    const { interruptions, state } = await runner.run(agent, 'Create a ticket.');
    expect(interruptions).toHaveLength(1);
    expect(zendesk.account('acme').tickets).toEqual([]);
    const stored = state.toString();
    for (const _ of [1, 2]) {
      const resumed = await RunState.fromString(agent, stored);
      for (const item of resumed.getInterruptions()) resumed.approve(item);
      expect((await runner.run(agent, resumed)).finalOutput).toBe('done');
      expect(zendesk.account('acme').tickets).toHaveLength(1);
    }
  });

  test('the abort signal of the engine ends the call', async () => {
    const { connection, zendesk, events } = await connected();
    const { agent, runner } = open(connection().actions(), () => ({
      calls: [{ id: 'c', name: 'zendesk_get_ticket_status', input: { ticketId: 1 } }],
    }));
    zendesk.fault({ path: '/api/v2/*' }, { hang: true });
    const controller = new AbortController();
    setTimeout(() => controller.abort(new Error('user left')), 50);
    await rejection(runner.run(agent, 'Status?', { signal: controller.signal }));
    await vi.waitFor(() => expect(events.at(-1)).toMatchObject({ type: 'action.finished', code: 'aborted' }));
  });
});

describe('Gemini', () => {
  const turn = { conversation: 'c1', turn: 1 };

  test('declarations carry JSON Schema; a failure is an error', async () => {
    const { connection } = await connected();
    const actions = connection().actions();
    expect(geminiTool(actions).functionDeclarations[0]).toMatchObject({
      name: 'zendesk_create_ticket',
      parametersJsonSchema: { type: 'object', required: ['subject', 'body'] },
    });
    const call = { id: 'c', name: 'zendesk_get_ticket_status', args: { ticketId: 404 } };
    expect(await runGeminiFunctionCall(actions, call, { ...CONFIRMED, ...turn })).toEqual({
      functionResponse: {
        id: 'c',
        name: 'zendesk_get_ticket_status',
        response: { error: expect.stringContaining('could not find') },
      },
    });
    const signal = AbortSignal.abort(new Error('gone'));
    expect(await rejection(runGeminiFunctionCall(actions, call, { ...CONFIRMED, ...turn, signal }))).toEqual(
      new Error('gone'),
    );
  });

  test('without an id, the same call in the same turn adds one comment, and one of the next turn another', async () => {
    const { connection, zendesk } = await connected();
    const { ticketId } = await connection().createTicket({ subject: 'a', body: 'b' });
    zendesk.advance(60);
    const actions = connection().actions();
    const comments = () => zendesk.account('acme').comments(ticketId).length;
    const say = (args: object, more: object = {}) => {
      const call = { name: 'zendesk_add_comment', args: args as Record<string, unknown> };
      return runGeminiFunctionCall(actions, call, { ...CONFIRMED, ...turn, ...more });
    };
    await say({ ticketId, body: 'Yes.' });
    await say({ body: 'Yes.', ticketId });
    expect(comments()).toBe(2);
    zendesk.advance(60);
    await say({ ticketId, body: 'Yes.' }, { turn: 3 });
    expect(comments()).toBe(3);
  });

  test.each([
    ['conversation', { turn: 1 }],
    ['conversation', { conversation: '', turn: 1 }],
    ['turn', { conversation: 'c1' }],
    ['turn', { conversation: 'c1', turn: '' }],
    ['turn', { conversation: 'c1', turn: Number.NaN }],
  ])('a %s that is missing is named at once', async (option, given) => {
    const { connection } = await connected();
    const call = { id: 'c', name: 'zendesk_get_customer_context', args: {} };
    const options = { ...CONFIRMED, ...given } as never;
    expect(await rejection(runGeminiFunctionCall(connection().actions(), call, options))).toMatchObject({
      code: 'configuration',
      message: expect.stringContaining(`Option "${option}"`),
    });
  });
});

describe('toolCallId()', () => {
  test('is the same for the same call in the same turn, in whatever order it was written', async () => {
    const id = (conversation: string, turn: string | number, input: unknown, name = 'a') =>
      toolCallId({ conversation, turn }, name, input);
    const first = await id('c', 1, { x: 1, y: { z: [1, 2], w: null } });
    expect(await id('c', '1', { y: { w: null, z: [1, 2] }, x: 1 })).toBe(first);
    const others = [
      id('d', 1, { x: 1, y: { z: [1, 2], w: null } }),
      id('c', 2, { x: 1, y: { z: [1, 2], w: null } }),
      id('c', 1, { x: 1, y: { z: [2, 1], w: null } }),
      id('c', 1, { x: 1, y: { z: [1, 2], w: null } }, 'b'),
    ];
    expect(new Set([first, ...(await Promise.all(others))]).size).toBe(5);
  });

  test.each([undefined, {}, { conversation: 'c' }, { turn: 1 }, { conversation: 'c', turn: Number.NaN }])(
    'is not made of %j, with which it would be the same for every end user or every turn',
    async (turn) => {
      expect(await rejection(toolCallId(turn as never, 'a', {}))).toMatchObject({ code: 'configuration' });
    },
  );
});

describe('Anthropic', () => {
  test('tools have object schemas; a failure is marked', async () => {
    const { connection } = await connected();
    const actions = connection().actions();
    expect(anthropicTools(actions)[0]).toMatchObject({
      name: 'zendesk_create_ticket',
      input_schema: { type: 'object' },
    });
    const use = { type: 'tool_use', id: 'u', name: 'zendesk_get_ticket_status', input: { ticketId: 404 } } as const;
    expect(await runAnthropicToolUse(actions, use, CONFIRMED)).toEqual({
      type: 'tool_result',
      tool_use_id: 'u',
      is_error: true,
      content: expect.any(String),
    });
    const signal = AbortSignal.abort(new Error('gone'));
    expect(await rejection(runAnthropicToolUse(actions, use, { ...CONFIRMED, signal }))).toEqual(new Error('gone'));
  });

  test('toolRunner: the signal of the runner ends the call, and the id makes it safe to repeat', async () => {
    const { connection, zendesk } = await connected();
    const { ticketId } = await connection().createTicket({ subject: 'a', body: 'b' });
    zendesk.advance(60);
    const tools = anthropicRunnableTools(connection().actions(), CONFIRMED);
    const comment = tools.find(({ name }) => name === 'zendesk_add_comment');
    const signal = AbortSignal.abort(new Error('gone'));
    const [input, toolUse] = [{ ticketId, body: 'Yes.' }, { id: 'c' }];
    expect(await rejection(comment?.run(input, { toolUse, signal }) ?? Promise.resolve())).toEqual(new Error('gone'));
    for (const _ of [1, 2]) await comment?.run(input, { toolUse });
    expect(zendesk.account('acme').comments(ticketId)).toHaveLength(2);
  });

  test('confirm hears of the action and the input, only where it is required, and its failure is no consent', async () => {
    const { connection, zendesk } = await connected();
    const actions = connection().actions();
    const asked: unknown[] = [];
    const confirm = ({ action, input }: { action: { title: string }; input: unknown }) => {
      asked.push([action.title, input]);
      throw new Error('the dialog broke');
    };
    const input = { subject: 'a', body: 'b' };
    const create = { type: 'tool_use', id: 'u', name: 'zendesk_create_ticket', input } as const;
    expect(await runAnthropicToolUse(actions, create, { confirm })).toMatchObject({ is_error: true });
    const read = { type: 'tool_use', id: 'u', name: 'zendesk_get_customer_context', input: {} } as const;
    expect((await runAnthropicToolUse(actions, read, { confirm })).is_error).toBeUndefined();
    expect(asked).toEqual([[createTicket.definition.title, input]]);
    expect(zendesk.account('acme').tickets).toEqual([]);
  });
});

describe('the question before an approval', () => {
  const question = async (
    locale: string,
    requester: Parameters<ZendeskConnector['connection']>[1]['requester'],
    name: string,
    input: unknown,
  ) => {
    const { connection } = await connected();
    return connection({ locale, requester })
      .actions()
      .find((action) => action.name === name)
      ?.question(input);
  };

  test.each([
    ['en', 'Create the ticket “Cannot log in” for ann@customer.example?'],
    ['de', 'Soll das Ticket „Cannot log in“ für ann@customer.example erstellt werden?'],
    ['fr', 'Créer le ticket « Cannot log in » pour ann@customer.example ?'],
    ['tlh', 'Create the ticket “Cannot log in” for ann@customer.example?'],
  ])('in %s', async (locale, expected) => {
    const input = { subject: 'Cannot\nlog in', body: 'b' };
    expect(await question(locale, { email: 'ann@customer.example' }, 'zendesk_create_ticket', input)).toBe(expected);
  });

  test('names the address that an anonymous end user gave, and the ticket of an answer', async () => {
    const input = { subject: 's', body: 'b', requester: { email: 'eve@customer.example', name: 'Eve' } };
    expect(await question('en', 'from-conversation', 'zendesk_create_ticket', input)).toContain(
      'for eve@customer.example?',
    );
    expect(await question('en', ANN, 'zendesk_add_comment', { ticketId: 42, body: 'b' })).toBe(
      'Add your answer to ticket #42?',
    );
  });

  test('is the title for an input that is not valid, and short for one that is long', async () => {
    expect(await question('en', ANN, 'zendesk_create_ticket', { subject: 7 })).toBe('Create a support ticket?');
    expect(
      (await question('en', ANN, 'zendesk_create_ticket', { subject: 'x'.repeat(150), body: 'b' }))?.length,
    ).toBeLessThan(150);
  });
});

describe('[A13] confirmation fails closed', () => {
  const input = { subject: 'a', body: 'b' };

  test.each<[string, (actions: ReturnType<ZendeskConnection['actions']>, options: never) => Promise<unknown>]>([
    [
      'OpenAI Responses',
      (actions, options) =>
        runOpenAIToolCall(
          actions,
          { type: 'function_call', call_id: 'c', name: 'zendesk_create_ticket', arguments: JSON.stringify(input) },
          options,
        ),
    ],
    [
      'OpenAI Chat Completions',
      (actions, options) =>
        runOpenAIToolCall(
          actions,
          { type: 'function', id: 'c', function: { name: 'zendesk_create_ticket', arguments: JSON.stringify(input) } },
          options,
        ),
    ],
    [
      'Anthropic',
      (actions, options) =>
        runAnthropicToolUse(actions, { type: 'tool_use', id: 'u', name: 'zendesk_create_ticket', input }, options),
    ],
    [
      'Anthropic toolRunner',
      async (actions, options) => {
        const model: Model = ({ results }) =>
          results.length > 0 ? { text: 'done' } : { calls: [{ id: 'c', name: 'zendesk_create_ticket', input }] };
        const client = new Anthropic({ apiKey: 'test', fetch: scriptedAnthropic(model), maxRetries: 0 });
        const tools = anthropicRunnableTools(actions, options);
        const messages = [{ role: 'user', content: 'Create a ticket.' }] as const;
        return client.beta.messages.toolRunner({ model: 'claude', max_tokens: 1, messages: [...messages], tools });
      },
    ],
    [
      'Gemini',
      (actions, options) =>
        runGeminiFunctionCall(
          actions,
          { name: 'zendesk_create_ticket', args: input },
          Object.assign({ conversation: 'c', turn: 1 }, options),
        ),
    ],
    [
      'LangChain',
      async (actions, options) => {
        const tools = langchainTools(actions, (run, { name }) => ({ name, run }), options);
        return tools.find(({ name }) => name === 'zendesk_create_ticket')?.run(input, {});
      },
    ],
  ])('%s: a forgotten or misspelled option is named at once, and nothing is created', async (_, call) => {
    const { connection, zendesk } = await connected();
    const actions = connection().actions();
    for (const options of [undefined, {}, { confirm: undefined }, { confirm: true }, { confirms: async () => true }]) {
      expect(await rejection(call(actions, options as never))).toMatchObject({
        code: 'configuration',
        message: `Option "confirm" must be a function or 'confirmed-elsewhere'`,
        hint: expect.stringContaining('asks the end user'),
      });
    }
    for (const options of [{ confirm: () => 'yes' }, { confirm: async () => false }]) {
      await call(actions, options as never);
    }
    expect(zendesk.account('acme').tickets).toEqual([]);
    await call(actions, CONFIRMED as never);
    expect(zendesk.account('acme').tickets).toHaveLength(1);
  });

  describe.each(MCP_CLIENT_NAMES)('MCP %s', (version) => {
    const create = { name: 'zendesk_create_ticket', arguments: input };
    const open = async (answering?: Answering, options?: Parameters<typeof registerMcpTools>[2]) => {
      const { connection, zendesk } = await connected();
      const client = await MCP_CLIENTS[version](
        (server) => registerMcpTools(server, connection().actions(), options),
        answering,
      );
      return { client, tickets: () => zendesk.account('acme').tickets };
    };

    test('the client shows the question to its user, who agrees', async () => {
      const questions: string[] = [];
      const { client, tickets } = await open((question) => {
        questions.push(question);
        return 'accept';
      });
      expect((await client.callTool(create)).structuredContent).toMatchObject({ status: 'new', replayed: false });
      expect(questions).toEqual(['Create the ticket “a” for ann@customer.example?']);
      const read = { name: 'zendesk_get_ticket_status', arguments: { ticketId: tickets()[0]?.id } };
      expect((await client.callTool(read)).isError).toBeFalsy();
      expect(questions).toHaveLength(1);
    });

    test.each(['decline', 'cancel'] as const)('%s creates nothing', async (answer) => {
      const { client, tickets } = await open(() => answer);
      const result = await client.callTool(create);
      expect(result).toMatchObject({ isError: true, content: [{ text: expect.stringContaining('did not agree') }] });
      expect(tickets()).toEqual([]);
    });

    test('a client without elicitation creates nothing, and says so', async () => {
      const { client, tickets } = await open();
      const said = await client.callTool(create).then(JSON.stringify, String);
      expect(said).toMatch(/elicitation/i);
      expect(tickets()).toEqual([]);
    });

    test('with the word that the client asks, or a function that does, no elicitation is sent', async () => {
      for (const confirm of ['confirmed-elsewhere', async () => true] as const) {
        const { client, tickets } = await open(() => 'decline', { confirm });
        expect((await client.callTool(create)).isError).toBeFalsy();
        expect(tickets()).toHaveLength(1);
      }
      const { client, tickets } = await open(() => 'accept', { confirm: async () => false });
      expect((await client.callTool(create)).isError).toBe(true);
      expect(tickets()).toEqual([]);
    });
  });

  test('MCP: another word is refused when the tools are registered', async () => {
    const { connection } = await connected();
    const server = { registerTool: () => {} };
    expect(() => registerMcpTools(server, connection().actions(), { confirm: 'client' as never })).toThrow(
      `Option "confirm" must be a function or 'confirmed-elsewhere'`,
    );
  });

  test.each([
    ['7', generateText, MockLanguageModelV4, isStepCount(3)],
    ['6', generateText6, MockLanguageModelV3, stepCountIs(3)],
  ])('AI SDK %s without toolApproval asks, and creates nothing', async (_, generate, Model, stopWhen) => {
    const { connection, zendesk } = await connected();
    const usage = { inputTokens: { total: 1 }, outputTokens: { total: 1 } };
    const model = new (Model as unknown as typeof MockLanguageModelV4)({
      doGenerate: async () =>
        ({
          content: [
            { type: 'tool-call', toolCallId: 'c', toolName: 'zendesk_create_ticket', input: JSON.stringify(input) },
          ],
          finishReason: { unified: 'tool-calls', raw: undefined },
          usage,
          warnings: [],
        }) as never,
    });
    const result = await (generate as typeof generateText)({
      model,
      prompt: 'Create a ticket.',
      tools: aiSdkTools(connection().actions()),
      stopWhen,
    } as never);
    expect(result.content).toContainEqual(expect.objectContaining({ type: 'tool-approval-request' }));
    expect(zendesk.account('acme').tickets).toEqual([]);
  });
});

/** The values of a keyword in a schema, at every level. */
function valuesOf(keyword: string, schema: unknown): unknown[] {
  if (typeof schema !== 'object' || schema === null) return [];
  return Object.entries(schema).flatMap(([name, value]) =>
    name === keyword && typeof value !== 'object' ? [value] : valuesOf(keyword, value),
  );
}

/** What OpenAI demands of a strict schema, at every level. */
function expectStrict(schema: unknown): void {
  if (typeof schema !== 'object' || schema === null) return;
  const { type, properties, required, additionalProperties } = schema as Record<string, unknown>;
  if (type === 'object') {
    expect(additionalProperties).toBe(false);
    expect(required).toEqual(Object.keys(Object(properties)));
  }
  for (const unsupported of ['minLength', 'maxLength', 'allOf', 'not', 'default', '$schema']) {
    expect(schema).not.toHaveProperty(unsupported);
  }
  for (const member of Object.values(schema)) expectStrict(member);
}
