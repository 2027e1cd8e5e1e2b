/**
 * Over real sockets, because what is tested is when a connection ends, how much of a body is read, and where a request
 * goes: promises H3 (time), H4 (size) and C5 (origin).
 */
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setImmediate as immediate } from 'node:timers/promises';
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import {
  ALL_PERMISSIONS,
  type CallOptions,
  type ConnectorEvent,
  generateEncryptionKey,
  MemoryTokenStore,
  type ZendeskConnection,
  ZendeskConnector,
  type ZendeskConnectorOptions,
  ZendeskError,
} from '../../src/index.js';
import { createZendeskSimulator, type Fault, fetchVia, serve } from '../../src/testing/index.js';
import { ANN, REDIRECT_URI, rejection, SESSION } from '../support/fixture.js';

const MEBIBYTE = 1024 * 1024;
// Far more than any of these calls may take, far less than what they would take if nothing ended them.
const AGES = 15_000;

/** A simulator behind a real port, and a connector that reaches it there. */
async function overSockets(options: Partial<ZendeskConnectorOptions> = {}) {
  const zendesk = createZendeskSimulator();
  const server = await serve(zendesk.fetch);
  onTestFinished(() => server.close());
  let { url } = server;
  const moveTo = (other: URL) => {
    url = other;
  };
  const events: ConnectorEvent[] = [];
  const all: ZendeskConnectorOptions = {
    clientId: 'support_bot',
    clientSecret: 'simulated-client-secret',
    redirectUri: REDIRECT_URI,
    tokenStore: new MemoryTokenStore(),
    encryptionKey: generateEncryptionKey(),
    fetch: (input, init) => fetchVia(url)(input, init),
    onEvent: (event) => events.push(event),
    ...options,
  };
  const connector = new ZendeskConnector(all);
  const connection = connector.connection('bot-1', { permissions: ALL_PERMISSIONS, requester: ANN });
  const authorize = async () => {
    const { url } = await connection.connect({ subdomain: 'acme', session: SESSION });
    return zendesk.authorize(url);
  };
  const connect = async () => connector.handleCallback(await authorize(), { session: SESSION });
  const count = (path: string) => zendesk.requests.filter((request) => request.path.startsWith(path)).length;
  return { zendesk, moveTo, options: all, connector, connection, authorize, connect, count, events };
}

async function connected(options?: Partial<ZendeskConnectorOptions>) {
  const fixture = await overSockets(options);
  await fixture.connect();
  const { ticketId } = await fixture.connection.createTicket({ subject: 'a', body: 'b' });
  fixture.zendesk.clearRequests();
  return { ...fixture, ticketId };
}

