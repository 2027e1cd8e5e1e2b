import { describe, expect, test } from 'vitest';
import type { Exchange } from './zendesk-openapi.js';
import { loadZendeskOpenApi } from './zendesk-openapi.js';

const api = await loadZendeskOpenApi();
if (api === undefined) console.log("Zendesk's OpenAPI description is not here: skipped");

/** What the library and its simulator have to do with, save GET /api/v2/users/{user_id}/tickets/requested. */
const USED = [
  'GET /api/v2/tickets/{ticket_id}',
  'POST /api/v2/tickets',
  'GET /api/v2/tickets/{ticket_id}/comments',
  'GET /api/v2/tickets/{ticket_id}/audits',
  'GET /api/v2/users/me',
  'GET /api/v2/users/{user_id}',
  'GET /api/v2/users/search',
  'GET /api/v2/users/{user_id}/identities',
  'GET /api/v2/custom_statuses',
  'GET /api/v2/oauth/tokens/{oauth_token_id}',
  'DELETE /api/v2/oauth/tokens/{oauth_token_id}',
  'POST /oauth/tokens',
  'GET /api/v2/search',
];

/**
 * Where the examples of those are. Zendesk's own refer to components that are missing from the excerpt, except that of
 * the search; those of tickets, comments and users are of the second description of them, so /users/me has none either.
 */
const EXAMPLES = [
  'GET /tickets/{ticket_id} 200',
  'POST /tickets request',
  'POST /tickets 201',
  'GET /tickets/{ticket_id}/comments 200',
  'GET /users/{user_id} 200',
  'GET /users/search 200',
  'GET /api/v2/search 200',
];

/**
 * Known to be broken: the examples of the second description were generated, with these where the generator had no idea
 * of a value, such as "500123" for every id. Their field names are as described, so the values alone are excused.
 */
const PLACEHOLDERS: readonly unknown[] = ['abc123', '500123', 'example_value', {}];

