/**
 * Creating a ticket, against answers in the shapes that Zendesk was recorded or documented to send.
 */
import { describe, expect, test } from 'vitest';
import type { RateLimitedError } from '../../src/index.js';
import { rejection } from '../support/fixture.js';
import { connectRecorded, json, type RecordedRequest, type Route, ticket } from '../support/recorded-zendesk.js';

const INPUT = { subject: 'Cannot log in', body: 'Tried to reset the password.' };
const KEY = { idempotencyKey: 'call-1' };
const sent = ({ body }: RecordedRequest) =>
  (body as { ticket: { subject: string; comment: { body: string; public: unknown } } }).ticket;
const now = () => new Date().toUTCString();
const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

/** Zendesk with idempotency keys: the same key gets the same ticket, and a hit. */
function keeper(take: (request: RecordedRequest) => Promise<Response | undefined> | undefined = () => undefined) {
  const created = new Map<string, string>();
  const route: Route = [
    'POST',
    /tickets\.json$/,
    async (request) => {
      const key = request.headers.get('idempotency-key') ?? '';
      const isHit = created.has(key);
      if (!isHit) created.set(key, new Date(Math.floor(Date.now() / 1_000) * 1_000).toISOString());
      const headers = { 'x-idempotency-lookup': isHit ? 'hit' : 'miss', date: now() };
      return (
        (await take(request)) ?? json(201, { ticket: ticket({ status: 'new', created_at: created.get(key) }) }, headers)
      );
    },
  ];
  return { route, created };
}

test('the first comment is public, whatever the account sets as the default', async () => {
  const { bot, requests } = await connectRecorded({ routes: [keeper().route] });
  await bot.createTicket(INPUT);
  expect(sent(requests[0] as RecordedRequest).comment).toEqual({ body: INPUT.body, public: true });
});

