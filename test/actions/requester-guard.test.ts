/**
 * A ticket of another person and no ticket are alike, and an anonymous requester cannot try them all.
 */
import { afterEach, describe, expect, test, vi } from 'vitest';
import { RateLimitedError, type RateLimiter, type Requester } from '../../src/index.js';
import { MemoryRateLimiter } from '../../src/stores/rate-limiter.js';
import { rejection } from '../support/fixture.js';
import { ANN, connectRecorded, json, type Route, ticket } from '../support/recorded-zendesk.js';

const BOB = { id: 99, name: 'Bob', email: 'bob@customer.example', role: 'end-user' };
const NOT_FOUND = () => json(404, { error: 'RecordNotFound', description: 'Not found' });
const FORBIDDEN = () =>
  json(403, {
    error: { title: 'Forbidden', message: 'You do not have access to this page. Please contact the account owner.' },
  });

/** Ticket 5 is Ann's, 6 is Bob's, 7 is Bob's and deleted, 8 is in a group that the connected agent may not see. */
const desk = ({ isSideLoaded = true } = {}): readonly Route[] => [
  ['GET', /tickets\/5\.json$/, () => ({ ticket: ticket(), ...(isSideLoaded ? { users: [ANN] } : {}) })],
  [
    'GET',
    /tickets\/6\.json$/,
    () => ({ ticket: ticket({ id: 6, requester_id: BOB.id }), ...(isSideLoaded ? { users: [BOB] } : {}) }),
  ],
  [
    'GET',
    /tickets\/7\.json$/,
    () => ({ ticket: ticket({ id: 7, requester_id: BOB.id, status: 'deleted' }), users: [BOB] }),
  ],
  ['GET', /tickets\/8\.json$/, FORBIDDEN],
  ['GET', /tickets\/\d+\.json$/, NOT_FOUND],
  [
    'GET',
    /users\/77\/identities\.json$/,
    () => ({
      identities: [
        { type: 'email', value: ANN.email },
        { type: 'email', value: 'ann@old.example' },
      ],
    }),
  ],
  ['GET', /users\/99\/identities\.json$/, () => ({ identities: [{ type: 'email', value: BOB.email }] })],
  ['GET', /comments\.json$/, () => ({ comments: [] })],
];

const POLICIES: readonly (readonly [string, Requester, object])[] = [
  ['signed in', { email: ANN.email }, {}],
  ['anonymous', 'from-conversation', { email: ANN.email }],
];
const CALLS = [
  ['getTicketStatus', {}],
  ['addComment', { body: 'x' }],
] as const;

afterEach(() => {
  vi.useRealTimers();
});

describe('[A11] a ticket of another person and no ticket', () => {
  test.each(
    POLICIES.flatMap((policy) =>
      CALLS.flatMap(([call, more]) =>
        [true, false].map((isSideLoaded) => [...policy, call, isSideLoaded, more] as const),
      ),
    ),
  )('%s (%j %j): %s gives the same answer after as many requests, users side-loaded: %s', async (...given) => {
    const [, requester, input, call, isSideLoaded, more] = given;
    const outcomes: unknown[] = [];
    for (const ticketId of [6, 7, 8, 4711]) {
      const { bot, requests } = await connectRecorded({ routes: desk({ isSideLoaded }), requester });
      const error = await rejection(bot[call]({ ticketId, ...more, ...input } as never));
      outcomes.push({ error: JSON.stringify(error), requests: requests.length });
    }
    expect(outcomes[0]).toMatchObject({ error: expect.stringContaining('"not_found"') });
    expect(new Set(outcomes.map((outcome) => JSON.stringify(outcome))).size).toBe(1);
  });

  test('also when this process knows the requester already', async () => {
    const { bot, requests } = await connectRecorded({ routes: desk() });
    await bot.getTicketStatus({ ticketId: 5 });
    const counts: number[] = [];
    for (const ticketId of [6, 8, 4711]) {
      const before = requests.length;
      await rejection(bot.getTicketStatus({ ticketId }));
      counts.push(requests.length - before);
    }
    expect(new Set(counts).size).toBe(1);
  });

  test('another address of the requester is theirs, also without side-loaded users', async () => {
    for (const isSideLoaded of [true, false]) {
      const { bot } = await connectRecorded({
        routes: desk({ isSideLoaded }),
        requester: { email: 'Ann@OLD.example' },
      });
      expect(await bot.getTicketStatus({ ticketId: 5 })).toMatchObject({ ticketId: 5 });
    }
  });

  test('a refusal because of a missing scope stays a refusal', async () => {
    const { bot } = await connectRecorded({ routes: desk(), token: { scope: 'tickets:write users:read' } });
    expect(await rejection(bot.getTicketStatus({ ticketId: 8 }))).toMatchObject({ code: 'permission_denied' });
  });

  test('an internal assistant gets the refusal of Zendesk', async () => {
    const { bot } = await connectRecorded({ routes: desk(), requester: 'anyone' });
    expect(await rejection(bot.getTicketStatus({ ticketId: 8 }))).toMatchObject({ code: 'permission_denied' });
    expect(await rejection(bot.getTicketStatus({ ticketId: 4711 }))).toMatchObject({ code: 'not_found' });
  });

  test('a rate limit stays a rate limit', async () => {
    let looks = 0;
    const routes: Route[] = [
      ['GET', /tickets\/4711\.json$/, () => (looks++ === 0 ? NOT_FOUND() : json(429, {}, { 'retry-after': '60' }))],
    ];
    const { bot } = await connectRecorded({ routes });
    expect(await rejection(bot.getTicketStatus({ ticketId: 4711 }))).toMatchObject({ code: 'rate_limited' });
  });
});

