/**
 * `connection.fetch`: other clients over real sockets, with the token of the connection, and to nowhere else.
 */
import { inspect } from 'node:util';
import createClient from 'openapi-fetch';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import {
  ALL_PERMISSIONS,
  type ConnectorEvent,
  generateEncryptionKey,
  MemoryTokenStore,
  type RequestReport,
  ZENDESK_ACTIONS,
  ZendeskConnector,
  type ZendeskConnectorOptions,
} from '../../src/index.js';
import { createZendeskSimulator, fetchVia, serve } from '../../src/testing/index.js';
import { rejection } from '../support/fixture.js';

const ACME = 'https://acme.zendesk.com';
const ME = '/api/v2/users/me.json';

async function listen(handler: (request: Request) => Promise<Response>) {
  const server = await serve(handler);
  onTestFinished(() => server.close());
  return server;
}

/** An account that is connected with client credentials, over a real port. */
async function connected(options: Partial<ZendeskConnectorOptions> = {}) {
  const zendesk = createZendeskSimulator();
  const server = await listen(zendesk.fetch);
  const reports: RequestReport[] = [];
  const events: ConnectorEvent[] = [];
  const connector = new ZendeskConnector({
    clientId: 'support_bot',
    clientSecret: 'simulated-client-secret',
    tokenStore: new MemoryTokenStore(),
    encryptionKey: generateEncryptionKey(),
    scope: ['read', 'write'],
    fetch: fetchVia(server.url),
    onEvent: (event) => events.push(event),
    onRequest: (report) => reports.push(report),
    ...options,
  });
  const connection = connector.connection('bot-1', { permissions: ALL_PERMISSIONS });
  await connection.connectWithClientCredentials({ subdomain: 'acme' });
  const account = zendesk.account('acme');
  zendesk.clearRequests();
  reports.length = 0;
  events.length = 0;
  const tokenCalls = () => zendesk.requests.filter(({ path }) => path === '/oauth/tokens').length;
  return { zendesk, server, account, connector, connection, reports, events, tokenCalls };
}

// What a generator makes of Zendesk's OpenAPI description, cut to what is called here.
interface paths {
  '/api/v2/tickets/{ticket_id}': {
    get: {
      parameters: { path: { ticket_id: number }; query?: { include?: string } };
      responses: {
        200: { content: { 'application/json': { ticket: { id: number; subject: string } } } };
        404: { content: { 'application/json': { error: string } } };
      };
    };
    delete: { parameters: { path: { ticket_id: number } }; responses: { 204: { content?: never } } };
  };
  '/api/v2/tickets': {
    post: {
      requestBody: { content: { 'application/json': { ticket: { subject: string; comment: { body: string } } } } };
      responses: { 201: { content: { 'application/json': { ticket: { id: number; subject: string } } } } };
    };
  };
}

describe('an unmodified openapi-fetch', () => {
  test('reads, writes, deletes, and is told of a 404', async () => {
    const { connection, account } = await connected();
    const api = createClient<paths>({ baseUrl: ACME, fetch: connection.fetch });
    const made = await api.POST('/api/v2/tickets', { body: { ticket: { subject: 'Hi', comment: { body: 'b' } } } });
    expect(made.response.status).toBe(201);
    const ticket_id = made.data?.ticket.id ?? 0;
    expect(account.tickets.map(({ subject }) => subject)).toContain('Hi');
    const path = { ticket_id };
    const read = await api.GET('/api/v2/tickets/{ticket_id}', { params: { path, query: { include: 'users' } } });
    expect(read.data?.ticket.subject).toBe('Hi');
    expect((await api.DELETE('/api/v2/tickets/{ticket_id}', { params: { path } })).response.status).toBe(204);
    const missing = await api.GET('/api/v2/tickets/{ticket_id}', { params: { path: { ticket_id: 999 } } });
    expect(missing.response.status).toBe(404);
    expect(missing.error?.error).toBe('RecordNotFound');
  });

  test('sends a body once more after a 401, with another token, and all callers share one renewal', async () => {
    const { connection, account, tokenCalls, reports } = await connected();
    const api = createClient<paths>({ baseUrl: ACME, fetch: connection.fetch });
    account.expireAccessTokens();
    const made = await Promise.all(
      ['one', 'two', 'three'].map((subject) =>
        api.POST('/api/v2/tickets', { body: { ticket: { subject, comment: { body: 'b' } } } }),
      ),
    );
    expect(made.map(({ data }) => data?.ticket.subject)).toEqual(['one', 'two', 'three']);
    expect(tokenCalls()).toBe(1);
    const ofTickets = reports.filter(({ path }) => path === '/api/v2/tickets');
    expect(ofTickets.map(({ status }) => status).toSorted()).toEqual([201, 201, 201, 401, 401, 401]);
    expect(ofTickets.map(({ attempt }) => attempt).toSorted()).toEqual([1, 1, 1, 2, 2, 2]);
  });
});

