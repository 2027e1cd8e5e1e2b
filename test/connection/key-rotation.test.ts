/**
 * Changing the encryption key while processes of two deployments work side by side, as docs/token-stores.md says.
 */
import { expect, test } from 'vitest';
import {
  ALL_PERMISSIONS,
  type EncryptionKey,
  generateEncryptionKey,
  type TokenStore,
  ZendeskConnector,
} from '../../src/index.js';
import { createFixture, type Fixture, rejection, SESSION } from '../support/fixture.js';

const [OLD, NEW] = [generateEncryptionKey(), generateEncryptionKey()];

type Keys = readonly [EncryptionKey, ...EncryptionKey[]];

function processWith(fixture: Fixture, encryptionKey: Keys): ZendeskConnector {
  const { tokenStore } = fixture.options;
  const elsewhere: TokenStore = {
    get: (key) => tokenStore.get(key),
    compareAndSet: (key, expected, next) => tokenStore.compareAndSet(key, expected, next),
  };
  return new ZendeskConnector({ ...fixture.options, encryptionKey, tokenStore: elsewhere });
}

/** Each process writes, and the other one reads, refreshes, and handles a callback that the first one began. */
async function workSideBySide(fixture: Fixture, left: Keys, right: Keys): Promise<void> {
  const pairs = [left, right].map((keys) => processWith(fixture, keys));
  for (const [one, other] of [pairs, pairs.toReversed()] as [ZendeskConnector, ZendeskConnector][]) {
    const [writer, reader] = [one, other].map((connector) =>
      connector.connection('bot-1', { permissions: ALL_PERMISSIONS }),
    ) as [ReturnType<typeof one.connection>, ReturnType<typeof one.connection>];
    await writer.updateSettings({ customerContextOnSessionStart: true });
    fixture.zendesk.account('acme').expireAccessTokens();
    await reader.request('GET', '/api/v2/users/me.json');
    await writer.request('GET', '/api/v2/users/me.json');
    const { url } = await writer.connect({ subdomain: 'acme', session: SESSION });
    await other.handleCallback(await fixture.zendesk.authorize(url), { session: SESSION });
    expect(await writer.status()).toMatchObject({ state: 'connected' });
  }
}

test('in two deployments, no process is ever locked out', async () => {
  const fixture = createFixture({ encryptionKey: [OLD] });
  await fixture.connect();
  await workSideBySide(fixture, [OLD], [OLD, NEW]);
  await workSideBySide(fixture, [OLD, NEW], [NEW, OLD]);
  // After keepAlive() the old key is not needed any more.
  await processWith(fixture, [NEW, OLD])
    .connection('bot-1', { permissions: ALL_PERMISSIONS })
    .keepAlive({ refreshBelow: 1 });
  const latest = processWith(fixture, [NEW]).connection('bot-1', { permissions: ALL_PERMISSIONS });
  expect(await latest.status()).toMatchObject({ state: 'connected' });
});

test('in one deployment, the processes of before are locked out, and lose nothing', async () => {
  const fixture = createFixture({ encryptionKey: [OLD] });
  await fixture.connect();
  const before = processWith(fixture, [OLD]).connection('bot-1', { permissions: ALL_PERMISSIONS });
  const after = processWith(fixture, [NEW, OLD]).connection('bot-1', { permissions: ALL_PERMISSIONS });
  await after.updateSettings({ customerContextOnSessionStart: true });
  expect(await rejection(before.status())).toMatchObject({ reason: 'unreadable' });
  const recovered = processWith(fixture, [OLD, NEW]).connection('bot-1', { permissions: ALL_PERMISSIONS });
  await recovered.request('GET', '/api/v2/users/me.json');
  expect(await after.status()).toMatchObject({ state: 'connected' });
});
