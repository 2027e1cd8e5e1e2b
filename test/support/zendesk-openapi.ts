/**
 * Holds real HTTP exchanges against Zendesk's OpenAPI description, so that neither the client nor the simulator can
 * drift into an API that does not exist. The description is not part of this repository, and it is an excerpt: what it
 * does not say is not checked, and `unresolved` lists what it refers to but does not have.
 */
import { readdir, readFile } from 'node:fs/promises';
import { pathToFileURL } from 'node:url';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { parse } from 'yaml';

export interface Problem {
  readonly where: 'request body' | 'query' | 'response status' | 'response body';
  readonly message: string;
  /** JSON pointer into the body. */
  readonly pointer?: string;
}

export interface Exchange {
  readonly method: string;
  /** With or without `.json`. */
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  readonly requestBody?: unknown;
  readonly status: number;
  readonly responseBody?: unknown;
}

/** Of a request, unless it has the status of a response. */
type Example = { readonly status?: number; readonly value: unknown };

export interface ZendeskOpenApi {
  /** Problems of one exchange; empty if it conforms; undefined if the description does not cover this operation. */
  check(exchange: Exchange): readonly Problem[] | undefined;
  readonly operations: readonly { method: string; path: string; examples: readonly Example[] }[];
  /** Schemas and parameters that are referred to but missing: anything goes in their place. */
  readonly unresolved: readonly string[];
}

/** Undefined when the folder is absent. */
export async function loadZendeskOpenApi(): Promise<ZendeskOpenApi | undefined> {
  const override = process.env['ZENDESK_OPENAPI_DIR'];
  const folder = override
    ? pathToFileURL(`${override}/`)
    : new URL('../../../shared/zendesk-openapi/', import.meta.url);
  const names = (await readdir(folder).catch(() => [])).filter((name) => /\.ya?ml$/.test(name));
  if (names.length === 0) return undefined;
  const files = await Promise.all(names.map((name) => readFile(new URL(name, folder), 'utf8')));
  return new Description(files.map((file): unknown => parse(file)));
}

type Node = Readonly<Record<string, unknown>>;

/**
 * Zendesk's own schemas of these are missing from the excerpt. But its compiler described tickets and users once more,
 * completely, under paths without `/api/v2`: these operations match no real exchange, their schemas stand in.
 */
const STAND_INS: Node = {
  '#/components/schemas/TicketObject': { $ref: '#/components/schemas/Ticket' },
  '#/components/schemas/TicketCommentObject': { $ref: '#/components/schemas/Comment' },
  '#/components/schemas/UserObject': { $ref: '#/components/schemas/User' },
  '#/components/schemas/TicketCreateRequest': {
    type: 'object',
    required: ['ticket'],
    properties: { ticket: { $ref: '#/components/schemas/TicketCreate' } },
  },
};

/**
 * Leniency: most lists document their pagination in prose only, as "* Cursor pagination" and "* Offset pagination" (the
 * comments of a ticket do). The fields are those in the examples of SearchExportResponse and SearchResponse; an operation
 * that does not describe them may have them with anything in them.
 */
const PAGINATION = [
  { style: 'cursor', query: ['page[size]', 'page[after]', 'page[before]'], fields: ['links', 'meta'] },
  { style: 'offset', query: ['page', 'per_page'], fields: ['count', 'next_page', 'previous_page'] },
];

type Operation = ZendeskOpenApi['operations'][number] & {
  readonly pattern: RegExp;
  readonly description: string;
  readonly pagination: typeof PAGINATION;
  readonly query: readonly Node[];
  readonly validateRequest: ValidateFunction | undefined;
  /** By status; undefined for a response without a body. */
  readonly responses: ReadonlyMap<number, ValidateFunction | undefined>;
};

class Description implements ZendeskOpenApi {
  readonly operations: readonly Operation[];
  readonly unresolved: string[] = [];
  readonly #document: Node;
  readonly #ajv = new Ajv2020({ strict: false, allErrors: true, logger: false });