describe('the token goes to the account alone', () => {
  test.each([
    'https://evil.example/api/v2/tickets.json',
    '//evil.example/api/v2/tickets.json',
    '/\\evil.example/',
    '\\\\evil.example/',
    '/\t/evil.example/',
    'http://acme.zendesk.com/',
    'https://acme.zendesk.com:8443/',
    'https://acme.zendesk.com@evil.example/',
    'https://evil@acme.zendesk.com/',
    'https://evil:pass@acme.zendesk.com/',
    'https://acme.zendesk.com.evil.example/',
    'https://acme.zendesk.com./',
    'https://other.zendesk.com/',
    'blob:https://acme.zendesk.com/3b3a1f0e-0000-4000-8000-000000000000',
    'data:text/plain,hello',
    'file:///etc/passwd',
    'https://',
    'ws://acme.zendesk.com/',
    'api/v2/users/me.json',
    '',
  ])('%s is refused', async (address) => {
    const { connection, zendesk, reports } = await connected();
    const spy = vi.spyOn(globalThis, 'fetch');
    onTestFinished(() => spy.mockRestore());
    const inputs: (string | URL | Request)[] = [address];
    if (URL.canParse(address)) inputs.push(new URL(address));
    // What no Request takes cannot arrive as one.
    if (/^https?:\/\/[^@]+$/.test(address) && URL.canParse(address)) inputs.push(new Request(address));
    for (const input of inputs) {
      expect(await rejection(connection.fetch(input))).toMatchObject({
        code: 'configuration',
        option: 'url',
        message: expect.stringContaining('https://acme.zendesk.com/'),
      });
    }
    expect(zendesk.requests).toEqual([]);
    expect(reports).toEqual([]);
    expect(spy).not.toHaveBeenCalled();
  });

  test.each([
    ME,
    'HTTPS://ACME.Zendesk.COM:443/api/v2/users/me.json#fragment',
    new URL(`${ACME}${ME}`),
    new Request(`${ACME}${ME}`),
  ])('%s is the account', async (input) => {
    const { connection } = await connected();
    const response = await connection.fetch(input);
    expect(response.status).toBe(200);
    expect(await response.json()).toMatchObject({ user: { name: 'Ada Admin' } });
  });

  test('objects that answer another address when they are asked again', async () => {
    const { connection, zendesk } = await connected();
    const answers = ['https://evil.example/', `${ACME}${ME}`];
    const liar = { toString: () => answers.pop() ?? 'https://evil.example/', href: 'https://evil.example/' };
    expect((await connection.fetch(liar as unknown as URL)).status).toBe(200);
    class LyingRequest extends Request {
      override get url() {
        return `${ACME}${ME}`;
      }
    }
    expect(await rejection(connection.fetch(new LyingRequest('https://evil.example/')))).toMatchObject({
      option: 'url',
    });
    expect(zendesk.requests).toHaveLength(1);
  });

  test.each([undefined, null, 7, {}, { url: `${ACME}${ME}` }])('%j is no address', async (input) => {
    const { connection, zendesk } = await connected();
    expect(await rejection(connection.fetch(input as unknown as string))).toMatchObject({ option: 'url' });
    expect(zendesk.requests).toEqual([]);
  });

  test('a redirect is answered as it is, whatever the client asks for', async () => {
    const { connection, zendesk } = await connected();
    const visits: string[] = [];
    const evil = await listen(async ({ url }) => {
      visits.push(url);
      return new Response();
    });
    const location = `${evil.url}taken`;
    zendesk.fault({ path: ME }, { status: 302, headers: { location } });
    for (const redirect of ['follow', 'manual', 'error'] as const) {
      const response = await connection.fetch(ME, { redirect });
      expect([response.status, response.headers.get('location')]).toEqual([302, location]);
    }
    expect(visits).toEqual([]);
  });

  test('headers of the client arrive, except what would lead the token elsewhere or take its place', async () => {
    const { connection, zendesk, server } = await connected({
      marketplace: { name: 'Acme', organizationId: '1', botId: '2' },
    });
    const headers = {
      ...{ AUTHORIZATION: 'Basic YTpi', HOST: 'evil.zendesk.com', 'Transfer-Encoding': 'chunked' },
      ...{ 'X-Own': '1', Accept: 'a/b', 'Idempotency-Key': 'k', 'X-Zendesk-Marketplace-Bot-Id': 'other' },
    };
    await connection.fetch(new Request(`${ACME}${ME}`, { headers }));
    await connection.fetch(ME, { headers: new Headers(headers) });
    expect(zendesk.requests).toHaveLength(2);
    for (const { headers: sent } of zendesk.requests) {
      expect(sent).toMatchObject({
        authorization: expect.stringMatching(/^Bearer \S+$/),
        host: server.url.host,
        ...{ 'x-own': '1', accept: 'a/b', 'idempotency-key': 'k', 'x-zendesk-marketplace-bot-id': '2' },
      });
      expect(sent).not.toHaveProperty('transfer-encoding');
    }
  });

  test('the client sees it nowhere, not even when the transport shows everything in its errors', async () => {
    const secrets = new Set<string>();
    const world = await connected();
    const send = fetchVia(world.server.url);
    const { connection, reports, events } = await connected({
      fetch: async (input, init) => {
        const { authorization = '' } = Object(init?.headers) as Record<string, string>;
        const error = Object.assign(new TypeError(authorization), { config: init, code: 'ECONNRESET' });
        if (authorization !== '') secrets.add(authorization.replace('Bearer ', ''));
        if (String(input).includes('/breaks?')) throw error;
        if (!String(input).endsWith('/breaks-off')) return send(input, init);
        return new Response(new ReadableStream({ pull: (controller) => controller.error(error) }));
      },
    });
    const failure = { code: 'network', transportCode: 'ECONNRESET' };
    const broken = await rejection(connection.fetch('/breaks?secret=1'));
    expect(broken).toMatchObject({ ...failure, request: 'GET /breaks' });
    const response = await connection.fetch('/breaks-off');
    const brokenOff = await rejection(response.text());
    expect(brokenOff).toMatchObject({ ...failure, request: 'GET /breaks-off' });
    expect(reports).toMatchObject([
      { path: '/breaks', failure: 'ECONNRESET' },
      { path: '/breaks-off', status: 200 },
    ]);
    const seen = await connection.fetch(ME, { dispatcher: { dispatch: () => expect.fail() } } as RequestInit);
    const shown = [broken, response, brokenOff, seen, reports, events, connection]
      .map((each) => inspect(each, { depth: 12, showHidden: true, getters: true }))
      .join('\n');
    expect(secrets.size).toBe(1);
    for (const secret of secrets) expect(shown).not.toContain(secret);
  });
});

