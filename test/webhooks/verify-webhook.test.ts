/**
 * Who may tell the host something: only Zendesk, only now, and only once.
 */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { runInNewContext } from 'node:vm';
import { afterEach, beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import { ConfigurationError, WebhookSignatureError } from '../../src/index.js';
import { signWebhook } from '../../src/testing/index.js';
import {
  MemorySeenStore,
  type RawWebhook,
  type SeenStore,
  type VerifiedWebhook,
  verifyWebhook,
} from '../../src/webhooks/index.js';
import { sign } from '../../src/webhooks/signature.js';
import { rejection } from '../support/fixture.js';

const NOW = Date.UTC(2026, 10, 23, 12);
const SECRET = 's3cret';
const BODY = '{"type":"zen:event-type:ticket.comment_added","text":"Grüße 👋"}';

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date'], now: NOW });
});
afterEach(() => {
  vi.useRealTimers();
});

function reasonOf(error: unknown): string {
  expect(error).toBeInstanceOf(WebhookSignatureError);
  return (error as WebhookSignatureError).reason;
}

const signed = (more: Partial<Parameters<typeof signWebhook>[0]> = {}) =>
  signWebhook({ secret: SECRET, body: BODY, ...more });

/** The same request with some headers changed; undefined takes one away. */
function withHeaders(request: Request, changes: Record<string, string | undefined>): Request {
  const headers = new Headers(request.headers);
  for (const [name, value] of Object.entries(changes)) {
    if (value === undefined) headers.delete(name);
    else headers.set(name, value);
  }
  return new Request(request, { headers });
}

/** Fails for a repeated delivery. */
async function accepted(request: Request, seen: SeenStore): Promise<VerifiedWebhook> {
  const webhook = await verifyWebhook(request, { secret: SECRET, seen });
  if (webhook.duplicate !== undefined) throw new Error(webhook.duplicate);
  return webhook;
}

