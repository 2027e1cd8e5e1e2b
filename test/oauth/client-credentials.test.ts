/**
 * A connection without a browser: the token is fetched with the credentials of the OAuth client, over every token store.
 */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { ConfigurationError, type TokenStore, ZendeskConnector } from '../../src/index.js';
import { createFixture, type Fixture, rejection } from '../support/fixture.js';
import { describeEachTokenStore, type StorePlace } from '../support/token-stores.js';

const SECRET = 'simulated-client-secret';
const HOUR = 3_600;

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date'], now: Date.UTC(2026, 10, 23, 12) });
});
afterEach(() => {
  vi.useRealTimers();
});

function travel(seconds: number): void {
  vi.setSystemTime(Date.now() + seconds * 1000);
}

function tokenCalls({ zendesk }: Fixture): number {
  return zendesk.requests.filter(({ path }) => path === '/oauth/tokens').length;
}

function connect(fixture: Fixture) {
  return fixture.connection().connectWithClientCredentials({ subdomain: 'acme' });
}

async function connected(options?: Parameters<typeof createFixture>[0]): Promise<Fixture> {
  const fixture = createFixture({ redirectUri: undefined, ...options });
  await connect(fixture);
  fixture.zendesk.clearRequests();
  fixture.events.length = 0;
  return fixture;
}

/** Another process on the same store. */
function heir({ options }: Fixture, tokenStore: TokenStore) {
  return new ZendeskConnector({ ...options, tokenStore }).connection('bot-1', {
    permissions: ['ZENDESK_ACTIONS.RAW_REQUEST'],
  });
}

const whoAmI = (bot: Pick<ReturnType<Fixture['connection']>, 'request'>) =>
  bot.request<{ user: { name: string } }>('GET', '/api/v2/users/me.json');

describeEachTokenStore('', ({ create }) => {
  let place: StorePlace;
  beforeAll(async () => {
    place = await create();
  }, 60_000);
  afterEach(async () => {
    const store = place.open();
    await store.compareAndSet('bot-1', await store.get('bot-1'), undefined);
  });
  afterAll(() => place.remove());

  test('connects, renews when the token is stale once for all callers, and disconnects provably', async () => {
    const fixture = await connected({ tokenStore: place.open() });
    const { zendesk, connection } = fixture;
    travel(2 * HOUR);
    await Promise.all(Array.from({ length: 50 }, () => whoAmI(connection())));
    expect(tokenCalls(fixture)).toBe(1);
    expect(zendesk.requests.filter(({ status }) => status === 401)).toEqual([]);
    expect(await connection().disconnect()).toEqual({ revocation: 'revoked' });
    expect(zendesk.account('acme').tokens.at(-1)?.revokedAt).toBeTypeOf('number');
    expect(await place.open().get('bot-1')).toBeUndefined();
  });

  test('processes that share the store send one request for a token that Zendesk rejects', async () => {
    const fixture = await connected({ tokenStore: place.open() });
    fixture.zendesk.account('acme').expireAccessTokens();
    const processes = Array.from({ length: 4 }, () => heir(fixture, place.open()));
    await Promise.all(processes.flatMap((bot) => Array.from({ length: 5 }, () => whoAmI(bot))));
    expect(tokenCalls(fixture)).toBe(1);
  });

  test('a lost answer costs one request, and never the connection', async () => {
    const fixture = await connected({ tokenStore: place.open() });
    const { zendesk, connection } = fixture;
    travel(2 * HOUR);
    zendesk.fault({ path: '/oauth/tokens' }, { when: 'after', reset: true, times: 1 });
    expect((await whoAmI(connection())).user.name).toBe('Ada Admin');
    expect(tokenCalls(fixture)).toBe(2);
    expect(await connection().status()).toMatchObject({ state: 'connected' });
  });

  test('a store that was lost is filled again without a person', async () => {
    const fixture = await connected({ tokenStore: place.open() });
    const store = place.open();
    await store.compareAndSet('bot-1', await store.get('bot-1'), undefined);
    const connector = new ZendeskConnector({ ...fixture.options, tokenStore: store });
    const bot = connector.connection('bot-1', {
      permissions: ['ZENDESK_ACTIONS.CREATE_OAUTH', 'ZENDESK_ACTIONS.RAW_REQUEST'],
    });
    expect(await rejection(whoAmI(bot))).toMatchObject({ code: 'not_connected' });
    await bot.connectWithClientCredentials({ subdomain: 'acme' });
    expect((await whoAmI(bot)).user.name).toBe('Ada Admin');
  });
});