describe('who may', () => {
  test('only a handle with RAW_REQUEST; without it nothing is read or sent', async () => {
    const { connector, zendesk } = await connected();
    const permissions = ALL_PERMISSIONS.filter((permission) => permission !== ZENDESK_ACTIONS.RAW_REQUEST);
    const request = new Request(`${ACME}/api/v2/tickets`, { method: 'POST', body: '{}' });
    const refused = await rejection(connector.connection('bot-1', { permissions }).fetch(request));
    expect(refused).toMatchObject({ code: 'permission_denied', reason: 'permission' });
    expect(request.bodyUsed).toBe(false);
    expect(zendesk.requests).toEqual([]);
    const { fetch } = connector.connection('bot-1', { permissions: [ZENDESK_ACTIONS.RAW_REQUEST] });
    expect((await fetch(ME)).status).toBe(200);
  });

  test('after a disconnect nothing is sent', async () => {
    const { connection, zendesk, account } = await connected();
    const { fetch } = connection;
    expect((await fetch(ME)).status).toBe(200);
    expect(await connection.disconnect()).toEqual({ revocation: 'revoked' });
    expect(account.tokens.at(-1)?.revokedAt).toBeTypeOf('number');
    zendesk.clearRequests();
    expect(await rejection(fetch(ME))).toMatchObject({ code: 'not_connected' });
    expect(zendesk.requests).toEqual([]);
  });

  test('when another account is connected, the one from before is another origin', async () => {
    const { connection, zendesk } = await connected();
    zendesk.addAccount('globex');
    await connection.connectWithClientCredentials({ subdomain: 'globex' });
    zendesk.clearRequests();
    expect(await rejection(connection.fetch(`${ACME}${ME}`))).toMatchObject({ option: 'url' });
    expect((await connection.fetch(`https://globex.zendesk.com${ME}`)).status).toBe(200);
    expect(zendesk.requests.map(({ subdomain }) => subdomain)).toEqual(['globex']);
  });

  test('a token that was refused for good is a reconnect that is required, not a 401', async () => {
    const { connection, zendesk, account } = await connected();
    account.expireAccessTokens();
    zendesk.fault({ path: '/oauth/tokens' }, { status: 401, body: { error: 'invalid_client' } });
    const refused = await rejection(connection.fetch(ME));
    expect(refused).toMatchObject({ code: 'reconnect_required', reason: 'client_refused' });
  });
});

