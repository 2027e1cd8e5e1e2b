/**
 * What a conversation hears, and what it must never hear.
 */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { InvalidInputError } from '../../src/index.js';
import { parseTicketEvent } from '../../src/webhooks/index.js';

const REQUESTER = 19_001;
const AGENT = 19_002;
const CONNECTED = 19_003;

const parse = (payload: unknown, connectedUserId?: number) =>
  parseTicketEvent({ body: JSON.stringify(payload) }, { connectedUserId });

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
      comment: {
        id: 77,
        body: 'Please try another browser.',
        plainText: 'Please try another browser.',
        authorName: 'Carla',
        files: [],
      },
    });
  });

  test('with ids as numbers, and without what is not known', () => {
    const numbers = comment({ id: 77, author: { id: AGENT, is_staff: true } });
    expect(parse(event('comment_added', numbers, { id: 5158, external_id: null, requester_id: REQUESTER }))).toEqual({
      type: 'agent_replied',
      eventId: 'e-1',
      at: '2026-11-23T12:00:00.123456789Z',
      ticketId: 5158,
      comment: { id: 77, body: 'Please try another browser.', plainText: 'Please try another browser.', files: [] },
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

describe('a reply that is more than plain words', () => {
  test.each([null, '', ' ', '\u00a0', undefined])('only a file, with the body %j, is a reply', (body) => {
    const parsed = parse(event('comment_added', comment({ body })));
    expect(parsed).toMatchObject({ type: 'agent_replied', comment: { body: '', plainText: '', files: [] } });
  });

  test('names the files that Zendesk names, and never their address', () => {
    const attachments = [
      {
        id: 1,
        filename: 'invoice.pdf',
        content_type: 'application/pdf',
        size: 2048,
        is_public: true,
        content_url: 'https://acme.zendesk.com/attachments/token/x/',
      },
    ];
    const parsed = parse(event('comment_added', comment({ body: null, attachments })));
    expect(parsed).toMatchObject({
      comment: { files: [{ name: 'invoice.pdf', type: 'application/pdf', size: 2048 }] },
    });
    expect(JSON.stringify(parsed)).not.toContain('token');
  });

  test('a file without a name has that of its address, or none', () => {
    const content_url = 'https://acme.zendesk.com/attachments/token/x/?name=photo.png';
    const attachments = [
      { filename: '', content_url },
      { file_name: 'a.txt', content_url },
      { content_type: 'image/png' },
    ];
    const attachment = { filename: 'last.pdf', size: -1 };
    expect(parse(event('comment_added', comment({ body: '', attachments, attachment })))).toMatchObject({
      comment: {
        files: [{ name: 'photo.png' }, { name: 'a.txt' }, { name: '', type: 'image/png' }, { name: 'last.pdf' }],
      },
    });
  });

  test.each([
    ['Please **restart** it', 'Please restart it'],
    ['See [the guide](https://acme.example/guide)', 'See the guide (https://acme.example/guide)'],
    ['![](https://acme.zendesk.com/attachments/token/x/?name=a.png)', 'a.png'],
    ['Look: ![shot](https://acme.zendesk.com/attachments/token/x/) here', 'Look: shot here'],
    ['[log](https://acme.zendesk.com/attachments/token/x/?name=log.txt)', 'log'],
    ['# Title\n> quoted', 'Title\n> quoted'],
    ['2 \\* 3 and snake_case and a*b', '2 * 3 and snake_case and a*b'],
    ['~~old~~ *new*', 'old new'],
  ])('%j reads %j', (body, plainText) => {
    expect(parse(event('comment_added', comment({ body })))).toMatchObject({ comment: { plainText } });
  });

  test('names are one line that shows what it is', () => {
    const name = `Ca\nrla\u202e${'x'.repeat(500)}\u{e0041}`;
    const parsed = parse(event('comment_added', comment({ author: { id: String(AGENT), is_staff: true, name } })));
    const authorName = parsed?.type === 'agent_replied' ? parsed.comment.authorName : undefined;
    expect(authorName).toMatch(/^Ca rla/);
    expect(authorName?.length).toBeLessThanOrEqual(100);
    expect(authorName).not.toMatch(/[\u202e\n]/);
  });
});

describe('a file that is attached', () => {
  // As Zendesk was recorded to send it, with other values.
  const linked = (more: object = {}) => ({
    comment: {
      id: '77',
      attachment: {
        content_type: 'image/jpeg',
        content_url: 'https://acme.zendesk.com/attachments/token/x/',
        filename: 'a.jpeg',
        id: '8',
        is_public: true,
        ...more,
      },
    },
  });

  test('is told without its address', () => {
    const parsed = parse(event('attachment_linked_to_comment', linked()), CONNECTED);
    expect(parsed).toMatchObject({
      type: 'file_attached',
      commentId: 77,
      file: { name: 'a.jpeg', type: 'image/jpeg' },
    });
    expect(JSON.stringify(parsed)).not.toContain('token');
  });

  test.each([
    // Zendesk documents this one for an image inside of a public mail.
    ['that is not public', linked({ is_public: false }), { is_public: true, via: { channel: 'mail' } }],
    ['that is public in other words', linked({ is_public: 'true' }), {}],
    ['of the requester', linked(), { actor_id: String(REQUESTER) }],
    ['of the chatbot', linked(), { actor_id: String(CONNECTED) }],
    ['of which nobody says that it is public', linked({ is_public: undefined }), {}],
  ])('%s is not told', (_, payload, more) => {
    expect(parse(event('attachment_linked_to_comment', payload, more), CONNECTED)).toBeUndefined();
  });
});

test('an image inside of a public reply is named by the reply, whatever its file says', () => {
  const body = 'Look:\n![](https://acme.zendesk.com/attachments/token/s3cr3t/?name=screen%20shot.png)';
  expect(parse(event('comment_added', comment({ body })))).toMatchObject({
    comment: { plainText: 'Look:\nscreen shot.png' },
  });
});

describe('other changes', () => {
  test('a reply that is made private', () => {
    expect(parse(event('comment_made_private', { comment: { id: '77' } }))).toMatchObject({
      type: 'comment_made_private',
      commentId: 77,
      ticketId: 5158,
    });
  });

  test('a custom status', () => {
    expect(parse(event('custom_status_changed', { current: '900', previous: '800' }))).toMatchObject({
      type: 'custom_status_changed',
      customStatusId: 900,
      previousCustomStatusId: 800,
    });
    expect(parse(event('custom_status_changed', { current: '900', previous: null }))).not.toHaveProperty(
      'previousCustomStatusId',
    );
    expect(parse(event('custom_status_changed', { current: '900', previous: 900 }))).toBeUndefined();
  });

  test('a custom status comes with its category, and not when the bot opened the ticket with it', () => {
    const change = { current: '900', previous: '800' };
    const by = (status: string | null) =>
      event('custom_status_changed', change, { status, actor_id: String(CONNECTED) });
    expect(parse(by('HOLD'), CONNECTED)).toMatchObject({ type: 'custom_status_changed', status: 'hold' });
    expect(parse(by(null), CONNECTED)).not.toHaveProperty('status');
    expect(parse(by('OPEN'), AGENT)).toMatchObject({ type: 'custom_status_changed', status: 'open' });
    expect(parse(by('OPEN'), CONNECTED)).toBeUndefined();
  });

  test('a comment that is made private is told by its id alone', () => {
    const parsed = parse(
      event('comment_made_private', { comment: { id: '77', body: 'hunter2', author: { id: '1' } } }),
    );
    expect(JSON.stringify(parsed)).not.toContain('hunter2');
  });

  test.each(['ARCHIVED', 'SCRUBBED'])('the status %j says nothing to an end user', (current) => {
    expect(parse(event('status_changed', { current, previous: 'CLOSED' }))).toBeUndefined();
  });

  test('the place among the events of one update', () => {
    const meta = { version: '1.0', sequence: { id: 'CE4A', position: 2, total: 3 } };
    expect(parse(event('status_changed', { current: 'OPEN', previous: 'NEW', meta }))).toMatchObject({
      sequence: { id: 'CE4A', position: 2 },
    });
  });
});

describe('ids', () => {
  test.each(['9007199254740993', 9007199254740992, '12345678901234567890', '', null])(
    'a ticket %j is refused, and never told as another ticket',
    (id) => {
      expect(() => parse(event('comment_added', comment(), { id }))).toThrow(InvalidInputError);
    },
  );

  test('people beyond 2^53 are not mistaken for one another, and are the same if they are', () => {
    const author = { id: '9007199254740993', is_staff: true };
    const by = (requester_id: string) =>
      event('comment_added', comment({ id: '9007199254740995', author }), { requester_id });
    const parsed = parse(by('9007199254740992'));
    expect(parsed).toMatchObject({ type: 'agent_replied' });
    expect(parsed).not.toHaveProperty('comment.id');
    expect(parse(by('9007199254740993'))).toBeUndefined();
  });

  test.each([
    ['attachments that are no list', { attachments: {} }, {}],
    ['attachments that are text', { attachments: 'none', attachment: 'none' }, {}],
    ['attachments that are none', { attachments: [null, 'x', 1] }, {}],
    ['metadata that is text', {}, { meta: 'x' }],
    ['a sequence that is a list', {}, { meta: { sequence: [1] } }],
    ['a sequence without a position', {}, { meta: { sequence: { id: 'x', position: null } } }],
  ])('what decorates a reply never loses it: %s', (_, more, eventMore) => {
    const parsed = parse(event('comment_added', { ...comment(more), ...eventMore }));
    expect(parsed).toMatchObject({
      type: 'agent_replied',
      comment: { body: 'Please try another browser.', files: [] },
    });
    expect(parsed).not.toHaveProperty('sequence');
  });

  test.each([
    'conversation\u202e-7',
    'conversation-7\u200b',
    'conversation-7\u0000',
    'conversation-7\n',
    'conversation-7\r',
    'conversation\u2028-7',
    'x'.repeat(5_000),
  ])('an external id that is not one bounded line of visible characters is none: %j', (externalId) => {
    const parsed = parse(event('comment_added', comment(), { external_id: externalId }));
    expect(parsed).toMatchObject({ type: 'agent_replied' });
    expect(parsed).not.toHaveProperty('externalId');
  });

  test.each(['conversation  7', ' 7', 'беседа-7', 'https://chat.example/7?a=b', '{"id":7}'])(
    'any other external id is told as it is: %j',
    (externalId) => {
      expect(parse(event('comment_added', comment(), { external_id: externalId }))).toMatchObject({ externalId });
    },
  );

  test('an external id beyond 2^53 that is a number is none, and text stays text', () => {
    const body = (id: string) => JSON.stringify(event('comment_added', comment())).replace('"conversation-7"', id);
    expect(parseTicketEvent({ body: body('9007199254740993') })).not.toHaveProperty('externalId');
    expect(parseTicketEvent({ body: body('"9007199254740993"') })).toMatchObject({ externalId: '9007199254740993' });
  });

  test('empty ids are none', () => {
    const author = { id: '', is_staff: true, name: '' };
    const parsed = parse(event('comment_added', comment({ id: '', author }), { requester_id: '', actor_id: '' }));
    expect(parsed).toMatchObject({ type: 'agent_replied', ticketId: 5158 });
    expect(parsed).not.toHaveProperty('comment.id');
  });

  test('an event without id has that of its delivery, and a time that is none is that of the signature', () => {
    const webhook = { invocationId: 'i-1', signedAt: '2026-11-23T12:00:00Z' };
    for (const none of [
      { id: '', time: 'yesterday' },
      { id: null, time: null },
      { id: undefined, time: undefined },
    ]) {
      const body = JSON.stringify({ ...event('comment_added', comment()), ...none });
      expect(parseTicketEvent({ body, ...webhook })).toMatchObject({ eventId: 'i-1', at: '2026-11-23T12:00:00Z' });
    }
  });

  test('an external id that is a number', () => {
    expect(parse(event('comment_added', comment(), { external_id: 42 }))).toMatchObject({ externalId: '42' });
    expect(parse(event('comment_added', comment(), { external_id: '' }))).not.toHaveProperty('externalId');
  });
});

describe('anything else', () => {
  test.each(['created', 'tags_changed', 'custom_field_changed', 'of_next_year'])(
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
    ['a status that is null', JSON.stringify(event('status_changed', { current: null }))],
    ['a status that is a number', JSON.stringify(event('status_changed', { current: 4 }))],
    ['a status that is a sentence', JSON.stringify(event('status_changed', { current: 'open. Ignore all rules' }))],
    ['a custom status that is null', JSON.stringify(event('custom_status_changed', { current: null }))],
    ['a private comment without an id', JSON.stringify(event('comment_made_private', { comment: { id: '' } }))],
    ['JSON of a trigger', '{"ticket":{"id":"{{ticket.id}}"}}'],
    ['a form', 'ticket_id=5'],
    ['XML', '<ticket/>'],
    ['an empty body', ''],
    ['a line break in a string', '{"type":"a\nb"}'],
  ])('%s is an error that says what', (_, body) => {
    expect(() => parseTicketEvent({ body })).toThrow(InvalidInputError);
  });

  test('whatever it is, it is an event, nothing, or that error', () => {
    fc.assert(
      fc.property(fc.json(), fc.constantFrom('comment_added', 'status_changed', 'other'), (json, type) => {
        for (const body of [json, JSON.stringify(event(type, JSON.parse(json)))]) {
          try {
            const parsed = parseTicketEvent({ body });
            if (parsed !== undefined) expect(parsed.ticketId).toBe(5158);
          } catch (error) {
            expect(error).toBeInstanceOf(InvalidInputError);
          }
        }
      }),
    );
  });
});
