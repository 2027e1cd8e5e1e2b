/**
 * Tenants in one process share nothing that one of them could notice: promise T21.
 */
import { describe, expect, test } from 'vitest';
import {
  ALL_PERMISSIONS,
  generateEncryptionKey,
  MemoryRateLimiter,
  MemoryTokenStore,
  type RateLimiter,
  ZendeskConnector,
} from '../../src/index.js';
import { ANN, createFixture, rejection, SESSION } from '../support/fixture.js';

describe('[T21] limits', () => {
  const IDS = ['acme', 'acme:7', 'acme:7:7', 'acme:', ':7', 'of-ticket:acme', 'comments:acme', '7'];

  test('no key of one connection is a key of another, whatever the ids look like', async () => {
    const owners = new Map<string, Set<string>>();
    let caller = '';
    const rateLimiter: RateLimiter = {
      take: async (key) => {
        owners.set(key, (owners.get(key) ?? new Set()).add(caller));
        return 0;
      },
    };
    const { connector, zendesk } = createFixture({ rateLimiter });
    for (const id of IDS) {
      const bot = connector.connection(id, { permissions: ALL_PERMISSIONS, requester: ANN });
      const { url } = await bot.connect({ subdomain: 'acme', session: SESSION });
      await connector.handleCallback(await zendesk.authorize(url), { session: SESSION });
      caller = `tickets of ${id}`;
      const { ticketId } = await bot.createTicket({ subject: 'a', body: 'b' });
      caller = `comments of ${id}`;
      await bot.addComment({ ticketId, body: 'c' });
    }
    expect(owners.size).toBe(IDS.length * 4);
    for (const [key, callers] of owners) expect([...callers], key).toHaveLength(1);
  });

  test('connectors of two OAuth clients that share a limiter do not count for each other', async () => {
    const rateLimiter = new MemoryRateLimiter();
    const busy = createFixture({ rateLimiter });
    await busy.connect();
    for (let n = 1; n <= 6; n++)
      await busy
        .connection()
        .createTicket({ subject: `Ticket ${n}`, body: 'b' })
        .catch(() => {});
    const clientId = 'second_bot';
    const quiet = createFixture({
      rateLimiter,
      clientId,
      simulator: {
        accounts: [{ subdomain: 'acme', clients: [{ clientId, clientSecret: 'simulated-client-secret' }] }],
      },
    });
    await quiet.connect();
    await expect(quiet.connection().createTicket({ subject: 'a', body: 'b' })).resolves.toMatchObject({ ticketId: 1 });
  });

  test('30 answers of acme:7 leave ticket 7 of acme alone', async () => {
    const { connector, zendesk } = createFixture();
    const connected = async (id: string) => {
      const bot = connector.connection(id, { permissions: ALL_PERMISSIONS, requester: ANN });
      const { url } = await bot.connect({ subdomain: 'acme', session: SESSION });
      await connector.handleCallback(await zendesk.authorize(url), { session: SESSION });
      return bot;
    };
    const [busy, quiet] = [await connected('acme:7'), await connected('acme')];
    const account = zendesk.account('acme');
    const requester = account.addUser(ANN);
    for (let id = 1; id <= 12; id++) account.addTicket({ subject: `Ticket ${id}`, requester });
    for (let n = 0; n < 30; n++) {
      zendesk.advance(2);
      const answer = busy.addComment({ ticketId: 8 + (n % 5), body: `Answer ${n}` });
      await rejection(answer).catch(() => {});
    }
    zendesk.advance(2);
    await expect(quiet.addComment({ ticketId: 7, body: 'The first answer' })).resolves.toMatchObject({ ticketId: 7 });
  });
});