describe('signatures', () => {
  // Computed with Python's hmac module over timestamp + body.
  test.each([
    [
      'a secret as Zendesk makes it',
      'dGhpc19zZWNyZXRfaXNfZm9yX3Rlc3Rpbmdfb25seQ==',
      '{"say": "hello"}',
      '4zW26DurLlSVmheyH7GAYEojMwRWZcBu1Gl8Xf9bZJA=',
    ],
    ['an empty body', 's3cret', '', 'YHPDuIMpC6XZryKk1Th6WMY86ie6i0VHxYZal32vE4A='],
    [
      'a secret and a body beyond ASCII',
      'schlüssel 🔑',
      '{"text":"Grüße 👋 \\u00e9"}',
      'Zv4dAZAG1YEtEQV7gKjpk/OzuJN/vJMDIau+93N4XV4=',
    ],
    [
      'white space that JSON would not keep',
      'x'.repeat(200),
      '[1, 2,\n 3 ]\r\n',
      'VgPM+Pt2P7+CSb720LCs4xeMoL/hezyqTfkAFshslK8=',
    ],
    [
      'bytes that are no text',
      's3cret',
      Uint8Array.from({ length: 256 }, (_, n) => n),
      'riczxolaz4xd3ORMk5NjOtmEx8QZsV+8YSyECv85xcA=',
    ],
  ])('a vector of another implementation: %s', async (_, secret, body, signature) => {
    const headers = {
      'X-Zendesk-Webhook-Signature': signature,
      'X-Zendesk-Webhook-Signature-Timestamp': '2026-11-23T12:00:00Z',
      'X-Zendesk-Webhook-Invocation-Id': '1',
    };
    await expect(verifyWebhook({ headers, body }, { secret })).resolves.toMatchObject({ invocationId: '1' });
    if (typeof body === 'string') {
      const request = new Request('https://bot.example/', { method: 'POST', headers, body });
      await expect(verifyWebhook(request, { secret })).resolves.toMatchObject({ body });
    }
  });

  test('what was verified comes with what Zendesk says of it', async () => {
    const request = await signed({ invocationId: 'i-1', webhookId: 'w-1' });
    expect(await verifyWebhook(request, { secret: SECRET })).toMatchObject({
      body: BODY,
      invocationId: 'i-1',
      webhookId: 'w-1',
      accountId: '1',
      signedAt: '2026-11-23T12:00:00Z',
    });
  });

  test('changing any byte of the body, or taking one away, is found', async () => {
    const request = await signed();
    const { headers } = request;
    const bytes = new Uint8Array(await request.arrayBuffer());
    for (let at = 0; at < bytes.length; at++) {
      for (const bit of [1, 128]) {
        const body = bytes.map((byte, other) => (other === at ? byte ^ bit : byte));
        expect(reasonOf(await rejection(verifyWebhook({ headers, body }, { secret: SECRET })))).toBe('signature');
      }
      const shorter = new Uint8Array([...bytes.subarray(0, at), ...bytes.subarray(at + 1)]);
      expect(reasonOf(await rejection(verifyWebhook({ headers, body: shorter }, { secret: SECRET })))).toBe(
        'signature',
      );
    }
  });

  test.each(['x-zendesk-webhook-signature', 'x-zendesk-webhook-signature-timestamp'])(
    'changing any character of %s is found',
    async (name) => {
      const request = await signed();
      const value = request.headers.get(name) ?? '';
      const replacements = ['A', 'B', '0', '9', '=', '+', '/', ' ', '\t', 'ä', ''];
      for (let at = 0; at < value.length; at++) {
        for (const other of replacements) {
          const changed = value.slice(0, at) + other + value.slice(at + 1);
          if (changed === value) continue;
          const headers = { ...Object.fromEntries(request.headers), [name]: changed };
          await expect(verifyWebhook({ headers, body: BODY }, { secret: SECRET })).rejects.toBeInstanceOf(
            WebhookSignatureError,
          );
        }
      }
    },
  );

  test('none of 10,000 forgeries is accepted', async () => {
    const request = await signed();
    const headers = Object.fromEntries(request.headers);
    let accepted = 0;
    for (let n = 0; n < 10_000; n++) {
      const random = Buffer.from(crypto.getRandomValues(new Uint8Array(32))).toString('base64');
      const forged = { ...headers, 'x-zendesk-webhook-signature': random };
      accepted += await verifyWebhook({ headers: forged, body: BODY }, { secret: SECRET }).then(
        () => 1,
        () => 0,
      );
    }
    expect(accepted).toBe(0);
  });

  test.each(['x-zendesk-webhook-signature', 'x-zendesk-webhook-signature-timestamp'])(
    'without %s nothing is accepted',
    async (name) => {
      const request = withHeaders(await signed(), { [name]: undefined });
      expect(reasonOf(await rejection(verifyWebhook(request, { secret: SECRET })))).toBe('missing');
    },
  );

  test('the order of timestamp and body, and what stands between them, counts', async () => {
    const shifted = withHeaders(await signed({ body: `0${BODY}` }), {
      'x-zendesk-webhook-signature-timestamp': '2026-11-23T12:00:00Z0',
    });
    const headers = Object.fromEntries(shifted.headers);
    // The same bytes in all, divided elsewhere: no time any more.
    await expect(verifyWebhook({ headers, body: BODY }, { secret: SECRET })).rejects.toBeInstanceOf(
      WebhookSignatureError,
    );
  });

  test.each([
    '2026-11-23T12:00:00',
    '2026-11-23 12:00:00Z',
    'Mon, 23 Nov 2026 12:00:00 GMT',
    '1795435200000',
    '2026-11-23',
  ])('a time that Zendesk would not write is none: %j', async (time) => {
    const headers = {
      'x-zendesk-webhook-signature': await sign(SECRET, time, new TextEncoder().encode(BODY)),
      'x-zendesk-webhook-signature-timestamp': time,
      'x-zendesk-webhook-invocation-id': '1',
    };
    const attempt = verifyWebhook({ headers, body: BODY }, { secret: SECRET, toleranceSeconds: 86_400 });
    expect(reasonOf(await rejection(attempt))).toBe('timestamp');
  });

  test.each([
    ['told', true],
    ['not told', false],
  ])('of a huge body whose size is %s not more is read than could be good', async (_, isTold) => {
    let sent = 0;
    const endless = new ReadableStream<Uint8Array>({
      pull(controller) {
        sent += 65_536;
        controller.enqueue(new Uint8Array(65_536));
      },
    });
    const { headers } = await signed();
    if (isTold) headers.set('content-length', '200000000');
    const init = { method: 'POST', headers, body: endless, duplex: 'half' } as RequestInit;
    const request = new Request('https://bot.example/', init);
    expect(reasonOf(await rejection(verifyWebhook(request, { secret: SECRET })))).toBe('too_large');
    expect(sent).toBeLessThan(2_000_000);
  });

  test('more than a megabyte is not from Zendesk', async () => {
    const request = await signed({ body: 'x'.repeat(1_100_000) });
    expect(reasonOf(await rejection(verifyWebhook(request, { secret: SECRET })))).toBe('too_large');
  });
});

