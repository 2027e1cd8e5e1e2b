/**
 * Creating a ticket: at most once, for the right person, as plain text, within limits.
 */
import { afterEach, describe, expect, test, vi } from 'vitest';
import {
  ALL_PERMISSIONS,
  createTicket,
  InvalidInputError,
  RateLimitedError,
  ZendeskConnector,
} from '../../src/index.js';
import { ANN, createFixture, type Fixture, rejection } from '../support/fixture.js';
import { HOSTILE_TEXTS } from '../support/hostile-texts.js';

const INPUT = { subject: 'Cannot log in', body: 'Tried to reset the password.' };

async function connected(options?: Parameters<typeof createFixture>[0]): Promise<Fixture> {
  const fixture = createFixture(options);
  await fixture.connect();
  fixture.zendesk.clearRequests();
  fixture.events.length = 0;
  return fixture;
}

const ticketsOf = ({ zendesk }: Fixture) => zendesk.account('acme').tickets;

afterEach(() => {
  vi.useRealTimers();
});

describe('what comes of it', () => {
  test('the ticket, its address, and a sentence', async () => {
    const fixture = await connected();
    expect(await fixture.connection().createTicket(INPUT)).toEqual({
      ticketId: 1,
      url: 'https://acme.zendesk.com/agent/tickets/1',
      status: 'new',
      requester: { email: ANN.email },
      replayed: false,
      summary: `Ticket #1 was created for ${ANN.email}.`,
    });
    expect(fixture.zendesk.requests).toHaveLength(1);
    expect(fixture.zendesk.account('acme').userByEmail(ANN.email)).toMatchObject({ name: ANN.name, role: 'end-user' });
    expect(fixture.events).toEqual([
      expect.objectContaining({
        type: 'action.finished',
        action: 'zendesk_create_ticket',
        outcome: 'succeeded',
        ticketId: 1,
      }),
    ]);
  });

  test('what the host adds to every ticket arrives; the priority of the model comes first', async () => {
    const several = ['a', 'b'].map((value, id) => ({ id, name: value, value }));
    const seed = {
      brands: [{ id: 3 }],
      groups: [{ id: 4 }],
      ticket_forms: [{ id: 5 }],
      ticket_fields: [{ id: 360 }, { id: 361, type: 'multiselect', custom_field_options: several }],
    } as const;
    const fixture = await connected({ simulator: { accounts: [{ subdomain: 'acme', seed }] } });
    const ticketDefaults = {
      tags: ['chatbot'],
      customFields: { 360: 'vip', 361: ['a', 'b'] },
      externalId: 'conversation-7',
      brandId: 3,
      groupId: 4,
      ticketFormId: 5,
      priority: 'low' as const,
    };
    await fixture.connection({ ticketDefaults }).createTicket(INPUT);
    await fixture.connection({ ticketDefaults }).createTicket({ ...INPUT, priority: 'urgent' });
    expect(ticketsOf(fixture)).toMatchObject([
      {
        tags: ['a', 'b', 'chatbot'],
        custom_fields: [
          { id: 360, value: 'vip' },
          { id: 361, value: ['a', 'b'] },
        ],
        external_id: 'conversation-7',
        brand_id: 3,
        group_id: 4,
        ticket_form_id: 5,
        priority: 'low',
      },
      { priority: 'urgent' },
    ]);
  });

  test('it can be called as a value', async () => {
    const fixture = await connected();
    expect((await createTicket(fixture.connection(), INPUT)).ticketId).toBe(1);
  });
});

