/**
 * Holds real HTTP exchanges against Zendesk's OpenAPI description, so that neither the client nor the simulator can
 * drift into an API that does not exist. The description is not part of this repository, and it is an excerpt: what it
 * does not say is not checked, and `unresolved` lists what it refers to but does not have.
 */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { ValidateFunction } from 'ajv/dist/2020.js';
import { Ajv2020 } from 'ajv/dist/2020.js';
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

/** An example of the description: of a request, unless it has the status of a response. */
export interface Example {
  readonly status?: number;
  readonly value: unknown;
}

export interface ZendeskOpenApi {
  /** Problems of one exchange; empty if it conforms; undefined if the description does not cover this operation. */
  check(exchange: Exchange): readonly Problem[] | undefined;
  readonly operations: readonly { method: string; path: string; examples: readonly Example[] }[];
  /** Schemas and parameters that are referred to but missing: anything goes in their place. */
  readonly unresolved: readonly string[];
}

/** Undefined when the folder is absent. */
export async function loadZendeskOpenApi(): Promise<ZendeskOpenApi | undefined> {
  const besideRepository = fileURLToPath(new URL('../../../shared/zendesk-openapi/', import.meta.url));
  const folder = process.env['ZENDESK_OPENAPI_DIR'] ?? besideRepository;
  const names = (await readdir(folder).catch(() => [])).filter((name) => /\.ya?ml$/.test(name));
  if (names.length === 0) return undefined;
  const files = await Promise.all(names.map((name) => readFile(join(folder, name), 'utf8')));
  return new Description(files.map((file): unknown => parse(file)));
}

type Node = Readonly<Record<string, unknown>>;

/**
 * Zendesk's own schemas of these are missing from the excerpt. But its compiler has described tickets and users once
 * more, under paths without `/api/v2`, and those schemas are complete.
 */
const STAND_INS: Readonly<Record<string, string>> = {
  '#/components/schemas/TicketObject': '#/components/schemas/Ticket',
  '#/components/schemas/TicketCommentObject': '#/components/schemas/Comment',
  '#/components/schemas/UserObject': '#/components/schemas/User',
  '#/components/schemas/TicketCreateRequest': '#/paths/~1tickets/post/requestBody/content/application~1json/schema',
};

/**
 * Leniency: most lists document their pagination in prose only, as "* Cursor pagination" and "* Offset pagination" (the
 * comments of a ticket do). The fields are those in the examples of SearchExportResponse and SearchResponse; where an
 * operation does not describe them, their names are known but not their types.
 */
const PAGINATION = [
  {
    documented: /^\s*[-*] cursor pagination/im,
    query: ['page[size]', 'page[after]', 'page[before]'],
    fields: ['links', 'meta'],
  },
  {
    documented: /^\s*[-*] offset pagination/im,
    query: ['page', 'per_page'],
    fields: ['count', 'next_page', 'previous_page'],
  },
];

interface Operation {
  readonly method: string;
  readonly path: string;
  readonly pattern: RegExp;
  readonly description: string;
  readonly query: readonly Node[];
  /** False if a parameter is missing from the excerpt, which may be one of the query. */
  readonly queryIsComplete: boolean;
  readonly validateRequest: ValidateFunction | undefined;
  /** By status; undefined for a response without a body. */
  readonly responses: ReadonlyMap<number, ValidateFunction | undefined>;
  readonly examples: readonly Example[];
}

class Description implements ZendeskOpenApi {
  readonly operations: readonly Operation[];
  readonly #document: Node;
  readonly #unresolved = new Set<string>();
  readonly #ajv = new Ajv2020({ strict: false, allErrors: true, logger: false });

