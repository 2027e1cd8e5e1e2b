/**
 * The visitor answers into a ticket: in the right name, once, and only into their own.
 */
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { ALL_PERMISSIONS, addComment, InvalidInputError, RateLimitedError, ZendeskConnector } from '../../src/index.js';
import { ANN, createFixture, rejection } from '../support/fixture.js';

const BOB = { email: 'bob@customer.example', name: 'Bob' };
const PUT = { method: 'PUT', path: '/api/v2/tickets/*' };

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date'], now: Date.UTC(2026, 10, 23, 12) });
});
afterEach(() => {
  vi.useRealTimers();
});

/** A connected account with Ann, agent Carla, and a ticket of Ann's that Carla has asked something about. */
async function desk(options?: Parameters<typeof createFixture>[0]) {
  const fixture = createFixture(options);
  await fixture.connect();
  const account = fixture.zendesk.account('acme');
  const ann = account.addUser(ANN);
  const carla = account.addUser({ name: 'Carla', email: 'carla@acme.example', role: 'agent' });
  const { id: ticketId } = account.addTicket({ subject: 's', body: 'b', requester: ann });
  account.addComment(ticketId, { author: carla, body: 'Which browser?', status: 'pending' });
  fixture.zendesk.advance(60);
  fixture.zendesk.clearRequests();
  fixture.events.length = 0;
  const comments = () => account.comments(ticketId).map(({ plain_body }) => plain_body);
  return { ...fixture, account, ann, carla, ticketId, comments };
}

describe('an answer', () => {
  test('is a public comment of the requester, and opens the ticket again', async () => {
    const { connection, account, ann, ticketId, zendesk, events } = await desk();
    const added = await connection().addComment({ ticketId, body: 'Firefox, *the* newest.' });
    expect(added).toEqual({
      ticketId,
      status: 'open',
      replayed: false,
      summary: 'Your answer was added to ticket #1.',
    });
    expect(account.comments(ticketId).at(-1)).toMatchObject({
      author_id: ann.id,
      public: true,
      plain_body: 'Firefox, *the* newest.',
    });
    expect(account.tickets[0]).toMatchObject({ status: 'open' });
    expect(zendesk.requests.map(({ method, path }) => `${method} ${path}`)).toEqual([
      'GET /api/v2/tickets/1',
      'GET /api/v2/tickets/1/comments',
      'PUT /api/v2/tickets/1',
    ]);
    expect(events).toMatchObject([
      { type: 'action.finished', action: 'zendesk_add_comment', outcome: 'succeeded', ticketId },
    ]);
    expect(JSON.stringify(events)).not.toContain('Firefox');
  });

  test.each([
    ['new', 'new'],
    ['open', 'open'],
    ['hold', 'open'],
    ['pending', 'open'],
    ['solved', 'open'],
  ])('to a ticket that is %s leaves it %s', async (before, after) => {
    const { connection, account, ticketId } = await desk();
    account.updateTicket(ticketId, { status: before });
    expect(await connection().addComment({ ticketId, body: 'x' })).toMatchObject({ status: after });
  });

  test('is said in the language of the connection', async () => {
    const { connection, ticketId } = await desk();
    const { summary } = await connection({ locale: 'de' }).addComment({ ticketId, body: 'x' });
    expect(summary).toBe('Ihre Antwort wurde zu Ticket #1 hinzugefügt.');
  });

  test('is a callable value, too', async () => {
    const { connection, ticketId, comments } = await desk();
    await addComment(connection(), { ticketId, body: 'as a value' });
    expect(comments().at(-1)).toBe('as a value');
  });

  test.each([
    '<img src=x onerror=alert(1)>',
    '[link](https://evil.example)',
    '# heading\n- list\n\n    code',
    '`a` **b** _c_',
  ])('reaches the agent as it was written: %j', async (body) => {
    const { connection, ticketId, comments } = await desk();
    await connection().addComment({ ticketId, body });
    expect(comments().at(-1)).toBe(body);
  });

  test.each([
    [{ body: '' }, 'body'],
    [{ body: ' \u200b\n' }, 'body'],
    [{ body: 'x'.repeat(16_001) }, 'body'],
    [{ ticketId: 0 }, 'ticketId'],
    [{ ticketId: 1.5 }, 'ticketId'],
    [{ author_id: 1 }, ''],
    [{ public: false }, ''],
    [{ email: 'bob@customer.example' }, ''],
  ])('that does not fit, such as %j, is refused before anything is sent', async (more, path) => {
    const { connection, ticketId, zendesk } = await desk();
    const error = await rejection(connection().addComment({ ticketId, body: 'x', ...more }));
    expect(error).toBeInstanceOf(InvalidInputError);
    expect((error as InvalidInputError).issues[0]?.path.join('.')).toBe(path);
    expect(zendesk.requests).toEqual([]);
  });
});