describe.skipIf(api === undefined)("Zendesk's OpenAPI description", () => {
  const check = (exchange: Partial<Exchange>) =>
    api?.check({ method: 'GET', path: '/', query: {}, status: 200, ...exchange });

  test('covers the operations that the library uses', () => {
    const covered = api?.operations.map(({ method, path }) => `${method} ${path}`);
    expect(covered).toEqual(expect.arrayContaining(USED));
  });

  test('conforms to itself: so do its examples, save for placeholders', () => {
    const seen: string[] = [];
    for (const { method, path, examples } of api?.operations ?? []) {
      for (const { status, value } of examples) {
        const exchange = status === undefined ? { requestBody: value, status: 500 } : { responseBody: value, status };
        const where = status === undefined ? 'request body' : 'response body';
        const unexcused = check({ method, path: path.replace(/{\w+}/g, '1'), ...exchange })?.filter(
          (one) => one.where === where && (one.message.startsWith('unknown') || !isPlaceholder(at(value, one.pointer))),
        );
        const name = `${method} ${path} ${status ?? 'request'}`;
        expect.soft(unexcused, name).toEqual([]);
        seen.push(name);
      }
    }
    expect(seen).toEqual(expect.arrayContaining(EXAMPLES));
  });

  test('covers no requested tickets, nor anything else it has no path for', () => {
    expect(check({ path: '/api/v2/users/1/tickets/requested.json' })).toBeUndefined();
    expect(check({ path: '/api/v2/tickets/recent.json' })).toBeUndefined();
    expect(check({ method: 'PATCH', path: '/api/v2/tickets/1.json' })).toBeUndefined();
  });

  test('names what the excerpt lacks, and lets anything be there', () => {
    expect(api?.unresolved).toContain('#/components/schemas/TicketAuditObject');
    expect(api?.unresolved).not.toContain('#/components/schemas/TicketObject');
    const audits = [{ whatever: 1 }];
    expect(check({ path: '/api/v2/tickets/1/audits.json', responseBody: { audits } })).toEqual([]);
  });

  test('takes a literal segment before a placeholder', () => {
    const responseBody = { user: { id: 1, authenticity_token: 'x' } };
    expect(check({ path: '/api/v2/users/me.json', responseBody })).toEqual([]);
    expect(check({ path: '/api/v2/users/1.json', responseBody })).toEqual([
      { where: 'response body', message: 'unknown field authenticity_token', pointer: '/user' },
    ]);
  });

  test('reports a wrong type, at any depth', () => {
    const responseBody = { ticket: { id: '1', status: 'solvd', via: { channel: 7 } } };
    expect(check({ path: '/api/v2/tickets/1', responseBody })).toEqual([
      { where: 'response body', message: 'must be integer', pointer: '/ticket/id' },
      expect.objectContaining({ pointer: '/ticket/status' }),
      { where: 'response body', message: 'must be string', pointer: '/ticket/via/channel' },
    ]);
  });

  test('lets null be where it is described', () => {
    const path = '/api/v2/tickets/1';
    expect(check({ path, responseBody: { ticket: { priority: null, custom_status_id: null } } })).toEqual([]);
    expect(check({ path, responseBody: { ticket: { status: null } } })).toHaveLength(2);
  });

  test('reports an unknown field', () => {
    const responseBody = { ticket: { id: 1, requester_email: 'a@example.com' }, extra: 1 };
    expect(check({ path: '/api/v2/tickets/1', responseBody })).toEqual([
      { where: 'response body', message: 'unknown field extra', pointer: '' },
      { where: 'response body', message: 'unknown field requester_email', pointer: '/ticket' },
    ]);
  });

  test('reports a wrong status, but lets any failure happen', () => {
    const exchange = { method: 'POST', path: '/api/v2/tickets.json', requestBody: { ticket: {} } };
    expect(check({ ...exchange, status: 200 })).toEqual([{ where: 'response status', message: '200 instead of 201' }]);
    expect(check({ ...exchange, status: 503, responseBody: 'Down' })).toEqual([]);
    const details = { base: [{ description: 'Status: is not allowed', error: 'InvalidValue' }] };
    const responseBody = { error: 'RecordInvalid', description: 'Record validation errors', details };
    expect(check({ ...exchange, status: 422, responseBody })).toEqual([]);
    expect(check({ ...exchange, status: 422, responseBody: { errors: [] } })).toEqual([
      { where: 'response body', message: 'unknown field errors', pointer: '' },
    ]);
  });

  test('reports a request body that is not as described', () => {
    const ticket = { subject: 'x', comment: { body: 'x', bodyHtml: 'x' }, tags: 'a' };
    const responseBody = { ticket: {} };
    expect(
      check({ method: 'POST', path: '/api/v2/tickets', requestBody: { ticket }, status: 201, responseBody }),
    ).toEqual([
      { where: 'request body', message: 'unknown field bodyHtml', pointer: '/ticket/comment' },
      { where: 'request body', message: 'must be array', pointer: '/ticket/tags' },
    ]);
  });

  test('knows the parameters of the token endpoint from its prose', () => {
    const requestBody = { grant_type: 'authorization_code', code: 'x', code_verifier: 'x', client: 'x' };
    expect(check({ method: 'POST', path: '/oauth/tokens', requestBody, status: 201, responseBody: {} })).toEqual([
      { where: 'request body', message: 'unknown field client', pointer: '' },
    ]);
  });

  test('reports an undocumented query parameter', () => {
    expect(check({ path: '/api/v2/tickets/1', query: { include: 'users' }, responseBody: { users: [] } })).toEqual([
      { where: 'query', message: 'undocumented query parameter include' },
    ]);
  });

  test.each([
    ['listed', { include: 'users' }, []],
    ['in a table of the description', { sort: 'created_at', sort_order: 'desc' }, []],
    ['of its pagination', { page: '1', per_page: '1', 'page[size]': '1', 'page[after]': 'x' }, []],
    ['of no comments', { sort_by: 'created_at', 'page[sise]': '1' }, ['sort_by', 'page[sise]']],
  ])('query parameters of a ticket’s comments: %s', (_, query: Record<string, string>, undocumented) => {
    const responseBody = {
      comments: [],
      count: 0,
      next_page: null,
      meta: {},
      ...(query['include'] ? { users: [] } : {}),
    };
    const messages = check({ path: '/api/v2/tickets/1/comments', query, responseBody })?.map(({ message }) => message);
    expect(messages).toEqual(undocumented.map((name) => `undocumented query parameter ${name}`));
  });

  test('tells the styles of pagination apart', () => {
    const exchange = { path: '/api/v2/users/search', query: { query: 'x', 'page[size]': '1' } };
    expect(check({ ...exchange, responseBody: { users: [], meta: {} } })).toEqual([
      { where: 'query', message: 'undocumented query parameter page[size]' },
      { where: 'response body', message: 'unknown field meta', pointer: '' },
    ]);
  });
});

function isPlaceholder(value: unknown): boolean {
  return PLACEHOLDERS.some((one) => JSON.stringify(one) === JSON.stringify(value));
}

function at(value: unknown, pointer = ''): unknown {
  const names = pointer.split('/').slice(1);
  return names.reduce<unknown>((node, name) => (Object(node) as Record<string, unknown>)[name], value);
}