describe('a connect', () => {
  test('asks for the scope and a lifetime, and says who the bot is', async () => {
    const fixture = createFixture({ redirectUri: undefined, accessTokenLifetime: 1_000 });
    const result = await connect(fixture);
    const scope = ['tickets:read', 'tickets:write', 'users:read'];
    expect(result).toEqual({
      connectionId: 'bot-1',
      subdomain: 'acme',
      scope,
      missingScope: [],
      limitedActions: [],
    });
    expect(fixture.zendesk.requests.find(({ path }) => path === '/oauth/tokens')?.body).toEqual({
      grant_type: 'client_credentials',
      client_id: 'support_bot',
      client_secret: SECRET,
      scope: scope.join(' '),
      expires_in: 1_000,
    });
    const { id: userId, name } = fixture.zendesk.account('acme').admin;
    expect(fixture.events).toMatchObject([
      { type: 'connect.started', grantType: 'client_credentials', subdomain: 'acme' },
      {
        type: 'connect.succeeded',
        grantType: 'client_credentials',
        subdomain: 'acme',
        userId,
        scope,
        missingScope: [],
      },
    ]);
    const status = await fixture.connection().status();
    expect(status).toMatchObject({ state: 'connected', grantType: 'client_credentials', user: { name } });
    expect(status).not.toHaveProperty('expiresAt');
    expect(await fixture.connection().diagnose()).toMatchObject({ grantType: 'client_credentials', problems: [] });
  });

  test('says which scope Zendesk did not grant', async () => {
    const fixture = createFixture({ scope: ['tickets:read', 'tickets:wirte', 'users:read'] });
    expect(await connect(fixture)).toMatchObject({
      missingScope: ['tickets:wirte'],
      limitedActions: expect.arrayContaining([{ name: 'zendesk_create_ticket', missingScope: ['tickets:write'] }]),
    });
  });

  test('takes the place of a connection that a person approved, whose tokens are revoked', async () => {
    const fixture = createFixture();
    await fixture.connect();
    await connect(fixture);
    const [first, second] = fixture.zendesk.account('acme').tokens;
    expect(first?.revokedAt).toBeTypeOf('number');
    expect(second?.revokedAt).toBeUndefined();
    expect(fixture.events.at(-1)).toMatchObject({ type: 'token.discarded', revocation: 'revoked' });
  });

  test('gives way to a connection that a person approves', async () => {
    const fixture = await connected({ redirectUri: 'https://bot.example/zendesk/callback' });
    await fixture.connect();
    expect(await fixture.connection().status()).toMatchObject({ grantType: 'authorization_code' });
    expect(fixture.zendesk.account('acme').tokens[0]?.revokedAt).toBeTypeOf('number');
  });

  test('needs a client secret, and says so before anything is sent', async () => {
    const fixture = createFixture({ clientSecret: undefined });
    const error = await rejection(connect(fixture));
    expect(error).toBeInstanceOf(ConfigurationError);
    expect(error).toMatchObject({ option: 'clientSecret' });
    expect(fixture.zendesk.requests).toEqual([]);
  });

  test.each([
    ['a subdomain that is none', 'evil.example/#', 'invalid_input'],
    ['an account that does not exist', 'nobody', 'invalid_input'],
  ])('refuses %s', async (_, subdomain, code) => {
    const fixture = createFixture();
    const error = await rejection(fixture.connection().connectWithClientCredentials({ subdomain }));
    expect(error).toMatchObject({ code });
    expect(tokenCalls(fixture)).toBe(0);
  });

  test.each([
    ['a wrong secret', { clientSecret: 'wrong' }, 'invalid_client', /clientSecret/],
    ['a scope that is not allowed', { scope: ['read'] }, 'invalid_scope', /Allowed scopes .* read /],
  ])('with %s says what to do, and leaves what was there', async (_, change, error, hint) => {
    const clients = [
      { clientId: 'support_bot', clientSecret: SECRET, allowedScopes: ['tickets:read', 'tickets:write', 'users:read'] },
    ];
    const fixture = await connected({ simulator: { accounts: [{ subdomain: 'acme', clients }] } });
    const events: unknown[] = [];
    const connector = new ZendeskConnector({ ...fixture.options, ...change, onEvent: (event) => events.push(event) });
    const bot = connector.connection('bot-1', { permissions: ['ZENDESK_ACTIONS.CREATE_OAUTH'] });
    const refusal = await rejection(bot.connectWithClientCredentials({ subdomain: 'acme' }));
    expect(refusal).toMatchObject({ code: 'api_error', hint: expect.stringMatching(hint) });
    expect(events.at(-1)).toMatchObject({ type: 'connect.failed', reason: 'client_credentials', error });
    expect((await whoAmI(fixture.connection())).user.name).toBe('Ada Admin');
  });

  test('without a redirect URL, connect() and handleCallback() say that they need it', async () => {
    const fixture = createFixture({ redirectUri: undefined });
    const missing = { code: 'configuration', option: 'redirectUri' };
    const connecting = fixture.connection().connect({ subdomain: 'acme', session: 's' });
    expect(await rejection(connecting)).toMatchObject(missing);
    expect(await rejection(fixture.connector.handleCallback('?code=a&state=b', { session: 's' }))).toMatchObject(
      missing,
    );
    expect(fixture.zendesk.requests).toEqual([]);
  });
});

