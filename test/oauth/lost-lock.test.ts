/**
 * A lock that did not hold: promise T16. Two processes, each with a store object of its own on one place, and Zendesk
 * that rotates at once and answers late.
 */
import { describe, expect, test, vi } from 'vitest';
import {
  ALL_PERMISSIONS,
  type ConnectorEvent,
  generateEncryptionKey,
  MemoryTokenStore,
  ReconnectRequiredError,
  type TokenStore,
  ZendeskConnector,
} from '../../src/index.js';
import { ANN, createFixture, rejection } from '../support/fixture.js';

/** A lock that lets in everyone, as one does that was lost: in a failover, by a lease that ran out, or by design. */
function withLostLock(store: TokenStore): TokenStore {
  return {
    get: (key) => store.get(key),
    compareAndSet: (key, expected, next) => store.compareAndSet(key, expected, next),
    lock: (_, task) => task(),
  };
}

async function twoProcesses() {
  const store = new MemoryTokenStore();
  const encryptionKey = generateEncryptionKey();
  const fixture = createFixture({ tokenStore: withLostLock(store), encryptionKey });
  await fixture.connect();
  const { ticketId } = await fixture.connection().createTicket({ subject: 'a', body: 'b' });
  const account = fixture.zendesk.account('acme');
  account.expireAccessTokens();
  fixture.zendesk.clearRequests();
  const events: ConnectorEvent[] = [];
  const processOf = (tokenStore: TokenStore) => {
    const connector = new ZendeskConnector({ ...fixture.options, tokenStore, onEvent: (event) => events.push(event) });
    const bot = connector.connection('bot-1', { permissions: ALL_PERMISSIONS, requester: ANN });
    return { bot, call: () => bot.getTicketStatus({ ticketId }, { timeout: 60_000 }) };
  };
  const count = (method: string, path: RegExp) =>
    fixture.zendesk.requests.filter((one) => one.method === method && path.test(one.path)).length;
  const living = () => account.tokens.filter(({ revokedAt }) => revokedAt === undefined);
  return { ...fixture, store, account, events, processOf, count, living, ticketId };
}

describe('[T16] who holds the tokens that Zendesk honors keeps them', () => {
  test('two processes under a lock that was lost: the second one waits for the first, whose tokens are saved', async () => {
    const { zendesk, store, processOf, count, living, events } = await twoProcesses();
    zendesk.fault({ path: '/oauth/tokens' }, { when: 'after', delay: 800, times: 1 });
    const first = processOf(withLostLock(store));
    const second = processOf(withLostLock(store));
    const calls = [first.call()];
    await vi.waitFor(() => expect(count('POST', /oauth\/tokens/)).toBe(1));
    calls.push(second.call());
    for (const status of await Promise.all(calls)) expect(status).toMatchObject({ status: 'new' });
    expect(count('POST', /oauth\/tokens/)).toBe(1);
    expect(count('DELETE', /./)).toBe(0);
    expect(living()).toHaveLength(1);
    expect(events.map(({ type }) => type).filter((type) => type.startsWith('token.'))).toEqual(['token.refreshed']);
    expect(await second.bot.status()).toMatchObject({ state: 'connected' });
  });

  test('a process that comes back after it was given up saves its tokens over a record that says rotation_lost', async () => {
    const { zendesk, store, processOf, count, living } = await twoProcesses();
    let letGo = () => {};
    const hold = new Promise<void>((resolve) => {
      letGo = resolve;
    });
    zendesk.fault({ path: '/oauth/tokens' }, { when: 'after', hold, times: 1 });
    const paused = processOf(withLostLock(store)).call();
    await vi.waitFor(() => expect(count('POST', /oauth\/tokens/)).toBe(1));
    const other = processOf(withLostLock(store));
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 31_000 });
    try {
      expect(await rejection(other.call())).toMatchObject({ code: 'reconnect_required', reason: 'rotation_lost' });
      expect(await other.bot.status()).toMatchObject({ state: 'reconnect_required', reason: 'rotation_lost' });
      letGo();
      await expect(paused).resolves.toMatchObject({ status: 'new' });
      expect(await other.bot.status()).toMatchObject({ state: 'connected' });
      await expect(other.call()).resolves.toMatchObject({ status: 'new' });
      expect(living()).toHaveLength(1);
      expect(count('DELETE', /./)).toBe(0);
    } finally {
      vi.useRealTimers();
    }
  });

  test('a dead grant costs two processes that both believe in their lock one token call', async () => {
    const { store, account, processOf, count } = await twoProcesses();
    account.revokeTokens();
    const processes = Array.from({ length: 4 }, () => processOf(withLostLock(store)));
    const errors = await Promise.all(processes.map(({ call }) => rejection(call())));
    for (const error of errors) {
      expect(error).toBeInstanceOf(ReconnectRequiredError);
      expect(error).toMatchObject({ reason: 'refused' });
    }
    expect(count('POST', /oauth\/tokens/)).toBe(1);
  });
});
