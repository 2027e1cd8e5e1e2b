/**
 * Disconnecting: promise C8.
 */
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import {
  ALL_PERMISSIONS,
  MemoryTokenStore,
  NotConnectedError,
  PermissionError,
  type TokenStore,
  TokenStoreError,
  ZendeskConnector,
} from '../../src/index.js';
import { ANN, createFixture, type Fixture, rejection, SESSION } from '../support/fixture.js';

const GET_CURRENT = 'GET /api/v2/oauth/tokens/current';
const REFRESH = 'POST /oauth/tokens';

function exchanges({ zendesk }: Fixture): string[] {
  return zendesk.requests.map(({ method, path, status }) => `${method} ${path} ${status}`);
}

function livingTokens({ zendesk }: Fixture) {
  return zendesk.account('acme').tokens.filter(({ revokedAt }) => revokedAt === undefined);
}

async function connected(
  options?: Parameters<typeof createFixture>[0],
): Promise<Fixture & { readonly ticketId: number; readonly deleteById: string }> {
  const fixture = createFixture(options);
  await fixture.connect();
  const { ticketId } = await fixture.connection().createTicket({ subject: 'a', body: 'b' });
  fixture.zendesk.clearRequests();
  fixture.events.length = 0;
  return {
    ...fixture,
    ticketId,
    deleteById: `DELETE /api/v2/oauth/tokens/${fixture.zendesk.account('acme').tokens.at(-1)?.id}`,
  };
}

/** A store of another process on the same data: nothing in this process is shared with it. */
function otherProcess({ options }: Fixture): ZendeskConnector {
  const { tokenStore } = options;
  return new ZendeskConnector({
    ...options,
    tokenStore: {
      get: (key) => tokenStore.get(key),
      compareAndSet: (key, expected, next) => tokenStore.compareAndSet(key, expected, next),
    },
  });
}