describe('[A11] wrong guesses of an anonymous requester', () => {
  const world = (options: { readonly rateLimiter?: RateLimiter } = {}) =>
    connectRecorded({ routes: desk(), requester: 'from-conversation', options });

  test('ten in ten minutes for an address, then none is looked at, right or wrong', async () => {
    vi.useFakeTimers({ toFake: ['Date'], now: Date.UTC(2026, 10, 23, 12) });
    const { bot, requests } = await world();
    for (let n = 0; n < 10; n++) {
      expect(await rejection(bot.getTicketStatus({ ticketId: 100 + n, email: ANN.email }))).toMatchObject({
        code: 'not_found',
      });
    }
    const before = requests.length;
    for (const [ticketId, email] of [
      [200, ANN.email],
      [5, 'ANN@customer.example'],
    ] as const) {
      expect(await rejection(bot.getTicketStatus({ ticketId, email }))).toMatchObject({
        code: 'rate_limited',
        reason: 'guesses',
        retryAfter: 600,
      });
    }
    expect(await rejection(bot.addComment({ ticketId: 5, body: 'x', email: ANN.email }))).toBeInstanceOf(
      RateLimitedError,
    );
    expect(requests).toHaveLength(before);
    expect(await bot.getTicketStatus({ ticketId: 6, email: BOB.email })).toMatchObject({ ticketId: 6 });
    vi.setSystemTime(Date.now() + 601_000);
    expect(await bot.getTicketStatus({ ticketId: 5, email: ANN.email })).toMatchObject({ ticketId: 5 });
  });

  test('all at once are limited as well', async () => {
    const { bot } = await world();
    const guesses = Array.from({ length: 200 }, (_, n) =>
      rejection(bot.getTicketStatus({ ticketId: 1_000 + n, email: ANN.email })),
    );
    const looked = (await Promise.all(guesses)).filter((error) => !(error instanceof RateLimitedError));
    expect(looked).toHaveLength(10);
  });

  test('right ones do not count', async () => {
    const { bot } = await world();
    for (let n = 0; n < 30; n++) await bot.getTicketStatus({ ticketId: 5, email: ANN.email });
    for (let n = 0; n < 9; n++) await rejection(bot.getTicketStatus({ ticketId: 300, email: ANN.email }));
    expect(await bot.getTicketStatus({ ticketId: 5, email: ANN.email })).toMatchObject({ ticketId: 5 });
  });

  test('a hundred for a connection, whatever the address', async () => {
    const { bot, connector } = await world();
    for (let n = 0; n < 100; n++) {
      await rejection(bot.getTicketStatus({ ticketId: 5, email: `guess${n}@customer.example` }));
    }
    expect(await rejection(bot.getTicketStatus({ ticketId: 5, email: ANN.email }))).toMatchObject({
      reason: 'guesses',
    });
    const signedIn = connector.connection('bot-1', {
      permissions: ['ZENDESK_ACTIONS.READ_TICKET_STATUS'],
      requester: { email: ANN.email },
    });
    expect(await signedIn.getTicketStatus({ ticketId: 5 })).toMatchObject({ ticketId: 5 });
  });

  test('an outage is no guess', async () => {
    const { bot } = await connectRecorded({
      routes: [['GET', /tickets\/5\.json$/, () => json(500, {})]],
      requester: 'from-conversation',
    });
    for (let n = 0; n < 12; n++) {
      const error = await rejection(bot.getTicketStatus({ ticketId: 5, email: ANN.email }));
      expect(error).toMatchObject({ code: 'api_error' });
    }
  });

  test('are counted where the application counts, without the address in clear', async () => {
    const keys: string[] = [];
    const counted = new MemoryRateLimiter();
    const { bot } = await world({
      rateLimiter: {
        take: async (key, limit) => {
          keys.push(key);
          return counted.take(key, limit);
        },
      },
    });
    await rejection(bot.getTicketStatus({ ticketId: 100, email: ANN.email }));
    expect(keys).toHaveLength(2);
    expect(keys.join()).not.toMatch(/ann|customer/);
  });
});
