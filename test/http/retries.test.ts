/**
 * When a request is sent again, counted at the server: promises H1, H2 and H3b.
 */
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { retryDelay } from '../../src/http/retry.js';
import {
  ALL_PERMISSIONS,
  ApiError,
  type HttpMethod,
  NetworkError,
  RateLimitedError,
  ResponseFormatError,
  type ZendeskConnection,
  ZendeskConnector,
  ZendeskError,
} from '../../src/index.js';
import type { Fault } from '../../src/testing/index.js';
import { createFixture, type Fixture, rejection, SESSION } from '../support/fixture.js';

const PATH = '/api/v2/things/1';

async function connected(options?: Parameters<typeof createFixture>[0]): Promise<Fixture> {
  const fixture = createFixture(options);
  await fixture.connect();
  fixture.zendesk.clearRequests();
  return fixture;
}

/** Answers well where no fault says otherwise. */
function answerWell({ zendesk }: Fixture): void {
  zendesk.fault({ path: '/api/v2/things*' }, { status: 200, body: { fine: true } });
}

/** What a limit looks like at Zendesk. */
function limited(status: number, headers: Record<string, string>): Fault {
  return { status, headers: { 'ratelimit-reset': '41', ...headers }, body: { error: 'TooManyRequests' } };
}

