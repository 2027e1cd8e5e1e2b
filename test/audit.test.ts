/**
 * The audit trail: who acted, what came of it, and nothing lost on its way into a database.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import {
  type AuditContext,
  type ConnectorEvent,
  NetworkError,
  type RequestReport,
  ZendeskConnector,
} from '../src/index.js';
import { ANN, createFixture, rejection, route, SESSION } from './support/fixture.js';

const ACTOR = { actor: 'user-7', conversation: { id: 'chat-3', turn: 2 } };

describe('auditContext', () => {
  test('comes back in every event of the handle, those of a refresh among them', async () => {
    const fixture = createFixture({
      scope: ['tickets:read', 'tickets:write', 'users:read', 'webhooks:read', 'webhooks:write'],
    });
    const { zendesk, events, connector } = fixture;
    route('https://bot.example/webhook', async () => new Response());
    const owner = fixture.connection({ auditContext: { actor: 'owner' } });
    const { url } = await owner.connect({ subdomain: 'acme', session: SESSION });
    await connector.handleCallback(await zendesk.authorize(url), {
      session: SESSION,
      auditContext: { actor: 'owner, back' },
    });
    await owner.subscribe({ url: 'https://bot.example/webhook' });
    zendesk.account('acme').expireAccessTokens();
    await fixture.connection({ auditContext: ACTOR }).createTicket({ subject: 'Help', body: 'Please' });
    await fixture.connection().getCustomerContext();
    await owner.updateSettings({ customerContextOnSessionStart: true });
    await owner.disconnect();
    const owners = { actor: 'owner' };
    expect(events.map(({ type, auditContext }) => [type, auditContext])).toEqual([
      ['connect.started', owners],
      ['connect.succeeded', { actor: 'owner, back' }],
      ['webhook.subscribed', owners],
      ['token.refreshed', ACTOR],
      ['action.finished', ACTOR],
      ['action.finished', undefined],
      ['settings.updated', owners],
      ['webhook.unsubscribed', owners],
      ['connection.disconnected', owners],
    ]);
  });

  test('is a copy that nobody can change', async () => {
    const auditContext = { actor: 'user-7', roles: ['a'] };
    const fixture = createFixture({
      onEvent: (event) => {
        expect(() => Object.assign(event.auditContext ?? {}, { actor: 'other' })).toThrow(TypeError);
        seen.push(event);
      },
    });
    const seen: ConnectorEvent[] = [];
    await fixture.connect();
    const bot = fixture.connection({ auditContext });
    auditContext.actor = 'other';
    auditContext.roles.push('b');
    await bot.getCustomerContext();
    expect(seen.at(-1)?.auditContext).toEqual({ actor: 'user-7', roles: ['a'] });
  });

  test('an id that is not known may be undefined', async () => {
    const fixture = createFixture();
    await fixture.connect();
    await fixture.connection({ auditContext: { actor: 'user-7', conversation: undefined } }).getCustomerContext();
    expect(fixture.events.at(-1)?.auditContext).toEqual({ actor: 'user-7' });
  });

  const cyclic: Record<string, unknown> = {};
  cyclic['self'] = cyclic;
  test.each([
    ['a string', 'user-7'],
    ['null', null],
    ['an array', ['user-7']],
    ['a Date', new Date()],
    ['a Date within', { at: new Date() }],
    ['a function within', { actor: () => 'user-7' }],
    ['a Map within', { actor: new Map([['id', 7]]) }],
    ['a bigint within', { actor: 7n }],
    ['NaN within', { actor: Number.NaN }],
    ['undefined in a list', { actors: [undefined] }],
    ['a symbol within', { actor: Symbol('user-7') }],
    ['a cycle', cyclic],
    ['a getter that throws', Object.defineProperty({}, 'actor', { enumerable: true, get: () => rejectNow() })],
    ['8 kB', { actor: 'x'.repeat(8_192) }],
  ])('%s is refused', (_, auditContext) => {
    const { connection } = createFixture();
    expect(() => connection({ auditContext: auditContext as AuditContext })).toThrow(
      expect.objectContaining({ code: 'configuration', option: 'auditContext' }),
    );
  });
});

test('the event of an action says that an earlier call had done it', async () => {
  const fixture = createFixture();
  await fixture.connect();
  const bot = fixture.connection();
  for (let time = 0; time < 2; time++) {
    await bot.createTicket({ subject: 'Help', body: 'Please' }, { idempotencyKey: 'call-1' });
  }
  await bot.getTicketStatus({ ticketId: 1 });
  expect(fixture.events.slice(-3).map((event) => 'replayed' in event && event.replayed)).toEqual([false, true, false]);
  expect(fixture.events.at(-1)).not.toHaveProperty('replayed');
});

describe('events on their way into a database', () => {
  test('flush() waits for all of them', async () => {
    const rows: string[] = [];
    const fixture = createFixture({
      async onEvent({ type }) {
        await sleep(200);
        rows.push(type);
      },
    });
    await fixture.connect();
    await fixture.connection().getCustomerContext();
    await fixture.connection().disconnect();
    expect(rows.length).toBeLessThan(3);
    expect(await fixture.connector.flush()).toEqual({ pending: 0 });
    expect(rows).toContain('connection.disconnected');
    expect(rows).toHaveLength(4);
  });

  test('those that are written meanwhile are waited for, too', async () => {
    const rows: string[] = [];
    const fixture = createFixture({
      async onEvent({ type }) {
        await sleep(100);
        // A listener that looks at the connection, which leads to another event.
        if (type === 'connect.succeeded') await fixture.connection().getCustomerContext();
        rows.push(type);
      },
    });
    await fixture.connect();
    await fixture.connector.flush();
    expect(rows).toEqual(['connect.started', 'connect.succeeded', 'action.finished']);
  });

  test('waitUntil gets them, and none of its promises rejects', async () => {
    const work: Promise<unknown>[] = [];
    const rows: string[] = [];
    const fixture = createFixture({
      waitUntil: (promise) => work.push(promise),
      async onEvent({ type }) {
        await sleep(50);
        rows.push(type);
        throw new Error('the database is away');
      },
    });
    await fixture.connect();
    await fixture.connection().getCustomerContext();
    await Promise.all(work);
    expect(rows).toEqual(['connect.started', 'connect.succeeded', 'action.finished']);
  });

  test('one that hangs holds up nothing, and flush() says that it is left', async () => {
    const fixture = createFixture({ onEvent: () => new Promise(() => {}) });
    await fixture.connect();
    await fixture.connection().getCustomerContext();
    const startedAt = performance.now();
    expect(await fixture.connector.flush({ timeout: 300 })).toEqual({ pending: 3 });
    expect(performance.now() - startedAt).toBeLessThan(1_500);
  });

  test.each([-1, Number.NaN, 600_001, '5'])('flush() refuses the timeout %s', async (timeout) => {
    const error = await rejection(createFixture().connector.flush({ timeout: timeout as number }));
    expect(error).toMatchObject({ code: 'configuration', option: 'timeout' });
  });
});

describe('waitUntil', () => {
  test('a call that has used up its budget goes on, and is waited for', async () => {
    const work: Promise<unknown>[] = [];
    const fixture = createFixture();
    await fixture.connect();
    const bot = fixture.connection({ waitUntil: (promise) => work.push(promise) });
    const { ticketId } = await bot.createTicket({ subject: 'Help', body: 'Please' });
    // The ticket was changed within this second, so that the answer waits.
    const error = await rejection(bot.addComment({ ticketId, body: 'Thanks' }, { timeout: 300 }));
    expect(error).toBeInstanceOf(NetworkError);
    await Promise.all(work);
    // The turn on the ticket has been given back.
    const { replayed } = await fixture.connection().addComment({ ticketId, body: 'Thanks' }, { timeout: 5_000 });
    expect(replayed).toBe(false);
  });

  test('of a handle takes the place of that of the connector', async () => {
    const used: string[] = [];
    const fixture = createFixture({ waitUntil: () => used.push('connector') });
    await fixture.connect();
    used.length = 0;
    await fixture.connection({ waitUntil: () => used.push('handle') }).getCustomerContext();
    expect(new Set(used)).toEqual(new Set(['handle']));
    await fixture.connection().getCustomerContext();
    expect(new Set(used)).toEqual(new Set(['handle', 'connector']));
  });

  test('gets a disconnect as a whole', async () => {
    const work: Promise<unknown>[] = [];
    const fixture = createFixture();
    await fixture.connect();
    void fixture.connection({ waitUntil: (promise) => work.push(promise) }).disconnect();
    await Promise.all(work);
    expect(fixture.events.at(-1)).toMatchObject({ type: 'connection.disconnected', revocation: 'revoked' });
  });

  test('that is no function is refused', () => {
    const { connection } = createFixture();
    expect(() => connection({ waitUntil: Promise.resolve() as never })).toThrow(
      expect.objectContaining({ option: 'waitUntil' }),
    );
  });
});

describe('onRequest', () => {
  test('shows each request with method, path, status, duration and attempt, and no query', async () => {
    const reports: RequestReport[] = [];
    const fixture = createFixture({ onRequest: (report) => reports.push(report) });
    await fixture.connect();
    reports.length = 0;
    fixture.zendesk.account('acme').expireAccessTokens();
    await fixture.connection({ auditContext: ACTOR }).getCustomerContext();
    const about = { subdomain: 'acme', auditContext: ACTOR, durationMs: expect.any(Number), at: expect.any(String) };
    expect(reports).toEqual([
      expect.objectContaining({ ...about, method: 'GET', path: expect.any(String), status: 401, attempt: 1 }),
      expect.objectContaining({ ...about, method: 'POST', path: '/oauth/tokens', status: 201, attempt: 1 }),
      expect.objectContaining({ ...about, method: 'GET', path: reports[0]?.path, status: 200, attempt: 2 }),
      ...reports.slice(3),
    ]);
    const shown = JSON.stringify(reports);
    expect(shown).not.toContain('?');
    expect(shown).not.toContain(ANN.email.split('@')[0]);
    expect(shown).not.toMatch(/bearer/i);
  });

  test('names what kept an answer from arriving', async () => {
    const failures: (string | undefined)[] = [];
    const reports: RequestReport[] = [];
    const causes: (() => Promise<Response>)[] = [
      () => Promise.reject(Object.assign(new TypeError('fetch failed'), { cause: { code: 'ENOTFOUND' } })),
      () => Promise.reject('no error at all'),
      // A `fetch` that ignores its signal.
      () => new Promise(() => {}),
    ];
    for (const cause of causes) {
      const fixture = createFixture();
      await fixture.connect();
      const connector = new ZendeskConnector({
        ...fixture.options,
        fetch: cause,
        onRequest: (report) => reports.push(report),
      });
      const bot = connector.connection('bot-1', { permissions: ['ZENDESK_ACTIONS.CREATE_TICKET'], requester: ANN });
      const ticket = { subject: 'Help', body: 'Please' };
      await rejection(bot.createTicket(ticket, { timeout: 300 }));
      failures.push(reports.at(-1)?.failure);
      const aborted = bot.createTicket(ticket, { signal: AbortSignal.timeout(50) });
      await rejection(aborted);
    }
    expect(failures).toEqual(['ENOTFOUND', 'network', 'timeout']);
    expect(reports.at(-1)).toMatchObject({ failure: 'aborted' });
    expect(reports.at(-1)).not.toHaveProperty('status');
  });
});

function rejectNow(): never {
  throw new Error('not now');
}
