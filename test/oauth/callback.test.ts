/**
 * Callbacks as browsers send them, and at connectors that did not begin them: promise C10.
 */
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { MemoryTokenStore, OAuthCallbackError, type TokenStore, ZendeskConnector } from '../../src/index.js';
import { createFixture, type Fixture, REDIRECT_URI, rejection, SESSION } from '../support/fixture.js';

function livingTokens({ zendesk }: Fixture, subdomain = 'acme') {
  return zendesk.account(subdomain).tokens.filter(({ revokedAt }) => revokedAt === undefined);
}

function tokenCalls({ zendesk }: Fixture) {
  return zendesk.requests.filter(({ path }) => path === '/oauth/tokens');
}

async function begun(fixture: Fixture, more: { subdomain?: string; session?: string; returnTo?: string } = {}) {
  const { subdomain = 'acme', session = SESSION, ...rest } = more;
  return (await fixture.connection().connect({ subdomain, session, ...rest })).url;
}

/** The owner has approved: the callback is on its way. */
async function approved(fixture: Fixture, more: Parameters<typeof begun>[1] = {}): Promise<URL> {
  return fixture.zendesk.authorize(await begun(fixture, more));
}

function handle(fixture: Fixture, callback: URL | string, session: string | undefined = SESSION) {
  return fixture.connector.handleCallback(callback, { session });
}

/** The same data in another process, and other options if need be. */
function otherProcess({ options }: Fixture, more: Partial<Fixture['options']> = {}): ZendeskConnector {
  const { tokenStore } = options;
  const elsewhere: TokenStore = {
    get: (key) => tokenStore.get(key),
    compareAndSet: (key, expected, next) => tokenStore.compareAndSet(key, expected, next),
  };
  return new ZendeskConnector({ ...options, tokenStore: elsewhere, ...more });
}

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date'], now: Date.UTC(2026, 10, 23, 12) });
});
afterEach(() => {
  vi.useRealTimers();
});