describe('bodies', () => {
  const text = 'Grüße, 世界 '.repeat(10_000);
  const bytes = new TextEncoder().encode(text);
  const form = new FormData();
  form.set('file', new Blob([text]), 'file.txt');

  test.each<[string, RequestInit & { readonly duplex?: 'half' }, RegExp]>([
    ['text', { body: text }, /^text\/plain;charset=UTF-8$/],
    ['bytes', { body: bytes, headers: { 'content-type': 'application/x-own' } }, /^application\/x-own$/],
    ['a Blob', { body: new Blob([text], { type: 'text/x-blob' }) }, /^text\/x-blob$/],
    ['a stream', { body: new Blob([text]).stream(), duplex: 'half' }, /^$/],
    ['a form', { body: form }, /^multipart\/form-data; boundary=/],
  ])('%s comes whole, and once more after a 401', async (_, init, type) => {
    const { connection, zendesk } = await connected();
    const arrived: { readonly body: string; readonly type: string; readonly token: string | null }[] = [];
    const respond = async (request: Request) => {
      const { headers } = request;
      const token = headers.get('authorization');
      arrived.push({ body: await request.text(), type: headers.get('content-type') ?? '', token });
      return new Response(null, { status: arrived.length === 1 ? 401 : 200 });
    };
    zendesk.fault({ path: '/api/v2/uploads' }, { respond });
    const response = await connection.fetch('/api/v2/uploads?filename=a', { method: 'POST', ...init });
    expect(response.status).toBe(200);
    const [first, second] = arrived;
    expect(first?.body).toContain(text);
    expect(first?.type).toMatch(type);
    expect(second).toEqual({ ...first, token: expect.not.stringMatching(`^${first?.token}$`) });
  });

  test.each<[string, () => AbortSignal | null, object]>([
    ['in time', () => null, { code: 'timeout' }],
    ['before the client leaves', () => AbortSignal.timeout(100), { name: 'TimeoutError' }],
  ])('a stream that does not end %s is read no further, and nothing is sent', async (_, signal, error) => {
    const { connection, zendesk } = await connected({ timeout: 500 });
    const cancel = vi.fn();
    const body = new ReadableStream<Uint8Array>({
      pull: async (controller) => {
        await new Promise((resolve) => setTimeout(resolve, 10));
        controller.enqueue(new Uint8Array(10));
      },
      cancel,
    });
    const init: RequestInit & { readonly duplex: 'half' } = { method: 'POST', body, duplex: 'half', signal: signal() };
    expect(await rejection(connection.fetch('/api/v2/uploads', init))).toMatchObject(error);
    await vi.waitFor(() => expect(cancel).toHaveBeenCalledOnce());
    expect(zendesk.requests).toEqual([]);
  });

  test('of answers may be larger than any answer that the library reads, and come as they are', async () => {
    const { connection, zendesk } = await connected();
    const large = 'x'.repeat(5_000_000);
    zendesk.fault({ path: ME }, { status: 200, body: large, headers: { 'set-cookie': 'a=1' } });
    const response = await connection.fetch(ME);
    expect(response.headers.getSetCookie()).toEqual(['a=1']);
    const copy = response.clone();
    expect((await response.text()).length).toBe(large.length);
    expect((await copy.arrayBuffer()).byteLength).toBe(large.length);
  });

  test.each([
    ['HEAD', 200],
    ['GET', 204],
    ['GET', 304],
  ])('there is none after %s with %i', async (method, status) => {
    const { connection, zendesk } = await connected();
    zendesk.fault({ path: ME }, { respond: async () => new Response(null, { status, headers: { 'x-own': '1' } }) });
    const response = await connection.fetch(ME, { method });
    expect([response.status, response.headers.get('x-own'), response.body]).toEqual([status, '1', null]);
  });
});