/** Nothing is left here, and nothing reaches Zendesk any more. */
async function expectForgotten(fixture: Fixture): Promise<void> {
  expect(await fixture.options.tokenStore.get('bot-1')).toBeUndefined();
  expect(await fixture.connection().status()).toEqual({
    state: 'disconnected',
    settings: { customerContextOnSessionStart: false },
  });
  fixture.zendesk.clearRequests();
  for (const error of await Promise.all([
    rejection(fixture.connection().createTicket({ subject: 'c', body: 'd' })),
    rejection(fixture.connection().getTicketStatus({ ticketId: 1 })),
    rejection(fixture.connection().getCustomerContext()),
    rejection(fixture.connection().request('GET', '/api/v2/users/me.json')),
  ])) {
    expect(error).toBeInstanceOf(NotConnectedError);
    expect(error).toMatchObject({ code: 'not_connected', status: 403, retryable: false });
  }
  expect(fixture.zendesk.requests).toEqual([]);
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

describe('[C8] disconnect()', () => {
  test('kills the token at Zendesk, sees that it is dead, and forgets it', async () => {
    const fixture = await connected();
    const [token] = fixture.zendesk.account('acme').tokens;
    expect(await fixture.connection().disconnect()).toEqual({ revocation: 'revoked' });
    expect(exchanges(fixture)).toEqual([`${GET_CURRENT} 200`, `${fixture.deleteById} 204`, `${GET_CURRENT} 401`]);
    expect(fixture.events).toEqual([
      { type: 'connection.disconnected', at: expect.any(String), connectionId: 'bot-1', revocation: 'revoked' },
    ]);
    const answer = await fixture.zendesk.fetch('https://acme.zendesk.com/api/v2/users/me.json', {
      headers: { authorization: `Bearer ${token?.accessToken}` },
    });
    expect(answer.status).toBe(401);
    const refresh = await fixture.zendesk.fetch('https://acme.zendesk.com/oauth/tokens', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        grant_type: 'refresh_token',
        refresh_token: token?.refreshToken,
        client_id: 'support_bot',
        client_secret: 'simulated-client-secret',
      }),
    });
    expect(refresh.status).toBe(400);
    await expectForgotten(fixture);
  });

  test('of an account that is connected again later starts from nothing', async () => {
    const fixture = await connected();
    await fixture.connection().disconnect();
    await fixture.connect();
    await expect(fixture.connection().getTicketStatus({ ticketId: fixture.ticketId })).resolves.toMatchObject({
      status: 'new',
    });
    expect(await fixture.connection().disconnect()).toEqual({ revocation: 'revoked' });
    await expectForgotten(fixture);
  });

  test('leaves other connections to the same account alone', async () => {
    const fixture = await connected();
    const other = fixture.connector.connection('bot-2', {
      permissions: ['ZENDESK_ACTIONS.CREATE_OAUTH', 'ZENDESK_ACTIONS.CREATE_TICKET'],
      requester: ANN,
    });
    const { url } = await other.connect({ subdomain: 'acme', session: SESSION });
    await fixture.connector.handleCallback(await fixture.zendesk.authorize(url), { session: SESSION });
    await fixture.connection().disconnect();
    await expect(other.createTicket({ subject: 'c', body: 'd' })).resolves.toMatchObject({ ticketId: 2 });
    expect(livingTokens(fixture)).toHaveLength(1);
  });

  test('needs DELETE_INTEGRATIONS, and nobody to speak for', async () => {
    const fixture = await connected();
    const visitor = fixture.connector.connection('bot-1', { permissions: ['ZENDESK_ACTIONS.CREATE_OAUTH'] });
    expect(await rejection(visitor.disconnect())).toBeInstanceOf(PermissionError);
    expect(fixture.zendesk.requests).toEqual([]);
    const owner = fixture.connector.connection('bot-1', { permissions: ['ZENDESK_ACTIONS.DELETE_INTEGRATIONS'] });
    expect(await owner.disconnect()).toEqual({ revocation: 'revoked' });
  });

  test('with an access token that has expired refreshes it once, only to revoke', async () => {
    const fixture = await connected();
    fixture.zendesk.account('acme').expireAccessTokens();
    expect(await fixture.connection().disconnect()).toEqual({ revocation: 'revoked' });
    const id = fixture.zendesk.account('acme').tokens.at(-1)?.id;
    expect(exchanges(fixture)).toEqual([
      `${GET_CURRENT} 401`,
      `${REFRESH} 201`,
      `${GET_CURRENT} 200`,
      `DELETE /api/v2/oauth/tokens/${id} 204`,
      `${GET_CURRENT} 401`,
    ]);
    expect(fixture.zendesk.account('acme').tokens).toHaveLength(2);
    expect(livingTokens(fixture)).toEqual([]);
    await expectForgotten(fixture);
  });

  test('of tokens without a refresh token, which live until they are revoked', async () => {
    const fixture = createFixture();
    const { url } = await fixture.connection().connect({ subdomain: 'acme', session: SESSION });
    const callback = await fixture.zendesk.authorize(url);
    // An old OAuth client that does not honor the lifetimes that are asked for.
    fixture.zendesk.fault(
      { path: '/oauth/tokens' },
      {
        times: 1,
        respond: async (request) => {
          const {
            expires_in: _,
            refresh_token_expires_in: __,
            ...body
          } = (await request.json()) as object & {
            expires_in: unknown;
            refresh_token_expires_in: unknown;
          };
          const { method, url, headers } = request;
          return fixture.zendesk.fetch(url, { method, headers, body: JSON.stringify(body) });
        },
      },
    );
    await fixture.connector.handleCallback(callback, { session: SESSION });
    expect(fixture.zendesk.account('acme').tokens).toMatchObject([{ refreshToken: undefined, expiresAt: undefined }]);
    expect(await fixture.connection().disconnect()).toEqual({ revocation: 'revoked' });
    expect(livingTokens(fixture)).toEqual([]);
    await expectForgotten(fixture);
  });
});

