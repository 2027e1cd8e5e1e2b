/**
 * The way to Zendesk and back: promises C1 to C4, C6 and C7, and what becomes of a connection from before.
 */
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import {
  ConfigurationError,
  generateEncryptionKey,
  InvalidInputError,
  MemoryTokenStore,
  OAuthCallbackError,
  PermissionError,
  type TokenStore,
  ZendeskConnector,
} from '../../src/index.js';
import { sha256 } from '../../src/util/hash.js';
import { ANN, createFixture, type Fixture, REDIRECT_URI, rejection, SESSION } from '../support/fixture.js';
import { HOSTILE_SUBDOMAINS } from '../support/hostile-subdomains.js';

const MINUTE = 60;

function paths({ zendesk }: Fixture): string[] {
  return zendesk.requests.map(({ method, path }) => `${method} ${path}`);
}

function tokenCalls({ zendesk }: Fixture) {
  return zendesk.requests.filter(({ path }) => path === '/oauth/tokens');
}

/** What was sent to exchange the code. */
function exchanged(fixture: Fixture): Readonly<Record<string, string>> {
  const [exchange] = tokenCalls(fixture);
  return (exchange?.body ?? {}) as Record<string, string>;
}

function livingTokens({ zendesk }: Fixture, subdomain = 'acme') {
  return zendesk.account(subdomain).tokens.filter(({ revokedAt }) => revokedAt === undefined);
}

function failures({ events }: Fixture) {
  return events.filter((event) => event.type === 'connect.failed');
}

/** Somebody has been to Zendesk and pressed Allow: the callback is on its way. */
async function atCallback(
  options: Parameters<typeof createFixture>[0] & { subdomain?: string; returnTo?: string } = {},
): Promise<Fixture & { readonly callback: URL; readonly authorizationUrl: URL }> {
  const { subdomain = 'acme', returnTo, ...rest } = options;
  const fixture = createFixture(rest);
  const { url } = await fixture
    .connection()
    .connect({ subdomain, session: SESSION, ...(returnTo === undefined ? {} : { returnTo }) });
  const callback = await fixture.zendesk.authorize(url);
  fixture.zendesk.clearRequests();
  return { ...fixture, callback, authorizationUrl: url };
}

async function refused(fixture: Fixture, callback: URL | string, session: string | undefined = SESSION) {
  const error = await rejection(fixture.connector.handleCallback(callback, { session }));
  expect(error).toBeInstanceOf(OAuthCallbackError);
  return error as OAuthCallbackError;
}

function withParameters(url: URL, parameters: Readonly<Record<string, string | undefined>>): URL {
  const changed = new URL(url);
  for (const [name, value] of Object.entries(parameters)) {
    if (value === undefined) changed.searchParams.delete(name);
    else changed.searchParams.set(name, value);
  }
  return changed;
}

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date'], now: Date.UTC(2026, 10, 23, 12) });
});
afterEach(() => {
  vi.useRealTimers();
});

function travel(seconds: number): void {
  vi.setSystemTime(Date.now() + seconds * 1000);
}

describe('the address that the browser is sent to', () => {
  test('names the client, the callback, the least scope, a state and a challenge: nothing else', async () => {
    const { connection, zendesk, events } = createFixture();
    const { url } = await connection().connect({ subdomain: 'acme', session: SESSION });
    expect(url.origin + url.pathname).toBe('https://acme.zendesk.com/oauth/authorizations/new');
    expect(Object.fromEntries(url.searchParams)).toEqual({
      response_type: 'code',
      client_id: 'support_bot',
      redirect_uri: REDIRECT_URI,
      scope: 'tickets:read tickets:write users:read',
      state: expect.stringMatching(/^[\w.-]{43,}$/),
      code_challenge: expect.stringMatching(/^[\w-]{43}$/),
      code_challenge_method: 'S256',
    });
    expect([...url.searchParams.keys()]).toHaveLength(7);
    expect(url.href).not.toContain('simulated-client-secret');
    // Only the question whether there is such an account.
    expect(zendesk.requests).toMatchObject([{ method: 'GET', path: '/api/v2/users/me', subdomain: 'acme' }]);
    expect(zendesk.requests[0]?.headers).not.toHaveProperty('authorization');
    expect(events).toMatchObject([{ type: 'connect.started', subdomain: 'acme', connectionId: 'bot-1' }]);
  });

  test('asks for the scope that the host chose', async () => {
    const { connection } = createFixture({ scope: ['read', 'write'] });
    const { url } = await connection().connect({ subdomain: 'acme', session: SESSION });
    expect(url.searchParams.get('scope')).toBe('read write');
  });

  test('needs the permission CREATE_OAUTH, and nobody to speak for', async () => {
    const { connector, zendesk } = createFixture();
    const error = await rejection(
      connector.connection('bot-1', { permissions: [] }).connect({ subdomain: 'acme', session: SESSION }),
    );
    expect(error).toBeInstanceOf(PermissionError);
    const owner = connector.connection('bot-1', { permissions: ['ZENDESK_ACTIONS.CREATE_OAUTH'] });
    expect(zendesk.requests).toEqual([]);
    expect((await owner.connect({ subdomain: 'acme', session: SESSION })).url).toBeInstanceOf(URL);
  });

  test.each(['', undefined, null, 42])('needs a session: not %j', async (session) => {
    const { connection, options } = createFixture();
    const error = await rejection(connection().connect({ subdomain: 'acme', session: session as string }));
    expect(error).toBeInstanceOf(ConfigurationError);
    expect(error).toMatchObject({ option: 'session' });
    expect(await options.tokenStore.get('bot-1')).toBeUndefined();
  });
});