describe('[H1] Retry-After', () => {
  const inTwoSeconds = () => ({
    'retry-after': new Date(Date.now() + 2_000).toUTCString(),
    date: new Date().toUTCString(),
  });

  test.each<[number, string, () => Record<string, string>]>([
    [429, 'seconds', () => ({ 'retry-after': '1' })],
    [503, 'seconds', () => ({ 'retry-after': '1' })],
    [429, 'no seconds at all', () => ({ 'retry-after': '0' })],
    [429, 'a date', inTwoSeconds],
    [503, 'a date', inTwoSeconds],
    [429, 'a date that is past', () => ({ 'retry-after': 'Mon, 23 Nov 2015 12:00:00 GMT' })],
  ])('%i with %s within the budget: waits that long, and succeeds', async (status, _, headers) => {
    const fixture = await connected();
    answerWell(fixture);
    const told = headers();
    const wait = told['retry-after'] === '1' ? 1_000 : told['date'] === undefined ? 0 : 2_000;
    fixture.zendesk.fault({ path: PATH }, { ...limited(status, told), times: 1 });
    const startedAt = performance.now();
    await expect(fixture.connection().request('GET', PATH)).resolves.toEqual({ fine: true });
    // A timer may fire a moment early.
    expect(performance.now() - startedAt).toBeGreaterThan(wait - 50);
    expect(fixture.zendesk.requests).toHaveLength(2);
  });

  test.each<[number, string, Record<string, string>, number]>([
    [429, 'seconds', { 'retry-after': '30' }, 30],
    [503, 'seconds', { 'retry-after': '30' }, 30],
    [429, 'an absurd number of seconds', { 'retry-after': '100000000000' }, 100_000_000_000],
    [429, 'a date', { 'retry-after': 'Mon, 23 Nov 2026 12:01:00 GMT', date: 'Mon, 23 Nov 2026 12:00:00 GMT' }, 60],
    [503, 'a date', { 'retry-after': 'Mon, 23 Nov 2026 12:01:00 GMT', date: 'Mon, 23 Nov 2026 12:00:00 GMT' }, 60],
  ])('%i with %s over the budget: a RateLimitedError at once', async (status, _, headers, retryAfter) => {
    const fixture = await connected();
    fixture.zendesk.fault({ path: '/api/*' }, limited(status, headers));
    const startedAt = performance.now();
    const connection = fixture.connection();
    const errors = [
      await rejection(connection.request('GET', PATH, { timeout: 20_000 })),
      await rejection(connection.request('POST', PATH, { timeout: 20_000, body: {} })),
      await rejection(connection.getTicketStatus({ ticketId: 1 }, { timeout: 20_000 })),
      await rejection(connection.getCustomerContext({}, { timeout: 20_000 })),
      await rejection(connection.createTicket({ subject: 'a', body: 'b' }, { timeout: 20_000 })),
    ];
    expect(performance.now() - startedAt).toBeLessThan(15_000);
    for (const error of errors) {
      expect(error).toBeInstanceOf(RateLimitedError);
      expect(error).toMatchObject({ code: 'rate_limited', status: 429, zendeskStatus: status, retryAfter });
      expect(error).toMatchObject({ retryable: true, hint: expect.stringContaining(String(retryAfter)) });
    }
    expect(fixture.zendesk.requests).toHaveLength(errors.length);
  });

  test('what is left of the budget counts, not what it was', async () => {
    const fixture = await connected();
    fixture.zendesk.fault({ path: PATH }, limited(429, { 'retry-after': '2' }));
    const error = await rejection(fixture.connection().request('GET', PATH, { timeout: 3_500 }));
    expect(error).toMatchObject({ code: 'rate_limited', retryAfter: 2 });
    expect(fixture.zendesk.requests).toHaveLength(2);
  });

  test.each(['', '-5', 'soon', '1e3', 'Infinity', 'NaN', '0x10', '5, 10', '2030-01-01T00:00:00Z', '٣'])(
    '%j says nothing: a backoff of its own',
    async (value) => {
      const fixture = await connected();
      answerWell(fixture);
      const headers = { 'retry-after': encodeURI(value).includes('%D9') ? '%D9' : value };
      for (const status of [429, 503]) {
        fixture.zendesk.clearRequests();
        fixture.zendesk.fault({ path: PATH }, { ...limited(status, headers), times: 1 });
        await expect(fixture.connection().request('GET', PATH, { timeout: 8_000 })).resolves.toEqual({ fine: true });
        expect(fixture.zendesk.requests).toHaveLength(2);
      }
    },
  );

  test.each([429, 500, 503])('%i with ratelimit-reset alone: that is never waited for', async (status) => {
    const fixture = await connected();
    answerWell(fixture);
    const headers = { 'ratelimit-reset': '41', 'x-rate-limit-reset': '41', 'x-ratelimit-reset': '41' };
    fixture.zendesk.fault({ path: PATH }, { status, headers, times: 1 });
    const startedAt = performance.now();
    await expect(fixture.connection().request('GET', PATH, { timeout: 60_000 })).resolves.toEqual({ fine: true });
    expect(performance.now() - startedAt).toBeLessThan(20_000);
    expect(fixture.zendesk.requests).toHaveLength(2);
  });

  test.each<HttpMethod>(['POST', 'PUT', 'DELETE'])(
    'a %s without a key is sent again after a 429, which did nothing, and not after a 503, which may have',
    async (method) => {
      const fixture = await connected();
      answerWell(fixture);
      fixture.zendesk.fault({ path: PATH }, { ...limited(429, { 'retry-after': '0' }), times: 1 });
      await expect(fixture.connection().request(method, PATH)).resolves.toEqual({ fine: true });
      expect(fixture.zendesk.requests).toHaveLength(2);
      fixture.zendesk.clearRequests();
      fixture.zendesk.fault({ path: PATH }, { ...limited(503, { 'retry-after': '0' }), times: 1 });
      expect(await rejection(fixture.connection().request(method, PATH))).toBeInstanceOf(RateLimitedError);
      expect(fixture.zendesk.requests).toHaveLength(1);
    },
  );

  test('a limit that stays is given up on after three requests', async () => {
    const fixture = await connected();
    fixture.zendesk.fault({ path: PATH }, limited(429, { 'retry-after': '0' }));
    expect(await rejection(fixture.connection().request('GET', PATH))).toMatchObject({ code: 'rate_limited' });
    expect(fixture.zendesk.requests).toHaveLength(3);
  });

  test('the limit of the account itself, as the simulator enforces it', async () => {
    const fixture = await connected({ simulator: { accounts: [{ subdomain: 'acme', rateLimit: 10 }] } });
    const calls = Array.from({ length: 30 }, () =>
      rejection(fixture.connection({ requester: 'anyone' }).getTicketStatus({ ticketId: 1 })),
    );
    const codes = (await Promise.all(calls)).map((error) => (error as ZendeskError).code);
    expect(new Set(codes)).toEqual(new Set(['not_found', 'rate_limited']));
    expect(fixture.zendesk.requests).toHaveLength(30);
  });
});

