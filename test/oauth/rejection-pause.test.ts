/**
 * The pause after tokens that Zendesk rejects, by a clock that was wrong: promise T18.
 */
import { afterEach, expect, test, vi } from 'vitest';
import { createFixture, rejection } from '../support/fixture.js';

const DAY_MS = 24 * 3_600_000;

afterEach(() => {
  vi.useRealTimers();
});

test.each([60, 0.5])('[T18] a pause that was noted %d days ahead does not outlive the wrong clock', async (days) => {
  const now = Date.UTC(2026, 10, 23, 12);
  vi.useFakeTimers({ toFake: ['Date'], now });
  // Zendesk's own clock is right, so the tokens live for Zendesk as long as they should.
  const { zendesk, connector, connection, connect } = createFixture({ simulator: { now: () => now } });
  const read = () => connection().request('GET', '/api/v2/users/me.json');
  const tokenCalls = () => zendesk.requests.filter(({ path }) => path === '/oauth/tokens').length;
  vi.setSystemTime(now + days * DAY_MS);
  await connect();
  const healed = zendesk.fault({ path: '/api/v2/users/me.json' }, { status: 401, body: { error: 'invalid_token' } });
  for (let n = 0; n < 3; n++) await rejection(read());
  expect(await connection().status()).toMatchObject({ state: 'reconnect_required', reason: 'token_rejected' });

  vi.setSystemTime(now);
  healed();
  zendesk.account('acme').expireAccessTokens();
  zendesk.clearRequests();
  await expect(read()).resolves.toBeDefined();
  expect(tokenCalls()).toBe(1);
  await connector.flush();
  expect(await connection().status()).toMatchObject({ state: 'connected' });
});