describe('PKCE', () => {
  test('the hash is that of RFC 7636 appendix B', async () => {
    expect(await sha256('dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk')).toBe(
      'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM',
    );
  });

  test('the verifier that is sent with the code is the one that the challenge was made of', async () => {
    const fixture = await atCallback();
    await fixture.connector.handleCallback(fixture.callback, { session: SESSION });
    const [exchange] = tokenCalls(fixture);
    const { code_verifier: verifier, ...body } = exchanged(fixture);
    expect(verifier).toMatch(/^[\w-]{43}$/);
    expect(await sha256(String(verifier))).toBe(fixture.authorizationUrl.searchParams.get('code_challenge'));
    expect(body).toEqual({
      grant_type: 'authorization_code',
      code: fixture.callback.searchParams.get('code'),
      client_id: 'support_bot',
      client_secret: 'simulated-client-secret',
      redirect_uri: REDIRECT_URI,
      scope: 'tickets:read tickets:write users:read',
      expires_in: 3600,
      refresh_token_expires_in: 7_775_999,
    });
    expect(exchange?.headers['content-type']).toMatch(/^application\/json/);
  });

  test('a thousand verifiers differ', async () => {
    const { connector } = createFixture();
    const urls = await Promise.all(
      Array.from({ length: 1_000 }, async (_, n) => {
        const owner = connector.connection(`bot-${n}`, { permissions: ['ZENDESK_ACTIONS.CREATE_OAUTH'] });
        return (await owner.connect({ subdomain: 'acme', session: SESSION })).url;
      }),
    );
    for (const name of ['code_challenge', 'state']) {
      expect(new Set(urls.map((url) => url.searchParams.get(name))).size).toBe(1_000);
    }
  });

  test('[T13] neither verifier, code nor token stands in clear in the address, the state or the store', async () => {
    const memory = new MemoryTokenStore();
    const stored: string[] = [];
    const tokenStore: TokenStore = {
      get: (key) => memory.get(key),
      compareAndSet: (key, expected, next) => {
        stored.push(`${next}`);
        return memory.compareAndSet(key, expected, next);
      },
    };
    const fixture = await atCallback({ tokenStore });
    await fixture.connector.handleCallback(fixture.callback, { session: SESSION });
    const { code_verifier: verifier, code } = exchanged(fixture);
    const [tokens] = fixture.zendesk.account('acme').tokens;
    const secrets = [verifier, code, tokens?.accessToken, tokens?.refreshToken, SESSION, await sha256(SESSION)];
    expect(stored).toHaveLength(3); // the authorization, its claim, the grant
    const inTheOpen = [fixture.authorizationUrl.href, fixture.callback.searchParams.get('state') ?? '', ...stored];
    const readable = inTheOpen.flatMap((text) => [
      text,
      ...text.split(/[.&=?]/).map((part) => Buffer.from(part, 'base64url').toString('latin1')),
    ]);
    for (const secret of secrets) {
      expect(String(secret).length).toBeGreaterThan(10);
      for (const text of readable) expect(text).not.toContain(secret);
    }
  });
});

describe('[C1] the browser that began', () => {
  test.each(['browser-session-2', '', undefined])(
    'a callback with the session %j is refused, audited, and spoils nothing',
    async (session) => {
      const fixture = await atCallback();
      // Not by refused(), whose default would replace undefined.
      const error = await rejection(fixture.connector.handleCallback(fixture.callback, { session }));
      expect(error).toBeInstanceOf(OAuthCallbackError);
      expect(error).toMatchObject({ reason: 'session', status: 403, code: 'oauth_callback', retryable: false });
      expect(fixture.zendesk.requests).toEqual([]);
      expect(failures(fixture)).toMatchObject([{ reason: 'session', connectionId: 'bot-1' }]);
      expect(await fixture.connection().status()).toMatchObject({ state: 'disconnected' });
      // The state is not used up by it: the right browser can still go on.
      await fixture.connector.handleCallback(fixture.callback, { session: SESSION });
      expect(await fixture.connection().status()).toMatchObject({ state: 'connected' });
    },
  );

  test('a callback without options is one without a session', async () => {
    const fixture = await atCallback();
    const handle = fixture.connector.handleCallback.bind(fixture.connector) as (callback: URL) => Promise<unknown>;
    expect(await rejection(handle(fixture.callback))).toMatchObject({ reason: 'session' });
    expect(fixture.zendesk.requests).toEqual([]);
  });
});