describe('[A1] one create is at most one ticket', () => {
  test.each([
    ['the connection breaks', { reset: true }],
    ['503', { status: 503 }],
    ['500', { status: 500 }],
    ['502 with a web page', { status: 502, body: '<html>Bad gateway</html>' }],
    ['the answer is cut off', { truncate: 40 }],
    ['the answer does not come', { hang: true }],
  ])('after Zendesk stored it, %s: sent again with the same key and bytes', async (_, fault) => {
    const fixture = await connected();
    fixture.zendesk.fault({ method: 'POST', path: '/api/v2/tickets' }, { ...fault, when: 'after', times: 1 });
    const ticket = await fixture.connection().createTicket(INPUT, { timeout: 3_000 });
    // This call created it, whatever Zendesk says of its second attempt.
    expect(ticket).toMatchObject({ ticketId: 1, replayed: false, summary: `Ticket #1 was created for ${ANN.email}.` });
    expect(ticketsOf(fixture)).toHaveLength(1);
    const [first, second, ...more] = fixture.zendesk.requests;
    expect(more).toEqual([]);
    expect(second?.body).toEqual(first?.body);
    expect(second?.headers['idempotency-key']).toBe(first?.headers['idempotency-key']);
  });

  test('a token that expired in between changes nothing', async () => {
    const fixture = await connected();
    fixture.zendesk.account('acme').expireAccessTokens();
    fixture.zendesk.fault({ method: 'POST', path: '/api/v2/tickets' }, { reset: true, when: 'after', times: 2 });
    await fixture.connection().createTicket(INPUT);
    expect(ticketsOf(fixture)).toHaveLength(1);
  });

  test('a hundred calls at once with one key', async () => {
    const fixture = await connected({ rateLimiter: { take: async () => 0 } });
    const calls = Array.from({ length: 100 }, () =>
      fixture.connection().createTicket(INPUT, { idempotencyKey: 'call_1', timeout: 30_000 }),
    );
    const results = await Promise.all(calls);
    expect(new Set(results.map(({ ticketId }) => ticketId))).toEqual(new Set([1]));
    expect(results.filter(({ replayed }) => !replayed)).toHaveLength(1);
    expect(ticketsOf(fixture)).toHaveLength(1);
  });

  test('the same key for something else is a conflict, and no second ticket', async () => {
    const fixture = await connected();
    await fixture.connection().createTicket(INPUT, { idempotencyKey: 'call_1' });
    const error = await rejection(
      fixture.connection().createTicket({ ...INPUT, body: 'In other words.' }, { idempotencyKey: 'call_1' }),
    );
    expect(error).toMatchObject({ code: 'idempotency_conflict', status: 409, retryable: false });
    expect(ticketsOf(fixture)).toHaveLength(1);
  });

  test('without a key the same ticket is the same call, another one is not', async () => {
    const fixture = await connected();
    const first = await fixture.connection().createTicket(INPUT);
    expect(await fixture.connection().createTicket(INPUT)).toMatchObject({ ticketId: first.ticketId, replayed: true });
    await fixture.connection().createTicket({ ...INPUT, subject: 'Something else' });
    await fixture.connection({ requester: { email: 'bob@customer.example', name: 'Bob' } }).createTicket(INPUT);
    expect(ticketsOf(fixture)).toHaveLength(3);
  });

  test('keys of different conversations and connections do not meet', async () => {
    const fixture = await connected();
    const other = fixture.connector.connection('bot-2', { permissions: ALL_PERMISSIONS, requester: ANN });
    const { url } = await other.connect({ subdomain: 'acme', session: 's' });
    await fixture.connector.handleCallback(await fixture.zendesk.authorize(url), { session: 's' });
    const key = { idempotencyKey: 'call_1' };
    await fixture.connection().createTicket(INPUT, key);
    await fixture.connection({ requester: { email: 'bob@customer.example' } }).createTicket(INPUT, key);
    await other.createTicket(INPUT, key);
    expect(ticketsOf(fixture)).toHaveLength(3);
  });

  test('any key of the host fits, however long', async () => {
    const fixture = await connected();
    await fixture.connection().createTicket(INPUT, { idempotencyKey: 'k'.repeat(5_000) });
    expect(fixture.zendesk.requests[0]?.headers['idempotency-key']?.length).toBeLessThanOrEqual(255);
  });
});

describe('[A2] never filed as the connected agent', () => {
  test.each(['from-conversation', 'anyone'] as const)(
    '%s without a requester: ask for the address, send nothing',
    async (requester) => {
      const fixture = await connected();
      const error = await rejection(fixture.connection({ requester }).createTicket(INPUT));
      expect(error).toBeInstanceOf(InvalidInputError);
      expect(error).toMatchObject({ status: 400, issues: [{ path: ['requester'] }] });
      expect(fixture.zendesk.requests).toEqual([]);
    },
  );

  test('a handle without a requester is a mistake of the host', async () => {
    const fixture = await connected();
    expect(await rejection(fixture.connection({ requester: undefined }).createTicket(INPUT))).toMatchObject({
      code: 'configuration',
      option: 'requester',
    });
    expect(() => fixture.connection({ requester: undefined }).actions()).toThrow(/requester/);
    expect(fixture.zendesk.requests).toEqual([]);
  });

  test('a signed-in requester is not for the model to change', async () => {
    const fixture = await connected();
    const other = { email: 'ceo@corp.example', name: 'CEO' };
    expect(await rejection(fixture.connection().createTicket({ ...INPUT, requester: other }))).toBeInstanceOf(
      InvalidInputError,
    );
    await fixture.connection({ requester: 'from-conversation' }).createTicket({ ...INPUT, requester: other });
    expect(fixture.zendesk.account('acme').userByEmail(other.email)).toBeDefined();
    expect(ticketsOf(fixture)).toHaveLength(1);
  });
});