describe('[C10] a callback that the browser repeats', () => {
  test('after it succeeded, in this process and in another one: the same result, and one token call', async () => {
    const fixture = createFixture();
    const callback = await approved(fixture, { returnTo: '/bots/42' });
    const first = await handle(fixture, callback);
    expect(first).toMatchObject({ connectionId: 'bot-1', subdomain: 'acme', returnTo: '/bots/42' });
    expect(await handle(fixture, callback)).toEqual(first);
    expect(await otherProcess(fixture).handleCallback(callback, { session: SESSION })).toEqual(first);
    expect(tokenCalls(fixture)).toHaveLength(1);
    expect(fixture.events.map(({ type }) => type)).toEqual(['connect.started', 'connect.succeeded']);
  });

  test('while the first is being handled, in this process and in another one: both wait for its result', async () => {
    const fixture = createFixture();
    const callback = await approved(fixture, { returnTo: '/bots/42' });
    fixture.zendesk.fault({ path: '/oauth/tokens' }, { delay: 300, times: 1 });
    const [prefetch, navigation, elsewhere] = await Promise.all([
      handle(fixture, callback),
      handle(fixture, callback),
      otherProcess(fixture).handleCallback(callback, { session: SESSION }),
    ]);
    expect(navigation).toEqual(prefetch);
    expect(elsewhere).toEqual(prefetch);
    expect(tokenCalls(fixture)).toHaveLength(1);
    expect(livingTokens(fixture)).toHaveLength(1);
  });

  test('while the first is being handled, and that fails: refused soon, and the owner can start again', async () => {
    const fixture = createFixture();
    const callback = await approved(fixture);
    fixture.zendesk.fault({ path: '/oauth/tokens' }, { delay: 200, status: 500, times: 1 });
    const errors = await Promise.all([rejection(handle(fixture, callback)), rejection(handle(fixture, callback))]);
    expect(errors.map((error) => (error as OAuthCallbackError).reason).toSorted()).toEqual(['exchange', 'state']);
    await fixture.connect();
    expect(await fixture.connection().status()).toMatchObject({ state: 'connected' });
  });

  test('whose first handler died: refused when the time is up', async () => {
    const fixture = createFixture({ timeout: 400 });
    const callback = await approved(fixture);
    fixture.zendesk.fault({ path: '/oauth/tokens' }, { hang: true, times: 1 });
    rejection(otherProcess(fixture).handleCallback(callback, { session: SESSION })).catch(() => {});
    await vi.waitFor(() => expect(tokenCalls(fixture)).toHaveLength(1));
    expect(await rejection(handle(fixture, callback))).toMatchObject({ reason: 'state' });
  });

  test.each([
    ['from another session', (url: URL) => url, 'browser-session-2'],
    ['without a session', (url: URL) => url, undefined],
    ['with another code', (url: URL) => new URL(url.href.replace(/code=[^&]+/, 'code=another')), SESSION],
    ['without a code', (url: URL) => new URL(url.href.replace(/code=[^&]+/, '')), SESSION],
    ['with an error in place of the code', (url: URL) => new URL(url.href.replace(/code=[^&]+/, 'error=x')), SESSION],
  ])('%s is refused', async (_, change, session) => {
    const fixture = createFixture();
    const callback = await approved(fixture);
    await handle(fixture, callback);
    const error = await rejection(fixture.connector.handleCallback(change(callback), { session }));
    expect(error).toMatchObject({ code: 'oauth_callback', reason: 'state' });
    expect(tokenCalls(fixture)).toHaveLength(1);
    expect(livingTokens(fixture)).toHaveLength(1);
  });

  test.each([
    ['the owner has disconnected', async (fixture: Fixture) => void (await fixture.connection().disconnect())],
    ['another account is connected', (fixture: Fixture) => fixture.connect('beta')],
    ['ten minutes are over', async () => void vi.setSystemTime(Date.now() + 600_001)],
    [
      'the connection has ended',
      async (fixture: Fixture) => {
        fixture.zendesk.account('acme').revokeTokens();
        await rejection(fixture.connection().request('GET', '/api/v2/users/me.json'));
      },
    ],
  ])('after %s is not called a success', async (_, happen) => {
    const fixture = createFixture({ simulator: { accounts: ['acme', 'beta'] } });
    const callback = await approved(fixture);
    await handle(fixture, callback);
    await happen(fixture);
    expect(await rejection(handle(fixture, callback))).toMatchObject({ reason: 'state' });
  });

  test('after the tokens were refreshed is still a success', async () => {
    const fixture = createFixture();
    const callback = await approved(fixture);
    await handle(fixture, callback);
    fixture.zendesk.account('acme').expireAccessTokens();
    await fixture.connection().request('GET', '/api/v2/users/me.json');
    expect(await handle(fixture, callback)).toMatchObject({ connectionId: 'bot-1', subdomain: 'acme' });
  });
});

