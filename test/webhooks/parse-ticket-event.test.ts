/**
 * What a conversation hears, and what it must never hear.
 */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { InvalidInputError } from '../../src/index.js';
import { agentReplyTrigger, parseTicketEvent } from '../../src/webhooks/index.js';

const REQUESTER = 19_001;
const AGENT = 19_002;
const CONNECTED = 19_003;

const parse = (payload: unknown, connectedUserId?: number) =>
  parseTicketEvent(
    { body: JSON.stringify(payload), invocationId: 'i-1', signedAt: '2026-11-23T12:00:00Z' },
    { connectedUserId },
  );

const detail = {
  id: '5158',
  external_id: 'conversation-7',
  requester_id: String(REQUESTER),
  actor_id: String(AGENT),
  status: 'OPEN',
  subject: 'Cannot log in',
};

const event = (type: string, event: object, more: object = {}) => ({
  type: `zen:event-type:ticket.${type}`,
  id: 'e-1',
  time: '2026-11-23T12:00:00.123456789Z',
  account_id: 1,
  subject: 'zen:ticket:5158',
  zendesk_event_version: '2022-11-06',
  detail: { ...detail, ...more },
  event,
});

const comment = (more: object = {}) => ({
  comment: {
    id: '77',
    body: 'Please try another browser.',
    is_public: true,
    author: { id: String(AGENT), is_staff: true, name: 'Carla' },
    ...more,
  },
});

describe('an agent replied', () => {
  test('with the conversation that it belongs to', () => {
    expect(parse(event('comment_added', comment()))).toEqual({
      type: 'agent_replied',
      eventId: 'e-1',
      at: '2026-11-23T12:00:00.123456789Z',
      ticketId: 5158,
      externalId: 'conversation-7',
      comment: { id: 77, body: 'Please try another browser.', authorName: 'Carla' },
    });
  });

  test('with ids as numbers, and without what is not known', () => {
    const numbers = comment({ id: 77, author: { id: AGENT, is_staff: true } });
    expect(parse(event('comment_added', numbers, { id: 5158, external_id: null, requester_id: REQUESTER }))).toEqual({
      type: 'agent_replied',
      eventId: 'e-1',
      at: '2026-11-23T12:00:00.123456789Z',
      ticketId: 5158,
      comment: { id: 77, body: 'Please try another browser.' },
    });
  });

  test.each([
    ['an internal note', { is_public: false }],
    ['a comment of which nobody says that it is public', { is_public: undefined }],
    ['a comment of which somebody says it in another way', { is_public: null }],
    ['a comment of the visitor', { author: { id: String(REQUESTER), is_staff: false } }],
    [
      'a comment in the visitor’s name by somebody who is staff elsewhere',
      { author: { id: REQUESTER, is_staff: true } },
    ],
    ['a comment of which nobody says that an agent wrote it', { author: { id: String(AGENT) } }],
    ['a comment without an author', { author: null }],
    ['a comment of invisible characters', { body: '\u200b\u202e \n' }],
  ])('is not told for %s', (_, more) => {
    expect(parse(event('comment_added', comment(more)))).toBeUndefined();
  });

  test('text comes without what nobody sees', () => {
    const parsed = parse(event('comment_added', comment({ body: ' Hello\u202e\u0000\r\nthere \u200b' })));
    expect(parsed).toMatchObject({ comment: { body: 'Hello\nthere' } });
  });
});

describe('the status changed', () => {
  test.each(['PENDING', 'HOLD', 'OPEN', 'CLOSED', 'SOMETHING_NEW'])('to %s', (current) => {
    expect(parse(event('status_changed', { current, previous: 'NEW' }))).toMatchObject({
      type: 'status_changed',
      ticketId: 5158,
      status: current.toLowerCase(),
      previousStatus: 'new',
    });
  });

  test('to solved is an event of its own', () => {
    expect(parse(event('status_changed', { current: 'SOLVED', previous: 'OPEN' }))).toMatchObject({
      type: 'ticket_solved',
      status: 'solved',
      previousStatus: 'open',
      externalId: 'conversation-7',
    });
  });

  test('by the bot, which opened it again for the visitor, is nothing to tell', () => {
    const reopened = event('status_changed', { current: 'OPEN', previous: 'PENDING' }, { actor_id: String(CONNECTED) });
    expect(parse(reopened, CONNECTED)).toBeUndefined();
    expect(parse(reopened, AGENT)).toMatchObject({ type: 'status_changed' });
    // A person may have connected with their own account, and solve tickets with it.
    const solved = event('status_changed', { current: 'SOLVED', previous: 'OPEN' }, { actor_id: String(CONNECTED) });
    expect(parse(solved, CONNECTED)).toMatchObject({ type: 'ticket_solved' });
  });

  test('is told when nobody says who did it', () => {
    const reopened = event('status_changed', { current: 'OPEN', previous: 'PENDING' }, { actor_id: undefined });
    expect(parse(reopened)).toMatchObject({ type: 'status_changed', status: 'open' });
  });

  test('without a difference is nothing to tell', () => {
    expect(parse(event('status_changed', { current: 'OPEN', previous: 'OPEN' }))).toBeUndefined();
  });
});