  constructor(files: readonly unknown[]) {
    addFormats.default(this.#ajv);
    // The few components that more than one file has are the same in all of them.
    this.#document = files.map(record).reduce(deepMerge, {});
    this.operations = Object.entries(record(this.#document['paths']))
      .flatMap(([path, item]) => {
        const { parameters, ...methods } = record(item);
        return Object.entries(methods).map(([method, operation]) =>
          this.#read(method.toUpperCase(), path, { ...record(operation), shared: parameters }),
        );
      })
      // In this order /users/me comes before /users/{user_id}.
      .sort((a, b) => (a.path < b.path ? -1 : 1));
  }

  get unresolved(): readonly string[] {
    return [...this.#unresolved].sort();
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
    const { path, description, responses } = operation;
    if (!responses.has(status) && status < 400) {
      const message = `${status} is undocumented, unlike ${[...responses.keys()].join(', ')}`;
      return [{ where: 'response status', message }];
    }
    // Leniency: Zendesk itself documents no failures. Its compiler gives some operations a 401, 404, 422 and 429 of one
    // common shape. So any failure may happen anywhere, and those have that shape, save at /oauth, which has RFC 6749's.
    const common = path.startsWith('/api/') ? this.operations.find((one) => one.responses.has(status)) : undefined;
    const validate = (responses.has(status) ? operation : common)?.responses.get(status);
    if (validate === undefined) {
      return status === 204 && body ? [{ where: 'response body', message: 'must be empty', pointer: '' }] : [];
    }
    // Leniency: side-loaded records come beside the documented fields, under the name that `include` asked for.
    const more = [...include.split(','), ...paginationOf(description).flatMap(({ fields }) => fields)].map(
      unknownField,
    );
    return problems('response body', validate, body).filter(
      ({ pointer, message }) => pointer !== '' || !more.includes(message),
    );
  }

  #read(method: string, path: string, { shared, parameters, description, requestBody, responses }: Node): Operation {
    const all = [...list(shared), ...list(parameters)].map((one) => this.#resolve(one));
    // A number is digits, so that /tickets/recent is not taken for a ticket.
    const placeholder = (_: string, name: string) =>
      record(all.find((one) => one['name'] === name)?.['schema'])['type'] === 'integer' ? '\\d+' : '[^/]+';
    const request = jsonOf(this.#resolve(requestBody));
    const answers = Object.entries(record(responses)).map(
      ([status, response]) => [Number(status), jsonOf(this.#resolve(response))] as const,
    );
    return {
      method,
      path,
      pattern: new RegExp(`^${path.replace(/{(\w+)}/g, placeholder)}$`),
      description: `${description}`,
      query: all.filter((one) => one['in'] === 'query'),
      queryIsComplete: all.every((one) => 'in' in one),
      validateRequest: this.#compile(request),
      responses: new Map(answers.map(([status, json]) => [status, this.#compile(json)])),
      examples: [
        ...this.#examples(request).map((value) => ({ value })),
        ...answers.flatMap(([status, json]) => this.#examples(json).map((value) => ({ status, value }))),
      ],
    };
  }

  #compile(json: Node): ValidateFunction | undefined {
    return 'schema' in json ? this.#ajv.compile({ ...this.#strict(json['schema']) }) : undefined;
  }

  #examples(json: Node): readonly unknown[] {
    const named = Object.values(record(json['examples'])).map((one) => record(one)['value']);
    return [...named, json['example'], this.#resolve(json['schema'])['example']].filter((value) => value !== undefined);
  }

  /** What a reference means; itself if it is none. */
  #resolve(node: unknown): Node {
    const ref = record(node)['$ref'];
    if (typeof ref !== 'string') return record(node);
    const target = this.#lookUp(ref) ?? this.#lookUp(STAND_INS[ref] ?? '');
    if (target === undefined) this.#unresolved.add(ref);
    return record(target);
  }

  #lookUp(pointer: string): unknown {
    const [root, ...names] = pointer.split('/').map((name) => name.replaceAll('~1', '/'));
    return names.reduce<unknown>((node, name) => record(node)[name], root === '#' ? this.#document : undefined);
  }

  /** JSON Schema 2020-12 without references, in which an object has no properties but those that are described. */
  #strict(node: unknown, ancestors: readonly Node[] = []): Node {
    const described = this.#resolve(node);
    if (ancestors.includes(described)) return {};
    const strict = (child: unknown) => this.#strict(child, [...ancestors, described]);
    const { allOf, oneOf, anyOf = oneOf, nullable, properties, items = {}, ...schema } = described;
    const result = {
      ...schema,
      items: strict(items),
      // Leniency: not exactly one, because where two are missing from the excerpt, both match.
      ...(anyOf ? { anyOf: list(anyOf).map(strict) } : {}),
      ...(allOf ? mergeAll(list(allOf).map(strict)) : {}),
      ...(properties ? closed(mapValues(record(properties), strict), schema['additionalProperties']) : {}),
    };
    // OpenAPI 3.0, but the description still uses it, and has nulls there in the example of SearchResponse.
    return nullable === true ? { if: { type: 'null' }, else: result } : result;
  }
}

function checkQuery({ query, queryIsComplete, description }: Operation, sent: Exchange['query']): readonly Problem[] {
  const names = query.map(({ name }) => `${name}`);
  const missing = query.filter(({ name, required }) => required === true && !(`${name}` in sent));
  const undocumented = Object.keys(sent).filter((name) => !names.includes(name) && !isInProse(name, description));
  return [
    ...missing.map(({ name }) => `missing query parameter ${name}`),
    ...(queryIsComplete ? undocumented.map((name) => `undocumented query parameter ${name}`) : []),
  ].map((message) => ({ where: 'query', message }));
}

/**
 * Whether a description tells of a parameter that the operation does not list. Zendesk has those of sorting in a table of
 * the description (`sort` of a ticket's comments), and those of pagination only as a link to another page. In running
 * text a name counts within backticks alone, for "sort" and "page" are ordinary words.
 */
function isInProse(name: string, description: string): boolean {
  const mentioned = description.split(/[`|]/).some((part) => part.trim() === name);
  return mentioned || paginationOf(description).some(({ query }) => query.includes(name));
}

function checkRequestBody({ validateRequest, description }: Operation, body: unknown): readonly Problem[] {
  if (validateRequest !== undefined) return problems('request body', validateRequest, body);
  // POST /oauth/tokens has its parameters in prose only: a table, and `code_verifier` in the sample code below it.
  if (!description.includes('#### Request parameters')) return [];
  const words = new Set(description.match(/\w+/g));
  const unknown = Object.keys(record(body)).filter((name) => !words.has(name));
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

function closed(properties: Node, additionalProperties: unknown = false): Node {
  return { type: 'object', properties, additionalProperties };
}

/** A part that is not closed, such as one that is missing from the excerpt, leaves the whole open. */
function mergeAll(parts: readonly Node[]): Node {
  const isOpen = parts.some((part) => part['additionalProperties'] !== false);
  return closed(Object.assign({}, ...parts.map((part) => part['properties'])), isOpen);
}

function deepMerge(first: Node, second: Node): Node {
  const merged = mapValues(second, (value, name) => (isRecord(value) ? deepMerge(record(first[name]), value) : value));
  return { ...first, ...merged };
}

function mapValues(node: Node, map: (value: unknown, name: string) => unknown): Node {
  return Object.fromEntries(Object.entries(node).map(([name, value]) => [name, map(value, name)]));
}

function isRecord(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

const record = (value: unknown): Node => (isRecord(value) ? value : {});
const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);
const jsonOf = (holder: Node) => record(record(holder['content'])['application/json']);
const paginationOf = (description: string) => PAGINATION.filter(({ documented }) => documented.test(description));