describe('[C8] nothing alive to revoke', () => {
  test('never connected: not a request', async () => {
    const fixture = createFixture();
    expect(await fixture.connection().disconnect()).toEqual({ revocation: 'already_invalid' });
    expect(fixture.zendesk.requests).toEqual([]);
    expect(fixture.events).toMatchObject([{ type: 'connection.disconnected', revocation: 'already_invalid' }]);
    expect(await fixture.options.tokenStore.get('bot-1')).toBeUndefined();
  });

  test('an authorization that was begun is called off', async () => {
    const fixture = createFixture();
    const { url } = await fixture.connection().connect({ subdomain: 'acme', session: SESSION });
    const callback = await fixture.zendesk.authorize(url);
    fixture.zendesk.clearRequests();
    expect(await fixture.connection().disconnect()).toEqual({ revocation: 'already_invalid' });
    expect(await rejection(fixture.connector.handleCallback(callback, { session: SESSION }))).toMatchObject({
      reason: 'state',
    });
    expect(fixture.zendesk.requests).toEqual([]);
  });

  test('a grant that Zendesk has refused already: not a request', async () => {
    const fixture = await connected();
    fixture.zendesk.account('acme').revokeTokens();
    await rejection(fixture.connection().getTicketStatus({ ticketId: fixture.ticketId }));
    fixture.zendesk.clearRequests();
    expect(await fixture.connection().disconnect()).toEqual({ revocation: 'already_invalid' });
    expect(fixture.zendesk.requests).toEqual([]);
    await expectForgotten(fixture);
  });

  test('a grant that an admin has revoked without our noticing', async () => {
    const fixture = await connected();
    fixture.zendesk.account('acme').revokeTokens();
    expect(await fixture.connection().disconnect()).toEqual({ revocation: 'already_invalid' });
    expect(exchanges(fixture)).toEqual([`${GET_CURRENT} 401`, `${REFRESH} 400`]);
    await expectForgotten(fixture);
  });
});