describe('[C10] several authorizations of one connection', () => {
  test.each([
    ['the older one first', [0, 1]],
    ['the newer one first', [1, 0]],
  ])('two tabs, %s: both succeed, and one pair of tokens lives', async (_, order) => {
    const fixture = createFixture();
    const callbacks = [await approved(fixture, { returnTo: '/a' }), await approved(fixture, { returnTo: '/b' })];
    for (const index of order) {
      const callback = callbacks[index] as URL;
      expect(await handle(fixture, callback)).toMatchObject({ returnTo: ['/a', '/b'][index] });
    }
    expect(livingTokens(fixture)).toHaveLength(1);
    expect(await fixture.connection().status()).toMatchObject({ state: 'connected' });
  });

  test('a double click, 50 times: whichever address the browser follows, it works', async () => {
    const fixture = createFixture();
    for (let round = 0; round < 50; round++) {
      const urls = await Promise.all([begun(fixture), begun(fixture)]);
      const followed = urls[round % 2] as URL;
      await handle(fixture, await fixture.zendesk.authorize(followed));
      expect(await fixture.connection().status()).toMatchObject({ state: 'connected' });
    }
    expect(livingTokens(fixture)).toHaveLength(1);
  });

  test('two admins in two browsers: each callback belongs to the session that began it', async () => {
    const fixture = createFixture();
    const ada = await approved(fixture, { session: 'ada' });
    const bo = await approved(fixture, { session: 'bo' });
    expect(await rejection(handle(fixture, ada, 'bo'))).toMatchObject({ reason: 'session' });
    await handle(fixture, ada, 'ada');
    await handle(fixture, bo, 'bo');
    expect(livingTokens(fixture)).toHaveLength(1);
  });

  test('at the same time: one pair of tokens lives', async () => {
    const fixture = createFixture();
    const callbacks = [await approved(fixture), await approved(fixture)];
    await Promise.all(callbacks.map((callback) => handle(fixture, callback)));
    expect(livingTokens(fixture)).toHaveLength(1);
    await expect(fixture.connection().request('GET', '/api/v2/users/me.json')).resolves.toBeDefined();
  });

  test('one that is denied leaves the others alone', async () => {
    const fixture = createFixture();
    const other = await approved(fixture);
    const denied = await fixture.zendesk.authorize(await begun(fixture), { decision: 'deny' });
    expect(await rejection(handle(fixture, denied))).toMatchObject({ reason: 'denied' });
    await handle(fixture, other);
  });

  test('are bounded: ten are kept, the oldest go first, and the record does not grow', async () => {
    const fixture = createFixture();
    const first = await approved(fixture);
    const sizes: number[] = [];
    for (let round = 0; round < 30; round++) {
      await begun(fixture);
      sizes.push((await fixture.options.tokenStore.get('bot-1'))?.length ?? 0);
    }
    expect(new Set(sizes.slice(10)).size).toBe(1);
    expect(await rejection(handle(fixture, first))).toMatchObject({ reason: 'state' });
    const last = await approved(fixture);
    await handle(fixture, last);
  });
});

describe('[C10] a callback at the connector of another OAuth client', () => {
  const clients = [
    { clientId: 'support_bot', clientSecret: 'simulated-client-secret' },
    { clientId: 'other_bot', clientSecret: 'other-secret' },
  ];

  test('is refused before anything is used up: the right one can still handle it', async () => {
    const fixture = createFixture({ simulator: { accounts: [{ subdomain: 'acme', clients }] } });
    const callback = await approved(fixture, { returnTo: '/tenants/1' });
    fixture.zendesk.clearRequests();
    const other = new ZendeskConnector({ ...fixture.options, clientId: 'other_bot', clientSecret: 'other-secret' });
    const error = await rejection(other.handleCallback(callback, { session: SESSION }));
    expect(error).toBeInstanceOf(OAuthCallbackError);
    expect(error).toMatchObject({ reason: 'client', status: 400, hint: expect.stringContaining('path of its own') });
    expect(fixture.zendesk.requests).toEqual([]);
    expect(fixture.events.at(-1)).toMatchObject({ type: 'connect.failed', reason: 'client', connectionId: 'bot-1' });
    expect(await handle(fixture, callback)).toMatchObject({ returnTo: '/tenants/1' });
  });

  test('tenants whose customers registered a client each: a callback path for each of them', async () => {
    const tenants = ['acme', 'beta'];
    const fixture = createFixture({
      simulator: {
        accounts: tenants.map((subdomain) => ({
          subdomain,
          clients: [{ clientId: `${subdomain}_bot`, clientSecret: `${subdomain}-secret` }],
        })),
      },
    });
    const connectorOf = (tenant: string) =>
      new ZendeskConnector({
        ...fixture.options,
        clientId: `${tenant}_bot`,
        clientSecret: `${tenant}-secret`,
        redirectUri: `https://bot.example/zendesk/callback/${tenant}`,
      });
    const callbacks = await Promise.all(
      tenants.map(async (tenant) => {
        const owner = connectorOf(tenant).connection(tenant, { permissions: ['ZENDESK_ACTIONS.CREATE_OAUTH'] });
        const { url } = await owner.connect({ subdomain: tenant, session: SESSION });
        return fixture.zendesk.authorize(url);
      }),
    );
    for (const callback of callbacks) {
      const tenant = callback.pathname.split('/').at(-1) ?? '';
      const result = await connectorOf(tenant).handleCallback(callback, { session: SESSION });
      expect(result).toMatchObject({ connectionId: tenant, subdomain: tenant });
      expect(livingTokens(fixture, tenant)).toMatchObject([{ clientId: `${tenant}_bot` }]);
    }
  });
});