describe('the end', () => {
  test.each([
    ['the secret changed', 'client_refused', { status: 401, body: { error: 'invalid_client' } }],
    ['the client is no longer confidential', 'client_refused', { status: 400, body: { error: 'unauthorized_client' } }],
    ['the Allowed scopes became fewer', 'scope_refused', { status: 400, body: { error: 'invalid_scope' } }],
    ['the user is gone', 'user_refused', { status: 400, body: { error: 'invalid_grant' } }],
  ])('when %s is reconnect_required with %s', async (_, reason, answer) => {
    const fixture = await connected();
    const { zendesk, connection, events } = fixture;
    const mend = zendesk.fault({ path: '/oauth/tokens' }, answer);
    travel(2 * HOUR);
    const error = await rejection(whoAmI(connection()));
    expect(error).toMatchObject({
      code: 'reconnect_required',
      reason,
      hint: expect.stringContaining('connectWithClientCredentials()'),
    });
    expect(events).toMatchObject([{ type: 'connection.reconnect_required', reason }]);
    expect(await connection().status()).toMatchObject({ state: 'reconnect_required', reason });
    expect((await connection().diagnose()).problems).toMatchObject([
      { code: 'reconnect_required', hint: expect.stringContaining('connectWithClientCredentials()') },
    ]);
    if (reason === 'scope_refused') {
      const [problem] = (await connection().diagnose()).problems;
      expect(problem?.hint).toContain(': tickets:read tickets:write users:read. Then');
    }
    expect(tokenCalls(fixture)).toBe(1);
    mend();
    await connect(fixture);
    expect((await whoAmI(connection())).user.name).toBe('Ada Admin');
  });

  test('comes when the user who created the client is suspended', async () => {
    const fixture = await connected();
    const { zendesk, connection } = fixture;
    zendesk.account('acme').suspendUser(zendesk.account('acme').admin.id);
    expect(await rejection(whoAmI(connection()))).toMatchObject({ reason: 'user_refused' });
  });

  test.each([
    ['a reset', { reset: true }],
    ['a 503', { status: 503, body: 'busy' }],
    ['a web page', { status: 502, body: '<html>' }],
  ])('does not come with %s of the token endpoint', async (_, fault) => {
    const fixture = await connected();
    const { zendesk, connection } = fixture;
    const mend = zendesk.fault({ path: '/oauth/tokens' }, fault);
    travel(2 * HOUR);
    expect(await rejection(whoAmI(connection()))).toMatchObject({ retryable: true });
    expect(await connection().status()).toMatchObject({ state: 'connected' });
    mend();
    travel(10);
    expect((await whoAmI(connection())).user.name).toBe('Ada Admin');
  });

  test('does not come with time: keepAlive() has nothing to do after a year', async () => {
    const fixture = await connected();
    travel(365 * 24 * HOUR);
    expect(await fixture.connection().keepAlive()).toEqual({ refreshed: false });
    expect(fixture.zendesk.requests).toEqual([]);
    expect((await whoAmI(fixture.connection())).user.name).toBe('Ada Admin');
  });
});