describe('whose ticket', () => {
  test('somebody else’s and none at all give the same answer, and nothing is written', async () => {
    const { connection, account, zendesk, comments } = await desk();
    const bob = account.addUser(BOB);
    const { id: bobs } = account.addTicket({ subject: 's', requester: bob });
    const [foreign, missing] = await Promise.all(
      [bobs, 4711].map((ticketId) => rejection(connection().addComment({ ticketId, body: 'x' }))),
    );
    expect(JSON.stringify(foreign)).toBe(JSON.stringify(missing));
    expect(foreign).toMatchObject({ code: 'not_found', status: 404 });
    expect(zendesk.requests.filter(({ method }) => method === 'PUT')).toEqual([]);
    expect(comments()).toHaveLength(2);
  });

  test('an anonymous visitor must know number and address together', async () => {
    const { connection, ticketId, comments } = await desk();
    const visitor = connection({ requester: 'from-conversation' });
    await expect(visitor.addComment({ ticketId, body: 'x', email: BOB.email })).rejects.toMatchObject({
      code: 'not_found',
    });
    await expect(visitor.addComment({ ticketId, body: 'x' })).rejects.toBeInstanceOf(InvalidInputError);
    await visitor.addComment({ ticketId, body: 'it is me', email: 'ANN@customer.example' });
    expect(comments().at(-1)).toBe('it is me');
  });

  test('an internal assistant writes in the requester’s name as well', async () => {
    const { connection, account, ann, ticketId } = await desk();
    await connection({ requester: 'anyone' }).addComment({ ticketId, body: 'x' });
    expect(account.comments(ticketId).at(-1)).toMatchObject({ author_id: ann.id });
  });

  test('a closed ticket takes none, and says what to do', async () => {
    const { connection, account, ticketId, zendesk } = await desk();
    account.updateTicket(ticketId, { status: 'closed' });
    const error = await rejection(connection().addComment({ ticketId, body: 'x' }));
    expect(error).toMatchObject({ code: 'ticket_closed', status: 409, hint: expect.stringContaining('new ticket') });
    expect(zendesk.requests.filter(({ method }) => method === 'PUT')).toEqual([]);
  });
});