describe('secrets', () => {
  test.each([[undefined], [''], [[]], [['good', '']], [null], [[undefined]], [42]])(
    'a secret that is %j is an error and never a skip',
    async (secret) => {
      const error = await rejection(verifyWebhook(await signed(), { secret: secret as never }));
      expect(error).toBeInstanceOf(ConfigurationError);
      expect(error).toMatchObject({ option: 'secret', hint: expect.stringContaining('subscribe()') });
    },
  );

  test('while one is being replaced both are good, and a third is not', async () => {
    const secret = ['new', 'old'];
    await expect(verifyWebhook(await signed({ secret: 'new' }), { secret })).resolves.toBeDefined();
    await expect(verifyWebhook(await signed({ secret: 'old' }), { secret })).resolves.toBeDefined();
    expect(reasonOf(await rejection(verifyWebhook(await signed({ secret: 'older' }), { secret })))).toBe('signature');
  });

  test('no error tells the secret or the signature', async () => {
    const request = withHeaders(await signed(), { 'x-zendesk-webhook-signature': 'c2lnbmF0dXJl' });
    const error = await rejection(verifyWebhook(request, { secret: 'canary-secret' }));
    expect(JSON.stringify(error) + String(error)).not.toMatch(/canary-secret|c2lnbmF0dXJl/);
    expect(error).toMatchObject({ code: 'webhook_signature', status: 401, retryable: false });
  });
});

describe('time', () => {
  test.each([
    [-300, true],
    [-301, false],
    [300, true],
    [301, false],
  ])('signed %d seconds from now: accepted is %s', async (seconds, isAccepted) => {
    const request = await signed({ signedAt: new Date(NOW + seconds * 1000) });
    const outcome = await verifyWebhook(request, { secret: SECRET }).catch(reasonOf);
    expect(outcome === 'timestamp').toBe(!isAccepted);
  });

  test('the tolerance is the host’s, within reason', async () => {
    const late = () => signed({ signedAt: new Date(NOW - 60_000) });
    await expect(verifyWebhook(await late(), { secret: SECRET, toleranceSeconds: 60 })).resolves.toBeDefined();
    await expect(verifyWebhook(await late(), { secret: SECRET, toleranceSeconds: 59 })).rejects.toThrow();
    for (const toleranceSeconds of [0, -1, Number.NaN, Number.POSITIVE_INFINITY]) {
      const error = await rejection(verifyWebhook(await late(), { secret: SECRET, toleranceSeconds }));
      expect(error).toMatchObject({ option: 'toleranceSeconds' });
    }
  });
});

