/**
 * A record that no key opens any more can be given up, when the application asks for it.
 */
import { describe, expect, test } from 'vitest';
import { generateEncryptionKey, MemoryTokenStore, TokenStoreError, ZendeskConnector } from '../../src/index.js';
import { createFixture, type Fixture, rejection, SESSION } from '../support/fixture.js';

const OWNER = {
  permissions: [
    'ZENDESK_ACTIONS.CREATE_OAUTH',
    'ZENDESK_ACTIONS.READ_INTEGRATIONS',
    'ZENDESK_ACTIONS.DELETE_INTEGRATIONS',
  ],
} as const;

/** Connected with a key that is lost afterwards: another process has another one. */
async function withLostKey(fixture: Fixture) {
  await fixture.connect();
  fixture.events.length = 0;
  fixture.zendesk.clearRequests();
  const { tokenStore } = fixture.options;
  const connector = new ZendeskConnector({
    ...fixture.options,
    encryptionKey: generateEncryptionKey(),
    tokenStore: {
      get: (key) => tokenStore.get(key),
      compareAndSet: (key, expected, next) => tokenStore.compareAndSet(key, expected, next),
    },
  });
  return { connector, owner: connector.connection('bot-1', OWNER) };
}

describe('a record that cannot be opened', () => {
  test('is an error that says what to do, and stays as it is', async () => {
    const fixture = createFixture();
    const { owner } = await withLostKey(fixture);
    const before = await fixture.options.tokenStore.get('bot-1');
    for (const attempt of [
      () => owner.status(),
      () => owner.connect({ subdomain: 'acme', session: SESSION }),
      () => owner.connect({ subdomain: 'acme', session: SESSION, replaceUnreadable: false }),
      () => owner.disconnect(),
      () => owner.disconnect({ forgetUnreadable: false }),
    ]) {
      const error = await rejection(attempt());
      expect(error).toBeInstanceOf(TokenStoreError);
      expect(error).toMatchObject({ reason: 'unreadable', hint: expect.stringContaining('replaceUnreadable: true') });
    }
    expect(await fixture.options.tokenStore.get('bot-1')).toBe(before);
    expect(await fixture.connection().status()).toMatchObject({ state: 'connected' });
  });

  test('is replaced by connect() when that is asked for, and reported as unconfirmed', async () => {
    const fixture = createFixture();
    const { owner, connector } = await withLostKey(fixture);
    const { url } = await owner.connect({ subdomain: 'acme', session: SESSION, replaceUnreadable: true });
    await connector.handleCallback(await fixture.zendesk.authorize(url), { session: SESSION });
    expect(await owner.status()).toMatchObject({ state: 'connected' });
    expect(fixture.events).toMatchObject([
      { type: 'token.discarded', revocation: 'unconfirmed', connectionId: 'bot-1' },
      { type: 'connect.started' },
      { type: 'connect.succeeded' },
    ]);
    // They are alive, as was said: nothing here can open them.
    expect(fixture.zendesk.account('acme').tokens.filter(({ revokedAt }) => revokedAt === undefined)).toHaveLength(2);
  });

  test('is forgotten by disconnect() when that is asked for, without a request, as unconfirmed', async () => {
    const fixture = createFixture();
    const { owner } = await withLostKey(fixture);
    expect(await owner.disconnect({ forgetUnreadable: true })).toEqual({ revocation: 'unconfirmed' });
    expect(fixture.events).toMatchObject([{ type: 'connection.disconnected', revocation: 'unconfirmed' }]);
    expect(fixture.zendesk.requests).toEqual([]);
    expect(await fixture.options.tokenStore.get('bot-1')).toBeUndefined();
    expect(await owner.status()).toMatchObject({ state: 'disconnected' });
  });

  test.each(['not sealed', 'a.b.c.d', ''])('because it is %j is replaced likewise', async (value) => {
    const tokenStore = new MemoryTokenStore();
    const fixture = createFixture({ tokenStore });
    await tokenStore.compareAndSet('bot-1', undefined, value);
    expect(await rejection(fixture.connection().status())).toMatchObject({ reason: 'unreadable' });
    await fixture.connection().connect({ subdomain: 'acme', session: SESSION, replaceUnreadable: true });
    expect(await fixture.connection().status()).toMatchObject({ state: 'disconnected' });
  });
});

describe('a record that can be opened', () => {
  test('is not replaced: the connection stays in use until the callback', async () => {
    const fixture = createFixture();
    await fixture.connect();
    fixture.events.length = 0;
    await fixture.connection().connect({ subdomain: 'acme', session: SESSION, replaceUnreadable: true });
    expect(await fixture.connection().status()).toMatchObject({ state: 'connected' });
    expect(fixture.events).toMatchObject([{ type: 'connect.started' }]);
  });

  test('is disconnected as ever: the tokens are revoked', async () => {
    const fixture = createFixture();
    await fixture.connect();
    expect(await fixture.connection().disconnect({ forgetUnreadable: true })).toEqual({ revocation: 'revoked' });
  });
});

test('a hostile subdomain, or an account that does not exist, replaces nothing', async () => {
  const fixture = createFixture();
  const { owner } = await withLostKey(fixture);
  for (const subdomain of ['evil.com/#', 'nosuch']) {
    await rejection(owner.connect({ subdomain, session: SESSION, replaceUnreadable: true }));
  }
  expect(await fixture.connection().status()).toMatchObject({ state: 'connected' });
});

test('a store that fails is not a record that cannot be opened', async () => {
  const fixture = createFixture();
  await fixture.connect();
  const { tokenStore } = fixture.options;
  let isDown = true;
  const connector = new ZendeskConnector({
    ...fixture.options,
    tokenStore: {
      get: (key) => (isDown ? Promise.reject(new Error('down')) : tokenStore.get(key)),
      compareAndSet: (key, expected, next) => tokenStore.compareAndSet(key, expected, next),
    },
  });
  const owner = connector.connection('bot-1', OWNER);
  expect(await rejection(owner.disconnect({ forgetUnreadable: true }))).toMatchObject({ reason: 'unavailable' });
  isDown = false;
  expect(await owner.status()).toMatchObject({ state: 'connected' });
});
