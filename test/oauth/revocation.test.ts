/**
 * A revocation claims nothing that was not seen: promise C9.
 */
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { ALL_PERMISSIONS, type TokenStore, ZendeskConnector } from '../../src/index.js';
import { createFixture, type Fixture, rejection, SESSION } from '../support/fixture.js';

const API = { path: /^\/api\/v2\// };
const CURRENT = '/api/v2/oauth/tokens/current';
const UNAUTHORIZED = { status: 401, body: { error: 'invalid_token', error_description: 'The access token expired' } };

function livingTokens({ zendesk }: Fixture, subdomain = 'acme') {
  return zendesk.account(subdomain).tokens.filter(({ revokedAt }) => revokedAt === undefined);
}

/** What may be asked of a token: itself, or one by a number. */
function expectTrueIds({ zendesk }: Fixture): void {
  for (const { path } of zendesk.requests) {
    if (path.startsWith('/api/v2/oauth/tokens/')) expect(path).toMatch(/^\/api\/v2\/oauth\/tokens\/(\d+|current)$/);
  }
}

async function connected(options?: Parameters<typeof createFixture>[0]): Promise<Fixture> {
  const fixture = createFixture(options);
  await fixture.connect();
  fixture.zendesk.clearRequests();
  fixture.events.length = 0;
  return fixture;
}

/** A `fetch` whose API learns of a token only some milliseconds after the token was first used. */
function lagging(milliseconds: number): { readonly fetch: typeof fetch; start(): void } {
  const known = new Map<string, number>();
  let isLagging = false;
  return {
    start: () => {
      isLagging = true;
    },
    fetch: async (input, init) => {
      const token = new Headers(init?.headers).get('authorization') ?? '';
      if (!known.has(token)) known.set(token, performance.now() + (isLagging ? milliseconds : 0));
      const isKnown = performance.now() >= (known.get(token) ?? 0);
      return isKnown || token === '' ? fetch(input, init) : Response.json(UNAUTHORIZED.body, { status: 401 });
    },
  };
}

/** Another process on the same data. */
function otherProcess({ options }: Fixture) {
  const { tokenStore } = options;
  const elsewhere: TokenStore = {
    get: (key) => tokenStore.get(key),
    compareAndSet: (key, expected, next) => tokenStore.compareAndSet(key, expected, next),
  };
  return new ZendeskConnector({ ...options, tokenStore: elsewhere }).connection('bot-1', {
    permissions: ALL_PERMISSIONS,
    requester: 'anyone',
  });
}

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date'], now: Date.UTC(2026, 10, 23, 12) });
});
afterEach(() => {
  vi.useRealTimers();
});

describe('[C9] disconnect() with an access token that has expired', () => {
  test.each([50, 200, 600])('an API that lags %d ms: unconfirmed, and nothing is left alive', async (milliseconds) => {
    const api = lagging(milliseconds);
    const fixture = await connected({ fetch: api.fetch });
    fixture.zendesk.account('acme').expireAccessTokens();
    api.start();
    expect(await fixture.connection().disconnect()).toEqual({ revocation: 'unconfirmed' });
    expectTrueIds(fixture);
    expect(fixture.zendesk.requests.filter(({ method }) => method === 'DELETE')).toHaveLength(1);
    expect(livingTokens(fixture)).toEqual([]);
  });

  test('an API that answers 401 to everything: unconfirmed, and no deletion is sent', async () => {
    const fixture = await connected();
    fixture.zendesk.fault(API, UNAUTHORIZED);
    expect(await fixture.connection().disconnect()).toEqual({ revocation: 'unconfirmed' });
    expect(fixture.events).toMatchObject([{ type: 'connection.disconnected', revocation: 'unconfirmed' }]);
    expect(fixture.zendesk.requests.map(({ method }) => method)).not.toContain('DELETE');
    expect(livingTokens(fixture)).toHaveLength(1);
  });

  test('ends between the look at the token and its deletion: a last refresh, and revoked', async () => {
    const fixture = await connected();
    fixture.zendesk.fault(
      { method: 'GET', path: CURRENT },
      {
        times: 1,
        respond: async (request) => {
          const response = await fixture.zendesk.fetch(request);
          fixture.zendesk.account('acme').expireAccessTokens();
          return response;
        },
      },
    );
    expect(await fixture.connection().disconnect()).toEqual({ revocation: 'revoked' });
    expectTrueIds(fixture);
    expect(livingTokens(fixture)).toEqual([]);
  });
});