describe('where nothing rotates', () => {
  test('a process that stopped in the middle of a renewal holds others up for five seconds at most', async () => {
    const fixture = await connected({ timeout: 500 });
    const { zendesk, options } = fixture;
    travel(2 * HOUR);
    zendesk.fault({ path: '/oauth/tokens' }, { hang: true, times: 1 });
    expect(await rejection(whoAmI(fixture.connection()))).toMatchObject({ code: 'timeout' });
    travel(6);
    // A view of the store with a memory of its own is another process.
    const { tokenStore } = options;
    const view: TokenStore = {
      get: (key) => tokenStore.get(key),
      compareAndSet: (key, expected, next) => tokenStore.compareAndSet(key, expected, next),
    };
    expect((await whoAmI(heir(fixture, view))).user.name).toBe('Ada Admin');
  });

  test('a token that came second is revoked, and the one that is stored is used', async () => {
    const fixture = await connected();
    const { zendesk, connection, options } = fixture;
    const { tokenStore } = options;
    const view: TokenStore = {
      get: (key) => tokenStore.get(key),
      compareAndSet: (key, expected, next) => tokenStore.compareAndSet(key, expected, next),
    };
    travel(2 * HOUR);
    // The first process gets its token, and its answer takes so long that another one asks for itself.
    const remove = zendesk.fault(
      { path: '/oauth/tokens' },
      {
        respond: async (request) => {
          remove();
          const answer = await zendesk.fetch(request);
          travel(6);
          await whoAmI(heir(fixture, view));
          return answer;
        },
      },
    );
    expect((await whoAmI(connection())).user.name).toBe('Ada Admin');
    const [, lost, kept] = zendesk.account('acme').tokens;
    expect(lost?.revokedAt).toBeTypeOf('number');
    expect(kept?.revokedAt).toBeUndefined();
    expect(fixture.events).toContainEqual(expect.objectContaining({ type: 'token.discarded', revocation: 'revoked' }));
  });

  test('a token that cannot be saved is revoked, and the next call asks for another', async () => {
    const fixture = await connected();
    const { zendesk, connection, options } = fixture;
    travel(2 * HOUR);
    const { tokenStore } = options;
    const real = tokenStore.compareAndSet.bind(tokenStore);
    let writes = 0;
    tokenStore.compareAndSet = (...change) => (++writes === 2 ? Promise.reject(new Error('away')) : real(...change));
    expect(await rejection(whoAmI(connection()))).toMatchObject({ code: 'token_store', reason: 'unavailable' });
    expect(zendesk.account('acme').tokens.at(-1)?.revokedAt).toBeTypeOf('number');
    travel(6);
    expect((await whoAmI(connection())).user.name).toBe('Ada Admin');
  });
});

test('an admin may subscribe, and another account takes the webhook away', async () => {
  const scope = ['tickets:read', 'tickets:write', 'users:read', 'webhooks:read', 'webhooks:write'];
  const fixture = await connected({ scope, simulator: { accounts: ['acme', 'globex'] } });
  await fixture.connection().subscribe({ url: 'https://bot.example/zendesk/webhook' });
  expect(fixture.zendesk.account('acme').webhooks).toHaveLength(1);
  // The token has expired, and the removal fetches another.
  fixture.zendesk.account('acme').expireAccessTokens();
  await fixture.connection().connectWithClientCredentials({ subdomain: 'globex' });
  expect(fixture.zendesk.account('acme').webhooks).toEqual([]);
  expect(await fixture.connection().status()).toMatchObject({ subdomain: 'globex', grantType: 'client_credentials' });
});