  constructor(files: readonly unknown[]) {
    addFormats.default(this.#ajv);
    // The few components that more than one file has are the same in all of them.
    this.#document = files.map(record).reduce(deepMerge, {});
    const operations = Object.entries(record(this.#document['paths'])).flatMap(([path, item]) => {
      const { parameters, ...methods } = record(item);
      return Object.entries(methods).map(([method, raw]) => this.#read(method, path, list(parameters), record(raw)));
    });
    // In this order /users/me comes before /users/{user_id}.
    this.operations = operations.sort((a, b) => (a.path < b.path ? -1 : 1));
  }

  check({ method, path, query, requestBody, status, responseBody }: Exchange): readonly Problem[] | undefined {
    const bare = path.replace(/\.json$/, '');
    const operation = this.operations.find((one) => one.method === method.toUpperCase() && one.pattern.test(bare));
    if (operation === undefined) return undefined;
    return [
      ...checkQuery(operation, query),
      ...checkRequestBody(operation, requestBody),
      ...this.#checkResponse(operation, status, responseBody, query['include']),
    ];
  }

  #checkResponse(operation: Operation, status: number, body: unknown, include = ''): readonly Problem[] {
    const { path, pagination, responses } = operation;
    if (!responses.has(status) && status < 400) {
      return [{ where: 'response status', message: `${status} instead of ${[...responses.keys()].join(' or ')}` }];
    }
    // Leniency: Zendesk documents no failures, so any may happen. Its compiler gives some operations 401, 404, 422 and 429
    // of one shape, which is everybody's then, save at /oauth, where failures are those of RFC 6749.
    const common = path.startsWith('/api/') ? this.operations.find((one) => one.responses.has(status)) : undefined;
    const validate = (responses.has(status) ? operation : common)?.responses.get(status);
    if (validate === undefined) return [];
    // Leniency: side-loaded records come beside the documented fields, under the name that `include` asked for.
    const known = [...include.split(','), ...pagination.flatMap(({ fields }) => fields)].map(unknownField);
    const found = problems('response body', validate, body);
    return found.filter(({ pointer, message }) => pointer !== '' || !known.includes(message));
  }

  #read(method: string, path: string, shared: readonly unknown[], operation: Node): Operation {
    const { parameters, requestBody, responses } = operation;
    const description = `${operation['description'] ?? ''}`;
    const all = [...shared, ...list(parameters)].map((one) => this.#resolve(one));
    // A number is digits, so that /tickets/recent is not taken for a ticket.
    const digits = all.filter(({ schema }) => record(schema)['type'] === 'integer').map(({ name }) => name);
    const request = jsonOf(this.#resolve(requestBody));
    const answers = Object.entries(record(responses)).map(
      ([status, response]) => [Number(status), jsonOf(this.#resolve(response))] as const,
    );
    const compile = ({ schema }: Node) => (schema === undefined ? undefined : this.#ajv.compile(this.#strict(schema)));
    return {
      method: method.toUpperCase(),
      path,
      pattern: new RegExp(`^${path.replace(/{(\w+)}/g, (_, name) => (digits.includes(name) ? '\\d+' : '[^/]+'))}$`),
      description,
      pagination: PAGINATION.filter(({ style }) => new RegExp(`^\\s*[-*] ${style} pagination`, 'im').test(description)),
      query: all.filter((one) => one['in'] !== 'path'),
      validateRequest: compile(request),
      responses: new Map(answers.map(([status, json]) => [status, compile(json)])),
      examples: [
        ...this.#examples(request).map((value) => ({ value })),
        ...answers.flatMap(([status, json]) => this.#examples(json).map((value) => ({ status, value }))),
      ],
    };
  }

  #examples(json: Node): readonly unknown[] {
    const named = Object.values(record(json['examples'])).map((one) => record(one)['value']);
    return [...named, json['example'], this.#resolve(json['schema'])['example']].filter((value) => value !== undefined);
  }

  /** What a reference means; itself if it is none. */
  #resolve(node: unknown): Node {
    const ref = record(node)['$ref'];
    if (typeof ref !== 'string') return record(node);
    const [, ...names] = ref.split('/');
    const target = names.reduce<unknown>((found, name) => record(found)[name], this.#document) ?? STAND_INS[ref];
    if (target === undefined && !this.unresolved.includes(ref)) this.unresolved.push(ref);
    return this.#resolve(target);
  }

  /** JSON Schema 2020-12 without references, in which an object has no properties but those that are described. */
  #strict(node: unknown, ancestors: readonly Node[] = []): Node {
    const described = this.#resolve(node);
    if (ancestors.includes(described)) return {};
    const strict = (child: unknown) => this.#strict(child, [...ancestors, described]);
    const { allOf, oneOf, anyOf = oneOf, nullable, properties, items, ...schema } = described;
    const result = {
      ...(properties ? { properties: mapValues(record(properties), strict), additionalProperties: false } : {}),
      ...(items ? { items: strict(items) } : {}),
      // Leniency: not exactly one, because where two are missing from the excerpt, both match.
      ...(anyOf ? { anyOf: list(anyOf).map(strict) } : {}),
      ...(allOf ? mergeAll(list(allOf).map(strict)) : {}),
      ...schema,
    };
    // OpenAPI 3.0, but the description still uses it, and has nulls there in the example of SearchResponse.
    return nullable === true ? { if: { type: 'null' }, else: result } : result;
  }
}

/**
 * Names in backticks or in a cell of a table. Zendesk lists not every query parameter: those of sorting may be in a table
 * of the description (`sort` of a ticket's comments). The bare word does not count: "sort" and "page" are ordinary.
 */
const inProse = (description: string) => description.split(/[`|]/).map((part) => part.trim());

function checkQuery({ query, description, pagination }: Operation, sent: Exchange['query']): readonly Problem[] {
  // A parameter that is missing from the excerpt may be any of those that are sent.
  if (query.some(({ name }) => name === undefined)) return [];
  const known = [...query.map(({ name }) => name), ...pagination.flatMap((one) => one.query), ...inProse(description)];
  const unknown = Object.keys(sent).filter((name) => !known.includes(name));
  return unknown.map((name) => ({ where: 'query', message: `undocumented query parameter ${name}` }));
}

function checkRequestBody({ validateRequest, description }: Operation, body: unknown): readonly Problem[] {
  if (validateRequest !== undefined) return problems('request body', validateRequest, body);
  // POST /oauth/tokens has its parameters in prose only: a table, and `code_verifier` in the sample code below it.
  if (!description.includes('#### Request parameters')) return [];
  const known = [...inProse(description), ...(description.match(/(?<=^\s+)\w+(?=:)/gm) ?? [])];
  const unknown = Object.keys(record(body)).filter((name) => !known.includes(name));
  return unknown.map((name) => ({ where: 'request body', message: unknownField(name), pointer: '' }));
}

function problems(where: Problem['where'], validate: ValidateFunction, body: unknown): readonly Problem[] {
  validate(body);
  // An `if` comes with the errors of what is within it.
  const errors = (validate.errors ?? []).filter(({ keyword }) => keyword !== 'if');
  return errors.map(({ params, message = '', instancePath }) => {
    const field: unknown = params['additionalProperty'];
    return { where, message: field === undefined ? message : unknownField(field), pointer: instancePath };
  });
}

const unknownField = (name: unknown) => `unknown field ${name}`;

/** A part that is not closed, such as one that is missing from the excerpt, leaves the whole open. */
function mergeAll(parts: readonly Node[]): Node {
  const properties = Object.assign({}, ...parts.map((part) => part['properties']));
  return { properties, additionalProperties: parts.some((part) => part['additionalProperties'] !== false) };
}

function deepMerge(first: Node, second: Node): Node {
  const merged = mapValues(second, (value, name) => (isRecord(value) ? deepMerge(record(first[name]), value) : value));
  return { ...first, ...merged };
}

function mapValues(node: Node, map: (value: unknown, name: string) => unknown): Node {
  return Object.fromEntries(Object.entries(node).map(([name, value]) => [name, map(value, name)]));
}

const isRecord = (value: unknown): value is Node =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const record = (value: unknown): Node => (isRecord(value) ? value : {});
const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);
const jsonOf = (holder: Node) => record(record(holder['content'])['application/json']);
