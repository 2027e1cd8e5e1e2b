/**
 * The route for webhooks: what it answers, and what the application is told.
 */
import { expect, test, vi } from 'vitest';
import { WebhookSignatureError } from '../../src/index.js';
import { signWebhook } from '../../src/testing/index.js';
import { MemorySeenStore, receiveTicketEvents, type TicketEvent } from '../../src/webhooks/index.js';

const SECRET = 's3cret';
const STATUS_CHANGED = 'zen:event-type:ticket.status_changed';
const REPLY = {
  type: 'zen:event-type:ticket.comment_added',
  id: 'e-1',
  time: '2026-11-23T12:00:00Z',
  detail: { id: '5', external_id: 'conversation-7', requester_id: '77', actor_id: '88' },
  event: { comment: { id: '9', body: 'On it.', is_public: true, author: { id: '88', is_staff: true, name: 'Carla' } } },
};

function setUp(handler: (event: TicketEvent) => unknown = () => {}) {
  const errors: unknown[] = [];
  const events: TicketEvent[] = [];
  const webhookSource = vi.fn(async () => ({ secrets: [SECRET], connectedUserId: 1 }));
  const options = {
    connection: { webhookSource },
    seen: new MemorySeenStore(),
    onError: (error: unknown) => errors.push(error),
  };
  const receive = (request: Request) =>
    receiveTicketEvents(request, options, async (event) => {
      await handler(event);
      events.push(event);
    });
  return { errors, events, receive, options, webhookSource };
}

const signed = (body: unknown = REPLY, more: object = {}) =>
  signWebhook({ secret: SECRET, body: body as object, ...more });

test('an event arrives once, from one read of the connection', async () => {
  const { events, receive, webhookSource } = setUp();
  const request = await signed();
  const again = request.clone();
  expect((await receive(request)).status).toBe(204);
  expect(events).toMatchObject([{ type: 'agent_replied', ticketId: 5, comment: { plainText: 'On it.' } }]);
  expect(webhookSource).toHaveBeenCalledTimes(1);
  expect((await receive(again)).status).toBe(200);
  expect(events).toHaveLength(1);
});

test('while one delivery is handled another one is asked to come again', async () => {
  let release = () => {};
  const { receive } = setUp(() => new Promise<void>((resolve) => (release = resolve)));
  const request = await signed();
  const again = request.clone();
  const first = receive(request);
  await vi.waitFor(async () => expect((await receive(again.clone())).status).toBe(409));
  release();
  expect((await first).status).toBe(204);
});

test('a handler that fails is told, and Zendesk sends it again', async () => {
  let isDown = true;
  const { errors, events, receive } = setUp(() => {
    if (isDown) throw new Error('queue is down');
  });
  const request = await signed();
  const again = request.clone();
  const answer = await receive(request);
  expect(answer.status).toBe(503);
  expect(Number(answer.headers.get('retry-after'))).toBeLessThan(60);
  expect(errors).toMatchObject([{ message: 'queue is down' }]);
  isDown = false;
  expect((await receive(again)).status).toBe(204);
  expect(events).toHaveLength(1);
});

test.each<[string, string]>([
  ['an empty object', '{}'],
  ['no body', ''],
  ['JSON of a trigger', '{"ticket_id":"5","comment":"x"}'],
  ['placeholders that were not filled in', '{"id":{{ticket.id}}}'],
  ['a form', 'ticket_id=5&comment=x'],
  ['XML', '<?xml version="1.0"?><ticket/>'],
  ['a line break in a string', '{"comment":"a\nb"}'],
  ['an array of events', JSON.stringify([REPLY])],
  ['a status that is null', JSON.stringify({ ...REPLY, type: STATUS_CHANGED, event: { current: null } })],
  ['a comment without a ticket', JSON.stringify({ ...REPLY, detail: {} })],
  ['a ticket beyond 2^53', JSON.stringify({ ...REPLY, detail: { id: '9007199254740993' } })],
])('%s is signed and can never be read: told, and not asked for again', async (_, body) => {
  const { errors, events, receive } = setUp();
  expect((await receive(await signed(body))).status).toBe(204);
  expect(errors).toMatchObject([{ code: 'invalid_input' }]);
  expect(events).toEqual([]);
});

test.each<[string, Partial<typeof REPLY.event.comment> | null]>([
  ['a body that is null', { body: null as never }],
  ['an author that is null', { author: null as never }],
  ['ids that are empty', { id: '' }],
])('%s is no error', async (_, more) => {
  const { errors, receive } = setUp();
  const body = { ...REPLY, event: { comment: { ...REPLY.event.comment, ...more } } };
  expect((await receive(await signed(body))).status).toBe(204);
  expect(errors).toEqual([]);
});

test('[H5] a refused request tells the application why, and the sender nothing', async () => {
  const { errors, receive, options } = setUp();
  const stripped = await signed();
  stripped.headers.delete('x-zendesk-webhook-signature');
  const requests = [
    await signWebhook({ secret: 'another', body: REPLY }),
    await signed(REPLY, { signedAt: new Date(Date.now() - 360_000) }),
    stripped,
  ];
  for (const request of requests) {
    const answer = await receive(request);
    expect(answer.status).toBe(401);
    expect(await answer.text()).toBe('');
  }
  expect(errors.map((error) => (error as WebhookSignatureError).reason)).toEqual(['signature', 'timestamp', 'missing']);
  for (const error of errors) expect(error).toBeInstanceOf(WebhookSignatureError);
  expect(errors.map(String).join()).toMatch(/signed 36\d seconds ago.*lacks the header x-zendesk-webhook-signature/);
  expect(errors.map(String).join() + JSON.stringify(errors)).not.toMatch(/s3cret|another/);
  expect(options.connection.webhookSource).toHaveBeenCalledTimes(1);
});

test.each<[string, (error: unknown) => unknown]>([
  [
    'throws',
    () => {
      throw new Error('log is full');
    },
  ],
  ['rejects', () => Promise.reject(new Error('log is away'))],
  ['hangs', () => new Promise(() => {})],
])('an onError that %s changes no answer', async (_, onError) => {
  const { options } = setUp();
  const request = await signed();
  const fail = () => Promise.reject(new Error('no queue'));
  const answer = await receiveTicketEvents(request, { ...options, onError }, fail);
  expect(answer.status).toBe(503);
});

test('a connection or a seen store that fails: Zendesk sends it again', async () => {
  const { options, errors } = setUp();
  const webhookSource = () => Promise.reject(new Error('store is away'));
  const handler = vi.fn();
  expect(
    (await receiveTicketEvents(await signed(), { ...options, connection: { webhookSource } }, handler)).status,
  ).toBe(503);
  const seen = {
    add: () => Promise.reject(new Error('redis is away')),
    has: async () => false,
    delete: async () => {},
  };
  expect((await receiveTicketEvents(await signed(), { ...options, seen }, handler)).status).toBe(503);
  expect(handler).not.toHaveBeenCalled();
  expect(errors).toHaveLength(2);
});

test('a seen store that answers nothing is named, and no event is lost in silence', async () => {
  const { options, errors } = setUp();
  const handler = vi.fn();
  const seen = { add: async () => undefined as never, has: async () => false, delete: async () => {} };
  expect((await receiveTicketEvents(await signed(), { ...options, seen }, handler)).status).toBe(503);
  expect(errors).toMatchObject([{ code: 'configuration', option: 'seen' }]);
});