describe('[C8] a revocation that cannot be proven', () => {
  test('Zendesk says 204 and the token lives on: told as unconfirmed, by the result and by the event', async () => {
    const fixture = await connected();
    fixture.zendesk.account('acme').quirks.revokeIsIgnored = true;
    expect(await fixture.connection().disconnect()).toEqual({ revocation: 'unconfirmed' });
    expect(exchanges(fixture)).toEqual([`${GET_CURRENT} 200`, `${fixture.deleteById} 204`, `${GET_CURRENT} 200`]);
    expect(fixture.events).toMatchObject([{ type: 'connection.disconnected', revocation: 'unconfirmed' }]);
    expect(livingTokens(fixture)).toHaveLength(1);
    await expectForgotten(fixture);
  });

  test('deleting the current token does nothing: deleting by its id is what is done', async () => {
    const fixture = await connected();
    fixture.zendesk.account('acme').quirks.currentRevokeIsIgnored = true;
    expect(await fixture.connection().disconnect()).toEqual({ revocation: 'revoked' });
    expect(livingTokens(fixture)).toEqual([]);
  });

  describe('the id of the token cannot be looked up', () => {
    const forbidden = { status: 403, body: { error: 'Forbidden' }, times: 1 };

    test('falls back to the current token, which takes the scope write', async () => {
      const fixture = await connected({ scope: ['read', 'write'] });
      fixture.zendesk.fault({ method: 'GET', path: '/api/v2/oauth/tokens/current' }, forbidden);
      expect(await fixture.connection().disconnect()).toEqual({ revocation: 'revoked' });
      expect(exchanges(fixture)).toEqual([
        `${GET_CURRENT} 403`,
        'DELETE /api/v2/oauth/tokens/current 204',
        `${GET_CURRENT} 401`,
      ]);
      expect(livingTokens(fixture)).toEqual([]);
      await expectForgotten(fixture);
    });

    test.each([
      ['the scope does not allow it either', { scope: ['tickets:read', 'tickets:write'] }, 403, false],
      ['it does nothing', { scope: ['read', 'write'] }, 204, true],
    ])('%s: unconfirmed', async (_, options, status, currentRevokeIsIgnored) => {
      const fixture = await connected(options);
      fixture.zendesk.account('acme').quirks.currentRevokeIsIgnored = currentRevokeIsIgnored;
      fixture.zendesk.fault({ method: 'GET', path: '/api/v2/oauth/tokens/current' }, forbidden);
      expect(await fixture.connection().disconnect()).toEqual({ revocation: 'unconfirmed' });
      expect(exchanges(fixture)).toEqual([
        `${GET_CURRENT} 403`,
        `DELETE /api/v2/oauth/tokens/current ${status}`,
        // What was not deleted needs no proof.
        ...(status === 204 ? [`${GET_CURRENT} 200`] : []),
      ]);
      await expectForgotten(fixture);
    });

    test.each([
      ['nothing', {}],
      ['no id', { token: { url: 'x' } }],
      ['an odd id', { token: { id: '../../users/1' } }],
    ])('answered with %s: the id does not end up in an address', async (_, body) => {
      const fixture = await connected({ scope: ['read', 'write'] });
      fixture.zendesk.fault({ method: 'GET', path: '/api/v2/oauth/tokens/current' }, { status: 200, body, times: 1 });
      expect(await fixture.connection().disconnect()).toEqual({ revocation: 'revoked' });
      expect(exchanges(fixture)[1]).toBe('DELETE /api/v2/oauth/tokens/current 204');
    });
  });

  test.each([
    ['breaks every connection', { reset: true }],
    ['answers 503', { status: 503 }],
    ['answers 503 for a minute', { status: 503, headers: { 'retry-after': '60' } }],
    ['answers 429 for a minute', { status: 429, headers: { 'retry-after': '60' } }],
    ['answers with web pages', { status: 200, body: '<html>Maintenance</html>' }],
    ['answers with redirects', { status: 302, headers: { location: 'https://evil.example/' } }],
  ])('Zendesk %s: unconfirmed, and gone here all the same', async (_, fault) => {
    const fixture = await connected();
    const remove = fixture.zendesk.fault({}, fault);
    expect(await fixture.connection().disconnect()).toEqual({ revocation: 'unconfirmed' });
    expect(fixture.events).toMatchObject([{ type: 'connection.disconnected', revocation: 'unconfirmed' }]);
    remove();
    await expectForgotten(fixture);
  });

  test('the last refresh fails: unconfirmed, and gone here all the same', async () => {
    const fixture = await connected();
    fixture.zendesk.account('acme').expireAccessTokens();
    fixture.zendesk.fault({ path: '/oauth/tokens' }, { status: 500 });
    expect(await fixture.connection().disconnect()).toEqual({ revocation: 'unconfirmed' });
    expect(exchanges(fixture)).toEqual([`${GET_CURRENT} 401`, `${REFRESH} 500`]);
    await expectForgotten(fixture);
  });

  test('Zendesk never answers: five seconds, and gone here all the same', async () => {
    const fixture = await connected();
    fixture.zendesk.fault({}, { hang: true });
    vi.useRealTimers();
    const startedAt = performance.now();
    expect(await fixture.connection().disconnect()).toEqual({ revocation: 'unconfirmed' });
    // No exact time: only that it is bounded, far from the ten seconds of a call and the twenty of a token.
    expect(performance.now() - startedAt).toBeLessThan(8_000);
    await expectForgotten(fixture);
  });
});