describe('an answer', () => {
  test.each([403, 404, 422, 429, 500, 503])('%i is answered as it is, once', async (status) => {
    const { connection, zendesk, reports } = await connected();
    const body = { error: 'AsZendeskSaysIt' };
    zendesk.fault({ path: ME }, { status, body, headers: { 'retry-after': '0' } });
    const response = await connection.fetch(ME);
    expect([response.status, response.headers.get('retry-after')]).toEqual([status, '0']);
    expect(await response.json()).toEqual(body);
    expect(reports).toMatchObject([{ method: 'GET', path: ME, attempt: 1, status, subdomain: 'acme' }]);
  });

  test('that does not come ends with the time of the connector; a write may have been carried out', async () => {
    const { connection, zendesk, reports } = await connected({ timeout: 200 });
    zendesk.fault({ path: '/api/v2/tickets' }, { hang: true });
    const timeout = { code: 'timeout', request: 'GET /api/v2/tickets', ambiguous: false };
    expect(await rejection(connection.fetch('/api/v2/tickets'))).toMatchObject(timeout);
    const write = await rejection(connection.fetch('/api/v2/tickets', { method: 'POST', body: '{}' }));
    expect(write).toMatchObject({ ...timeout, request: 'POST /api/v2/tickets', ambiguous: true });
    expect(reports).toMatchObject([{ failure: 'timeout' }, { failure: 'timeout' }]);
  });

  test('that trickles may take longer than that, until the client gives up', async () => {
    const { connection, zendesk } = await connected({ timeout: 200 });
    zendesk.fault({ path: ME }, { slowBody: { bytes: 5, every: 20 } });
    expect(await (await connection.fetch(ME)).json()).toMatchObject({ user: { name: 'Ada Admin' } });
    const reason = new Error('the page was closed');
    const ways: readonly ((signal: AbortSignal) => Promise<Response>)[] = [
      (signal) => connection.fetch(ME, { signal }),
      (signal) => connection.fetch(new Request(`${ACME}${ME}`, { signal })),
    ];
    for (const ask of ways) {
      const leaving = new AbortController();
      const response = await ask(leaving.signal);
      setTimeout(() => leaving.abort(reason), 50);
      expect(await rejection(response.text())).toBe(reason);
    }
  });

  test('that the client does not wait for', async () => {
    const { connection, zendesk, reports } = await connected();
    zendesk.fault({ path: ME }, { hang: true });
    const signal = AbortSignal.timeout(50);
    expect(await rejection(connection.fetch(ME, { signal }))).toBe(signal.reason);
    expect(reports).toMatchObject([{ failure: 'aborted' }]);
    const early = AbortSignal.abort(new Error('early'));
    expect(await rejection(connection.fetch(new Request(`${ACME}${ME}`, { signal: early })))).toBe(early.reason);
    expect(reports).toHaveLength(1);
  });
});

test.each<[string, RequestInit]>([
  ['a GET with a body', { body: 'x' }],
  ['CONNECT', { method: 'CONNECT' }],
  ['a stream without duplex', { method: 'POST', body: new ReadableStream() }],
])('%s is refused like any fetch refuses it', async (_, init) => {
  const { connection, zendesk } = await connected();
  expect(await rejection(connection.fetch(ME, init))).toBeInstanceOf(TypeError);
  expect(zendesk.requests).toEqual([]);
});