describe('repetitions', () => {
  test('are accepted once: told to come again while it is handled, and that it is done then', async () => {
    const seen = new MemorySeenStore();
    const request = await signed();
    const copies = [request.clone(), request.clone(), request.clone()] as const;
    const webhook = await accepted(request, seen);
    expect(await verifyWebhook(copies[0], { secret: SECRET, seen })).toEqual({ duplicate: 'in_progress' });
    await webhook.done();
    for (const copy of copies.slice(1)) {
      expect(await verifyWebhook(copy, { secret: SECRET, seen })).toEqual({ duplicate: 'handled' });
    }
  });

  test('also when Zendesk signs its next try anew, and when a copy has another id', async () => {
    const seen = new MemorySeenStore();
    const request = await signed({ invocationId: 'i-1' });
    const copy = withHeaders(request.clone(), { 'x-zendesk-webhook-invocation-id': 'i-2' });
    await (await accepted(request, seen)).done();
    expect(await verifyWebhook(copy, { secret: SECRET, seen })).toEqual({ duplicate: 'handled' });
    vi.setSystemTime(NOW + 20_000);
    const again = await signed({ invocationId: 'i-1' });
    expect(await verifyWebhook(again, { secret: SECRET, seen })).toEqual({ duplicate: 'handled' });
  });

  test('of a hundred at once one is accepted', async () => {
    const seen = new MemorySeenStore();
    const request = await signed();
    const copies = Array.from({ length: 100 }, () => request.clone());
    const outcomes = await Promise.all(copies.map((copy) => verifyWebhook(copy, { secret: SECRET, seen })));
    expect(outcomes.filter(({ duplicate }) => duplicate === undefined)).toHaveLength(1);
  });

  test('what could not be handled and was released is accepted again', async () => {
    const seen = new MemorySeenStore();
    const request = await signed();
    const again = request.clone();
    const webhook = await accepted(request, seen);
    await webhook.release();
    await expect(verifyWebhook(again, { secret: SECRET, seen })).resolves.toMatchObject({ body: BODY });
  });

  test('a forgery does not use up the id of the real one', async () => {
    const seen = new MemorySeenStore();
    const request = await signed();
    const forged = withHeaders(request.clone(), { 'x-zendesk-webhook-signature': 'AAAA' });
    await expect(verifyWebhook(forged, { secret: SECRET, seen })).rejects.toThrow();
    await expect(verifyWebhook(request, { secret: SECRET, seen })).resolves.toBeDefined();
  });

  test('are remembered for as long as their time is tolerated, and forgotten then', async () => {
    const seen = new MemorySeenStore();
    // Signed as far ahead as is tolerated, so that it is good for the longest time.
    const request = await signed({ signedAt: new Date(NOW + 300_000) });
    const copies = [request.clone(), request.clone()] as const;
    await (await accepted(request, seen)).done();
    vi.setSystemTime(NOW + 599_000);
    expect(await verifyWebhook(copies[0], { secret: SECRET, seen })).toEqual({ duplicate: 'handled' });
    vi.setSystemTime(NOW + 601_000);
    expect(reasonOf(await rejection(verifyWebhook(copies[1], { secret: SECRET, seen })))).toBe('timestamp');
    expect(await seen.add('invocation x', 1)).toBe(true);
  });

  test('the memory for them is bounded', async () => {
    const seen = new MemorySeenStore({ capacity: 3 });
    for (const id of ['a', 'b', 'c']) expect(await seen.add(id, 60)).toBe(true);
    // A repetition of the oldest drives nobody out, not even itself.
    expect(await seen.add('a', 60)).toBe(false);
    expect(await seen.add('d', 60)).toBe(true);
    expect(await seen.has('d')).toBe(true);
    expect(await seen.has('a')).toBe(false);
  });

  test('a seen store that fails fails the request, and its next try is accepted', async () => {
    const memory = new MemorySeenStore();
    const request = await signed();
    for (const failing of ['signature', 'invocation']) {
      const seen: SeenStore = {
        async add(id, seconds) {
          const added = await memory.add(id, seconds);
          // Its answer is lost on its way back.
          if (id.startsWith(`handling ${failing}`)) throw new Error('Redis is away');
          return added;
        },
        has: (id) => memory.has(id),
        delete: (id) => memory.delete(id),
      };
      const attempt = verifyWebhook(request.clone(), { secret: SECRET, seen });
      await expect(attempt).rejects.toThrow('Redis is away');
    }
    await expect(verifyWebhook(request, { secret: SECRET, seen: memory })).resolves.toBeDefined();
  });

  test('a seen store that fails for a later delivery leaves the first one its hold', async () => {
    const memory = new MemorySeenStore();
    const request = await signed();
    const first = await verifyWebhook(request.clone(), { secret: SECRET, seen: memory });
    const failing: SeenStore = {
      add: () => Promise.reject(new Error('Redis is away')),
      has: (id) => memory.has(id),
      delete: (id) => memory.delete(id),
    };
    await verifyWebhook(request.clone(), { secret: SECRET, seen: failing }).catch(() => {});
    expect(await verifyWebhook(request.clone(), { secret: SECRET, seen: memory })).toEqual({
      duplicate: 'in_progress',
    });
    if (first.duplicate === undefined) await first.done();
    expect(await verifyWebhook(request.clone(), { secret: SECRET, seen: memory })).toEqual({ duplicate: 'handled' });
  });
});