describe('[H2] what is sent again', () => {
  // The waits in between are random up to a limit; none of them is what is tested here.
  beforeEach(() => {
    vi.spyOn(Math, 'random').mockReturnValue(0);
  });
  afterEach(() => {
    vi.restoreAllMocks();
  });

  const json = (text: string) => new Response(text, { headers: { 'content-type': 'application/json' } });
  const transient: [string, Fault][] = [
    ['a reset', { reset: true }],
    ['500', { status: 500 }],
    ['502 with a web page', { status: 502, body: '<html>Bad gateway</html>' }],
    ['503', { status: 503 }],
    ['504', { status: 504 }],
    ['408', { status: 408 }],
    ['JSON that is cut off', { respond: () => json('{"ticket":{"id"') }],
    ['a body that breaks off', { truncate: 5 }],
  ];
  const methods: [HttpMethod, string | undefined, boolean][] = [
    ['GET', undefined, true],
    ['POST', 'key-1', true],
    ['PUT', 'key-1', true],
    ['DELETE', 'key-1', true],
    ['POST', undefined, false],
    ['PUT', undefined, false],
    ['DELETE', undefined, false],
  ];

  function send(connection: ZendeskConnection, method: HttpMethod, key: string | undefined, timeout = 20_000) {
    const body = method === 'GET' || method === 'DELETE' ? {} : { body: { thing: 'один' } };
    return connection.request(method, PATH, {
      timeout,
      ...body,
      ...(key === undefined ? {} : { idempotencyKey: key }),
    });
  }

  describe.each(transient)('%s', (_, fault) => {
    test.each(methods)('%s with key %s: again is %s', async (method, key, isSentAgain) => {
      const fixture = await connected();
      // For good: three requests at most, and then what was wrong is told.
      const remove = fixture.zendesk.fault({ path: PATH }, fault);
      const error = await rejection(send(fixture.connection(), method, key));
      expect(error).toBeInstanceOf(ZendeskError);
      expect(fixture.zendesk.requests).toHaveLength(isSentAgain ? 3 : 1);
      remove();
      // Once: the second request succeeds.
      answerWell(fixture);
      fixture.zendesk.clearRequests();
      fixture.zendesk.fault({ path: PATH }, { ...fault, times: 1 });
      const outcome = await send(fixture.connection(), method, key).catch((error: unknown) => error);
      if (isSentAgain) expect(outcome).toEqual({ fine: true });
      else expect(outcome).toBeInstanceOf(ZendeskError);
      const { requests } = fixture.zendesk;
      expect(requests).toHaveLength(isSentAgain ? 2 : 1);
      // The same request, to the byte and the key.
      const sent = requests.map(({ method, headers, body }) => [method, headers['idempotency-key'], body]);
      expect(new Set(sent.map((request) => JSON.stringify(request)))).toHaveProperty('size', 1);
      expect(sent[0]?.[1]).toBe(key);
    });
  });

  test.each(methods)('an attempt of a %s with key %s that hangs: again is %s', async (method, key, isSentAgain) => {
    const fixture = await connected();
    answerWell(fixture);
    fixture.zendesk.fault({ path: PATH }, { hang: true, times: 1 });
    const outcome = await send(fixture.connection(), method, key, 1_500).catch((error: unknown) => error);
    if (isSentAgain) expect(outcome).toEqual({ fine: true });
    else expect(outcome).toMatchObject({ code: 'timeout', ambiguous: true });
    expect(fixture.zendesk.requests).toHaveLength(isSentAgain ? 2 : 1);
    // All of them: the budget ends it, after two or three.
    fixture.zendesk.clearRequests();
    fixture.zendesk.fault({ path: PATH }, { hang: true });
    const error = await rejection(send(fixture.connection(), method, key, 300));
    expect(error).toMatchObject({ code: 'timeout', status: 504, ambiguous: method !== 'GET' });
    const { length } = fixture.zendesk.requests;
    if (isSentAgain) expect([2, 3]).toContain(length);
    else expect(length).toBe(1);
  });

  test.each([400, 403, 404, 405, 406, 410, 413, 415, 418, 422, 451])('%i is never sent again', async (status) => {
    const fixture = await connected();
    fixture.zendesk.fault({ path: PATH }, { status, body: { error: 'RecordInvalid' } });
    for (const [method, key] of methods) {
      fixture.zendesk.clearRequests();
      const error = await rejection(send(fixture.connection(), method, key));
      expect(error).toMatchObject({ retryable: false });
      expect(fixture.zendesk.requests).toHaveLength(1);
    }
  });

  test.each(methods)('409 on a %s with key %s: again is %s', async (method, key, isSentAgain) => {
    const fixture = await connected();
    fixture.zendesk.fault({ path: PATH }, { status: 409, body: { error: 'Conflict' } });
    const error = await rejection(send(fixture.connection(), method, key));
    expect(error).toMatchObject({ name: 'ApiError', zendeskStatus: 409, status: 409, retryable: isSentAgain });
    expect(fixture.zendesk.requests).toHaveLength(isSentAgain ? 3 : 1);
  });

  test.each([400, 409, 422])('a key that was used for something else (%i) is not sent again', async (status) => {
    const fixture = await connected();
    fixture.zendesk.fault({ path: PATH }, { status, body: { error: 'IdempotentRequestError' } });
    const error = await rejection(send(fixture.connection(), 'POST', 'key-1'));
    expect(error).toMatchObject({ code: 'idempotency_conflict', status: 409, retryable: false });
    expect(fixture.zendesk.requests).toHaveLength(1);
  });

  test.each<[string, Fault]>([
    ['a web page with 200', { status: 200, body: '<html>Sign in</html>' }],
    ['JSON of another shape', { status: 200, body: { ticket: null } }],
    ['nothing', { status: 200, body: '' }],
    ['a redirect', { status: 302, headers: { location: 'https://acme.zendesk.com/' } }],
  ])('%s would come again, so a read is not sent again', async (_, fault) => {
    const fixture = await connected();
    fixture.zendesk.fault({ path: '/api/v2/tickets/1' }, fault);
    const error = await rejection(fixture.connection().getTicketStatus({ ticketId: 1 }));
    expect(error).toBeInstanceOf(ZendeskError);
    expect(fixture.zendesk.requests).toHaveLength(1);
  });

  test.each(transient)('the actions: %s once harms none of them', async (_, fault) => {
    const fixture = await connected();
    const connection = fixture.connection();
    const once = (path: string) => fixture.zendesk.fault({ path }, { ...fault, times: 1 });
    once('/api/v2/tickets');
    const { ticketId } = await connection.createTicket({ subject: 'a', body: 'b' });
    expect(fixture.zendesk.account('acme').tickets).toHaveLength(1);
    once(`/api/v2/tickets/${ticketId}`);
    await expect(connection.getTicketStatus({ ticketId })).resolves.toMatchObject({ status: 'new' });
    once('/api/v2/users/*');
    await expect(connection.getCustomerContext()).resolves.toMatchObject({ tickets: [{ ticketId }] });
  });

  test('the waits are random, bounded, and longer the second time', () => {
    vi.restoreAllMocks();
    const failures = [
      new NetworkError({ timedOut: false, ambiguous: false }),
      new NetworkError({ timedOut: true, ambiguous: true }),
      new ApiError({ zendeskStatus: 500, body: {}, message: 'x', retryable: true }),
      new ResponseFormatError({ problem: 'is cut off', retryable: true }),
    ];
    for (const failure of failures) {
      for (const [attempt, limit] of [
        [1, 500],
        [2, 1_000],
      ] as const) {
        const delays = Array.from({ length: 2_000 }, () => retryDelay(failure, attempt, true) ?? Number.NaN);
        expect(Math.min(...delays)).toBeGreaterThanOrEqual(0);
        expect(Math.max(...delays)).toBeLessThanOrEqual(limit);
        // Clients that failed together do not come back together: no tenth of the time gets three times its share.
        const tenths = delays.map((delay) => Math.floor((delay / limit) * 10));
        for (let tenth = 0; tenth < 10; tenth++) {
          expect(tenths.filter((other) => other === tenth).length).toBeLessThan(600);
        }
      }
      expect(retryDelay(failure, 3, true)).toBeUndefined();
      expect(retryDelay(failure, 1, false)).toBeUndefined();
    }
    const told = Array.from(
      { length: 2_000 },
      () => retryDelay(new RateLimitedError({ retryAfter: 2, message: 'x' }), 1, true) ?? Number.NaN,
    );
    expect(Math.min(...told)).toBeGreaterThanOrEqual(2_000);
    expect(Math.max(...told)).toBeLessThanOrEqual(2_250);
    expect(Math.max(...told) - Math.min(...told)).toBeGreaterThan(100);
    expect(retryDelay(new TypeError('ours'), 1, true)).toBeUndefined();
  });
});