describe('our own trigger', () => {
  /** What Zendesk makes of the template. */
  const triggered = (values: Record<string, string>, connectedUserId?: number) => {
    const [action] = agentReplyTrigger('01WEBHOOK').trigger.actions;
    const template = String(action?.value[1]);
    const body = template.replace(/\{\{([\w.]+)\}\}/g, (_, name) => JSON.stringify(values[name] ?? '').slice(1, -1));
    const webhook = { body, invocationId: 'i-9', signedAt: '2026-11-23T12:00:00Z' };
    return parseTicketEvent(webhook, { connectedUserId });
  };
  const values = {
    'ticket.id': '5158',
    'ticket.external_id': 'conversation-7',
    'ticket.requester.id': String(REQUESTER),
    'current_user.id': String(AGENT),
    'current_user.name': 'Carla',
    'ticket.latest_public_comment': 'She said "hi"\nand left.',
    'ticket.updated_at_with_timestamp': '2026-11-23T11:59:00Z',
  };

  test('is named for the webhook and says what it is for', () => {
    expect(agentReplyTrigger('01WEBHOOK')).toMatchObject({
      trigger: { actions: [{ field: 'notification_webhook', value: ['01WEBHOOK', expect.any(String)] }] },
    });
  });

  test('tells of an agent’s reply', () => {
    expect(triggered(values)).toEqual({
      type: 'agent_replied',
      eventId: 'i-9',
      at: '2026-11-23T11:59:00.000Z',
      ticketId: 5158,
      externalId: 'conversation-7',
      comment: { body: 'She said "hi"\nand left.', authorName: 'Carla' },
    });
  });

  test.each([
    ['----------------------------------------------\n\nCarla, Nov 23, 2026, 12:00\n\nTry again.', 'Try again.'],
    [
      '----------------------------------------------\n\nCarla (on behalf of Ann), Nov 23, 2026, 12:00\n\nTry\n\nagain.',
      'Try\n\nagain.',
    ],
    [
      '----------------------------------------------\nCarla, 23.11.2026\n\n-----------\nfrom the manual',
      '-----------\nfrom the manual',
    ],
    ['--\nCarla', '--\nCarla'],
  ])('takes the heading away that Zendesk puts before a comment: %j', (said, body) => {
    expect(triggered({ ...values, 'ticket.latest_public_comment': said })).toMatchObject({ comment: { body } });
  });

  test('is silent about what the requester did, about what the bot wrote for them, and about nothing', () => {
    expect(triggered(values, AGENT)).toBeUndefined();
    expect(triggered({ ...values, 'current_user.id': String(REQUESTER) })).toBeUndefined();
    expect(triggered({ ...values, 'ticket.latest_public_comment': ' ' })).toBeUndefined();
  });

  test('a time that is none is the time of the signature', () => {
    expect(triggered({ ...values, 'ticket.updated_at_with_timestamp': 'gestern' })).toMatchObject({
      at: '2026-11-23T12:00:00Z',
    });
  });
});

describe('anything else', () => {
  test.each(['created', 'tags_changed', 'comment_made_private', 'custom_field_changed', 'of_next_year'])(
    'ticket.%s is nothing to tell',
    (type) => {
      expect(parse(event(type, {}))).toBeUndefined();
    },
  );

  test('events of users and organizations are not either', () => {
    expect(parse({ type: 'zen:event-type:user.created', id: '1', time: 't', detail: {}, event: {} })).toBeUndefined();
  });

  test.each([
    ['no JSON', '{"type":'],
    ['no object', '[]'],
    ['null', 'null'],
    ['no type', '{}'],
    ['a comment without a comment', JSON.stringify(event('comment_added', {}))],
    ['a ticket without an id', JSON.stringify(event('comment_added', comment(), { id: undefined }))],
    ['an id that is none', JSON.stringify(event('comment_added', comment(), { id: '1; DROP' }))],
    ['a status that is none', JSON.stringify(event('status_changed', { current: 4 }))],
  ])('%s is an error that says what', (_, body) => {
    expect(() => parseTicketEvent({ body, invocationId: '', signedAt: '' })).toThrow(InvalidInputError);
  });

  test('whatever it is, it is an event, nothing, or that error', () => {
    fc.assert(
      fc.property(fc.json(), fc.constantFrom('comment_added', 'status_changed', 'other'), (json, type) => {
        for (const body of [json, JSON.stringify(event(type, JSON.parse(json)))]) {
          try {
            const parsed = parseTicketEvent({ body, invocationId: 'i', signedAt: 's' });
            if (parsed !== undefined) expect(parsed.ticketId).toBe(5158);
          } catch (error) {
            expect(error).toBeInstanceOf(InvalidInputError);
          }
        }
      }),
    );
  });
});