describe('what Zendesk refuses becomes something to act on', () => {
  test('a new requester without a name: ask for it', async () => {
    const fixture = await connected();
    const call = (name?: string) =>
      fixture.connection({ requester: 'from-conversation' }).createTicket({
        ...INPUT,
        requester: { email: 'new@customer.example', ...(name === undefined ? {} : { name }) },
      });
    const error = await rejection(call());
    expect(error).toMatchObject({
      code: 'invalid_input',
      hint: expect.stringContaining('name'),
      requestId: expect.any(String),
    });
    expect((await call('New Person')).ticketId).toBe(1);
  });

  test('a signed-in requester without a name gets one from the address', async () => {
    const fixture = await connected();
    await fixture.connection({ requester: { email: 'jo.doe@customer.example' } }).createTicket(INPUT);
    expect(fixture.zendesk.account('acme').userByEmail('jo.doe@customer.example')?.name).toBe('jo.doe');
  });

  test('a suspended requester', async () => {
    const fixture = await connected();
    fixture.zendesk.account('acme').addUser({ ...ANN, suspended: true });
    const error = await rejection(fixture.connection().createTicket(INPUT));
    expect(error).toMatchObject({ code: 'requester_suspended', status: 422, retryable: false });
    expect(ticketsOf(fixture)).toEqual([]);
  });

  test.each([
    [{ email: [{ description: 'Email: x is not properly formatted' }] }, /e-mail/],
    [{ subject: [{ description: 'Subject: is too long', error: 'RecordTooLong' }] }, /Subject: is too long/],
  ])('validation details %j reach the model', async (details, hint) => {
    const fixture = await connected();
    fixture.zendesk.fault(
      { method: 'POST' },
      { status: 422, body: { error: 'RecordInvalid', description: 'x', details } },
    );
    const error = await rejection(fixture.connection().createTicket(INPUT));
    expect(error).toMatchObject({ code: 'invalid_input', hint: expect.stringMatching(hint) });
  });

  test('a 422 without details stays what it is', async () => {
    const fixture = await connected();
    fixture.zendesk.fault(
      { method: 'POST' },
      { status: 422, body: { error: 'RecordInvalid', description: 'no details' } },
    );
    expect(await rejection(fixture.connection().createTicket(INPUT))).toMatchObject({
      code: 'api_error',
      status: 422,
      zendeskStatus: 422,
    });
  });
});

test.each([
  [{ subject: '', body: 'b' }],
  [{ subject: ' \u200b ', body: 'b' }],
  [{ subject: 's'.repeat(151), body: 'b' }],
  [{ subject: 's', body: '' }],
  [{ subject: 's', body: 'b'.repeat(16_001) }],
  [{ subject: 's', body: 'b', priority: 'huge' }],
  [{ subject: 's', body: 'b', tags: ['x'] }],
  [{ subject: 's', body: 'b', html_body: '<b>' }],
  [{ subject: 1, body: 'b' }],
  [{ subject: ['s'], body: { toString: 'b' } }],
  [null],
  ['text'],
  [[]],
  [undefined],
])('%# of what a model may get wrong is an InvalidInputError, and nothing is sent', async (input) => {
  const fixture = await connected();
  const [action] = fixture.connection().actions();
  const error = await rejection(action?.execute(input) ?? Promise.resolve());
  expect(error).toBeInstanceOf(InvalidInputError);
  expect((error as InvalidInputError).issues.length).toBeGreaterThan(0);
  expect(fixture.zendesk.requests).toEqual([]);
});

