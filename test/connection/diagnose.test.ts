/**
 * The report on a connection, as a developer in trouble reads it.
 */
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { OWNER_PERMISSIONS, PUBLIC_BOT_PERMISSIONS, ZENDESK_ACTIONS } from '../../src/index.js';
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

test('a connection that is well: two requests, one of them without the token, and no problems', async () => {
  const { connection, zendesk } = await connected();
  const { id, name } = zendesk.account('acme').admin;
  expect(await connection().diagnose()).toEqual({
    state: 'connected',
    subdomain: 'acme',
    grantType: 'authorization_code',
    user: { id, name, role: 'admin' },
    allowedScopes: ['tickets:read', 'tickets:write', 'users:read'],
    scope: ['tickets:read', 'tickets:write', 'users:read'],
    actions: [
      { name: 'zendesk_create_ticket', permitted: true, missingScope: [] },
      { name: 'zendesk_get_ticket_status', permitted: true, missingScope: [] },
      { name: 'zendesk_get_customer_context', permitted: true, missingScope: [] },
      { name: 'zendesk_add_comment', permitted: true, missingScope: [] },
      { name: 'zendesk_search_help_center', permitted: true, missingScope: [] },
      { name: 'zendesk_list_tickets', permitted: true, missingScope: [] },
      { name: 'zendesk_get_ticket_conversation', permitted: true, missingScope: [] },
      { name: 'zendesk_solve_ticket', permitted: true, missingScope: [] },
    ],
    helpCenter: 'open',
    accessTokenExpiresAt: new Date(NOW + 3_600_000).toISOString(),
    daysLeft: 89,
    clockSkewSeconds: 0,
    rateLimit: { limit: expect.any(Number), remaining: expect.any(Number) },
    problems: [],
  });
  expect(zendesk.requests.map(({ headers }) => 'authorization' in headers)).toEqual([true, false]);
});

test('no account connected: no request, and what to do', async () => {
  const { connection, zendesk } = createFixture();
  expect(await connection().diagnose()).toMatchObject({
    state: 'disconnected',
    problems: [{ code: 'not_connected', hint: expect.stringContaining('connect()') }],
  });
  expect(zendesk.requests).toEqual([]);
});

test('a revoked grant is found out', async () => {
  const { connection, zendesk } = await connected();
  zendesk.account('acme').revokeTokens();
  const report = await connection().diagnose();
  expect(report).toMatchObject({ state: 'reconnect_required', failure: { code: 'reconnect_required' } });
  expect(report.problems.map(({ code }) => code)).toEqual(['reconnect_required']);
});

