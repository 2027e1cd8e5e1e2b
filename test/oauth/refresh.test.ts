/**
 * What happens when an access token is no longer good: promises T1, T3 and T5 to T12, over every token store.
 */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import {
  type ConnectorEvent,
  MemoryTokenStore,
  NetworkError,
  NotConnectedError,
  ReconnectRequiredError,
  type TokenStore,
  TokenStoreError,
  ZendeskConnector,
  ZendeskError,
} from '../../src/index.js';
import { ANN, createFixture, type Fixture, rejection } from '../support/fixture.js';
import { describeEachTokenStore, type StorePlace } from '../support/token-stores.js';

const HOUR = 3600;

function tokenCalls({ zendesk }: Fixture): number {
  return zendesk.requests.filter(({ path }) => path === '/oauth/tokens').length;
}

function apiCalls({ zendesk }: Fixture): number {
  return zendesk.requests.filter(({ path }) => path.startsWith('/api/')).length;
}

/** A store without its lock, if it has one. */
function withoutLock(store: TokenStore): TokenStore {
  return {
    get: (key) => store.get(key),
    compareAndSet: (key, expected, next) => store.compareAndSet(key, expected, next),
  };
}

async function connected(options?: Parameters<typeof createFixture>[0]): Promise<Fixture> {
  const fixture = createFixture({ tokenStore: place.open(), ...options });
  await fixture.connect();
  fixture.zendesk.clearRequests();
  fixture.events.length = 0;
  return fixture;
}

let place: StorePlace;

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date'], now: Date.UTC(2026, 10, 23, 12) });
});
afterEach(() => {
  vi.useRealTimers();
});

function travel(seconds: number): void {
  vi.setSystemTime(Date.now() + seconds * 1000);
}