describe('a subdomain', () => {
  const address = { subdomain: 'nosuch', session: SESSION };

  test('of no account is refused before the owner is sent there', async () => {
    const fixture = createFixture();
    expect(await rejection(fixture.connection().connect(address))).toMatchObject({
      code: 'invalid_input',
      status: 400,
      issues: [{ path: ['subdomain'], message: 'there is no Zendesk account at nosuch.zendesk.com' }],
      userMessage: 'There is no Zendesk account at nosuch.zendesk.com. Please check the spelling.',
    });
    expect(fixture.events).toEqual([]);
    expect(await fixture.options.tokenStore.get('bot-1')).toBeUndefined();
  });

  test.each([
    ['{}', { status: 404, body: {} }],
    ['a web page', { status: 404, body: '<!DOCTYPE html><title>No help desk</title>' }],
  ])('of no account, which Zendesk answers with %s', async (_, answer) => {
    const fixture = createFixture({ simulator: { accounts: ['acme', 'nosuch'] } });
    fixture.zendesk.fault({ subdomain: 'nosuch' }, answer);
    expect(await rejection(fixture.connection().connect(address))).toMatchObject({ code: 'invalid_input' });
  });

  test.each([
    ['cannot be reached', { reset: true }],
    ['does not answer', { hang: true }],
    ['is down', { status: 503, headers: { 'retry-after': '60' } }],
    ['limits the rate', { status: 429, headers: { 'retry-after': '60' } }],
    ['asks for credentials', { status: 401, body: { error: 'Couldn’t authenticate you' } }],
    ['forbids it', { status: 403, body: { error: 'Forbidden' } }],
    ['redirects', { status: 302, headers: { location: 'https://acme.zendesk.com/access' } }],
    ['answers with an anonymous user', { status: 200, body: { user: { id: null, name: 'Anonymous user' } } }],
    ['answers with a web page', { status: 200, body: '<html>Sign in</html>' }],
    ['lacks the route', { status: 404, body: { error: 'InvalidEndpoint', description: 'Not found' } }],
  ])('of an account that %s keeps no one from connecting', async (_, answer) => {
    const fixture = createFixture();
    const remove = fixture.zendesk.fault({}, answer);
    const url = await begun(fixture);
    remove();
    await handle(fixture, await fixture.zendesk.authorize(url));
    expect(await fixture.connection().status()).toMatchObject({ state: 'connected' });
  });
});