describe('[T21] a connector with another OAuth client', () => {
  const clients = [
    { clientId: 'support_bot', clientSecret: 'simulated-client-secret' },
    { clientId: 'other_bot', clientSecret: 'other-secret' },
  ];
  const simulator = { accounts: [{ subdomain: 'acme', clients }] };

  async function withStranger() {
    const fixture = createFixture({ simulator });
    await fixture.connect();
    const connector = new ZendeskConnector({
      ...fixture.options,
      clientId: 'other_bot',
      clientSecret: 'other-secret',
    });
    const stranger = connector.connection('bot-1', { permissions: ALL_PERMISSIONS, requester: ANN });
    fixture.zendesk.clearRequests();
    fixture.events.length = 0;
    return { ...fixture, stranger, strangers: connector };
  }

  test.each(['fresh', 'expired'])('does not use tokens that are %s, and says why', async (age) => {
    const { connection, zendesk, stranger } = await withStranger();
    // In the memory of the process, too.
    await connection().request('GET', '/api/v2/users/me.json');
    if (age === 'expired') zendesk.account('acme').expireAccessTokens();
    zendesk.clearRequests();
    for (const attempt of [
      () => stranger.createTicket({ subject: 'a', body: 'b' }),
      () => stranger.request('GET', '/api/v2/users/me.json'),
      () => stranger.keepAlive({ refreshBelow: 1 }),
      () => stranger.subscribe({ url: 'https://bot.example/webhook' }),
    ]) {
      expect(await rejection(attempt())).toMatchObject({ code: 'reconnect_required', reason: 'other_client' });
    }
    expect(await stranger.status()).toMatchObject({ state: 'reconnect_required', reason: 'other_client' });
    expect(await stranger.diagnose()).toMatchObject({ state: 'reconnect_required' });
    expect(zendesk.requests).toEqual([]);
    // The right one goes on.
    await connection().request('GET', '/api/v2/users/me.json');
    expect(await connection().status()).toMatchObject({ state: 'connected' });
  });

  test('connects again with its own client: the tokens from before are revoked, and used by none', async () => {
    const { connection, zendesk, stranger, strangers } = await withStranger();
    const { url } = await stranger.connect({ subdomain: 'acme', session: SESSION });
    await strangers.handleCallback(await zendesk.authorize(url), { session: SESSION });
    await stranger.request('GET', '/api/v2/users/me.json');
    const living = zendesk.account('acme').tokens.filter(({ revokedAt }) => revokedAt === undefined);
    expect(living).toMatchObject([{ clientId: 'other_bot' }]);
    expect(await rejection(connection().request('GET', '/api/v2/users/me.json'))).toMatchObject({
      reason: 'other_client',
    });
  });

  test.each([
    ['fresh', 'revoked', 0],
    ['expired', 'unconfirmed', 1],
  ] as const)('disconnects with tokens that are %s: %s, without a refresh', async (age, revocation, left) => {
    const { zendesk, stranger } = await withStranger();
    if (age === 'expired') zendesk.account('acme').expireAccessTokens();
    expect(await stranger.disconnect()).toEqual({ revocation });
    expect(zendesk.requests.filter(({ path }) => path === '/oauth/tokens')).toEqual([]);
    const living = zendesk.account('acme').tokens.filter(({ revokedAt }) => revokedAt === undefined);
    expect(living).toHaveLength(left);
  });
});

describe('[T21] connectors on one store object', () => {
  test('with another encryption key read nothing, also out of memory', async () => {
    const tokenStore = new MemoryTokenStore();
    const { connection, options, connect, zendesk } = createFixture({ tokenStore });
    await connect();
    await connection().request('GET', '/api/v2/users/me.json');
    const stranger = new ZendeskConnector({ ...options, encryptionKey: generateEncryptionKey() });
    const bot = stranger.connection('bot-1', { permissions: ALL_PERMISSIONS, requester: ANN });
    zendesk.clearRequests();
    for (const attempt of [
      () => bot.status(),
      () => bot.request('GET', '/api/v2/users/me.json'),
      () => bot.createTicket({ subject: 'a', body: 'b' }),
    ]) {
      expect(await rejection(attempt())).toMatchObject({ code: 'token_store', reason: 'unreadable' });
    }
    expect(zendesk.requests).toEqual([]);
  });
});