describeEachTokenStore('', ({ create }) => {
  beforeAll(async () => {
    place = await create();
  });
  afterEach(async () => {
    // Each test begins with nobody connected.
    const store = place.open();
    await store.compareAndSet('bot-1', await store.get('bot-1'), undefined);
  });
  afterAll(() => place.remove());

  describe('[T1] many callers, one expired token, one process', () => {
    test('a token that Zendesk rejects is refreshed once for 1,000 callers, whose bodies arrive intact', async () => {
      const fixture = await connected({ timeout: 60_000 });
      const { zendesk, connection } = fixture;
      zendesk.account('acme').expireAccessTokens();
      const calls = Array.from({ length: 1_000 }, (_, n) =>
        connection({ requester: { email: `user${n}@customer.example`, name: `User ${n}` } })
          .createTicket({ subject: `Subject ${n}`, body: `Body ${n}` })
          .catch((error: unknown) => error),
      );
      const results = await Promise.all(calls);
      // The limit of tickets for a connection is not what is tested here.
      const created = results.filter((result) => !(result instanceof ZendeskError && result.code === 'rate_limited'));
      expect(created).toHaveLength(100);
      expect(tokenCalls(fixture)).toBe(1);
      for (const ticket of zendesk.account('acme').tickets) {
        const n = /\d+/.exec(ticket.subject)?.[0];
        expect(zendesk.account('acme').comments(ticket.id)[0]?.plain_body).toBe(`Body ${n}`);
      }
    });

    test('a token that is past its time is refreshed once for 1,000 callers before any of them sends', async () => {
      const fixture = await connected({ timeout: 60_000 });
      const { ticketId } = await fixture.connection().createTicket({ subject: 'a', body: 'b' });
      fixture.zendesk.clearRequests();
      travel(2 * HOUR);
      const calls = Array.from({ length: 1_000 }, () => fixture.connection().getTicketStatus({ ticketId }));
      const results = await Promise.all(calls);
      expect(new Set(results.map(({ status }) => status))).toEqual(new Set(['new']));
      expect(tokenCalls(fixture)).toBe(1);
      expect(fixture.zendesk.requests.filter(({ status }) => status === 401)).toEqual([]);
    });

    test('connectors that a host makes for each request share the refresh', async () => {
      const fixture = await connected();
      const { ticketId } = await fixture.connection().createTicket({ subject: 'a', body: 'b' });
      travel(2 * HOUR);
      const ask = () =>
        new ZendeskConnector(fixture.options)
          .connection('bot-1', { permissions: ['ZENDESK_ACTIONS.READ_TICKET_STATUS'], requester: ANN })
          .getTicketStatus({ ticketId });
      await Promise.all(Array.from({ length: 50 }, ask));
      expect(tokenCalls(fixture)).toBe(1);
    });
  });

  describe('[T3] a store without a lock', () => {
    test('two processes race: one refresh, both succeed', async () => {
      const fixture = await connected({ tokenStore: withoutLock(place.open()) });
      const { ticketId } = await fixture.connection().createTicket({ subject: 'a', body: 'b' });
      for (let round = 0; round < 5; round++) {
        fixture.zendesk.clearRequests();
        fixture.zendesk.account('acme').expireAccessTokens();
        const processes = Array.from({ length: 4 }, () =>
          new ZendeskConnector({ ...fixture.options, tokenStore: withoutLock(place.open()) }).connection('bot-1', {
            permissions: ['ZENDESK_ACTIONS.READ_TICKET_STATUS'],
            requester: ANN,
          }),
        );
        const calls = processes.flatMap((process) =>
          Array.from({ length: 20 }, () => process.getTicketStatus({ ticketId })),
        );
        await Promise.all(calls);
        expect(tokenCalls(fixture)).toBe(1);
      }
      expect(await fixture.connection().status()).toMatchObject({ state: 'connected' });
    });

    test('a process that lost the race at Zendesk adopts what the winner saved', async () => {
      const tokenStore = withoutLock(place.open());
      const fixture = await connected({ tokenStore });
      const { zendesk, connection, options } = fixture;
      const { ticketId } = await connection().createTicket({ subject: 'a', body: 'b' });
      zendesk.account('acme').expireAccessTokens();
      // The winner refreshes and saves between our announcement and our call, as an old version of a program might.
      const before = await tokenStore.get('bot-1');
      let intruded = false;
      const remove = zendesk.fault(
        { path: '/oauth/tokens' },
        {
          times: 1,
          respond: async () => {
            intruded = true;
            remove();
            const ours = await tokenStore.get('bot-1');
            const plain = new MemoryTokenStore();
            await plain.compareAndSet('bot-1', undefined, before);
            const winner = new ZendeskConnector({ ...options, tokenStore: plain });
            await winner
              .connection('bot-1', { permissions: ['ZENDESK_ACTIONS.READ_TICKET_STATUS'], requester: ANN })
              .getTicketStatus({ ticketId });
            await tokenStore.compareAndSet('bot-1', ours, await plain.get('bot-1'));
            return Response.json({ error: 'invalid_grant', error_description: 'used' }, { status: 400 });
          },
        },
      );
      await expect(connection().getTicketStatus({ ticketId })).resolves.toMatchObject({ status: 'new' });
      expect(intruded).toBe(true);
      expect(await connection().status()).toMatchObject({ state: 'connected' });
    });
  });

  describe('[T5] what the owner does wins over a refresh in flight', () => {
    async function heldRefresh(when: 'before' | 'after') {
      const fixture = await connected();
      const { zendesk, connection } = fixture;
      const { ticketId } = await connection().createTicket({ subject: 'a', body: 'b' });
      zendesk.account('acme').expireAccessTokens();
      let release = () => {};
      const hold = new Promise<void>((resolve) => {
        release = resolve;
      });
      zendesk.fault({ path: '/oauth/tokens' }, { hold, when, times: 1 });
      const call = rejection(connection().getTicketStatus({ ticketId }));
      await vi.waitFor(() => expect(tokenCalls(fixture)).toBeGreaterThan(0), { timeout: 5_000 });
      return { ...fixture, release, call, ticketId };
    }

    test.each(['before', 'after'] as const)(
      'disconnect, held %s Zendesk rotates: nothing is stored, nothing lives',
      async (when) => {
        const { connection, options, zendesk, release, call } = await heldRefresh(when);
        await connection().disconnect();
        release();
        expect(await call).toBeInstanceOf(NotConnectedError);
        await vi.waitFor(() => {
          const alive = zendesk.account('acme').tokens.filter(({ revokedAt }) => revokedAt === undefined);
          expect(alive).toEqual([]);
        });
        expect(await options.tokenStore.get('bot-1')).toBeUndefined();
        expect(await connection().status()).toMatchObject({ state: 'disconnected' });
      },
    );

    test('reconnect: the new grant stays', async () => {
      const { connection, connect, release, call, ticketId, zendesk } = await heldRefresh('after');
      await connect();
      const fresh = zendesk.account('acme').tokens.at(-1);
      release();
      await call.catch(() => {});
      await expect(connection().getTicketStatus({ ticketId })).resolves.toMatchObject({ status: 'new' });
      const used = zendesk.requests.filter(({ path }) => path.startsWith('/api/v2/tickets/')).at(-1);
      expect(used?.headers['authorization']).toBe(`Bearer ${fresh?.accessToken}`);
    });
  });

  describe('[T6] saved before used', () => {
    test('no request carries a token that the store does not hold', async () => {
      const store = withoutLock(place.open());
      let saves = 0;
      let savesAtFirstUse: number | undefined;
      const fixture = await connected({
        tokenStore: {
          get: (key) => store.get(key),
          compareAndSet: async (...change) => {
            await new Promise((resolve) => setTimeout(resolve, 20));
            const written = await store.compareAndSet(...change);
            saves++;
            return written;
          },
        },
      });
      const { ticketId } = await fixture.connection().createTicket({ subject: 'a', body: 'b' });
      const old = fixture.zendesk.account('acme').tokens.at(-1)?.accessToken;
      fixture.zendesk.account('acme').expireAccessTokens();
      saves = 0;
      fixture.zendesk.fault(
        { path: '/api/v2/tickets/*' },
        {
          respond: (request) => {
            if (!request.headers.get('authorization')?.includes(String(old))) savesAtFirstUse ??= saves;
            return new Response('{}', { status: 401 });
          },
        },
      );
      await rejection(fixture.connection().getTicketStatus({ ticketId }));
      expect(savesAtFirstUse).toBe(2); // the announcement and the tokens
    });

    test('a caller who gives up during the refresh loses nothing for anybody', async () => {
      const fixture = await connected();
      const { zendesk, connection } = fixture;
      const { ticketId } = await connection().createTicket({ subject: 'a', body: 'b' });
      zendesk.account('acme').expireAccessTokens();
      zendesk.fault({ path: '/oauth/tokens' }, { delay: 200 });
      const controller = new AbortController();
      const impatient = Array.from({ length: 99 }, () =>
        rejection(connection().getTicketStatus({ ticketId }, { signal: controller.signal })),
      );
      const patient = connection().getTicketStatus({ ticketId });
      setTimeout(() => controller.abort(new Error('gone')), 50);
      for (const error of await Promise.all(impatient)) expect(error).toEqual(new Error('gone'));
      await expect(patient).resolves.toMatchObject({ status: 'new' });
      expect(tokenCalls(fixture)).toBe(1);
    });

    test('a call that runs out of time during the refresh leaves the refresh to finish', async () => {
      const fixture = await connected();
      const { zendesk, connection, events } = fixture;
      const { ticketId } = await connection().createTicket({ subject: 'a', body: 'b' });
      zendesk.account('acme').expireAccessTokens();
      zendesk.fault({ path: '/oauth/tokens' }, { delay: 300 });
      const error = await rejection(connection().getTicketStatus({ ticketId }, { timeout: 100 }));
      expect(error).toMatchObject({ code: 'timeout', status: 504 });
      await vi.waitFor(() => expect(events.some(({ type }) => type === 'token.refreshed')).toBe(true), {
        timeout: 5_000,
      });
      await expect(connection().getTicketStatus({ ticketId })).resolves.toMatchObject({ status: 'new' });
      expect(tokenCalls(fixture)).toBe(1);
    });
  });

  /** The store, with writes that can be made to fail. */
  function frailStore() {
    const store = place.open();
    const frail = {
      failWrites: 0,
      failAfterWriting: 0,
      failReads: 0,
      get: async (key: string) => {
        if (frail.failReads-- > 0) throw new Error('store down');
        return store.get(key);
      },
      compareAndSet: async (key: string, expected: string | undefined, next: string | undefined) => {
        if (frail.failWrites-- > 0) throw new Error('store down');
        const written = await store.compareAndSet(key, expected, next);
        if (frail.failAfterWriting-- > 0) throw new Error('connection lost');
        return written;
      },
    };
    return frail;
  }

  describe('[T7] a store that fails', () => {
    async function withFrailStore() {
      const tokenStore = frailStore();
      const fixture = await connected({ tokenStore });
      const { ticketId } = await fixture.connection().createTicket({ subject: 'a', body: 'b' });
      fixture.zendesk.account('acme').expireAccessTokens();
      fixture.zendesk.clearRequests();
      return { ...fixture, tokenStore, ticketId };
    }

    test('before the refresh: Zendesk is not called, the grant is intact', async () => {
      const fixture = await withFrailStore();
      fixture.tokenStore.failWrites = 1;
      const error = await rejection(fixture.connection().getTicketStatus({ ticketId: fixture.ticketId }));
      expect(error).toMatchObject({ code: 'token_store', reason: 'unavailable', retryable: true });
      expect(tokenCalls(fixture)).toBe(0);
      await expect(fixture.connection().getTicketStatus({ ticketId: fixture.ticketId })).resolves.toMatchObject({
        status: 'new',
      });
    });

    test('on the save, twice: the tokens are saved all the same', async () => {
      const fixture = await withFrailStore();
      // The announcement is written before Zendesk is called, so the failures hit the save.
      const compareAndSet = fixture.tokenStore.compareAndSet;
      let writes = 0;
      fixture.tokenStore.failWrites = 0;
      fixture.tokenStore.compareAndSet = async (...change) => {
        if (++writes === 2) fixture.tokenStore.failWrites = 2;
        return compareAndSet(...change);
      };
      await expect(fixture.connection().getTicketStatus({ ticketId: fixture.ticketId })).resolves.toMatchObject({
        status: 'new',
      });
      expect(writes).toBe(4);
      expect(tokenCalls(fixture)).toBe(1);
      expect(fixture.events.filter(({ type }) => type === 'token.rotation_lost')).toEqual([]);
    });

    test('on the answer to a save that came through: the tokens count as saved', async () => {
      const fixture = await withFrailStore();
      const compareAndSet = fixture.tokenStore.compareAndSet;
      let writes = 0;
      fixture.tokenStore.compareAndSet = async (...change) => {
        if (++writes === 2) fixture.tokenStore.failAfterWriting = 1;
        return compareAndSet(...change);
      };
      await expect(fixture.connection().getTicketStatus({ ticketId: fixture.ticketId })).resolves.toMatchObject({
        status: 'new',
      });
      const alive = fixture.zendesk.account('acme').tokens.filter(({ revokedAt }) => revokedAt === undefined);
      expect(alive).toHaveLength(1);
    });

    test('on the save, for good: a TokenStoreError, and an event that says since when', async () => {
      const fixture = await withFrailStore();
      const compareAndSet = fixture.tokenStore.compareAndSet;
      let writes = 0;
      fixture.tokenStore.compareAndSet = async (...change) => {
        if (++writes >= 2) throw new Error('store down');
        return compareAndSet(...change);
      };
      vi.useRealTimers();
      const realPause = globalThis.setTimeout;
      vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
      let error: unknown;
      const failing = rejection(
        fixture.connection().getTicketStatus({ ticketId: fixture.ticketId }, { timeout: 600_000 }),
      ).then((thrown) => {
        error = thrown;
      });
      while (error === undefined) {
        // What runs outside of JavaScript, such as encryption and the store, takes real time.
        await new Promise((resolve) => realPause(resolve, 20));
        if (writes >= 2) await vi.advanceTimersByTimeAsync(1_000);
      }
      await failing;
      vi.useRealTimers();
      expect(error).toBeInstanceOf(TokenStoreError);
      expect(error).toMatchObject({ reason: 'rotation_lost', status: 503 });
      const lost = fixture.events.find(({ type }) => type === 'token.rotation_lost') as ConnectorEvent & {
        startedAt: string;
      };
      expect((error as Error & { hint: string }).hint).toContain(lost.startedAt);
      // When the store is back, the trouble is named for what it is.
      vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 60_000 });
      fixture.tokenStore.compareAndSet = compareAndSet;
      const later = await rejection(fixture.connection().getTicketStatus({ ticketId: fixture.ticketId }));
      expect(later).toMatchObject({ code: 'reconnect_required', reason: 'rotation_lost' });
    });
  });

  describe('[T8] an outage of the token endpoint is not a revocation', () => {
    test.each([
      ['500', { status: 500 }],
      ['502 with a web page', { status: 502, body: '<html>Bad gateway</html>' }],
      ['503', { status: 503 }],
      ['429', { status: 429, headers: { 'retry-after': '30' } }],
      ['reset', { reset: true }],
      ['200 with a web page', { status: 200, body: '<html>Sign in</html>' }],
      ['200 that is empty', { status: 200, body: '' }],
      ['200 with an error', { status: 200, body: { error: 'invalid_grant' } }],
      ['a redirect', { status: 302, headers: { location: 'https://evil.example/' } }],
      ['500 that says invalid_grant', { status: 500, body: { error: 'invalid_grant' } }],
      ['401 for the client', { status: 401, body: { error: 'invalid_client' } }],
    ])('%s: the tokens are kept', async (_, fault) => {
      const fixture = await connected();
      const { zendesk, connection, events } = fixture;
      const { ticketId } = await connection().createTicket({ subject: 'a', body: 'b' });
      zendesk.account('acme').expireAccessTokens();
      const remove = zendesk.fault({ path: '/oauth/tokens' }, fault);
      const error = await rejection(connection().getTicketStatus({ ticketId }));
      expect(error).toBeInstanceOf(ZendeskError);
      expect(error).not.toBeInstanceOf(ReconnectRequiredError);
      expect(await connection().status()).toMatchObject({ state: 'connected' });
      expect(events.map(({ type }) => type)).toContain('token.refresh_failed');
      // For a moment the token endpoint is left alone, then all is well again.
      const calls = tokenCalls(fixture);
      expect(await rejection(connection().getTicketStatus({ ticketId }))).toMatchObject({
        code: (error as ZendeskError).code,
        message: (error as ZendeskError).message,
      });
      expect(tokenCalls(fixture)).toBe(calls);
      remove();
      travel(31);
      await expect(connection().getTicketStatus({ ticketId })).resolves.toMatchObject({ status: 'new' });
    });

    test('a connection that broke once is tried once more', async () => {
      const fixture = await connected();
      const { zendesk, connection } = fixture;
      const { ticketId } = await connection().createTicket({ subject: 'a', body: 'b' });
      zendesk.account('acme').expireAccessTokens();
      zendesk.fault({ path: '/oauth/tokens' }, { reset: true, times: 1 });
      await expect(connection().getTicketStatus({ ticketId })).resolves.toMatchObject({ status: 'new' });
      expect(tokenCalls(fixture)).toBe(2);
    });

    test('a token that still has a moment to live outlives it', async () => {
      const fixture = await connected();
      const { zendesk, connection } = fixture;
      const { ticketId } = await connection().createTicket({ subject: 'a', body: 'b' });
      travel(HOUR - 30);
      zendesk.fault({ path: '/oauth/tokens' }, { status: 503 });
      await expect(connection().getTicketStatus({ ticketId })).resolves.toMatchObject({ status: 'new' });
      await expect(connection().getTicketStatus({ ticketId })).resolves.toMatchObject({ status: 'new' });
      travel(31);
      expect(await rejection(connection().getTicketStatus({ ticketId }))).toMatchObject({ retryable: true });
    });

    test('an answer that was lost after the rotation is called that when Zendesk refuses the old token', async () => {
      const { zendesk, connection, events } = await connected();
      const { ticketId } = await connection().createTicket({ subject: 'a', body: 'b' });
      zendesk.account('acme').expireAccessTokens();
      zendesk.fault({ path: '/oauth/tokens' }, { reset: true, when: 'after', times: 1 });
      zendesk.fault({ path: '/oauth/tokens' }, { status: 503, times: 1 });
      expect(await rejection(connection().getTicketStatus({ ticketId }))).toBeInstanceOf(ZendeskError);
      travel(10);
      const error = await rejection(connection().getTicketStatus({ ticketId }));
      expect(error).toMatchObject({ code: 'reconnect_required', reason: 'rotation_lost' });
      expect(events.filter(({ type }) => type === 'connection.reconnect_required')).toMatchObject([
        { reason: 'rotation_lost' },
      ]);
    });
  });

  test('[T8] a client secret that was rotated in Zendesk is named to the developer, the bot owner and diagnose()', async () => {
    const fixture = await connected();
    travel(2 * HOUR);
    const refusal = {
      status: 401,
      body: { error: 'invalid_client', error_description: 'Client authentication failed' },
    };
    const mend = fixture.zendesk.fault({ path: '/oauth/tokens' }, refusal);
    const error = await rejection(fixture.connection().createTicket({ subject: 's', body: 'b' }));
    expect(error).toMatchObject({ code: 'api_error', hint: expect.stringContaining('"clientSecret"') });
    expect((error as ZendeskError).ownerMessage).toContain('Ask the developer to check its identifier and secret');
    travel(10);
    const { state, problems } = await fixture.connection().diagnose();
    expect(state).toBe('connected');
    expect(problems).toMatchObject([{ code: 'request_failed', hint: expect.stringContaining('"clientSecret"') }]);
    mend();
    travel(10);
    await fixture.connection().createTicket({ subject: 's', body: 'b' });
  });

  test('[T8] waiting for a refresh takes nothing from the time and the retries of the request itself', async () => {
    const fixture = await connected();
    const { zendesk, connection } = fixture;
    const { ticketId } = await connection().createTicket({ subject: 'a', body: 'b' });
    zendesk.account('acme').expireAccessTokens();
    zendesk.fault({ path: '/oauth/tokens' }, { delay: 3_000, times: 1 });
    const calls = Array.from({ length: 30 }, () => connection().getTicketStatus({ ticketId }, { timeout: 5_000 }));
    for (const status of await Promise.all(calls)) expect(status).toMatchObject({ status: 'new' });
    expect(tokenCalls(fixture)).toBe(1);
  });

  describe('[T9] a refresh that Zendesk refuses', () => {
    test('is a 403 with a reason, and then nothing reaches Zendesk until somebody connects', async () => {
      const fixture = await connected();
      const { zendesk, connection, events } = fixture;
      const { ticketId } = await connection().createTicket({ subject: 'a', body: 'b' });
      zendesk.account('acme').revokeTokens();
      zendesk.clearRequests();
      const errors = await Promise.all(
        Array.from({ length: 50 }, () => rejection(connection().getTicketStatus({ ticketId }))),
      );
      for (const error of errors) {
        expect(error).toBeInstanceOf(ReconnectRequiredError);
        expect(error).toMatchObject({ status: 403, code: 'reconnect_required', reason: 'refused', retryable: false });
      }
      expect(tokenCalls(fixture)).toBe(1);
      expect(events.filter(({ type }) => type === 'connection.reconnect_required')).toHaveLength(1);
      zendesk.clearRequests();
      expect(await connection().status()).toMatchObject({
        state: 'reconnect_required',
        reason: 'refused',
        subdomain: 'acme',
        user: { role: 'admin' },
      });
      for (let n = 0; n < 20; n++) await rejection(connection().createTicket({ subject: 'a', body: 'b' }));
      expect(zendesk.requests).toEqual([]);
      await fixture.connect();
      await expect(connection().getTicketStatus({ ticketId })).resolves.toMatchObject({ status: 'new' });
      expect(await connection().status()).toMatchObject({ state: 'connected' });
    });

    test('[T18] a refresh token past its life is tried once: Zendesk ends a connection, not the clock of this host', async () => {
      const fixture = await connected();
      const { ticketId } = await fixture.connection().createTicket({ subject: 'a', body: 'b' });
      fixture.zendesk.clearRequests();
      travel(91 * 24 * HOUR);
      const error = await rejection(fixture.connection().getTicketStatus({ ticketId }));
      expect(error).toMatchObject({ code: 'reconnect_required', reason: 'expired' });
      expect(fixture.zendesk.requests.map(({ path }) => path)).toEqual(['/oauth/tokens']);
    });

    test('a grant without a refresh token ends with its access token', async () => {
      const fixture = await connected();
      fixture.zendesk.fault(
        { path: '/oauth/tokens' },
        {
          respond: () =>
            Response.json({ access_token: 'forever', token_type: 'bearer', scope: 'read write' }, { status: 201 }),
        },
      );
      fixture.zendesk.fault(
        { path: '/api/v2/users/me' },
        { body: { user: { id: 1, name: 'A', role: 'admin' } }, status: 200 },
      );
      await fixture.connect();
      const error = await rejection(fixture.connection().getTicketStatus({ ticketId: 1 }));
      expect(error).toMatchObject({ code: 'reconnect_required', reason: 'no_refresh_token' });
    });
  });

  describe('[T10] no loop', () => {
    test('a server that answers 401 whatever it gets sees three calls and one refresh', async () => {
      const fixture = await connected();
      fixture.zendesk.fault({ path: '/api/v2/tickets/*' }, { status: 401, body: { error: 'invalid_token' } });
      const error = await rejection(fixture.connection().getTicketStatus({ ticketId: 1 }));
      expect(error).toMatchObject({ code: 'reconnect_required', reason: 'token_rejected' });
      // The new token is tried again after a moment, in case that a part of Zendesk does not know it yet.
      expect(apiCalls(fixture)).toBe(3);
      expect(tokenCalls(fixture)).toBe(1);
      expect(await fixture.connection().status()).toMatchObject({ state: 'connected' });
    });

    test('two generations behind: what a sibling saved is dead too, and one refresh mends it', async () => {
      const fixture = await connected();
      const { ticketId } = await fixture.connection().createTicket({ subject: 'a', body: 'b' });
      const sibling = new ZendeskConnector({ ...fixture.options, tokenStore: place.open() });
      fixture.zendesk.account('acme').expireAccessTokens();
      await sibling
        .connection('bot-1', { permissions: ['ZENDESK_ACTIONS.READ_TICKET_STATUS'], requester: ANN })
        .getTicketStatus({ ticketId });
      fixture.zendesk.account('acme').expireAccessTokens();
      fixture.zendesk.clearRequests();
      await expect(fixture.connection().getTicketStatus({ ticketId })).resolves.toMatchObject({ status: 'new' });
      expect(tokenCalls(fixture)).toBe(1);
    });

    test('a 403 never refreshes', async () => {
      const fixture = await connected();
      fixture.zendesk.fault({ path: '/api/v2/tickets/*' }, { status: 403, body: { error: 'Forbidden' } });
      for (let n = 0; n < 20; n++) {
        expect(await rejection(fixture.connection().request('GET', '/api/v2/tickets/1'))).toMatchObject({
          code: 'permission_denied',
        });
      }
      expect(tokenCalls(fixture)).toBe(0);
    });
  });

  describe('[T12] clocks that differ', () => {
    test.each([HOUR, -HOUR])(
      'a host whose clock is %i seconds off refreshes each token at most once more',
      async (skew) => {
        const now = Date.now();
        const fixture = await connected({ simulator: { now: () => now } });
        const { ticketId } = await fixture.connection().createTicket({ subject: 'a', body: 'b' });
        travel(skew);
        fixture.zendesk.clearRequests();
        for (let n = 0; n < 20; n++) await fixture.connection().getTicketStatus({ ticketId });
        expect(tokenCalls(fixture)).toBeLessThanOrEqual(1);
      },
    );

    test('two processes an hour apart: no call fails, at most one more refresh a token', async () => {
      const fixture = await connected();
      const { ticketId } = await fixture.connection().createTicket({ subject: 'a', body: 'b' });
      const ahead = new ZendeskConnector({ ...fixture.options, tokenStore: place.open() }).connection('bot-1', {
        permissions: ['ZENDESK_ACTIONS.READ_TICKET_STATUS'],
        requester: ANN,
      });
      fixture.zendesk.clearRequests();
      const rounds = 10;
      for (let round = 0; round < rounds; round++) {
        await fixture.connection().getTicketStatus({ ticketId });
        vi.setSystemTime(Date.now() + HOUR * 1000);
        await ahead.getTicketStatus({ ticketId });
        vi.setSystemTime(Date.now() - HOUR * 1000);
      }
      expect(tokenCalls(fixture)).toBeLessThanOrEqual(rounds);
      expect(await fixture.connection().status()).toMatchObject({ state: 'connected' });
    });
  });
});

describe('what a caller sees when nobody is connected', () => {
  test('NotConnectedError, and no request', async () => {
    const fixture = createFixture();
    const error = await rejection(fixture.connection().createTicket({ subject: 'a', body: 'b' }));
    expect(error).toBeInstanceOf(NotConnectedError);
    expect(error).toMatchObject({ status: 403, code: 'not_connected' });
    expect(fixture.zendesk.requests).toEqual([]);
  });

  test('a network that is down is a NetworkError that says whether to worry', async () => {
    const { zendesk, connection, connect } = createFixture();
    await connect();
    zendesk.fault({ path: '/api/*' }, { reset: true });
    expect(await rejection(connection().getTicketStatus({ ticketId: 1 }))).toBeInstanceOf(NetworkError);
    expect(await rejection(connection().getTicketStatus({ ticketId: 1 }))).toMatchObject({
      ambiguous: false,
      timedOut: false,
    });
    expect(await rejection(connection().createTicket({ subject: 'a', body: 'b' }))).toMatchObject({ ambiguous: true });
  });
});