describe('[C9] disconnect() while another process rotates the tokens', () => {
  /** A refresh of another process that had read the tokens before, and that Zendesk carries out. */
  async function rotate(fixture: Fixture): Promise<void> {
    const { refreshToken } = livingTokens(fixture)[0] ?? {};
    const { clientId, clientSecret } = fixture.options;
    const answer = await fixture.zendesk.fetch('https://acme.zendesk.com/oauth/tokens', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        grant_type: 'refresh_token',
        refresh_token: refreshToken,
        client_id: clientId,
        client_secret: clientSecret,
        expires_in: 3600,
      }),
    });
    expect(answer.status).toBe(201);
  }

  test('between the look at the token and its deletion: unconfirmed', async () => {
    const fixture = await connected();
    fixture.zendesk.fault(
      { method: 'DELETE' },
      {
        times: 1,
        respond: async (request) => {
          await rotate(fixture);
          return fixture.zendesk.fetch(request);
        },
      },
    );
    expect(await fixture.connection().disconnect()).toEqual({ revocation: 'unconfirmed' });
    expectTrueIds(fixture);
    expect(livingTokens(fixture)).toHaveLength(1);
  });

  test('in a refresh that was announced and is under way: unconfirmed until that process has revoked its own', async () => {
    const fixture = await connected();
    fixture.zendesk.account('acme').expireAccessTokens();
    let release = () => {};
    const hold = new Promise<void>((resolve) => {
      release = resolve;
    });
    fixture.zendesk.fault({ path: '/oauth/tokens' }, { hold, when: 'after', times: 1 });
    const other = rejection(otherProcess(fixture).request('GET', '/api/v2/users/me.json'));
    await vi.waitFor(() => expect(fixture.zendesk.requests.map(({ path }) => path)).toContain('/oauth/tokens'));
    await vi.waitFor(() => expect(fixture.zendesk.account('acme').tokens).toHaveLength(2));
    expect(await fixture.connection().disconnect()).toEqual({ revocation: 'unconfirmed' });
    release();
    await other;
    await vi.waitFor(() => expect(livingTokens(fixture)).toEqual([]));
    expectTrueIds(fixture);
  });
});

describe('[C9] a disconnect that did not end', () => {
  test('after the last refresh: the next one knows its tokens and revokes them', async () => {
    const fixture = await connected();
    fixture.zendesk.account('acme').expireAccessTokens();
    // The process dies with the deletion on its way.
    fixture.zendesk.fault({ method: 'DELETE' }, { hang: true, times: 1 });
    const dead = otherProcess(fixture).disconnect();
    await vi.waitFor(() => expect(fixture.zendesk.requests.map(({ method }) => method)).toContain('DELETE'));
    expect(await fixture.connection().disconnect()).toEqual({ revocation: 'revoked' });
    expect(livingTokens(fixture)).toEqual([]);
    expectTrueIds(fixture);
    await dead;
  });

  test('whose last refresh nobody saved: unconfirmed', async () => {
    const fixture = await connected();
    fixture.zendesk.account('acme').expireAccessTokens();
    fixture.zendesk.fault({ path: '/oauth/tokens' }, { hang: true, when: 'after', times: 1 });
    const dead = otherProcess(fixture).disconnect();
    await vi.waitFor(() => expect(fixture.zendesk.account('acme').tokens).toHaveLength(2));
    expect(await fixture.connection().disconnect()).toEqual({ revocation: 'unconfirmed' });
    expect(fixture.events.at(-1)).toMatchObject({ type: 'connection.disconnected', revocation: 'unconfirmed' });
    expect(livingTokens(fixture)).toHaveLength(1);
    await dead;
  });
});

describe('[C9] what was never seen', () => {
  test.each([
    ['lost on the way there', 'before'],
    ['lost on the way back', 'after'],
  ] as const)('a deletion that was %s: unconfirmed', async (_, when) => {
    const fixture = await connected();
    fixture.zendesk.fault({ method: 'DELETE' }, { reset: true, when, times: 1 });
    expect(await fixture.connection().disconnect()).toEqual({ revocation: 'unconfirmed' });
    expectTrueIds(fixture);
  });

  test.each([403, 404, 409, 500, 503])('a deletion that is answered %d: unconfirmed', async (status) => {
    const fixture = await connected();
    fixture.zendesk.fault({ method: 'DELETE' }, { status });
    expect(await fixture.connection().disconnect()).toEqual({ revocation: 'unconfirmed' });
    expect(livingTokens(fixture)).toHaveLength(1);
  });

  test('tokens of a rotation that was lost: unconfirmed, without a request', async () => {
    const fixture = await connected();
    fixture.zendesk.account('acme').expireAccessTokens();
    // The rotation is carried out and its answer is lost, twice; the tokens are then refused.
    fixture.zendesk.fault({ path: '/oauth/tokens' }, { hang: true, when: 'after', times: 1 });
    const controller = new AbortController();
    const call = rejection(
      otherProcess(fixture).request('GET', '/api/v2/users/me.json', { signal: controller.signal }),
    );
    await vi.waitFor(() => expect(fixture.zendesk.account('acme').tokens).toHaveLength(2));
    controller.abort();
    await call;
    // The other process is dead for longer than any refresh takes.
    vi.setSystemTime(Date.now() + 120_000);
    expect(await rejection(fixture.connection().request('GET', '/api/v2/users/me.json'))).toMatchObject({
      reason: 'rotation_lost',
    });
    fixture.zendesk.clearRequests();
    expect(await fixture.connection().disconnect()).toEqual({ revocation: 'unconfirmed' });
    expect(fixture.zendesk.requests).toEqual([]);
    expect(livingTokens(fixture)).toHaveLength(1);
  });

  test('a connect that failed for a 401: token.discarded says unconfirmed', async () => {
    const fixture = createFixture();
    const { url } = await fixture.connection().connect({ subdomain: 'acme', session: SESSION });
    const callback = await fixture.zendesk.authorize(url);
    fixture.zendesk.fault(API, UNAUTHORIZED);
    const error = await rejection(fixture.connector.handleCallback(callback, { session: SESSION }));
    expect(error).toMatchObject({ reason: 'exchange' });
    expect(fixture.events).toContainEqual(
      expect.objectContaining({ type: 'token.discarded', revocation: 'unconfirmed' }),
    );
    expectTrueIds(fixture);
  });
});