/** For what cannot be said with a Response. */
async function rawServer(listener: RequestListener) {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const close = async () => {
    const closed = new Promise((resolve) => server.close(resolve));
    server.closeAllConnections();
    await closed;
  };
  onTestFinished(() => void close());
  return { url: new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}`), close };
}

/** A server that must never be asked for anything. */
async function strangersServer() {
  const requests: string[] = [];
  const server = await serve(async (request) => {
    requests.push(`${request.method} ${request.url} ${request.headers.get('authorization')} ${await request.text()}`);
    return Response.json({ access_token: 'stolen', token_type: 'bearer', ticket: { id: 1 } });
  });
  onTestFinished(() => server.close());
  return { url: server.url, requests };
}

/** A body that never ends, or ends after `total` bytes; counts what was taken from it. */
function streaming({ chunk, every = 0, total = Number.POSITIVE_INFINITY }: Record<string, number> & { chunk: number }) {
  const seen = { sent: 0, cancelled: false };
  const body = new ReadableStream<Uint8Array>({
    async pull(controller) {
      if (every > 0) await new Promise((resolve) => setTimeout(resolve, every));
      if (seen.cancelled) return;
      if (seen.sent >= total) return controller.close();
      seen.sent += chunk;
      controller.enqueue(new Uint8Array(chunk).fill(32));
    },
    cancel() {
      seen.cancelled = true;
    },
  });
  return { body, seen };
}

type Options = Pick<CallOptions, 'signal' | 'timeout'>;

const JSON_TYPE = { 'content-type': 'application/json' };

const calls: [string, (connection: ZendeskConnection, ticketId: number, options?: Options) => Promise<unknown>][] = [
  ['getTicketStatus', (connection, ticketId, options) => connection.getTicketStatus({ ticketId }, options)],
  ['getCustomerContext', (connection, _, options) => connection.getCustomerContext({}, options)],
  ['createTicket', (connection, _, options) => connection.createTicket({ subject: 'c', body: 'd' }, options)],
  ['GET', (connection, id, options) => connection.request('GET', `/api/v2/tickets/${id}`, options)],
  ['POST', (connection, _, options) => connection.request('POST', '/api/v2/tickets', { body: {}, ...options })],
];

const stalls: [string, () => Fault][] = [
  ['no headers ever', () => ({ hang: true })],
  ['headers after an age', () => ({ hold: new Promise((resolve) => setTimeout(resolve, AGES * 4).unref()) })],
  ['headers and then nothing', () => ({ respond: () => new Response(new ReadableStream(), { headers: JSON_TYPE }) })],
  ['one byte at a time', () => ({ slowBody: { bytes: 1, every: 100 } })],
  ['an endless body', () => ({ respond: () => new Response(streaming({ chunk: 1, every: 20 }).body) })],
  [
    'an error with an endless body',
    () => ({ respond: () => new Response(streaming({ chunk: 1, every: 20 }).body, { status: 422 }) }),
  ],
];

describe('[H3] a call ends within its budget', () => {
  describe.each(stalls)('%s', (_, stall) => {
    test.each(calls)('%s', async (name, call) => {
      const { zendesk, connection, ticketId } = await connected();
      zendesk.fault({ path: '/api/*' }, stall());
      const startedAt = performance.now();
      const error = await rejection(call(connection, ticketId, { timeout: 250 }));
      expect(performance.now() - startedAt).toBeLessThan(AGES);
      expect(error).toBeInstanceOf(ZendeskError);
      expect(error).toMatchObject({ name: 'NetworkError', code: 'timeout', status: 504, timedOut: true });
      // Whether Zendesk may have done something all the same is what a caller has to know of a write.
      expect(error).toMatchObject({ ambiguous: name === 'POST' || name === 'createTicket', retryable: true });
    });
  });

  test('the budget of the connector counts when the call names none', async () => {
    const { zendesk, connection, ticketId } = await connected({ timeout: 1_000 });
    zendesk.fault({ path: '/api/*' }, { hang: true });
    const startedAt = performance.now();
    expect(await rejection(connection.getTicketStatus({ ticketId }))).toMatchObject({ code: 'timeout' });
    expect(performance.now() - startedAt).toBeLessThan(AGES);
  });

  test.each(calls)('a refresh that hangs does not hold up %s', async (_, call) => {
    const { zendesk, connection, ticketId } = await connected();
    zendesk.account('acme').expireAccessTokens();
    zendesk.fault({ path: '/oauth/tokens' }, { hang: true });
    const error = await rejection(call(connection, ticketId, { timeout: 300 }));
    expect(error).toMatchObject({ code: 'timeout' });
  });

  test('a server that closes the connection in the middle of the body', async () => {
    const { zendesk, connection, ticketId } = await connected();
    zendesk.fault({ path: `/api/v2/tickets/${ticketId}` }, { truncate: 20 });
    const error = await rejection(connection.getTicketStatus({ ticketId }, { timeout: 5_000 }));
    expect(error).toMatchObject({ name: 'NetworkError', code: 'network', status: 502, timedOut: false });
  });

  test('a body that is shorter than it was said to be', async () => {
    const { zendesk, connection, ticketId } = await connected();
    zendesk.fault(
      { path: `/api/v2/tickets/${ticketId}` },
      { respond: () => new Response('{"ticket":', { headers: { ...JSON_TYPE, 'content-length': '500' } }) },
    );
    const error = await rejection(connection.getTicketStatus({ ticketId }, { timeout: 1_500 }));
    expect(error).toMatchObject({ name: 'NetworkError' });
  });

  test('a server that accepts and says nothing, and then a port where nobody listens', async () => {
    const { connection, ticketId, moveTo } = await connected();
    const silent = await rawServer(() => {});
    moveTo(silent.url);
    const ask = () => rejection(connection.getTicketStatus({ ticketId }, { timeout: 2_000 }));
    expect(await ask()).toMatchObject({ name: 'NetworkError', code: 'timeout', timedOut: true });
    await silent.close();
    expect(await ask()).toMatchObject({ name: 'NetworkError', code: 'network', timedOut: false });
    expect(await connection.status()).toMatchObject({ state: 'connected' });
  });

  test('disconnect ends too, and says that it could not make sure', async () => {
    const { zendesk, connection } = await connected();
    zendesk.fault({}, { hang: true });
    expect(await connection.disconnect()).toEqual({ revocation: 'unconfirmed' });
    expect(await connection.status()).toMatchObject({ state: 'disconnected' });
  });

  test('the server sees that nobody listens any more', async () => {
    const { zendesk, connection, ticketId } = await connected();
    // Held on to: a signal that nobody refers to is never aborted.
    const requests: Request[] = [];
    zendesk.fault(
      { path: '/api/*' },
      {
        respond: (request) => {
          requests.push(request);
          return new Response(streaming({ chunk: 1, every: 20 }).body);
        },
      },
    );
    await rejection(connection.request('POST', `/api/v2/tickets/${ticketId}`, { timeout: 300 }));
    await vi.waitFor(() => expect(requests.map(({ signal }) => signal.aborted)).toEqual([true]), { timeout: 10_000 });
  });
});

describe('[H3] a caller who gives up', () => {
  test.each(calls)('before %s begins: their reason, and no request', async (_, call) => {
    const { zendesk, connection, ticketId } = await connected();
    const reason = new Error('the user left');
    expect(await rejection(call(connection, ticketId, { signal: AbortSignal.abort(reason) }))).toBe(reason);
    expect(zendesk.requests).toEqual([]);
  });

  test.each(calls)('while %s waits for headers: their reason, at once', async (_, call) => {
    const { zendesk, connection, ticketId } = await connected();
    zendesk.fault({ path: '/api/*' }, { hang: true });
    const controller = new AbortController();
    const ended = rejection(call(connection, ticketId, { signal: controller.signal, timeout: 600_000 }));
    await vi.waitFor(() => expect(zendesk.requests.length).toBeGreaterThan(0), { timeout: 10_000 });
    const reason = new Error('the user left');
    controller.abort(reason);
    expect(await ended).toBe(reason);
    // Nothing is sent again for somebody who is gone.
    const sent = zendesk.requests.length;
    await new Promise((resolve) => setTimeout(resolve, 700));
    expect(zendesk.requests).toHaveLength(sent);
  });

  test.each<[string, Fault]>([
    ['the body', { slowBody: { bytes: 1, every: 50 } }],
    ['the next try', { status: 503, headers: { 'retry-after': '300' } }],
    ['a token', { hang: true }],
  ])('while it waits for %s', async (where, fault) => {
    const { zendesk, connection, ticketId } = await connected();
    if (where === 'a token') zendesk.account('acme').expireAccessTokens();
    zendesk.fault({ path: where === 'a token' ? '/oauth/tokens' : '/api/*' }, fault);
    const controller = new AbortController();
    const ended = rejection(connection.getTicketStatus({ ticketId }, { signal: controller.signal, timeout: 600_000 }));
    await vi.waitFor(() => expect(zendesk.requests.length).toBeGreaterThan(0), { timeout: 10_000 });
    await new Promise((resolve) => setTimeout(resolve, 100));
    controller.abort('gone');
    expect(await ended).toBe('gone');
  });

  test('an abort without a reason is an AbortError, and after the end it changes nothing', async () => {
    const { zendesk, connection, ticketId } = await connected();
    const late = new AbortController();
    await expect(connection.getTicketStatus({ ticketId }, { signal: late.signal })).resolves.toMatchObject({
      status: 'new',
    });
    late.abort();
    zendesk.fault({ path: '/api/*' }, { hang: true });
    expect(
      await rejection(connection.getTicketStatus({ ticketId }, { signal: AbortSignal.timeout(200) })),
    ).toMatchObject({
      name: 'TimeoutError',
    });
    const controller = new AbortController();
    const ended = rejection(connection.getTicketStatus({ ticketId }, { signal: controller.signal }));
    setTimeout(() => controller.abort(), 50);
    expect(await ended).toMatchObject({ name: 'AbortError' });
  });

  test('one signal for many calls ends them all and gathers no listeners', async () => {
    const { zendesk, connection, ticketId } = await connected();
    const warnings: Error[] = [];
    const onWarning = (warning: Error) => warnings.push(warning);
    process.on('warning', onWarning);
    onTestFinished(() => void process.off('warning', onWarning));
    const controller = new AbortController();
    for (let n = 0; n < 30; n++) await connection.getTicketStatus({ ticketId }, { signal: controller.signal });
    zendesk.fault({ path: '/api/*' }, { hang: true });
    const ended = Array.from({ length: 30 }, () =>
      rejection(connection.getTicketStatus({ ticketId }, { signal: controller.signal })),
    );
    await vi.waitFor(() => expect(zendesk.requests.at(-1)?.status).toBe('pending'), { timeout: 10_000 });
    controller.abort('gone');
    expect(new Set(await Promise.all(ended))).toEqual(new Set(['gone']));
    await immediate();
    expect(warnings).toEqual([]);
  });

  test.each([0, -1, Number.NaN, Number.POSITIVE_INFINITY, 600_001, '100', null])(
    'a budget of %j is an InvalidInputError, and no request',
    async (timeout) => {
      const { zendesk, connection, ticketId } = await connected();
      for (const [, call] of calls) {
        const error = await rejection(call(connection, ticketId, { timeout: timeout as number }));
        expect(error).toMatchObject({ name: 'InvalidInputError', status: 400, issues: [{ path: ['timeout'] }] });
      }
      expect(zendesk.requests).toEqual([]);
    },
  );
});

describe('[H4] the size of an answer is bounded', () => {
  const HUNDRED = 100 * MEBIBYTE;

  test.each([200, 404, 422, 500, 503])('100 MiB with status %i: stops early, memory stays flat', async (status) => {
    const { zendesk, connection, ticketId } = await connected();
    const { body, seen } = streaming({ chunk: 64 * 1024, total: HUNDRED });
    const requests: Request[] = [];
    zendesk.fault(
      { path: '/api/*' },
      {
        respond: (request) => {
          requests.push(request);
          return new Response(body, { status, headers: JSON_TYPE });
        },
      },
    );
    const before = process.memoryUsage();
    // A write without a key: one request whatever comes.
    const error = await rejection(connection.request('POST', `/api/v2/tickets/${ticketId}`));
    const after = process.memoryUsage();
    expect(error).toMatchObject({ name: 'ResponseFormatError', code: 'response_format', status: 502 });
    await vi.waitFor(() => expect(requests.map(({ signal }) => signal.aborted)).toEqual([true]), { timeout: 10_000 });
    expect(seen.sent).toBeGreaterThanOrEqual(2 * MEBIBYTE);
    expect(seen.sent).toBeLessThan(HUNDRED / 4);
    expect(after.heapUsed + after.external - before.heapUsed - before.external).toBeLessThan(64 * MEBIBYTE);
    expect(zendesk.requests).toHaveLength(1);
  });

  test('20 calls that are answered with 100 MiB each', async () => {
    const { zendesk, connection, ticketId } = await connected();
    let sent = 0;
    zendesk.fault(
      { path: '/api/*' },
      {
        respond: () => {
          const { body, seen } = streaming({ chunk: 64 * 1024, total: HUNDRED });
          setTimeout(() => {
            sent += seen.sent;
          }, 3_000);
          return new Response(body, { headers: JSON_TYPE });
        },
      },
    );
    const before = process.memoryUsage();
    const errors = await Promise.all(
      Array.from({ length: 20 }, () => rejection(connection.getTicketStatus({ ticketId }, { timeout: 30_000 }))),
    );
    const after = process.memoryUsage();
    for (const error of errors) expect(error).toMatchObject({ name: 'ResponseFormatError' });
    expect(after.heapUsed + after.external - before.heapUsed - before.external).toBeLessThan(200 * MEBIBYTE);
    expect(zendesk.requests).toHaveLength(20);
    await vi.waitFor(() => expect(sent).toBeGreaterThan(0), { timeout: 10_000 });
    expect(sent).toBeLessThan(20 * (HUNDRED / 4));
  });

  test('an announced length over the limit is refused without reading', async () => {
    const { connection, ticketId, moveTo } = await connected();
    let requests = 0;
    // Not one byte of the body ever comes, so whoever waits for it waits until the budget ends.
    const server = await rawServer((_, response) => {
      requests++;
      response.writeHead(200, { ...JSON_TYPE, 'content-length': String(2 * MEBIBYTE + 1) }).flushHeaders();
    });
    moveTo(server.url);
    const error = await rejection(connection.getTicketStatus({ ticketId }, { timeout: 20_000 }));
    expect(error).toMatchObject({ name: 'ResponseFormatError', message: expect.stringContaining('2 MiB') });
    expect(requests).toBe(1);
  });

  test('2 MiB are read, one byte more is not', async () => {
    const { zendesk, connection } = await connected();
    const json = (size: number) => `{"a":"${'x'.repeat(size - 8)}"}`;
    zendesk.fault({ path: '/api/v2/small' }, { status: 200, body: json(2 * MEBIBYTE) });
    zendesk.fault({ path: '/api/v2/large' }, { status: 200, body: json(2 * MEBIBYTE + 1) });
    const small = await connection.request<{ a: string }>('GET', '/api/v2/small');
    expect(small.a).toHaveLength(2 * MEBIBYTE - 8);
    expect(await rejection(connection.request('GET', '/api/v2/large'))).toMatchObject({ code: 'response_format' });
  });

  test.each(['gzip', 'deflate', 'br'])('what counts is the size after %s', async (encoding) => {
    const { zendesk, connection, ticketId } = await connected();
    const compress = { gzip: gzipSync, deflate: deflateSync, br: brotliCompressSync }[encoding] ?? gzipSync;
    const bomb = compress(Buffer.from(`{"a":"${'x'.repeat(16 * MEBIBYTE)}"}`));
    expect(bomb.byteLength).toBeLessThan(MEBIBYTE);
    const fine = compress(Buffer.from('{"a":"fine"}'));
    const headers = { ...JSON_TYPE, 'content-encoding': encoding };
    zendesk.fault({ path: '/api/v2/bomb' }, { respond: () => new Response(bomb, { headers }) });
    zendesk.fault({ path: '/api/v2/fine' }, { respond: () => new Response(fine, { headers }) });
    zendesk.fault({ path: '/api/v2/junk' }, { respond: () => new Response('this is not compressed', { headers }) });
    await expect(connection.request('GET', '/api/v2/fine')).resolves.toEqual({ a: 'fine' });
    const before = process.memoryUsage();
    expect(await rejection(connection.request('GET', '/api/v2/bomb'))).toMatchObject({ code: 'response_format' });
    const after = process.memoryUsage();
    expect(after.heapUsed + after.external - before.heapUsed - before.external).toBeLessThan(64 * MEBIBYTE);
    expect(await rejection(connection.request('GET', '/api/v2/junk'))).toBeInstanceOf(ZendeskError);
    await expect(connection.getTicketStatus({ ticketId })).resolves.toMatchObject({ status: 'new' });
  });

  test('a token response of 100 MiB leaves the tokens as they are', async () => {
    const { zendesk, connection, ticketId, events } = await connected();
    zendesk.account('acme').expireAccessTokens();
    const { body, seen } = streaming({ chunk: 64 * 1024, total: HUNDRED });
    zendesk.fault({ path: '/oauth/tokens' }, { respond: () => new Response(body, { headers: JSON_TYPE }) });
    expect(await rejection(connection.getTicketStatus({ ticketId }))).toMatchObject({ code: 'response_format' });
    expect(seen.sent).toBeLessThan(HUNDRED / 4);
    expect(events.map(({ type }) => type)).toContain('token.refresh_failed');
    expect(await connection.status()).toMatchObject({ state: 'connected' });
  });
});

describe('[C5] nothing leaves the origin of the account', () => {
  const redirects = [300, 301, 302, 303, 304, 305, 307, 308];

  async function withStranger() {
    const stranger = await strangersServer();
    const fixture = await connected();
    const to = (status: number): Fault => ({
      status,
      ...(status === 304 ? {} : { headers: { location: new URL('/caught', stranger.url).href } }),
    });
    return { ...fixture, stranger, to };
  }

  test.each(redirects)('a %i on the API is an error for each call', async (status) => {
    const { zendesk, connection, ticketId, stranger, to } = await withStranger();
    zendesk.fault({ path: '/api/*' }, to(status));
    for (const [, call] of calls) {
      zendesk.clearRequests();
      const error = await rejection(call(connection, ticketId));
      expect(error).toMatchObject({ name: 'ApiError', code: 'redirect_refused', zendeskStatus: status, status: 502 });
      expect(zendesk.requests).toHaveLength(1);
    }
    expect(stranger.requests).toEqual([]);
  });

  test.each(redirects)('a %i within the account is not followed either', async (status) => {
    const { zendesk, connection, ticketId, count } = await withStranger();
    const headers = status === 304 ? {} : { location: '/api/v2/elsewhere' };
    zendesk.fault({ path: '/api/v2/tickets*' }, { status, headers });
    expect(await rejection(connection.getTicketStatus({ ticketId }))).toMatchObject({ code: 'redirect_refused' });
    expect(count('/api/v2/elsewhere')).toBe(0);
  });

  test.each(redirects)('a %i on a refresh is an error, and the tokens are kept', async (status) => {
    const { zendesk, connection, ticketId, stranger, to, count } = await withStranger();
    zendesk.account('acme').expireAccessTokens();
    zendesk.fault({ path: '/oauth/tokens' }, to(status));
    expect(await rejection(connection.getTicketStatus({ ticketId }))).toMatchObject({ code: 'redirect_refused' });
    expect(count('/oauth/tokens')).toBe(1);
    expect(stranger.requests).toEqual([]);
    expect(await connection.status()).toMatchObject({ state: 'connected' });
  });

  test.each(redirects)('a %i on a code exchange, and on what follows it, is an error', async (status) => {
    const { zendesk, connector, connection, authorize, stranger, to } = await withStranger();
    for (const path of ['/oauth/tokens', '/api/v2/users/me']) {
      const remove = zendesk.fault({ path }, to(status));
      const callback = await authorize();
      const error = await rejection(connector.handleCallback(callback, { session: SESSION }));
      expect(error).toMatchObject({ code: 'oauth_callback', reason: 'exchange' });
      remove();
    }
    expect(stranger.requests).toEqual([]);
    // The connection from before is untouched.
    expect(await connection.status()).toMatchObject({ state: 'connected' });
  });

  test('a revocation that is redirected is unconfirmed', async () => {
    const { zendesk, connection, stranger, to } = await withStranger();
    zendesk.fault({}, to(307));
    expect(await connection.disconnect()).toEqual({ revocation: 'unconfirmed' });
    expect(stranger.requests).toEqual([]);
  });

  /** Connected to acme, with a `fetch` that only writes down where it was sent. */
  async function recording() {
    const { options } = await connected();
    const sent: string[] = [];
    const fetch: typeof globalThis.fetch = async (input, init) => {
      sent.push(new Request(input, init).url);
      return Response.json({});
    };
    const recorder = new ZendeskConnector({ ...options, fetch }).connection('bot-1', { permissions: ALL_PERMISSIONS });
    return { recorder, sent };
  }

  const elsewhere = [
    '//evil.example/x',
    '//evil.example',
    '///evil.example',
    '/\\evil.example',
    '\\\\evil.example',
    '/\t/evil.example',
    '/\n/evil.example',
    '\t//evil.example',
    ' //evil.example',
    'https://evil.example/',
    'https:evil.example',
    'https:/evil.example',
    'http://acme.zendesk.com/api/v2/tickets',
    'https://acme.zendesk.com:8443/api/v2/tickets',
    'https://acme.zendesk.com@evil.example/',
    'https://other.zendesk.com/api/v2/tickets',
    '@evil.example/',
    '.evil.example/',
    ':8443/api/v2/tickets',
    'api/v2/tickets',
    '?x',
    '#x',
    '//',
    '//[',
    '//acme.zendesk.com:99999/',
    '//acme.zendesk.com:8443/',
    '//user:password@acme.zendesk.com/',
    '',
    undefined,
    null,
    42,
    { toString: () => '//evil.example/' },
    ['//evil.example/'],
  ];

  test.each(elsewhere)('request(…, %j) is a typed error, and nothing is sent', async (path) => {
    const { recorder, sent } = await recording();
    for (const method of ['GET', 'POST'] as const) {
      const error = await rejection(recorder.request(method, path as '/'));
      expect(sent).toEqual([]);
      expect(error).toBeInstanceOf(ZendeskError);
      expect(error).toMatchObject({ code: 'configuration', option: 'path' });
    }
  });

  test.each([
    '/api/../..//evil.example',
    '/..//evil.example',
    '/.//evil.example',
    '/@evil.example',
    '/api/v2/%2f%2fevil.example',
    '/\\\tevil.example?//x',
  ])('request(…, %j) stays within the account, if it is sent at all', async (path) => {
    const { recorder, sent } = await recording();
    await recorder.request('GET', path as '/').catch((error: unknown) => expect(error).toBeInstanceOf(ZendeskError));
    for (const url of sent) expect(new URL(url).origin).toBe('https://acme.zendesk.com');
  });
});