describe('bodies that somebody else reads', () => {
  test('node:http with its raw body', async () => {
    vi.useRealTimers();
    let outcome: unknown;
    const server = createServer(async (request, response) => {
      const body = await buffer(request);
      outcome = await verifyWebhook({ headers: request.headers, body }, { secret: SECRET });
      response.end();
    });
    await new Promise<void>((resolve) => server.listen(0, resolve));
    onTestFinished(() => void server.close());
    const { port } = server.address() as AddressInfo;
    await fetch(await signed({ url: `http://localhost:${port}/` }));
    expect(outcome).toMatchObject({ body: BODY });
  });

  test('one that was read already is an error that says so', async () => {
    const request = await signed();
    await request.json();
    const error = await rejection(verifyWebhook(request, { secret: SECRET }));
    expect(error).toBeInstanceOf(ConfigurationError);
    expect(error).toMatchObject({ message: expect.stringContaining('no raw body') });
  });

  test.each([[JSON.parse(BODY)], [undefined], [42], [[BODY]]])('so is one that was parsed to %j', async (body) => {
    const { headers } = await signed();
    const error = await rejection(verifyWebhook({ headers, body: body as never }, { secret: SECRET }));
    expect(error).toBeInstanceOf(ConfigurationError);
    expect(error).toMatchObject({ message: expect.stringContaining('no raw body') });
  });
});