describe('[C8] a store that fails', () => {
  async function withStore() {
    const memory = new MemoryTokenStore();
    const failing = { writes: 0, from: Number.POSITIVE_INFINITY };
    const tokenStore: TokenStore = {
      get: (key) => memory.get(key),
      compareAndSet: async (...change) => {
        if (++failing.writes >= failing.from) throw new Error('store down');
        return memory.compareAndSet(...change);
      },
    };
    const fixture = await connected({ tokenStore });
    failing.writes = 0;
    return { ...fixture, failing };
  }

  test('at the end: an error; no action uses the tokens, and another disconnect finishes the work', async () => {
    const fixture = await withStore();
    fixture.failing.from = 2; // the first write closes the connection
    const error = await rejection(fixture.connection().disconnect());
    expect(error).toBeInstanceOf(TokenStoreError);
    expect(error).toMatchObject({ reason: 'unavailable', status: 503, retryable: true });
    expect(fixture.events).toEqual([]);
    expect(livingTokens(fixture)).toEqual([]);
    fixture.zendesk.clearRequests();
    for (const connector of [fixture.connector, otherProcess(fixture)]) {
      const bot = connector.connection('bot-1', {
        permissions: ['ZENDESK_ACTIONS.CREATE_TICKET', 'ZENDESK_ACTIONS.READ_INTEGRATIONS'],
        requester: ANN,
      });
      expect(await rejection(bot.createTicket({ subject: 'c', body: 'd' }))).toBeInstanceOf(NotConnectedError);
      expect(await bot.status()).toMatchObject({ state: 'disconnected' });
    }
    expect(fixture.zendesk.requests).toEqual([]);
    fixture.failing.from = Number.POSITIVE_INFINITY;
    // Nothing here remembers that the first one saw them dead.
    expect(await fixture.connection().disconnect()).toEqual({ revocation: 'unconfirmed' });
    expect(fixture.events.at(-1)).toMatchObject({ type: 'connection.disconnected', revocation: 'unconfirmed' });
    await expectForgotten(fixture);
  });

  test('at the end, when Zendesk was down as well: another disconnect revokes', async () => {
    const fixture = await withStore();
    fixture.failing.from = 2;
    const remove = fixture.zendesk.fault({}, { reset: true });
    expect(await rejection(fixture.connection().disconnect())).toBeInstanceOf(TokenStoreError);
    remove();
    fixture.failing.from = Number.POSITIVE_INFINITY;
    expect(livingTokens(fixture)).toHaveLength(1);
    expect(await fixture.connection().disconnect()).toEqual({ revocation: 'revoked' });
    expect(livingTokens(fixture)).toEqual([]);
    await expectForgotten(fixture);
  });

  test('at the end: the owner may connect again instead', async () => {
    const fixture = await withStore();
    fixture.failing.from = 2;
    await rejection(fixture.connection().disconnect());
    fixture.failing.from = Number.POSITIVE_INFINITY;
    await fixture.connect();
    expect(await fixture.connection().status()).toMatchObject({ state: 'connected' });
    await expect(fixture.connection().getTicketStatus({ ticketId: fixture.ticketId })).resolves.toMatchObject({
      status: 'new',
    });
    expect(livingTokens(fixture)).toHaveLength(1);
  });

  test('at the beginning: an error, and nothing has happened', async () => {
    const fixture = await withStore();
    fixture.failing.from = 1;
    expect(await rejection(fixture.connection().disconnect())).toBeInstanceOf(TokenStoreError);
    expect(fixture.zendesk.requests).toEqual([]);
    expect(fixture.events).toEqual([]);
    fixture.failing.from = Number.POSITIVE_INFINITY;
    await expect(fixture.connection().getTicketStatus({ ticketId: fixture.ticketId })).resolves.toMatchObject({
      status: 'new',
    });
  });
});

describe('[C8] at the same time', () => {
  test.each(['fresh', 'expired'])('twice, with a token that is %s: both end, one of them revoked it', async (age) => {
    const fixture = await connected();
    if (age === 'expired') fixture.zendesk.account('acme').expireAccessTokens();
    const results = await Promise.all([fixture.connection().disconnect(), fixture.connection().disconnect()]);
    for (const { revocation } of results) expect(revocation).toMatch(/^(revoked|already_invalid|unconfirmed)$/);
    expect(results).toContainEqual({ revocation: 'revoked' });
    expect(livingTokens(fixture)).toEqual([]);
    await expectForgotten(fixture);
  });

  test('twice, in two processes', async () => {
    const fixture = await connected();
    const sibling = otherProcess(fixture).connection('bot-1', { permissions: ['ZENDESK_ACTIONS.DELETE_INTEGRATIONS'] });
    const results = await Promise.all([fixture.connection().disconnect(), sibling.disconnect()]);
    expect(results).toContainEqual({ revocation: 'revoked' });
    expect(livingTokens(fixture)).toEqual([]);
    await expectForgotten(fixture);
  });

  test('actions that come while Zendesk is asked are refused already', async () => {
    const fixture = await connected();
    let release = () => {};
    const hold = new Promise<void>((resolve) => {
      release = resolve;
    });
    fixture.zendesk.fault({ method: 'DELETE' }, { hold, times: 1 });
    const disconnecting = fixture.connection().disconnect();
    await vi.waitFor(() => expect(fixture.zendesk.requests).toHaveLength(2));
    const error = await rejection(fixture.connection().createTicket({ subject: 'c', body: 'd' }));
    expect(error).toBeInstanceOf(NotConnectedError);
    expect(await fixture.connection().status()).toMatchObject({ state: 'disconnected' });
    expect(fixture.zendesk.requests).toHaveLength(2);
    release();
    expect(await disconnecting).toEqual({ revocation: 'revoked' });
  });

  test('a connect that ends while Zendesk is asked stays', async () => {
    const fixture = await connected();
    let release = () => {};
    const hold = new Promise<void>((resolve) => {
      release = resolve;
    });
    fixture.zendesk.fault({ method: 'DELETE' }, { hold, times: 1 });
    const disconnecting = fixture.connection().disconnect();
    await vi.waitFor(() => expect(fixture.zendesk.requests).toHaveLength(2));
    await fixture.connect();
    release();
    await disconnecting;
    expect(await fixture.connection().status()).toMatchObject({ state: 'connected' });
    expect(livingTokens(fixture)).toHaveLength(1);
    await expect(fixture.connection().getTicketStatus({ ticketId: fixture.ticketId })).resolves.toMatchObject({
      status: 'new',
    });
  });
});

