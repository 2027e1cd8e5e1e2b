/**
 * Adding a comment, against answers in the shapes that Zendesk was recorded or documented to send.
 */
import { describe, expect, test } from 'vitest';
import type { Requester } from '../../src/index.js';
import { rejection } from '../support/fixture.js';
import {
  ANN,
  CARLA,
  connectRecorded,
  json,
  type RecordedRequest,
  type Route,
  secondsAgo,
  ticket,
} from '../support/recorded-zendesk.js';

const SIGNED_IN: Requester = { email: ANN.email };
const POLICIES: readonly (readonly [Requester, object])[] = [
  [SIGNED_IN, {}],
  ['from-conversation', { email: ANN.email }],
  ['anyone', {}],
];
const comments: Route = ['GET', /comments\.json$/, () => ({ comments: [] })];
const read = (more: object = {}): Route => ['GET', /tickets\/5\.json$/, () => ({ ticket: ticket(more), users: [ANN] })];
const written = ({ body }: RecordedRequest) => (body as { ticket: { status?: string; comment: object } }).ticket;

/** Zendesk changes the status to what it is sent, and leaves it otherwise. */
const update = (before: string): Route => [
  'PUT',
  /tickets\/5\.json$/,
  (request) => ({ ticket: ticket({ status: written(request).status ?? before }) }),
];

const refuse = (status: number, body: object, headers?: Record<string, string>): Route => [
  'PUT',
  /tickets\/5\.json$/,
  () => json(status, body, headers),
];

async function add(routes: readonly Route[], [requester, input]: readonly [Requester, object] = [SIGNED_IN, {}]) {
  const world = await connectRecorded({ routes, requester });
  const adding = world.bot.addComment(
    { ticketId: 5, body: 'Here is the number', ...input },
    { idempotencyKey: 'call-1' },
  );
  return { ...world, adding };
}

test.each([null, undefined])(
  'a ticket whose requester is %s gets no comment in the name of the agent',
  async (none) => {
    const routes = [read({ requester_id: none }), comments, update('open')];
    const { adding, requests } = await add(routes, ['anyone', {}]);
    const hint = expect.stringContaining('new ticket');
    expect(await rejection(adding)).toMatchObject({ code: 'ticket_closed', status: 409, hint });
    expect(requests.filter(({ method }) => method === 'PUT')).toEqual([]);
  },
);

describe('an answer opens the ticket', () => {
  const STATUSES: readonly (readonly [string, object, string])[] = [
    ['on hold', { status: 'hold' }, 'open'],
    ['on hold by a custom status', { status: 'hold', custom_status_id: 35_436 }, 'open'],
    ['pending', { status: 'pending' }, 'open'],
    ['solved', { status: 'solved' }, 'open'],
    ['solved by a custom status', { status: 'solved', custom_status_id: 35_437 }, 'open'],
    ['open', { status: 'open' }, 'open'],
    ['new', { status: 'new' }, 'new'],
  ];
  test.each(STATUSES.flatMap((status) => POLICIES.map((policy) => [...status, policy] as const)))(
    'that is %s: %j becomes %s, for %j',
    async (_, before, after, policy) => {
      const { adding, requests } = await add(
        [read(before), comments, update((before as { status: string }).status)],
        policy,
      );
      expect(await adding).toMatchObject({ ticketId: 5, status: after, replayed: false });
      expect(written(requests.at(-1) as RecordedRequest).comment).toMatchObject({ public: true, author_id: ANN.id });
    },
  );
});

describe('a ticket that takes no more comments', () => {
  test.each(['closed', 'archived', 'scrubbed'])('because it is %s: nothing is sent', async (status) => {
    const { adding, requests } = await add([read({ status }), comments]);
    expect(await rejection(adding)).toMatchObject({
      code: 'ticket_closed',
      hint: expect.stringContaining('new ticket'),
    });
    expect(requests.filter(({ method }) => method === 'PUT')).toEqual([]);
  });

  test.each([
    ['in words', { status: [{ description: 'Status: closed prevents ticket update' }] }],
    ['by its code', { status: [{ description: 'Status: closed prevents ticket update', error: 'ClosedTicket' }] }],
    ['in another language', { status: [{ description: 'Status: geschlossen', error: 'ClosedTicket' }] }],
    ['for the ticket as a whole', { base: [{ description: 'Status: closed prevents ticket update' }] }],
  ])('because it closed since it was read, said %s', async (_, details) => {
    const body = { error: 'RecordInvalid', description: 'Record validation errors', details };
    const { adding, requests } = await add([read(), comments, refuse(422, body)]);
    expect(await rejection(adding)).toMatchObject({
      code: 'ticket_closed',
      status: 409,
      userMessage: 'That ticket is closed. Shall I open a new one?',
    });
    expect(requests.filter(({ method }) => method === 'PUT')).toHaveLength(1);
  });

  test('because it closed since it was read, said as the second of two errors', async () => {
    const body = { errors: [{ code: 'InvalidParam', title: 'x' }, { code: 'ClosedTicket' }] };
    const { adding } = await add([read(), comments, refuse(422, body)]);
    expect(await rejection(adding)).toMatchObject({ code: 'ticket_closed' });
  });

  test.each([
    { base: [{ description: 'Ticket has reached the maximum of 5,000 comments' }] },
    { comment: [{ description: 'Too many comments', error: 'TooManyComments' }] },
  ])('because it is full: %j', async (details) => {
    const { adding } = await add([read(), comments, refuse(422, { error: 'RecordInvalid', details })]);
    expect(await rejection(adding)).toMatchObject({
      code: 'ticket_closed',
      message: expect.stringContaining('5,000 comments'),
      userMessage: expect.stringContaining('new one'),
    });
  });

  test('because it is deleted since it was read', async () => {
    const { adding } = await add([
      read(),
      comments,
      refuse(404, { error: 'RecordNotFound', description: 'Not found' }),
    ]);
    expect(await rejection(adding)).toMatchObject({ name: 'TicketError', code: 'not_found' });
  });
});