test('[A7b] every hostile text arrives as the text that it is', async () => {
  const fixture = await connected({ rateLimiter: { take: async () => 0 } });
  const visible = HOSTILE_TEXTS.filter((text) => text.trim() !== '');
  for (const text of visible) await fixture.connection().createTicket({ subject: 'x', body: `start ${text}` });
  const account = fixture.zendesk.account('acme');
  for (const { id } of account.tickets) {
    const comment = account.comments(id)[0];
    expect(comment?.plain_body).not.toMatch(/[\u202a-\u202e\u2066-\u2069\u200b\ufeff\0]/);
    // Nothing but a link that was pasted may stand between angle brackets.
    expect(comment?.body).not.toMatch(/(?<!\\)(<(?!(?:https?:\/\/[^\s<>]*|[\w.+-]+@[\w.-]+)>)[a-z!/?]|!\[|\]\()/i);
  }
  expect(account.tickets.length).toBeGreaterThan(190);
});

test('[A7b] subject and name are one line without what nobody sees', async () => {
  const fixture = await connected();
  await fixture
    .connection({ requester: { email: ANN.email, name: ' Ann\r\n\u202eevil ' } })
    .createTicket({ subject: ' a\n\tb\u200b ', body: 'b' });
  expect(ticketsOf(fixture)[0]?.subject).toBe('a b');
  expect(fixture.zendesk.account('acme').userByEmail(ANN.email)?.name).toBe('Ann evil');
});

describe('[A7c] a bot cannot be made to mail-bomb', () => {
  test('the sixth ticket for one requester in ten minutes is refused before the network', async () => {
    vi.useFakeTimers({ toFake: ['Date'], now: Date.UTC(2026, 10, 23, 12) });
    const fixture = await connected();
    const create = (n: number, email = ANN.email) =>
      fixture.connection({ requester: { email, name: 'A' } }).createTicket({ subject: `s${n}`, body: 'b' });
    for (let n = 0; n < 5; n++) await create(n);
    fixture.zendesk.clearRequests();
    const error = await rejection(create(5, ANN.email.toUpperCase()));
    expect(error).toBeInstanceOf(RateLimitedError);
    expect(error).toMatchObject({ status: 429, retryAfter: 600 });
    expect(fixture.zendesk.requests).toEqual([]);
    await create(0, 'bob@customer.example');
    // A host that makes a connector for each request is limited all the same.
    const another = new ZendeskConnector(fixture.options).connection('bot-1', {
      permissions: ['ZENDESK_ACTIONS.CREATE_TICKET'],
      requester: ANN,
    });
    expect(await rejection(another.createTicket(INPUT))).toBeInstanceOf(RateLimitedError);
    vi.setSystemTime(Date.now() + 601_000);
    await expect(create(6)).resolves.toMatchObject({ replayed: false });
  });

  test('a repetition creates nothing, so it counts as nothing', async () => {
    const fixture = await connected();
    for (let n = 0; n < 20; n++) {
      const { replayed } = await fixture.connection().createTicket(INPUT, { idempotencyKey: 'call-1' });
      expect(replayed).toBe(n > 0);
    }
    for (let n = 2; n <= 5; n++) await fixture.connection().createTicket(INPUT, { idempotencyKey: `call-${n}` });
    await expect(fixture.connection().createTicket(INPUT, { idempotencyKey: 'call-6' })).rejects.toBeInstanceOf(
      RateLimitedError,
    );
    // What was refused for the limit has not got a way around it.
    await expect(fixture.connection().createTicket(INPUT, { idempotencyKey: 'call-6' })).rejects.toBeInstanceOf(
      RateLimitedError,
    );
    expect(ticketsOf(fixture)).toHaveLength(5);
  });

  test('what Zendesk no longer remembers is no repetition, and counts again', async () => {
    vi.useFakeTimers({ toFake: ['Date'], now: Date.UTC(2026, 10, 23, 12) });
    const fixture = await connected();
    const create = (n: number) => fixture.connection().createTicket(INPUT, { idempotencyKey: `call-${n}` });
    for (let n = 0; n < 15; n++) {
      await create(n);
      vi.setSystemTime(Date.now() + 180_000);
    }
    // Repeated shortly before Zendesk forgets them, and then long after.
    vi.setSystemTime(Date.now() + 60 * 60_000);
    for (let n = 0; n < 15; n++) await create(n);
    vi.setSystemTime(Date.now() + 100 * 60_000);
    const outcomes = await Promise.allSettled(Array.from({ length: 15 }, (_, n) => create(n)));
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(5);
  });

  test('so is the hundred and first of a connection', async () => {
    const fixture = await connected();
    const create = (n: number) =>
      fixture.connection({ requester: { email: `user${n}@customer.example`, name: 'U' } }).createTicket(INPUT);
    for (let n = 0; n < 100; n++) await create(n);
    expect(await rejection(create(100))).toBeInstanceOf(RateLimitedError);
    expect(ticketsOf(fixture)).toHaveLength(100);
  });

  test('the host may count elsewhere, and is told no address', async () => {
    const keys: string[] = [];
    const take = async (key: string) => {
      keys.push(key);
      return keys.length > 2 ? 42 : 0;
    };
    const fixture = await connected({ rateLimiter: { take } });
    await fixture.connection().createTicket(INPUT);
    expect(await rejection(fixture.connection().createTicket({ ...INPUT, body: 'other' }))).toMatchObject({
      retryAfter: 42,
    });
    expect(keys.join()).not.toContain('customer.example');
  });
});

test('an answer that leaves out who the requester is costs nothing but the memory of it', async () => {
  const fixture = await connected();
  const ticket = { id: 7, status: 'new', created_at: '2026-11-23T12:00:00Z', updated_at: '2026-11-23T12:00:00Z' };
  fixture.zendesk.fault({ method: 'POST', path: '/api/v2/tickets' }, { status: 201, body: { ticket } });
  expect(await fixture.connection().createTicket(INPUT)).toMatchObject({ ticketId: 7, replayed: false });
  await rejection(fixture.connection().createTicket(INPUT, { signal: AbortSignal.abort(new Error('gone')) }));
  expect(fixture.events.at(-1)).toMatchObject({ outcome: 'failed', code: 'aborted' });
});