test.each([
  '{{ticket.comments_formatted}}',
  '{{dc.internal}}',
  '{\u200b{ticket.requester.email}}',
  '{% for comment in ticket.comments %}',
])('[A12] %j stays text in subject and body', async (text) => {
  const { bot, requests } = await connectRecorded({ routes: [keeper().route] });
  await bot.createTicket({ subject: text, body: text });
  const { subject, comment } = sent(requests[0] as RecordedRequest);
  for (const said of [subject, comment.body]) {
    expect(said).not.toMatch(/\{[\p{Cf}\\]*[{%]/u);
    expect(said.replaceAll('\\', '')).toContain(/ticket\.\w+|dc\.internal/.exec(text)?.[0]);
  }
});

test.each(['\u3164', '\u2800', '\ufe0f', '\u200c', '\u{e0101}', '\u{e0061}', '\u00ad\u034f', ' \u200b\n'])(
  '[A11] a subject or a body of %j is empty',
  async (blank) => {
    const { bot, requests } = await connectRecorded({ routes: [keeper().route] });
    for (const input of [
      { ...INPUT, subject: blank },
      { ...INPUT, body: blank },
    ]) {
      expect(await rejection(bot.createTicket(input))).toMatchObject({ code: 'invalid_input' });
    }
    expect(requests).toEqual([]);
  },
);

describe('calls with one idempotency key', () => {
  test('that run at once are one request, and one of them created the ticket', async () => {
    const { route, created } = keeper(async () => {
      await pause(50);
      return undefined;
    });
    const { bot, requests } = await connectRecorded({ routes: [route] });
    const results = await Promise.all(Array.from({ length: 50 }, () => bot.createTicket(INPUT, KEY)));
    expect(requests).toHaveLength(1);
    expect(created.size).toBe(1);
    expect(results.filter(({ replayed }) => !replayed)).toHaveLength(1);
    expect(results.filter(({ summary }) => summary.includes('already'))).toHaveLength(49);
  });

  test('share a refusal, but not what happened to one call only', async () => {
    const refused = keeper(async () => {
      await pause(20);
      return json(422, { error: 'RecordInvalid', details: { subject: [{ description: 'no', error: 'Invalid' }] } });
    });
    const first = await connectRecorded({ routes: [refused.route] });
    const errors = await Promise.all([1, 2, 3].map(() => rejection(first.bot.createTicket(INPUT, KEY))));
    expect(errors).toMatchObject([{ code: 'invalid_input' }, { code: 'invalid_input' }, { code: 'invalid_input' }]);
    expect(first.requests).toHaveLength(1);

    const slow = keeper(async () => {
      await pause(60);
      return undefined;
    });
    const { bot, requests } = await connectRecorded({ routes: [slow.route] });
    const abort = new AbortController();
    const given = rejection(bot.createTicket(INPUT, { ...KEY, signal: abort.signal }));
    await pause(10);
    const kept = bot.createTicket(INPUT, KEY);
    abort.abort(new Error('the user left'));
    expect(await given).toMatchObject({ message: 'the user left' });
    expect(await kept).toMatchObject({ ticketId: 5 });
    expect(requests).toHaveLength(2);
  });

  test('but with other words are not shared', async () => {
    const { route } = keeper(async ({ body }) => {
      await pause(20);
      const isOther = JSON.stringify(body).includes('other words');
      return isOther ? json(400, { error: 'IdempotentRequestError', description: 'x' }) : undefined;
    });
    const { bot } = await connectRecorded({ routes: [route] });
    const [first, other] = await Promise.all([
      bot.createTicket(INPUT, KEY),
      rejection(bot.createTicket({ ...INPUT, body: 'other words' }, KEY)),
    ]);
    expect(first.replayed).toBe(false);
    expect(other).toMatchObject({ code: 'idempotency_conflict' });
  });

  test('an empty key is none', async () => {
    const { route } = keeper();
    const { bot, requests } = await connectRecorded({ routes: [route] });
    for (const subject of ['first', 'second']) await bot.createTicket({ ...INPUT, subject }, { idempotencyKey: '' });
    const keys = requests.map(({ headers }) => headers.get('idempotency-key'));
    expect(new Set(keys).size).toBe(2);
  });
});

describe('`replayed`', () => {
  test('is false after a retry of this call, although Zendesk answers with a hit', async () => {
    let attempts = 0;
    const { route } = keeper(async () => (attempts++ === 0 ? json(503, {}) : undefined));
    const { bot } = await connectRecorded({ routes: [route] });
    expect(await bot.createTicket(INPUT, KEY)).toMatchObject({
      replayed: false,
      summary: 'Ticket #5 was created for ann@customer.example.',
    });
    expect(attempts).toBe(2);
  });

  test('is true for a ticket of an earlier call, of this process or another one', async () => {
    const { route } = keeper();
    const { bot } = await connectRecorded({ routes: [route] });
    await bot.createTicket(INPUT, KEY);
    expect(await bot.createTicket(INPUT, KEY)).toMatchObject({ replayed: true });
    const elsewhere = await connectRecorded({ routes: [route] });
    expect(await elsewhere.bot.createTicket(INPUT, KEY)).toMatchObject({ replayed: true });
  });

  test('is true for an older ticket, also after a retry of this call', async () => {
    let attempts = 0;
    const answer = { ticket: ticket({ created_at: '2026-11-20T10:00:00Z' }) };
    const { bot } = await connectRecorded({
      routes: [
        [
          'POST',
          /tickets\.json$/,
          () =>
            attempts++ === 0
              ? json(503, {})
              : json(201, answer, { 'x-idempotency-lookup': 'hit', date: 'Fri, 20 Nov 2026 10:20:00 GMT' }),
        ],
      ],
    });
    expect(await bot.createTicket(INPUT, KEY)).toMatchObject({ replayed: true });
  });
});

// An account has ten retries for outages.
test('fifteen collisions of new requesters are waited for, and cost none of the retries for outages', async () => {
  let requests = 0;
  const collision = () =>
    new Response('Requester creation collision - please try again', {
      status: 409,
      headers: { 'content-type': 'text/plain' },
    });
  const { route } = keeper(async () => (requests++ % 2 === 0 ? collision() : undefined));
  const { bot } = await connectRecorded({ routes: [route], options: { rateLimiter: { take: async () => 0 } } });
  for (let n = 0; n < 15; n++)
    expect(await bot.createTicket({ ...INPUT, subject: `${n}` })).toMatchObject({ ticketId: 5 });
});

test('the limit of the library says that it is its own', async () => {
  const { bot } = await connectRecorded({ routes: [keeper().route] });
  for (let n = 0; n < 5; n++) await bot.createTicket({ ...INPUT, subject: `${n}` });
  const error = (await rejection(bot.createTicket(INPUT))) as RateLimitedError;
  expect(error).toMatchObject({ reason: 'tickets', retryAfter: expect.any(Number) });
  expect(error.userMessage).toContain('too many tickets in ten minutes');
  expect(error.ownerMessage).toContain('a limit of its own');
  expect(error.zendeskStatus).toBeUndefined();
});

test('what the limit of the connection refuses does not count for the requester', async () => {
  const taken: string[] = [];
  const { bot } = await connectRecorded({
    routes: [keeper().route],
    options: {
      rateLimiter: {
        async take(key, { max }) {
          taken.push(key);
          return max === 100 ? 40 : 0;
        },
      },
    },
  });
  expect(await rejection(bot.createTicket(INPUT))).toMatchObject({ retryAfter: 40 });
  expect(taken).toHaveLength(1);
});