describe('[C2] state', () => {
  test('with any character changed, and cut off anywhere, is refused before anything is asked', async () => {
    const fixture = await atCallback();
    const state = fixture.callback.searchParams.get('state') ?? '';
    const forged = [...state].flatMap((character, at) => [
      state.slice(0, at) + (character === 'A' ? 'B' : 'A') + state.slice(at + 1),
      state.slice(0, at),
    ]);
    for (const text of forged) {
      const error = await refused(fixture, withParameters(fixture.callback, { state: text }));
      expect(error).toMatchObject({ reason: 'state', status: 400 });
    }
    expect(fixture.zendesk.requests).toEqual([]);
    expect(failures(fixture)).toHaveLength(forged.length);
    expect(failures(fixture)[0]).toMatchObject({ reason: 'state' });
    expect(failures(fixture)[0]).not.toHaveProperty('connectionId');
    await fixture.connector.handleCallback(fixture.callback, { session: SESSION });
  });

  test.each([
    ['is missing', (url: URL) => withParameters(url, { state: undefined })],
    ['is empty', (url: URL) => withParameters(url, { state: '' })],
    ['comes twice', (url: URL) => `${url.href}&state=${url.searchParams.get('state')}`],
    ['comes with a second code', (url: URL) => `${url.href}&code=another`],
    ['is in the fragment', (url: URL) => `${REDIRECT_URI}#${url.search.slice(1)}`],
    ['is the address of another parameter', (url: URL) => url.href.replace('state=', 'state[]=')],
    ['belongs to no URL', () => 'http://['],
  ])('that %s is refused', async (_, change) => {
    const fixture = await atCallback();
    expect(await refused(fixture, change(fixture.callback))).toMatchObject({ reason: 'state' });
    expect(fixture.zendesk.requests).toEqual([]);
    expect(failures(fixture)).toMatchObject([{ reason: 'state' }]);
  });

  test('works once: the same callback again asks nothing of Zendesk', async () => {
    const fixture = await atCallback();
    const first = await fixture.connector.handleCallback(fixture.callback, { session: SESSION });
    fixture.zendesk.clearRequests();
    expect(await fixture.connector.handleCallback(fixture.callback, { session: SESSION })).toEqual(first);
    expect(fixture.zendesk.requests).toEqual([]);
    expect(livingTokens(fixture)).toHaveLength(1);
    expect(await fixture.connection().status()).toMatchObject({ state: 'connected' });
  });

  test('of 100 callbacks at once one is handled, with one call to the token endpoint', async () => {
    const fixture = await atCallback();
    const results = await Promise.all(
      Array.from({ length: 100 }, () => fixture.connector.handleCallback(fixture.callback, { session: SESSION })),
    );
    expect(new Set(results.map((result) => JSON.stringify(result))).size).toBe(1);
    expect(paths(fixture)).toEqual(['POST /oauth/tokens', 'GET /api/v2/users/me']);
    expect(fixture.events.map(({ type }) => type)).toEqual(['connect.started', 'connect.succeeded']);
    expect(await fixture.connection().status()).toMatchObject({ state: 'connected' });
  });

  test('is good for ten minutes and not for longer', async () => {
    const fixture = createFixture();
    const { url } = await fixture.connection().connect({ subdomain: 'acme', session: SESSION });
    travel(10 * MINUTE + 1);
    const late = await fixture.zendesk.authorize(url);
    fixture.zendesk.clearRequests();
    expect(await refused(fixture, late)).toMatchObject({ reason: 'state' });
    expect(fixture.zendesk.requests).toEqual([]);

    const { url: again } = await fixture.connection().connect({ subdomain: 'acme', session: SESSION });
    travel(10 * MINUTE - 1);
    const inTime = await fixture.zendesk.authorize(again);
    await fixture.connector.handleCallback(inTime, { session: SESSION });
    expect(await fixture.connection().status()).toMatchObject({ state: 'connected' });
  });

  test('sealed with the key of another host is refused', async () => {
    const fixture = await atCallback();
    const stranger = new ZendeskConnector({ ...fixture.options, encryptionKey: generateEncryptionKey() });
    const { url } = await stranger
      .connection('bot-2', { permissions: ['ZENDESK_ACTIONS.CREATE_OAUTH'] })
      .connect({ subdomain: 'acme', session: SESSION });
    fixture.zendesk.clearRequests();
    const foreign = withParameters(fixture.callback, { state: url.searchParams.get('state') ?? '' });
    expect(await refused(fixture, foreign)).toMatchObject({ reason: 'state' });
    expect(await rejection(stranger.handleCallback(fixture.callback, { session: SESSION }))).toMatchObject({
      reason: 'state',
    });
    expect(fixture.zendesk.requests).toEqual([]);
  });

  test('sealed with the right key, but kept in another store, is refused', async () => {
    const fixture = await atCallback();
    const other = new ZendeskConnector({ ...fixture.options, tokenStore: new MemoryTokenStore() });
    expect(await rejection(other.handleCallback(fixture.callback, { session: SESSION }))).toMatchObject({
      reason: 'state',
    });
    expect(fixture.zendesk.requests).toEqual([]);
  });

  test('outlives a change of the key', async () => {
    const fixture = await atCallback();
    const { encryptionKey } = fixture.options;
    const rotated = new ZendeskConnector({
      ...fixture.options,
      encryptionKey: [generateEncryptionKey(), encryptionKey as string],
    });
    await expect(rotated.handleCallback(fixture.callback, { session: SESSION })).resolves.toMatchObject({
      connectionId: 'bot-1',
    });
  });

  test('is no use for another connection that was begun in the same browser', async () => {
    const fixture = await atCallback();
    const other = fixture.connector.connection('bot-2', { permissions: ['ZENDESK_ACTIONS.CREATE_OAUTH'] });
    await other.connect({ subdomain: 'acme', session: SESSION });
    const result = await fixture.connector.handleCallback(fixture.callback, { session: SESSION });
    expect(result.connectionId).toBe('bot-1');
    expect(await fixture.connection().status()).toMatchObject({ state: 'connected' });
    expect(
      await fixture.connector.connection('bot-2', { permissions: ['ZENDESK_ACTIONS.READ_INTEGRATIONS'] }).status(),
    ).toMatchObject({ state: 'disconnected' });
  });
});

describe('[C3] the account', () => {
  const simulator = { accounts: ['acme', 'evil'] };

  test.each([
    ['the host of the callback', (url: URL) => `https://evil.zendesk.com/zendesk/callback${url.search}`],
    [
      'parameters of the callback',
      (url: URL) => `${url.href}&subdomain=evil&iss=https://evil.zendesk.com&domain=evil.zendesk.com`,
    ],
  ])('is the one of connect(), whatever %s says', async (_, change) => {
    const fixture = await atCallback({ simulator });
    const result = await fixture.connector.handleCallback(change(fixture.callback), { session: SESSION });
    expect(result.subdomain).toBe('acme');
    expect(fixture.zendesk.requests.map(({ subdomain }) => subdomain)).toEqual(['acme', 'acme']);
    expect(await fixture.connection().status()).toMatchObject({ state: 'connected', subdomain: 'acme' });
  });

  test('does not get the code of another one', async () => {
    // The owner began with acme; somebody made the browser come back with a code from evil.
    const fixture = await atCallback({ simulator });
    const { url } = await fixture.connector
      .connection('bot-2', { permissions: ['ZENDESK_ACTIONS.CREATE_OAUTH'] })
      .connect({ subdomain: 'evil', session: SESSION });
    const foreign = await fixture.zendesk.authorize(url);
    fixture.zendesk.clearRequests();
    const mixed = withParameters(fixture.callback, { code: foreign.searchParams.get('code') ?? '' });
    expect(await refused(fixture, mixed)).toMatchObject({ reason: 'exchange' });
    expect(fixture.zendesk.requests.map(({ subdomain }) => subdomain)).toEqual(['acme']);
    expect(livingTokens(fixture)).toEqual([]);
    expect(livingTokens(fixture, 'evil')).toEqual([]);
  });
});