describe('a refusal says what it is', () => {
  test.each([
    [{ author: [{ description: 'Author: Ann is suspended', error: 'UserSuspended' }] }, 'requester_suspended'],
    [{ author: [{ description: 'Author: Ann is suspended.' }] }, 'requester_suspended'],
    [
      { base: [{ description: 'Type: is required', error: 'BlankValue', ticket_field_id: 12345657 }] },
      'ticket_field_rejected',
    ],
  ])('%j is %s', async (details, code) => {
    const { adding } = await add([
      read({ status: 'solved' }),
      comments,
      refuse(422, { error: 'RecordInvalid', details }),
    ]);
    expect(await rejection(adding)).toMatchObject({ code });
  });

  test('a required field is named to the developer and the owner', async () => {
    const details = { base: [{ description: 'Product: is required', error: 'BlankValue', ticket_field_id: 360_001 }] };
    const { adding } = await add([
      read({ status: 'solved' }),
      comments,
      refuse(422, { error: 'RecordInvalid', details }),
    ]);
    const error = await rejection(adding);
    expect(error).toMatchObject({
      message: expect.stringContaining('360001'),
      ownerMessage: expect.stringContaining('360001'),
    });
    expect((error as Error & { userMessage: string }).userMessage).not.toMatch(/360001|Product/);
  });

  test('a collision at each try may be tried again, and nothing was changed', async () => {
    const body = {
      error: 'UpdateConflict',
      description: 'Safe Update prevented the update due to outdated ticket data.',
    };
    const { adding, requests } = await add([read(), comments, refuse(409, body)]);
    expect(await rejection(adding)).toMatchObject({
      code: 'api_error',
      zendeskStatus: 409,
      status: 409,
      retryable: true,
      hint: expect.stringContaining('Nothing was changed'),
    });
    expect(requests.filter(({ method }) => method === 'PUT')).toHaveLength(3);
  });

  test('the limit on updates of a ticket is told with its wait', async () => {
    const { adding } = await add([
      read(),
      comments,
      refuse(
        429,
        { error: 'TooManyRequests', description: 'Too many updates' },
        { 'zendesk-ratelimit-per-ticket-updates': 'total=30; remaining=0; resets=372' },
      ),
    ]);
    expect(await rejection(adding)).toMatchObject({
      code: 'rate_limited',
      reason: 'ticket_updates',
      retryAfter: 372,
      userMessage: expect.stringContaining('That ticket'),
    });
  });

  test('Retry-After counts if Zendesk sends both, and the limit of the account is not that of the ticket', async () => {
    for (const [remaining, reason] of [
      [0, 'ticket_updates'],
      [12, 'zendesk'],
    ] as const) {
      const headers = {
        'retry-after': '93',
        'zendesk-ratelimit-per-ticket-updates': `total=30; remaining=${remaining}; resets=372`,
      };
      const { adding } = await add([read(), comments, refuse(429, {}, headers)]);
      expect(await rejection(adding)).toMatchObject({ reason, retryAfter: 93 });
    }
  });
});

describe('odd comments never fail an answer', () => {
  const comment = (more: object) => ({
    id: 1,
    author_id: ANN.id,
    public: true,
    created_at: secondsAgo(90_000),
    body: 'x',
    ...more,
  });
  test.each([
    ['without an author', [comment({ author_id: null })]],
    ['whose author is not there', [comment({ author_id: undefined })]],
    ['by the system', [comment({ author_id: -1 })]],
    ['by an agent', [comment({ author_id: CARLA.id })]],
    ['with an id that JavaScript cannot hold', [comment({ id: 2 ** 53 + 2 }), comment({ id: 2 ** 53 + 4 })]],
    ['without an id', [comment({ id: null })]],
    ['without metadata', [comment({ metadata: null }), comment({ metadata: { custom: null } })]],
    ['without a text', [comment({ body: null })]],
  ])('%s', async (_, list) => {
    const { adding } = await add([read(), ['GET', /comments\.json$/, () => ({ comments: list })], update('open')]);
    expect(await adding).toMatchObject({ ticketId: 5, replayed: false });
  });
});