describe('requests as servers hand them over', () => {
  const bytes = new TextEncoder().encode(BODY);
  const headersOf = async () => Object.fromEntries((await signed()).headers);
  const listed = (headers: Record<string, string>) =>
    Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, [value]]));

  test.each<[string, (headers: Record<string, string>) => RawWebhook]>([
    [
      'headers as lists of one',
      (headers) => ({
        headers: listed(headers),
        body: BODY,
      }),
    ],
    [
      'a value that is there twice and the same',
      (headers) => ({
        headers: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, [value, value]])),
        body: BODY,
      }),
    ],
    ['headers in a Map', (headers) => ({ headers: new Map(Object.entries(headers)), body: BODY })],
    [
      'headers without a prototype',
      (headers) => ({ headers: Object.assign(Object.create(null), headers), body: BODY }),
    ],
    [
      'an ArrayBuffer',
      (headers) => ({ headers, body: bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length) }),
    ],
    [
      'an ArrayBuffer of another realm',
      (headers) => {
        const body: ArrayBuffer = runInNewContext('new ArrayBuffer(length)', { length: bytes.length });
        new Uint8Array(body).set(bytes);
        return { headers, body };
      },
    ],
    [
      'a view into a larger buffer',
      (headers) => ({ headers, body: new DataView(new Uint8Array([0, 0, ...bytes, 0]).buffer, 2, bytes.length) }),
    ],
    ['a Buffer', (headers) => ({ headers, body: Buffer.from(bytes) })],
    [
      'an event of AWS Lambda',
      (headers) => ({ headers, body: Buffer.from(bytes).toString('base64'), isBase64Encoded: true }),
    ],
    ['an event of AWS Lambda as text', (headers) => ({ headers, body: BODY, isBase64Encoded: false })],
    [
      'an event of API Gateway, payload 1.0',
      (headers) => ({ headers, multiValueHeaders: listed(headers), body: BODY, isBase64Encoded: false }),
    ],
    [
      'an event of a load balancer that lists several values',
      (headers) => ({
        multiValueHeaders: listed(headers),
        body: Buffer.from(bytes).toString('base64'),
        isBase64Encoded: true,
      }),
    ],
    [
      'headers that are null beside others',
      (headers) => ({ headers: null, multiValueHeaders: listed(headers), body: BODY }),
    ],
    ['a Map of lists', (headers) => ({ headers: new Map(Object.entries(listed(headers))), body: BODY })],
    [
      'Headers of another class',
      (headers) => ({
        headers: { forEach: (visit: (value: string, name: string) => void) => new Headers(headers).forEach(visit) },
        body: BODY,
      }),
    ],
    [
      'names in capitals',
      (headers) => ({
        headers: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toUpperCase(), value])),
        body: BODY,
      }),
    ],
    ['a header that is undefined', (headers) => ({ headers: { ...headers, cookie: undefined }, body: BODY })],
    ['an array of signed bytes', (headers) => ({ headers, body: new Int8Array(bytes) })],
    ['a url that is a URL', (headers) => ({ headers, body: BODY, url: new URL('https://bot.example/') }) as RawWebhook],
  ])('%s', async (_, make) => {
    await expect(verifyWebhook(make(await headersOf()), { secret: SECRET })).resolves.toMatchObject({ body: BODY });
  });

  test('two values that differ are none', async () => {
    const headers = await headersOf();
    const doubled = {
      ...headers,
      'x-zendesk-webhook-signature': [headers['x-zendesk-webhook-signature'] ?? '', 'AAAA'],
    };
    expect(reasonOf(await rejection(verifyWebhook({ headers: doubled, body: BODY }, { secret: SECRET })))).toBe(
      'missing',
    );
  });

  test('a webhook without a body, as Zendesk sends with GET', async () => {
    const request = await signed({ body: '' });
    const { headers } = request;
    for (const body of [null, undefined, '']) {
      await expect(verifyWebhook({ headers, body }, { secret: SECRET })).resolves.toMatchObject({ body: '' });
    }
    await expect(
      verifyWebhook(new Request('https://bot.example/', { headers }), { secret: SECRET }),
    ).resolves.toMatchObject({ body: '' });
  });

  test.each([
    '2026-11-23T12:00:00+00:00',
    '2026-11-23T12:00:00.123Z',
    '2026-11-23T12:00:00.123456789Z',
    '2026-11-23T13:00:00+01:00',
  ])('the time %s', async (signedAt) => {
    const signature = await sign(SECRET, signedAt, bytes);
    const headers = { 'x-zendesk-webhook-signature': signature, 'x-zendesk-webhook-signature-timestamp': signedAt };
    await expect(verifyWebhook({ headers, body: BODY }, { secret: SECRET })).resolves.toMatchObject({
      body: BODY,
      signedAt,
    });
  });

  test('a delivery without an invocation id is known by its signature', async () => {
    const seen = new MemorySeenStore();
    const first = withHeaders(await signed(), { 'x-zendesk-webhook-invocation-id': undefined });
    const again = first.clone();
    await (await accepted(first, seen)).done();
    expect(await verifyWebhook(again, { secret: SECRET, seen })).toEqual({ duplicate: 'handled' });
  });

  test('a body that never ends is given up after ten seconds, and canceled', async () => {
    vi.useFakeTimers({ now: NOW });
    const cancel = vi.fn();
    const { headers } = await signed();
    const body = new ReadableStream<Uint8Array>({ start: (controller) => controller.enqueue(bytes), cancel });
    const init = { method: 'POST', headers, body, duplex: 'half' } as RequestInit;
    const outcome = rejection(verifyWebhook(new Request('https://bot.example/', init), { secret: SECRET }));
    await vi.advanceTimersByTimeAsync(9_999);
    expect(cancel).not.toHaveBeenCalled();
    await vi.advanceTimersByTimeAsync(1);
    expect(reasonOf(await outcome)).toBe('incomplete');
    expect(cancel).toHaveBeenCalled();
    expect(vi.getTimerCount()).toBe(0);
  });

  test.each([
    [-361, '361 seconds ago, and 300 seconds are tolerated'],
    [361, '361 seconds in the future, and 300 seconds are tolerated'],
  ])('signed %d seconds from now: the error says by how much', async (seconds, words) => {
    const request = await signed({ signedAt: new Date(NOW + seconds * 1000) });
    expect(String(await rejection(verifyWebhook(request, { secret: SECRET })))).toContain(words);
  });

  test('a body that breaks off on the way is incomplete', async () => {
    const { headers } = await signed();
    const body = new ReadableStream<Uint8Array>({
      start(controller) {
        controller.enqueue(bytes.subarray(0, 5));
        controller.error(new TypeError('terminated'));
      },
    });
    const init = { method: 'POST', headers, body, duplex: 'half' } as RequestInit;
    const request = new Request('https://bot.example/', init);
    expect(reasonOf(await rejection(verifyWebhook(request, { secret: SECRET })))).toBe('incomplete');
  });

  test('a body that something else is reading is an error that says so', async () => {
    const request = await signed();
    request.body?.getReader();
    expect(await rejection(verifyWebhook(request, { secret: SECRET }))).toMatchObject({
      message: expect.stringContaining('no raw body'),
    });
  });

  test('nothing is fetched for a request without a signature', async () => {
    let reads = 0;
    const secret = async () => {
      reads++;
      return SECRET;
    };
    for (const name of ['x-zendesk-webhook-signature', 'x-zendesk-webhook-signature-timestamp']) {
      const request = withHeaders(await signed(), { [name]: undefined });
      expect(reasonOf(await rejection(verifyWebhook(request, { secret })))).toBe('missing');
    }
    expect(reads).toBe(0);
  });
});