describe('[C4] hostile subdomains', () => {
  test('there are enough of them', () => {
    expect(HOSTILE_SUBDOMAINS.length).toBeGreaterThanOrEqual(60);
  });

  test('none leads anywhere: nothing leaves, nothing is kept', async () => {
    const fixture = createFixture();
    for (const subdomain of HOSTILE_SUBDOMAINS) {
      const error = await rejection(fixture.connection().connect({ subdomain: subdomain as string, session: SESSION }));
      expect.soft(error, String(subdomain)).toBeInstanceOf(InvalidInputError);
      expect.soft(error, String(subdomain)).toMatchObject({ issues: [{ path: ['subdomain'] }], status: 400 });
    }
    expect(fixture.zendesk.requests).toEqual([]);
    expect(fixture.events).toEqual([]);
    expect(await fixture.options.tokenStore.get('bot-1')).toBeUndefined();
  });

  test.each(['ACME', 'acme.zendesk.com', 'https://acme.zendesk.com/agent/dashboard'])(
    'what people paste is understood: %s',
    async (subdomain) => {
      const { url } = await createFixture().connection().connect({ subdomain, session: SESSION });
      expect(url.origin).toBe('https://acme.zendesk.com');
    },
  );
});

describe('[C6] returnTo', () => {
  test.each([
    '//evil.com',
    '/\\evil.com',
    '\\/evil.com',
    '\\\\evil.com',
    'https:evil.com',
    'https:/evil.com',
    'https://evil.com',
    '///evil.com',
    '/%2f%2fevil.com',
    '/%2Fevil.com',
    '/%5cevil.com',
    '/%5C%5Cevil.com',
    '/\t/evil.com',
    '/\n/evil.com',
    '/\r\nSet-Cookie: a=b',
    '/%0d%0aSet-Cookie:%20a=b',
    '/%09/evil.com',
    'javascript:alert(1)',
    'data:text/html,',
    'http://acme@evil.com',
    '.',
    '..',
    '?next=//evil',
    '#top',
    '%00',
    '/%00',
    '/%',
    '/%zz',
    '/／evil.com',
    '/\u202Eevil',
    '/a b',
    'settings',
    '',
    ' /settings',
    null,
    42,
    {},
    ['/settings'],
  ])('%j is refused', async (returnTo) => {
    const fixture = createFixture();
    const error = await rejection(
      fixture.connection().connect({ subdomain: 'acme', session: SESSION, returnTo: returnTo as string }),
    );
    expect(error).toBeInstanceOf(InvalidInputError);
    expect(error).toMatchObject({ issues: [{ path: ['returnTo'] }] });
    expect(await fixture.options.tokenStore.get('bot-1')).toBeUndefined();
  });

  test.each(['/', '/integrations', '/a/b?x=1#y', '/a?next=/b', '/bots/42/integrations?tab=zendesk', '/caf%C3%A9'])(
    '%s is given back as it was',
    async (returnTo) => {
      const fixture = await atCallback({ returnTo });
      const result = await fixture.connector.handleCallback(fixture.callback, { session: SESSION });
      expect(result).toMatchObject({ connectionId: 'bot-1', subdomain: 'acme', returnTo });
      expect(new URL(returnTo, 'https://bot.example').origin).toBe('https://bot.example');
    },
  );

  test('comes from connect(), not from the callback', async () => {
    const fixture = await atCallback();
    const callback = withParameters(fixture.callback, { returnTo: '/other', return_to: '/other' });
    const result = await fixture.connector.handleCallback(callback, { session: SESSION });
    expect(result).toMatchObject({ connectionId: 'bot-1', subdomain: 'acme' });
    expect(result).not.toHaveProperty('returnTo');
  });
});