describe('[H3b] an outage is not amplified', () => {
  const outages: [string, Fault][] = [
    ['503', { status: 503 }],
    ['503 with Retry-After', limited(503, { 'retry-after': '0' })],
    ['429 with Retry-After', limited(429, { 'retry-after': '0' })],
    ['resets', { reset: true }],
    ['cut off JSON', { respond: () => new Response('{', { headers: { 'content-type': 'application/json' } }) }],
  ];

  /** So many calls, fifty at a time; how each ended. */
  async function many(times: number, call: (n: number) => Promise<unknown>): Promise<unknown[]> {
    const errors: unknown[] = [];
    for (let done = 0; done < times; done += 50) {
      const batch = Array.from({ length: 50 }, (_, n) => rejection(call(done + n)));
      errors.push(...(await Promise.all(batch)));
    }
    return errors;
  }

  test.each(outages)(
    '1,000 calls against an account that answers with %s: at most 1,100 requests',
    async (_, fault) => {
      const fixture = await connected();
      fixture.zendesk.fault({ path: '/api/*' }, fault);
      const connection = fixture.connection();
      const errors = await many(1_000, () => connection.request('GET', PATH, { timeout: 5_000 }));
      expect(errors).toHaveLength(1_000);
      for (const error of errors) expect(error).toMatchObject({ retryable: true });
      expect(fixture.zendesk.requests.length).toBeGreaterThanOrEqual(1_000);
      expect(fixture.zendesk.requests.length).toBeLessThanOrEqual(1_100);
    },
  );

  test('the same when a host makes a connector for each request', async () => {
    const fixture = await connected();
    fixture.zendesk.fault({ path: '/api/*' }, { status: 503 });
    await many(300, () =>
      new ZendeskConnector(fixture.options)
        .connection('bot-1', { permissions: ALL_PERMISSIONS })
        .request('GET', PATH, { timeout: 5_000 }),
    );
    expect(fixture.zendesk.requests.length).toBeLessThanOrEqual(330);
  });

  test('the same when all of them hang', async () => {
    const fixture = await connected();
    fixture.zendesk.fault({ path: '/api/*' }, { hang: true });
    await many(300, () => fixture.connection().request('GET', PATH, { timeout: 100 }));
    expect(fixture.zendesk.requests.length).toBeLessThanOrEqual(330);
  });

  test('an outage of one account leaves the retries of another alone', async () => {
    const fixture = await connected({ simulator: { accounts: ['acme', 'other'] } });
    const { zendesk, connector, connection } = fixture;
    const other = connector.connection('bot-2', { permissions: ALL_PERMISSIONS });
    const { url } = await other.connect({ subdomain: 'other', session: SESSION });
    await connector.handleCallback(await zendesk.authorize(url), { session: SESSION });
    answerWell(fixture);
    zendesk.fault({ subdomain: 'acme' }, { status: 503 });
    await many(300, () => connection().request('GET', PATH, { timeout: 5_000 }));
    zendesk.clearRequests();
    for (let n = 0; n < 5; n++) {
      zendesk.fault({ subdomain: 'other', path: PATH }, { status: 503, times: 1 });
      await expect(other.request('GET', PATH)).resolves.toEqual({ fine: true });
    }
    expect(zendesk.requests.filter(({ subdomain }) => subdomain === 'other')).toHaveLength(10);
    // While there is an outage, one account's calls are sent once.
    zendesk.clearRequests();
    await rejection(connection().request('GET', PATH));
    expect(zendesk.requests).toHaveLength(1);
  });

  test('after the outage retries come back, as calls succeed', async () => {
    const fixture = await connected();
    const { zendesk, connection } = fixture;
    answerWell(fixture);
    const remove = zendesk.fault({ path: PATH }, { status: 503 });
    await many(50, () => connection().request('GET', PATH));
    remove();
    for (let n = 0; n < 20; n++) await connection().request('GET', PATH);
    zendesk.fault({ path: PATH }, { status: 503, times: 1 });
    zendesk.clearRequests();
    await expect(connection().request('GET', PATH)).resolves.toEqual({ fine: true });
    expect(zendesk.requests).toHaveLength(2);
  });
});