describe('once', () => {
  test('the same key adds one comment, in another process too', async () => {
    const { connection, ticketId, comments, options } = await desk();
    const elsewhere = new ZendeskConnector(options).connection('bot-1', {
      permissions: ALL_PERMISSIONS,
      requester: ANN,
    });
    const first = await connection().addComment({ ticketId, body: 'yes' }, { idempotencyKey: 'call-1' });
    const again = await elsewhere.addComment({ ticketId, body: 'yes' }, { idempotencyKey: 'call-1' });
    expect([first.replayed, again.replayed]).toEqual([false, true]);
    expect(comments().filter((text) => text === 'yes')).toHaveLength(1);
  });

  test('another key, and no key, add another: people say "yes" more than once', async () => {
    const { connection, ticketId, comments, zendesk } = await desk();
    for (const idempotencyKey of ['call-1', 'call-2', undefined, undefined]) {
      zendesk.advance(2);
      await connection().addComment({ ticketId, body: 'yes' }, { idempotencyKey });
    }
    expect(comments().filter((text) => text === 'yes')).toHaveLength(4);
  });

  test.each([0, 60])(
    'of twenty calls with one key at once one adds it, %d seconds after the last change',
    async (age) => {
      // A real clock, and answers that take a while: the ticket's time has whole seconds only.
      vi.useRealTimers();
      const { connection, ticketId, comments, account, carla, zendesk } = await desk();
      if (age === 0) account.addComment(ticketId, { author: carla, body: 'Still there?' });
      zendesk.fault({ path: '/api/*' }, { delay: 20 });
      const added = await Promise.all(
        Array.from({ length: 20 }, () =>
          connection().addComment({ ticketId, body: 'yes' }, { idempotencyKey: 'call-1' }),
        ),
      );
      expect(comments().filter((text) => text === 'yes')).toHaveLength(1);
      expect(added).toHaveLength(20);
    },
  );

  test('two copies of a call beside another answer: each answer is added once', async () => {
    vi.useRealTimers();
    const { connection, ticketId, comments, account, carla, zendesk } = await desk();
    account.addComment(ticketId, { author: carla, body: 'Still there?' });
    zendesk.fault({ path: '/api/*' }, { delay: 20 });
    const add = (body: string) => connection().addComment({ ticketId, body }, { idempotencyKey: body });
    const first = add('first');
    await new Promise((resolve) => setTimeout(resolve, 100));
    await Promise.all([first, add('yes'), add('yes')]);
    expect(comments().slice(-2).sort()).toEqual(['first', 'yes']);
  });

  test('a ticket with long comments can be answered, too', async () => {
    const { connection, ticketId, comments, account, carla, zendesk } = await desk();
    for (let n = 0; n < 60; n++) account.addComment(ticketId, { author: carla, body: 'quoted mail\n'.repeat(1_000) });
    zendesk.advance(60);
    await connection().addComment({ ticketId, body: 'yes' });
    expect(comments().at(-1)).toBe('yes');
  });

  test('words that were there before are not taken for those of this call', async () => {
    const { connection, ticketId, comments, account, carla, zendesk } = await desk();
    account.quirks.commentMetadataIsHidden = true;
    await connection().addComment({ ticketId, body: 'yes' }, { idempotencyKey: 'call-1' });
    zendesk.advance(60);
    zendesk.fault({ method: 'GET', path: /comments$/ }, { delay: 50, times: 1 });
    const adding = connection().addComment({ ticketId, body: 'yes' }, { idempotencyKey: 'call-2' });
    await new Promise((resolve) => setTimeout(resolve, 25));
    zendesk.advance(5);
    account.updateTicket(ticketId, { author: carla, subject: 'another' });
    expect(await adding).toMatchObject({ replayed: false });
    expect(comments().filter((text) => text === 'yes')).toHaveLength(2);
  });

  test('a key that comes with other words is an error, and nothing is dropped silently', async () => {
    const { connection, ticketId, comments } = await desk();
    await connection().addComment({ ticketId, body: 'yes' }, { idempotencyKey: 'call-1' });
    await expect(connection().addComment({ ticketId, body: 'no' }, { idempotencyKey: 'call-1' })).rejects.toMatchObject(
      { code: 'idempotency_conflict', status: 409 },
    );
    expect(comments()).not.toContain('no');
  });

  test('a key is known for a hundred comments', async () => {
    const { connection, ticketId, account, carla, zendesk } = await desk();
    await connection().addComment({ ticketId, body: 'yes' }, { idempotencyKey: 'call-1' });
    zendesk.advance(60);
    for (let n = 0; n < 99; n++) account.addComment(ticketId, { author: carla, body: `${n}`, public: n % 2 === 0 });
    const again = await connection().addComment({ ticketId, body: 'yes' }, { idempotencyKey: 'call-1' });
    expect(again.replayed).toBe(true);
  });

  test.each([
    ['a broken connection', { reset: true } as const],
    ['no answer', { hang: true } as const],
    ['429', { status: 429, headers: { 'retry-after': '60' } } as const],
    ['503', { status: 503, headers: { 'retry-after': '60' } } as const],
  ])(
    'when it was added unheard, and looking again ends with %s, the error says that it may be there',
    async (_, fault) => {
      const { connection, ticketId, comments, zendesk } = await desk();
      zendesk.fault({ method: 'PUT' }, { when: 'after', reset: true, times: 1 });
      let waits = 0;
      const adding = rejection(connection().addComment({ ticketId, body: 'yes' }, { timeout: 700 }));
      while (comments().length < 3 && waits++ < 500) await new Promise((resolve) => setTimeout(resolve, 1));
      zendesk.fault({ method: 'GET' }, fault);
      expect(await adding).toMatchObject({ ambiguous: true });
      expect(comments().at(-1)).toBe('yes');
    },
  );

  test('a 503 that says when to come again, after it was added: it is added once', async () => {
    const { connection, ticketId, comments, zendesk } = await desk();
    zendesk.fault(PUT, { when: 'after', status: 503, headers: { 'retry-after': '1' }, times: 1 });
    await connection().addComment({ ticketId, body: 'yes' });
    expect(comments().filter((text) => text === 'yes')).toHaveLength(1);
  });

  test.each([
    ['a broken connection after the comment was added', { when: 'after', reset: true } as const],
    ['a 503 after it was added', { when: 'after', status: 503 } as const],
    ['a broken connection before', { reset: true } as const],
    ['a 503 before', { status: 503 } as const],
  ])('%s: it is added exactly once', async (_, fault) => {
    for (const metadataIsHidden of [false, true]) {
      const { connection, ticketId, comments, zendesk, account } = await desk();
      account.quirks.commentMetadataIsHidden = metadataIsHidden;
      zendesk.fault(PUT, { ...fault, times: 1 });
      await connection().addComment({ ticketId, body: 'yes' });
      expect(comments().filter((text) => text === 'yes')).toHaveLength(1);
    }
  });

  test('an agent who is faster does not make it fail', async () => {
    const { connection, account, carla, ticketId, comments, zendesk } = await desk();
    zendesk.fault({ method: 'GET', path: /comments$/ }, { delay: 50, times: 1 });
    const adding = connection().addComment({ ticketId, body: 'Firefox' });
    await new Promise((resolve) => setTimeout(resolve, 25));
    zendesk.advance(5);
    account.addComment(ticketId, { author: carla, body: 'Still there?' });
    await adding;
    expect(comments().slice(-2)).toEqual(['Still there?', 'Firefox']);
    expect(zendesk.requests.filter(({ method }) => method === 'PUT').map(({ status }) => status)).toEqual([409, 200]);
  });

  test('a refusal is not tried again', async () => {
    const { connection, ticketId, zendesk } = await desk();
    zendesk.fault(PUT, { status: 422, body: { error: 'RecordInvalid', description: 'no' } });
    await expect(connection().addComment({ ticketId, body: 'x' })).rejects.toMatchObject({ zendeskStatus: 422 });
    expect(zendesk.requests.filter(({ method }) => method === 'PUT')).toHaveLength(1);
  });

  test('an outage ends with an error, after a few tries', async () => {
    const { connection, ticketId, zendesk, comments } = await desk();
    zendesk.fault(PUT, { reset: true });
    await expect(connection().addComment({ ticketId, body: 'x' })).rejects.toMatchObject({
      code: 'network',
      ambiguous: true,
    });
    expect(zendesk.requests.filter(({ method }) => method === 'PUT')).toHaveLength(3);
    expect(comments()).toHaveLength(2);
  });
});

describe('limits', () => {
  test('thirty answers to a ticket in ten minutes; a repetition does not count', async () => {
    const { connection, ticketId, zendesk } = await desk();
    const bot = connection();
    for (let n = 0; n < 30; n++) {
      zendesk.advance(2);
      await bot.addComment({ ticketId, body: `${n}` }, { idempotencyKey: `call-${n}` });
    }
    zendesk.advance(2);
    await expect(bot.addComment({ ticketId, body: 'x' })).rejects.toBeInstanceOf(RateLimitedError);
    await expect(bot.addComment({ ticketId, body: '29' }, { idempotencyKey: 'call-29' })).resolves.toMatchObject({
      replayed: true,
    });
  });
});