describe('[C7] consent that was not given', () => {
  async function connectedAndAskedAgain() {
    const fixture = createFixture();
    await fixture.connect();
    const { ticketId } = await fixture.connection().createTicket({ subject: 'a', body: 'b' });
    const { url } = await fixture.connection().connect({ subdomain: 'acme', session: SESSION });
    const callback = await fixture.zendesk.authorize(url, { decision: 'deny' });
    fixture.zendesk.clearRequests();
    fixture.events.length = 0;
    return { ...fixture, callback, ticketId };
  }

  test('is an error with a reason; the connection from before works on', async () => {
    const fixture = await connectedAndAskedAgain();
    expect(fixture.callback.searchParams.get('error')).toBe('access_denied');
    const error = await refused(fixture, fixture.callback);
    expect(error).toMatchObject({ reason: 'denied', error: 'access_denied', status: 403, retryable: false });
    expect(failures(fixture)).toMatchObject([{ reason: 'denied', error: 'access_denied', connectionId: 'bot-1' }]);
    expect(fixture.zendesk.requests).toEqual([]);
    const status = await fixture.connection().getTicketStatus({ ticketId: fixture.ticketId });
    expect(status.status).toBe('new');
    expect(tokenCalls(fixture)).toEqual([]);
    expect(livingTokens(fixture)).toHaveLength(1);
  });

  test('knows the way back, as every refusal does whose state was good', async () => {
    const fixture = createFixture();
    const begin = () =>
      fixture.connection().connect({ subdomain: 'acme', session: SESSION, returnTo: '/settings?a=1' });
    const denied = await fixture.zendesk.authorize((await begin()).url, { decision: 'deny' });
    expect(await refused(fixture, denied)).toMatchObject({ reason: 'denied', returnTo: '/settings?a=1' });
    const allowed = await fixture.zendesk.authorize((await begin()).url);
    fixture.zendesk.fault({ path: '/oauth/tokens' }, { status: 400, body: { error: 'invalid_grant' }, times: 1 });
    expect(await refused(fixture, allowed)).toMatchObject({ reason: 'exchange', returnTo: '/settings?a=1' });
    expect(await refused(fixture, `${REDIRECT_URI}?code=x&state=forged`)).toMatchObject({ returnTo: undefined });
  });

  test('uses up the state', async () => {
    const fixture = await connectedAndAskedAgain();
    await refused(fixture, fixture.callback);
    const allowed = withParameters(fixture.callback, { error: undefined, code: 'x' });
    expect(await refused(fixture, allowed)).toMatchObject({ reason: 'state' });
    expect(fixture.zendesk.requests).toEqual([]);
  });

  test('needs a good state as well: nobody else can end an authorization', async () => {
    const fixture = await atCallback();
    const forged = `${REDIRECT_URI}?error=access_denied&state=forged`;
    expect(await refused(fixture, forged)).toMatchObject({ reason: 'state' });
    const stolen = withParameters(fixture.callback, { code: undefined, error: 'access_denied' });
    expect(await refused(fixture, stolen, 'browser-session-2')).toMatchObject({ reason: 'session' });
    await fixture.connector.handleCallback(fixture.callback, { session: SESSION });
  });

  test.each([
    ['invalid_scope', 'invalid_scope'],
    ['server_error', 'server_error'],
    ['something_new', 'something_new'],
    ['<script>alert(1)</script>', 'unknown'],
    ['x'.repeat(65), 'unknown'],
    ['', 'unknown'],
    ['a\nb', 'unknown'],
  ])('error=%j is told as %s', async (error, told) => {
    const fixture = await atCallback();
    const callback = withParameters(fixture.callback, { code: undefined, error });
    expect(await refused(fixture, callback)).toMatchObject({ reason: 'denied', error: told });
    expect(failures(fixture)).toMatchObject([{ reason: 'denied', error: told }]);
    expect(fixture.zendesk.requests).toEqual([]);
  });

  test('a description of 8 kB with HTML in it is not echoed anywhere', async () => {
    const fixture = await atCallback();
    const error_description = `<img src=x onerror=alert(1)>${'canary '.repeat(1_200)}`;
    const callback = withParameters(fixture.callback, {
      code: undefined,
      error: 'access_denied',
      error_description,
      error_uri: 'https://canary.example/',
    });
    const error = await refused(fixture, callback);
    for (const text of [error.message, error.stack, error.userMessage, error.hint, JSON.stringify(error)]) {
      expect(text).not.toMatch(/canary|onerror/);
    }
    expect(JSON.stringify(fixture.events)).not.toMatch(/canary|onerror/);
  });

  test('an error beside a code is an error', async () => {
    const fixture = await atCallback();
    const callback = withParameters(fixture.callback, { error: 'access_denied' });
    expect(await refused(fixture, callback)).toMatchObject({ reason: 'denied' });
    expect(fixture.zendesk.requests).toEqual([]);
  });
});

describe('the callback', () => {
  test.each([
    ['a URL', (url: URL) => url],
    ['a URL as text', (url: URL) => url.href],
    ['a path with its query', (url: URL) => url.pathname + url.search],
    ['a query', (url: URL) => url.search],
    ['a request', (url: URL) => new Request(url)],
    ['a request of node:http, whose url is a path', (url: URL) => ({ url: url.pathname + url.search, headers: {} })],
    ['a request of hapi, or an event of SvelteKit, whose url is a URL', (url: URL) => ({ url, headers: {} })],
    ['a query without its question mark, as AWS Lambda has it', (url: URL) => url.search.slice(1)],
  ])('may be %s', async (_, form) => {
    const fixture = await atCallback();
    const result = await fixture.connector.handleCallback(form(fixture.callback), { session: SESSION });
    expect(result).toEqual({
      connectionId: 'bot-1',
      subdomain: 'acme',
      scope: ['tickets:read', 'tickets:write', 'users:read'],
      missingScope: [],
      limitedActions: [],
    });
    expect(paths(fixture)).toEqual(['POST /oauth/tokens', 'GET /api/v2/users/me']);
  });

  test('without code and error is an exchange that failed', async () => {
    const fixture = await atCallback();
    const bare = withParameters(fixture.callback, { code: undefined });
    expect(await refused(fixture, bare)).toMatchObject({ reason: 'exchange' });
    expect(fixture.zendesk.requests).toEqual([]);
  });

  test('tells the audit trail who connected what, without a token', async () => {
    const fixture = await atCallback();
    await fixture.connector.handleCallback(fixture.callback, { session: SESSION });
    const { id } = fixture.zendesk.account('acme').admin;
    expect(fixture.events).toEqual([
      {
        type: 'connect.started',
        at: expect.any(String),
        connectionId: 'bot-1',
        grantType: 'authorization_code',
        subdomain: 'acme',
      },
      {
        type: 'connect.succeeded',
        at: expect.any(String),
        connectionId: 'bot-1',
        grantType: 'authorization_code',
        subdomain: 'acme',
        userId: id,
        scope: ['tickets:read', 'tickets:write', 'users:read'],
        missingScope: [],
        limitedActions: [],
      },
    ]);
  });
});