test.each([
  [
    ['tickets:read', 'tickets:write', 'users:read', 'read'],
    ['tickets:write', 'read'],
  ],
  [
    ['read', 'tickets:write'],
    ['read', 'tickets:write'],
  ],
  [
    ['read', 'write', 'webhooks:write', 'read'],
    ['read', 'write'],
  ],
])('%j: Zendesk takes the Allowed scopes that are named, and they suffice', async (scope, allowedScopes) => {
  const asked = createFixture({ scope });
  const { problems, ...report } = await asked.connection().diagnose();
  expect(report).toMatchObject({ state: 'disconnected', allowedScopes });
  const redundant = problems.filter(({ code }) => code === 'redundant_scope');
  const extra = scope.filter((name) => !allowedScopes.includes(name)).join(' ');
  expect(redundant.map(({ message, hint }) => `${message} ${hint}`)).toEqual(
    extra === ''
      ? []
      : [expect.stringMatching(`asks for ${extra} besides .* Ask for ${allowedScopes.join(' ')}\\. Zendesk refuses`)],
  );
  const client = { clientId: 'support_bot', clientSecret: 'simulated-client-secret', allowedScopes };
  const fixture = createFixture({ scope, simulator: { accounts: [{ subdomain: 'acme', clients: [client] }] } });
  expect(await fixture.connection().connectWithClientCredentials({ subdomain: 'acme' })).toMatchObject({
    missingScope: [],
  });
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
      [],
      [],
      [],
      ['tickets:write'],
    ]);
    expect(report.problems.map(({ code, message }) => [code, message])).toEqual([
      ['missing_scope', 'zendesk_create_ticket lacks the scope tickets:write.'],
      ['missing_scope', 'zendesk_add_comment lacks the scope tickets:write.'],
      ['missing_scope', 'zendesk_solve_ticket lacks the scope tickets:write.'],
    ]);
    expect(report.problems[0]?.hint).toBe('Add it to the option "scope", and connect again. Granted: read.');
  });

  test('a misspelled scope, which Zendesk does not refuse, stands next to what is missing', async () => {
    const { connection } = await connected({ scope: ['ticket:read'] });
    const { problems } = await connection().diagnose();
    expect(problems).toContainEqual({
      code: 'missing_scope',
      message: 'zendesk_get_ticket_status lacks the scope tickets:read.',
      hint: 'Add it to the option "scope", and connect again. Granted: ticket:read.',
    });
  });

  test('a permission that this caller lacks is told, and is no problem', async () => {
    const { connector } = await connected();
    const permissions = [...PUBLIC_BOT_PERMISSIONS, ZENDESK_ACTIONS.READ_INTEGRATIONS];
    const report = await connector.connection('bot-1', { permissions }).diagnose();
    expect(report.actions.map(({ permitted }) => permitted)).toEqual([
      true,
      true,
      false,
      false,
      true,
      false,
      false,
      false,
    ]);
    expect(report.problems).toEqual([]);
  });

  test('a handle of the bot owner is told about the chatbot: no action is said to be forbidden', async () => {
    const { connector } = await connected({ scope: ['tickets:read'] });
    const report = await connector.connection('bot-1', { permissions: OWNER_PERMISSIONS }).diagnose();
    expect(report.actions).toContainEqual({ name: 'zendesk_create_ticket', missingScope: ['tickets:write'] });
    expect(report.actions.filter((action) => 'permitted' in action)).toEqual([]);
    expect(report.problems.map(({ code }) => code)).toContain('missing_scope');
  });

  test.each([
    [-7_200, "The clock of this machine is 7200 seconds ahead of Zendesk's."],
    [7_200, "The clock of this machine is 7200 seconds behind Zendesk's."],
  ])('clocks that differ by %i seconds', async (seconds, problem) => {
    const { connection, zendesk } = await connected();
    zendesk.advance(seconds);
    for (const token of zendesk.account('acme').tokens) Object.assign(token, { expiresAt: NOW + 1e9 });
    expect((await connection().diagnose()).problems).toMatchObject([{ code: 'clock_skew', message: problem }]);
  });

  test('an outage, a rate limit that is nearly used up, the last days of a connection', async () => {
    const { connection, zendesk } = await connected();
    const restore = zendesk.fault({ path: '/api/v2/users/me' }, { status: 503 });
    const out = await connection().diagnose({ timeout: 2_000 });
    expect(out).toMatchObject({ state: 'connected', failure: { code: 'api_error' } });
    expect(out.problems[0]?.code).toBe('request_failed');
    expect(out.problems[0]?.message).toContain('Zendesk answered 503');
    restore();
    const body = { user: { id: 1, name: 'Eve', role: 'end-user' } };
    const headers = { 'x-rate-limit': '200', 'x-rate-limit-remaining': '3' };
    zendesk.fault({ path: '/api/v2/users/me' }, { status: 200, body, headers });
    vi.setSystemTime(NOW + 80 * 86_400_000);
    // The access token that is asked with has just been renewed, so the days count from there.
    const report = await connection().diagnose();
    expect(report.problems.map(({ code }) => code)).toEqual(['end_user_connected', 'rate_limit_low']);
    expect(report.daysLeft).toBe(89);
  });

  test('days left, where they count', async () => {
    const { connection, zendesk } = await connected({ accessTokenLifetime: 172_799, refreshTokenLifetime: 604_801 });
    zendesk.clearRequests();
    const report = await connection().diagnose();
    expect(report.problems).toEqual([
      {
        code: 'connection_expiring',
        message: 'The connection ends in 7 days if it is not used.',
        hint: 'Call keepAlive() daily.',
      },
    ]);
  });
});

describe('the help center', () => {
  const SEARCH = '/api/v2/help_center/articles/search';
  const codes = async (connection: ReturnType<Fixture['connection']>) =>
    (await connection.diagnose()).problems.map(({ code }) => code);

  test('that demands sign-in is why no articles are found', async () => {
    const { connection, zendesk } = await connected();
    zendesk.account('acme').quirks.helpCenterRequiresSignIn = true;
    expect(await connection().searchHelpCenter({ query: 'x' })).toMatchObject({ articles: [] });
    expect(await connection().diagnose()).toMatchObject({
      helpCenter: 'sign_in_required',
      problems: [{ code: 'help_center_sign_in', message: expect.stringContaining('demands sign-in') }],
    });
    expect(await codes(connection({ permissions: OWNER_PERMISSIONS }))).toEqual(['help_center_sign_in']);
  });

  test('that is missing is a problem only for a chatbot that searches it', async () => {
    const { connection, zendesk } = await connected();
    zendesk.fault({ path: SEARCH }, { status: 404, body: { error: 'RecordNotFound' } });
    expect(await connection().diagnose()).toMatchObject({ helpCenter: 'missing' });
    expect(await codes(connection())).toEqual(['help_center_missing']);
    expect(await codes(connection({ permissions: OWNER_PERMISSIONS }))).toEqual([]);
  });

  test('is not asked for a chatbot that may not search it; an outage of it is not known to be anything', async () => {
    const { connection, zendesk } = await connected();
    const permissions = [ZENDESK_ACTIONS.READ_INTEGRATIONS, ZENDESK_ACTIONS.CREATE_TICKET];
    expect(await connection({ permissions }).diagnose()).not.toHaveProperty('helpCenter');
    expect(zendesk.requests).toHaveLength(1);
    zendesk.fault({ path: SEARCH }, { status: 503 });
    expect(await connection().diagnose()).toMatchObject({ helpCenter: 'unknown', problems: [] });
  });
});

test('ends when the caller gives up', async () => {
  const { connection, zendesk } = await connected();
  zendesk.fault({ path: '/api/v2/*' }, { hang: true });
  const signal = AbortSignal.timeout(20);
  expect(await rejection(connection().diagnose({ signal }))).toBe(signal.reason);
});