describe('[C8] in another process', () => {
  const owner = { permissions: ['ZENDESK_ACTIONS.DELETE_INTEGRATIONS'] } as const;

  test('is seen at the next 401: one request, and none after it', async () => {
    const fixture = await connected();
    await otherProcess(fixture).connection('bot-1', owner).disconnect();
    fixture.zendesk.clearRequests();
    const error = await rejection(fixture.connection().getTicketStatus({ ticketId: fixture.ticketId }));
    expect(error).toBeInstanceOf(NotConnectedError);
    expect(exchanges(fixture)).toEqual([`GET /api/v2/tickets/${fixture.ticketId} 401`]);
    await expectForgotten(fixture);
  });

  test('is seen within a minute although the token lives on', async () => {
    const fixture = await connected();
    fixture.zendesk.account('acme').quirks.revokeIsIgnored = true;
    await fixture.connection().getTicketStatus({ ticketId: fixture.ticketId });
    const sibling = otherProcess(fixture).connection('bot-1', owner);
    expect(await sibling.disconnect()).toEqual({ revocation: 'unconfirmed' });
    travel(61);
    fixture.zendesk.clearRequests();
    const error = await rejection(fixture.connection().getTicketStatus({ ticketId: fixture.ticketId }));
    expect(error).toBeInstanceOf(NotConnectedError);
    expect(fixture.zendesk.requests).toEqual([]);
  });

  test('is seen before a refresh: the refresh token is not sent', async () => {
    const fixture = await connected();
    travel(3_600 - 70);
    await fixture.connection().getTicketStatus({ ticketId: fixture.ticketId });
    await otherProcess(fixture).connection('bot-1', owner).disconnect();
    // The record is still in this process's memory, and by it the access token is about to expire.
    travel(50);
    fixture.zendesk.clearRequests();
    const error = await rejection(fixture.connection().getTicketStatus({ ticketId: fixture.ticketId }));
    expect(error).toBeInstanceOf(NotConnectedError);
    expect(fixture.zendesk.requests).toEqual([]);
  });

  test('is told by status() at once', async () => {
    const fixture = await connected();
    await otherProcess(fixture).connection('bot-1', owner).disconnect();
    expect(await fixture.connection().status()).toMatchObject({ state: 'disconnected' });
  });
});

describe('in another process, connect', () => {
  const states = {
    'which found nobody connected': async () => {},
    'which found that a reconnect was required': async (fixture: Fixture) => {
      await fixture.connect();
      fixture.zendesk.account('acme').revokeTokens();
    },
  };
  test.each(Object.entries(states))('is seen by one %s at its very next call', async (_, prepare) => {
    const fixture = createFixture();
    await prepare(fixture);
    const other = otherProcess(fixture).connection('bot-1', { permissions: ALL_PERMISSIONS, requester: ANN });
    expect(await rejection(other.createTicket({ subject: 'a', body: 'b' }))).toMatchObject({ status: 403 });
    await fixture.connect();
    await fixture.connection().updateSettings({ customerContextOnSessionStart: true });
    await expect(other.createTicket({ subject: 'a', body: 'b' })).resolves.toMatchObject({ status: 'new' });
    expect(await other.startSession()).toMatchObject({ background: expect.stringContaining('a') });
  });
});