describe('a code that cannot be exchanged', () => {
  test.each([
    ['invalid_grant', { status: 400, body: { error: 'invalid_grant', error_description: 'expired' } }],
    ['invalid_client', { status: 401, body: { error: 'invalid_client' } }],
    ['500', { status: 500 }],
    ['503', { status: 503, headers: { 'retry-after': '1' } }],
    ['429', { status: 429, headers: { 'retry-after': '60' } }],
    ['a broken connection', { reset: true }],
    ['a web page', { status: 200, body: '<html>Sign in</html>' }],
    ['a redirect', { status: 302, headers: { location: 'https://evil.example/' } }],
    ['200 without a token', { status: 200, body: { error: 'invalid_grant' } }],
    ['403', { status: 403, body: { error: 'Forbidden' } }],
  ])('%s: one call, an error, and the state is used up', async (_, fault) => {
    const fixture = await atCallback();
    const remove = fixture.zendesk.fault({ path: '/oauth/tokens' }, fault);
    const error = await refused(fixture, fixture.callback);
    expect(error).toMatchObject({ reason: 'exchange', status: 502 });
    expect(paths(fixture)).toEqual(['POST /oauth/tokens']);
    expect(failures(fixture)).toMatchObject([{ reason: 'exchange', connectionId: 'bot-1' }]);
    const { code_verifier, code } = exchanged(fixture);
    for (const secret of [code_verifier, code, 'simulated-client-secret']) {
      expect(JSON.stringify(error) + error.stack).not.toContain(secret);
    }
    remove();
    fixture.zendesk.clearRequests();
    expect(await refused(fixture, fixture.callback)).toMatchObject({ reason: 'state' });
    expect(fixture.zendesk.requests).toEqual([]);
    expect(await fixture.connection().status()).toMatchObject({ state: 'disconnected' });
    // A new try works.
    await fixture.connect();
    expect(await fixture.connection().status()).toMatchObject({ state: 'connected' });
  });

  test('a 429 that asks for a wait that fits is waited for', async () => {
    const fixture = await atCallback();
    fixture.zendesk.fault({ path: '/oauth/tokens' }, { status: 429, headers: { 'retry-after': '1' }, times: 1 });
    await fixture.connector.handleCallback(fixture.callback, { session: SESSION });
    expect(await fixture.connection().status()).toMatchObject({ state: 'connected' });
  });

  test('leaves the connection from before as it was', async () => {
    const fixture = createFixture();
    await fixture.connect();
    const { url } = await fixture.connection().connect({ subdomain: 'acme', session: SESSION });
    const callback = await fixture.zendesk.authorize(url);
    fixture.zendesk.fault({ path: '/oauth/tokens' }, { status: 500, times: 1 });
    await refused(fixture, callback);
    await expect(fixture.connection().createTicket({ subject: 'a', body: 'b' })).resolves.toMatchObject({
      ticketId: 1,
    });
    expect(livingTokens(fixture)).toHaveLength(1);
  });

  test('is not called retryable: the same callback is refused from now on', async () => {
    const fixture = await atCallback();
    fixture.zendesk.fault({ path: '/oauth/tokens' }, { status: 503, times: 1 });
    expect(await refused(fixture, fixture.callback)).toMatchObject({ reason: 'exchange', retryable: false });
  });

  test('a code that Zendesk no longer takes', async () => {
    const fixture = await atCallback();
    travel(3 * MINUTE);
    expect(await refused(fixture, fixture.callback)).toMatchObject({ reason: 'exchange' });
    expect(tokenCalls(fixture)).toMatchObject([{ status: 400 }]);
  });
});

describe('who connected', () => {
  test('is who approved, which need not be the one that everybody thinks of', async () => {
    const fixture = createFixture();
    const agent = fixture.zendesk
      .account('acme')
      .addUser({ name: 'Bo Agent', email: 'bo@acme.example', role: 'agent' });
    const { url } = await fixture.connection().connect({ subdomain: 'acme', session: SESSION });
    const callback = await fixture.zendesk.authorize(url, { userId: agent.id });
    await fixture.connector.handleCallback(callback, { session: SESSION });
    expect(await fixture.connection().status()).toMatchObject({
      state: 'connected',
      user: { id: agent.id, name: 'Bo Agent', email: 'bo@acme.example', role: 'agent' },
    });
  });

  test('stays unknown when the scope does not allow to ask: connected all the same', async () => {
    const fixture = await atCallback({ scope: ['tickets:read', 'tickets:write'] });
    await fixture.connector.handleCallback(fixture.callback, { session: SESSION });
    expect(fixture.zendesk.requests).toMatchObject([{ status: 201 }, { path: '/api/v2/users/me', status: 403 }]);
    const status = await fixture.connection().status();
    expect(status).toMatchObject({ state: 'connected', scope: ['tickets:read', 'tickets:write'] });
    expect(status).not.toHaveProperty('user');
    expect(fixture.events.at(-1)).not.toHaveProperty('userId');
    await expect(fixture.connection().createTicket({ subject: 'a', body: 'b' })).resolves.toMatchObject({
      ticketId: 1,
    });
  });

  test.each([
    ['fails', { status: 500 }],
    ['breaks off', { reset: true }],
    ['is nobody', { status: 200, body: { user: { id: null, name: 'Anonymous user', email: null, role: 'end-user' } } }],
    ['is a web page', { status: 200, body: '<html>Sign in</html>' }],
    ['is refused', { status: 401, body: { error: 'invalid_token' } }],
  ])('that %s is an error, and the token that was just issued is revoked', async (_, fault) => {
    const fixture = await atCallback();
    fixture.zendesk.fault({ path: '/api/v2/users/me' }, fault);
    expect(await refused(fixture, fixture.callback)).toMatchObject({ reason: 'exchange' });
    expect(tokenCalls(fixture)).toHaveLength(1);
    expect(fixture.zendesk.account('acme').tokens).toHaveLength(1);
    expect(livingTokens(fixture)).toEqual([]);
    expect(fixture.events).toMatchObject([
      { type: 'connect.started' },
      { type: 'token.discarded', revocation: 'revoked' },
      { type: 'connect.failed', reason: 'exchange' },
    ]);
    expect(await fixture.connection().status()).toMatchObject({ state: 'disconnected' });
    expect(await refused(fixture, fixture.callback)).toMatchObject({ reason: 'state' });
  });
});

