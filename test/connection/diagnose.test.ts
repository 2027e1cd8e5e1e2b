/**
 * The report on a connection, as somebody in trouble reads it.
 */
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { PUBLIC_BOT_PERMISSIONS, ZENDESK_ACTIONS } from '../../src/index.js';
import { createFixture, type Fixture, rejection } from '../support/fixture.js';

const NOW = Date.UTC(2026, 10, 24, 12);

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date'], now: NOW });
});
afterEach(() => {
  vi.useRealTimers();
});

async function connected(options?: Parameters<typeof createFixture>[0]): Promise<Fixture> {
  const fixture = createFixture(options);
  await fixture.connect();
  fixture.zendesk.clearRequests();
  return fixture;
}

test('a connection that is well: one request, and no problems', async () => {
  const { connection, zendesk } = await connected();
  const { id, name } = zendesk.account('acme').admin;
  expect(await connection().diagnose()).toEqual({
    state: 'connected',
    subdomain: 'acme',
    user: { id, name, role: 'admin' },
    scope: ['tickets:read', 'tickets:write', 'users:read'],
    actions: [
      { name: 'zendesk_create_ticket', permitted: true, missingScope: [] },
      { name: 'zendesk_get_ticket_status', permitted: true, missingScope: [] },
      { name: 'zendesk_get_customer_context', permitted: true, missingScope: [] },
      { name: 'zendesk_add_comment', permitted: true, missingScope: [] },
    ],
    accessTokenExpiresAt: new Date(NOW + 3_600_000).toISOString(),
    daysLeft: 89,
    clockSkewSeconds: 0,
    rateLimit: { limit: expect.any(Number), remaining: expect.any(Number) },
    problems: [],
  });
  expect(zendesk.requests).toHaveLength(1);
});

test('nobody connected: no request, and what to do', async () => {
  const { connection, zendesk } = createFixture();
  expect(await connection().diagnose()).toMatchObject({
    state: 'disconnected',
    problems: ['Nobody is connected: send the owner through connect().'],
  });
  expect(zendesk.requests).toEqual([]);
});

test('a revoked grant is found out', async () => {
  const { connection, zendesk } = await connected();
  zendesk.account('acme').revokeTokens();
  const report = await connection().diagnose();
  expect(report).toMatchObject({ state: 'reconnect_required', failure: { code: 'reconnect_required' } });
  expect(report.problems).toEqual(['The connection has ended: send the owner through connect().']);
});

describe('problems', () => {
  test('a scope that was not granted, by action; read covers what it has to', async () => {
    const { connection } = await connected({ scope: ['read'] });
    const report = await connection().diagnose();
    expect(report.actions.map(({ missingScope }) => missingScope)).toEqual([
      ['tickets:write'],
      [],
      [],
      ['tickets:write'],
    ]);
    expect(report.problems).toEqual([
      'zendesk_create_ticket lacks the scope tickets:write: ask for it with the option "scope", and connect again.',
      'zendesk_add_comment lacks the scope tickets:write: ask for it with the option "scope", and connect again.',
    ]);
  });

  test('a permission that this caller lacks is told, and is no problem', async () => {
    const { connector } = await connected();
    const permissions = [...PUBLIC_BOT_PERMISSIONS, ZENDESK_ACTIONS.READ_INTEGRATIONS];
    const report = await connector.connection('bot-1', { permissions }).diagnose();
    expect(report.actions.map(({ permitted }) => permitted)).toEqual([true, true, false, false]);
    expect(report.problems).toEqual([]);
  });

  test.each([
    [-7_200, 'The clock of this host is 7200 seconds ahead.'],
    [7_200, 'The clock of this host is 7200 seconds behind.'],
  ])('clocks that differ by %i seconds', async (seconds, problem) => {
    const { connection, zendesk } = await connected();
    zendesk.advance(seconds);
    for (const token of zendesk.account('acme').tokens) Object.assign(token, { expiresAt: NOW + 1e9 });
    expect((await connection().diagnose()).problems).toEqual([problem]);
  });

  test('an outage, a rate limit that is nearly used up, the last days of a connection', async () => {
    const { connection, zendesk } = await connected();
    const restore = zendesk.fault({ path: '/api/v2/users/me' }, { status: 503 });
    const out = await connection().diagnose({ timeout: 2_000 });
    expect(out).toMatchObject({ state: 'connected', failure: { code: 'api_error' } });
    expect(out.problems[0]).toContain('Zendesk did not answer as it should');
    restore();
    const body = { user: { id: 1, name: 'Eve', role: 'end-user' } };
    const headers = { 'x-rate-limit': '200', 'x-rate-limit-remaining': '3' };
    zendesk.fault({ path: '/api/v2/users/me' }, { status: 200, body, headers });
    vi.setSystemTime(NOW + 80 * 86_400_000);
    // The access token that is asked with has just been renewed, so the days count from there.
    const report = await connection().diagnose();
    expect(report.problems).toEqual([
      'The connected user is an end user: connect as an agent or admin.',
      'Less than a tenth of the requests that Zendesk allows in this minute is left.',
    ]);
    expect(report.daysLeft).toBe(89);
  });

  test('days left, where they count', async () => {
    const { connection, zendesk } = await connected({ accessTokenLifetime: 172_799, refreshTokenLifetime: 604_801 });
    zendesk.clearRequests();
    const report = await connection().diagnose();
    expect(report.problems).toEqual(['The connection ends in 7 days if nobody uses it: see keepAlive().']);
  });
});

test('ends when the caller gives up', async () => {
  const { connection, zendesk } = await connected();
  zendesk.fault({ path: '/api/v2/*' }, { hang: true });
  const signal = AbortSignal.timeout(20);
  expect(await rejection(connection().diagnose({ signal }))).toBe(signal.reason);
});