describe('what Zendesk did not grant', () => {
  const SCOPE = ['tickets:read', 'tickets:write', 'users:read'];

  async function granted(scope: string) {
    const fixture = createFixture({ scope: SCOPE });
    const callback = await approved(fixture);
    fixture.zendesk.fault(
      { path: '/oauth/tokens' },
      { status: 201, body: { access_token: 'abc', token_type: 'bearer', scope, expires_in: 3600 }, times: 1 },
    );
    fixture.zendesk.fault({ path: '/api/v2/users/me' }, { status: 403, body: { error: 'Forbidden' } });
    return { fixture, result: await handle(fixture, callback) };
  }

  test.each([
    ['tickets:write', ['tickets:read', 'users:read'], ['zendesk_get_ticket_status']],
    ['tickets:read users:read', ['tickets:write'], ['zendesk_create_ticket']],
    ['read', ['tickets:write'], ['zendesk_create_ticket']],
    ['read write', [], []],
    ['hc:read', SCOPE, ['zendesk_create_ticket', 'zendesk_get_ticket_status']],
  ])('with %j is told by the result, the event and status()', async (scope, missing, limited) => {
    const { fixture, result } = await granted(scope);
    expect(result.missingScope).toEqual(missing);
    const names = result.limitedActions.map(({ name }) => name);
    expect(names).toEqual(expect.arrayContaining(limited));
    if (missing.length === 0) expect(names).toEqual([]);
    for (const { missingScope } of result.limitedActions) expect(missingScope).not.toEqual([]);
    const { missingScope, limitedActions } = result;
    expect(fixture.events.at(-1)).toMatchObject({ type: 'connect.succeeded', missingScope, limitedActions });
    expect(await fixture.connection().status()).toMatchObject({ state: 'connected', missingScope, limitedActions });
  });
});

describe('a scope that the OAuth client may not have', () => {
  // Zendesk refuses Allowed scopes with a broad scope and a narrower one of it.
  const scope = ['tickets:read', 'read', 'tickets:write'];
  const hint = expect.stringMatching(/Allowed scopes.*: read tickets:write \(Admin Center.*OAuth clients\)/);

  test('at the page of consent: the hint names what was asked for and where to allow it', async () => {
    const fixture = createFixture({ scope });
    const url = new URL(await begun(fixture, { returnTo: '/back' }));
    const callback = new URL(REDIRECT_URI);
    callback.search = new URLSearchParams({
      error: 'invalid_scope',
      error_description: 'The requested scope is invalid, unknown, or malformed.',
      state: url.searchParams.get('state') ?? '',
    }).toString();
    expect(await rejection(handle(fixture, callback))).toMatchObject({
      reason: 'denied',
      error: 'invalid_scope',
      returnTo: '/back',
      hint,
    });
  });

  test('at the token endpoint', async () => {
    const fixture = createFixture({ scope });
    const callback = await approved(fixture);
    fixture.zendesk.fault({ path: '/oauth/tokens' }, { status: 400, body: { error: 'invalid_scope' } });
    expect(await rejection(handle(fixture, callback))).toMatchObject({
      reason: 'exchange',
      error: 'invalid_scope',
      hint,
    });
  });
});

test('a wrong client secret is told by error and event', async () => {
  const fixture = createFixture({ clientSecret: 'wrong' });
  const callback = await approved(fixture);
  expect(await rejection(handle(fixture, callback))).toMatchObject({
    reason: 'exchange',
    error: 'invalid_client',
    hint: expect.stringContaining('"clientSecret"'),
  });
  expect(fixture.events.at(-1)).toMatchObject({ type: 'connect.failed', reason: 'exchange', error: 'invalid_client' });
});

test.each([50, 400, 1_500])('a token that the API knows only %d ms after it was issued connects', async (lag) => {
  const known = new Map<string, number>();
  const fixture = createFixture({
    tokenStore: new MemoryTokenStore(),
    fetch: async (input, init) => {
      const token = new Headers(init?.headers).get('authorization') ?? '';
      if (!known.has(token)) known.set(token, performance.now() + lag);
      if (token === '' || performance.now() >= (known.get(token) ?? 0)) return fetch(input, init);
      return Response.json({ error: 'invalid_token' }, { status: 401 });
    },
  });
  await fixture.connect();
  expect(await fixture.connection().status()).toMatchObject({ state: 'connected', user: { name: 'Ada Admin' } });
});