describe('what happens during the exchange', () => {
  async function heldExchange(before?: (fixture: Fixture) => Promise<void>) {
    const fixture = createFixture({ simulator: { accounts: ['acme', 'beta'] } });
    await before?.(fixture);
    const { url } = await fixture.connection().connect({ subdomain: 'acme', session: SESSION });
    const callback = await fixture.zendesk.authorize(url);
    fixture.zendesk.clearRequests();
    let release = () => {};
    const hold = new Promise<void>((resolve) => {
      release = resolve;
    });
    fixture.zendesk.fault({ path: '/oauth/tokens' }, { hold, times: 1 });
    const handling = rejection(fixture.connector.handleCallback(callback, { session: SESSION }));
    await vi.waitFor(() => expect(tokenCalls(fixture)).toHaveLength(1));
    return { ...fixture, handling, release };
  }

  test('disconnect(): nothing is stored, nothing lives', async () => {
    const fixture = await heldExchange();
    await fixture.connection().disconnect();
    fixture.release();
    expect(await fixture.handling).toMatchObject({ code: 'oauth_callback', reason: 'state' });
    expect(fixture.zendesk.account('acme').tokens).toHaveLength(1);
    expect(livingTokens(fixture)).toEqual([]);
    expect(await fixture.options.tokenStore.get('bot-1')).toBeUndefined();
    expect(await fixture.connection().status()).toMatchObject({ state: 'disconnected' });
    expect(fixture.events.map(({ type }) => type)).not.toContain('connect.succeeded');
  });

  test('disconnect() of a connection from before: that one dies as well', async () => {
    const fixture = await heldExchange(({ connect }) => connect());
    expect(await fixture.connection().disconnect()).toEqual({ revocation: 'revoked' });
    fixture.release();
    expect(await fixture.handling).toMatchObject({ reason: 'state' });
    expect(fixture.zendesk.account('acme').tokens).toHaveLength(2);
    expect(livingTokens(fixture)).toEqual([]);
    expect(await fixture.options.tokenStore.get('bot-1')).toBeUndefined();
  });

  test('a newer connect() that is completed first: the account that was approved last stays', async () => {
    const fixture = await heldExchange();
    const { url } = await fixture.connection().connect({ subdomain: 'beta', session: SESSION });
    await fixture.connector.handleCallback(await fixture.zendesk.authorize(url), { session: SESSION });
    expect(await fixture.connection().status()).toMatchObject({ state: 'connected', subdomain: 'beta' });
    fixture.release();
    await fixture.handling.catch(() => {});
    expect(livingTokens(fixture, 'acme').length + livingTokens(fixture, 'beta').length).toBe(1);
    expect(await fixture.connection().status()).toMatchObject({ state: 'connected', subdomain: 'acme' });
  });
});

describe('connecting again', () => {
  test('the connection from before stays in use until then, and its tokens are revoked after', async () => {
    const fixture = createFixture();
    await fixture.connect();
    const [before] = fixture.zendesk.account('acme').tokens;
    const { url } = await fixture.connection().connect({ subdomain: 'acme', session: SESSION });
    expect(await fixture.connection().status()).toMatchObject({ state: 'connected' });
    await fixture.connection().createTicket({ subject: 'a', body: 'b' });
    await fixture.connector.handleCallback(await fixture.zendesk.authorize(url), { session: SESSION });
    const tokens = fixture.zendesk.account('acme').tokens;
    expect(tokens).toHaveLength(2);
    expect(tokens[0]?.revokedAt).toBeDefined();
    expect(tokens[1]?.revokedAt).toBeUndefined();
    expect(fixture.events.slice(-2)).toMatchObject([
      { type: 'connect.succeeded' },
      { type: 'token.discarded', revocation: 'revoked' },
    ]);
    fixture.zendesk.clearRequests();
    await fixture.connection().createTicket({ subject: 'c', body: 'd' });
    expect(fixture.zendesk.requests).toHaveLength(1);
    expect(fixture.zendesk.requests[0]?.headers['authorization']).toBe(`Bearer ${tokens[1]?.accessToken}`);
    expect(fixture.zendesk.requests[0]?.headers['authorization']).not.toBe(`Bearer ${before?.accessToken}`);
  });

  test('works although the old tokens cannot be revoked', async () => {
    const fixture = createFixture();
    await fixture.connect();
    fixture.zendesk.fault({ path: '/api/v2/oauth/*' }, { status: 503 });
    await fixture.connect();
    expect(await fixture.connection().status()).toMatchObject({ state: 'connected' });
    expect(fixture.events.at(-1)).toMatchObject({ type: 'token.discarded', revocation: 'unconfirmed' });
  });

  test('to another account: everything goes there from now on, nothing lives at the old one', async () => {
    const fixture = createFixture({ simulator: { accounts: ['acme', 'beta'] } });
    await fixture.connect('acme');
    await fixture.connection().createTicket({ subject: 'a', body: 'b' });
    await fixture.connect('beta');
    expect(livingTokens(fixture, 'acme')).toEqual([]);
    expect(livingTokens(fixture, 'beta')).toHaveLength(1);
    fixture.zendesk.clearRequests();
    const ticket = await fixture.connection().createTicket({ subject: 'a', body: 'b' });
    expect(ticket.url).toBe('https://beta.zendesk.com/agent/tickets/1');
    expect(fixture.zendesk.requests.map(({ subdomain }) => subdomain)).toEqual(['beta']);
    expect(await fixture.connection().status()).toMatchObject({ state: 'connected', subdomain: 'beta' });
  });

  test('ends a state of reconnect_required, without a word to the tokens that are dead', async () => {
    const fixture = createFixture();
    await fixture.connect();
    fixture.zendesk.account('acme').revokeTokens();
    await rejection(fixture.connection().getTicketStatus({ ticketId: 1 }));
    expect(await fixture.connection().status()).toMatchObject({ state: 'reconnect_required' });
    fixture.zendesk.clearRequests();
    await fixture.connect();
    // The account, the page of consent and its button come first.
    expect(paths(fixture).slice(3)).toEqual(['POST /oauth/tokens', 'GET /api/v2/users/me']);
    expect(await fixture.connection().status()).toMatchObject({ state: 'connected' });
  });
});

test('a public client sends no secret, to connect, to refresh and to disconnect', async () => {
  const fixture = createFixture({
    clientId: 'public_bot',
    clientSecret: undefined,
    simulator: { accounts: [{ subdomain: 'acme', clients: [{ clientId: 'public_bot' }] }] },
  });
  await fixture.connect();
  fixture.zendesk.account('acme').expireAccessTokens();
  await fixture.connection().createTicket({ subject: 'a', body: 'b' });
  fixture.zendesk.account('acme').expireAccessTokens();
  expect(await fixture.connection().disconnect()).toEqual({ revocation: 'revoked' });
  const bodies = tokenCalls(fixture).map(({ body }) => body as Record<string, unknown>);
  expect(bodies.map((body) => body['grant_type'])).toEqual(['authorization_code', 'refresh_token', 'refresh_token']);
  for (const body of bodies) expect(body).not.toHaveProperty('client_secret');
});

test('tokens are asked to live as long as the host wants', async () => {
  const fixture = createFixture({ accessTokenLifetime: 301, refreshTokenLifetime: 604_801 });
  await fixture.connect();
  expect(tokenCalls(fixture)[0]?.body).toMatchObject({ expires_in: 301, refresh_token_expires_in: 604_801 });
});

describe('status()', () => {
  const settings = { customerContextOnSessionStart: false };

  test('tells each state, and asks nothing of Zendesk', async () => {
    const fixture = createFixture();
    const status = () => fixture.connection().status();
    expect(await status()).toEqual({ state: 'disconnected', settings });
    const { url } = await fixture.connection().connect({ subdomain: 'acme', session: SESSION });
    expect(await status()).toEqual({ state: 'disconnected', settings });
    const callback = await fixture.zendesk.authorize(url);
    await fixture.connector.handleCallback(callback, { session: SESSION });
    const { id, name, email } = fixture.zendesk.account('acme').admin;
    const account = {
      settings,
      subdomain: 'acme',
      grantType: 'authorization_code',
      user: { id, name, email, role: 'admin' },
      scope: ['tickets:read', 'tickets:write', 'users:read'],
      missingScope: [],
      limitedActions: [],
      connectedAt: '2026-11-23T12:00:00.000Z',
    };
    fixture.zendesk.clearRequests();
    expect(await status()).toEqual({ state: 'connected', ...account, expiresAt: '2027-02-21T11:59:59.000Z' });
    expect(fixture.zendesk.requests).toEqual([]);
    travel(MINUTE);
    fixture.zendesk.account('acme').revokeTokens();
    await rejection(fixture.connection().getTicketStatus({ ticketId: 1 }));
    fixture.zendesk.clearRequests();
    expect(await status()).toEqual({
      state: 'reconnect_required',
      reason: 'refused',
      since: '2026-11-23T12:01:00.000Z',
      ...account,
    });
    await fixture.connection().disconnect();
    expect(await status()).toEqual({ state: 'disconnected', settings });
    expect(fixture.zendesk.requests).toEqual([]);
  });

  test('tells what was granted, not what was asked for', async () => {
    const fixture = await atCallback();
    fixture.zendesk.fault(
      { path: '/oauth/tokens' },
      { status: 200, body: { access_token: 'a', token_type: 'bearer', scope: 'tickets:read' } },
    );
    fixture.zendesk.fault({ path: '/api/v2/users/me' }, { status: 403 });
    await fixture.connector.handleCallback(fixture.callback, { session: SESSION });
    expect(await fixture.connection().status()).toMatchObject({ state: 'connected', scope: ['tickets:read'] });
  });

  test('needs READ_INTEGRATIONS', async () => {
    const { connector } = createFixture();
    expect(await rejection(connector.connection('bot-1', { permissions: [] }).status())).toBeInstanceOf(
      PermissionError,
    );
  });
});

describe('updateSettings()', () => {
  const on = { customerContextOnSessionStart: true };

  test('is kept over connect, refresh and reconnect_required, and audited', async () => {
    const fixture = createFixture();
    const settingsNow = async () => (await fixture.connection().status()).settings;
    await fixture.connection().updateSettings(on);
    expect(fixture.events).toMatchObject([
      { type: 'settings.updated', connectionId: 'bot-1', customerContextOnSessionStart: true },
    ]);
    expect(await settingsNow()).toEqual(on);
    expect(fixture.zendesk.requests).toEqual([]);
    await fixture.connect();
    expect(await settingsNow()).toEqual(on);
    fixture.zendesk.account('acme').expireAccessTokens();
    await fixture.connection().createTicket({ subject: 'a', body: 'b' });
    expect(await settingsNow()).toEqual(on);
    fixture.zendesk.account('acme').revokeTokens();
    await rejection(fixture.connection().createTicket({ subject: 'c', body: 'd' }));
    expect(await fixture.connection().status()).toMatchObject({ state: 'reconnect_required', settings: on });
    await fixture.connect();
    expect(await settingsNow()).toEqual(on);
    await fixture.connection().updateSettings({ customerContextOnSessionStart: false });
    expect(await fixture.connection().status()).toMatchObject({
      state: 'connected',
      settings: { customerContextOnSessionStart: false },
    });
  });

  test('takes effect at the next session, and does not get in the way of a connect that was begun', async () => {
    const fixture = await atCallback();
    await fixture.connection().updateSettings(on);
    await fixture.connector.handleCallback(fixture.callback, { session: SESSION });
    expect((await fixture.connection().status()).settings).toEqual(on);
    fixture.zendesk.account('acme').addTicket({
      subject: 'Printer',
      requester: fixture.zendesk.account('acme').addUser(ANN),
    });
    expect((await fixture.connection().startSession())?.background).toContain('Printer');
    await fixture.connection().updateSettings({ customerContextOnSessionStart: false });
    expect(await fixture.connection().startSession()).toBeUndefined();
  });

  test('needs CREATE_OAUTH and a boolean', async () => {
    const fixture = createFixture();
    const reader = fixture.connector.connection('bot-1', { permissions: ['ZENDESK_ACTIONS.READ_INTEGRATIONS'] });
    expect(await rejection(reader.updateSettings(on))).toBeInstanceOf(PermissionError);
    for (const value of ['true', 1, null, undefined] as unknown[]) {
      const error = await rejection(
        fixture.connection().updateSettings({ customerContextOnSessionStart: value as boolean }),
      );
      expect(error).toBeInstanceOf(InvalidInputError);
      expect(error).toMatchObject({ status: 400, issues: [{ path: ['customerContextOnSessionStart'] }] });
    }
    for (const settings of [undefined, null, 'on', {}]) {
      const error = await rejection(fixture.connection().updateSettings(settings as unknown as typeof on));
      expect(error).toMatchObject({ status: 400, issues: [{ path: ['customerContextOnSessionStart'] }] });
    }
    expect(await fixture.options.tokenStore.get('bot-1')).toBeUndefined();
    expect(fixture.events).toEqual([]);
  });
});
