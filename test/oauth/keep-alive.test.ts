/**
 * Connections that nobody uses: a refresh token that is not used for its lifetime dies.
 */
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { keepAllAlive } from '../../examples/keep-alive.js';
import { InvalidInputError, MemoryTokenStore, type TokenStore, ZendeskConnector } from '../../src/index.js';
import { createFixture, type Fixture, rejection, SESSION } from '../support/fixture.js';

const DAY = 86_400;
const NOW = Date.UTC(2026, 10, 24, 12);

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date'], now: NOW });
});
afterEach(() => {
  vi.useRealTimers();
});

function travel(days: number): void {
  vi.setSystemTime(Date.now() + days * DAY * 1000);
}

async function connected(options?: Parameters<typeof createFixture>[0]): Promise<Fixture> {
  const fixture = createFixture(options);
  await fixture.connect();
  fixture.zendesk.clearRequests();
  fixture.events.length = 0;
  return fixture;
}

/** Connects, and Zendesk's answer with the tokens is changed on its way. */
async function connectedWith(change: (answer: Record<string, unknown>) => object): Promise<Fixture> {
  const fixture = createFixture();
  const { zendesk } = fixture;
  const restore = zendesk.fault(
    { path: '/oauth/tokens' },
    {
      respond: async (request) => {
        restore();
        const answer = (await (await zendesk.fetch(request)).json()) as Record<string, unknown>;
        return Response.json(change(answer), { status: 201 });
      },
    },
  );
  await fixture.connect();
  zendesk.clearRequests();
  fixture.events.length = 0;
  return fixture;
}

test('the longest lifetime that Zendesk allows is asked for, and status() tells when it ends', async () => {
  const fixture = createFixture();
  await fixture.connect();
  const exchange = fixture.zendesk.requests.find(({ path }) => path === '/oauth/tokens');
  expect(exchange?.body).toMatchObject({ refresh_token_expires_in: 7_775_999 });
  const expiresAt = new Date(NOW + 7_775_999_000).toISOString();
  expect(await fixture.connection().status()).toMatchObject({ state: 'connected', expiresAt });
});

test('called daily for a year, it refreshes every 45 days, and the connection is alive at the end', async () => {
  const fixture = await connected();
  const days: number[] = [];
  for (let day = 1; day <= 365; day++) {
    travel(1);
    const { refreshed, expiresAt = '' } = await fixture.connection().keepAlive();
    if (refreshed) days.push(day);
    expect(Date.parse(expiresAt) - Date.now()).toBeGreaterThan(44 * DAY * 1000);
  }
  expect(days).toEqual([45, 90, 135, 180, 225, 270, 315, 360]);
  expect(fixture.zendesk.requests).toHaveLength(8);
  const { ticketId } = await fixture.connection().createTicket({ subject: 'a', body: 'b' });
  expect(ticketId).toBeGreaterThan(0);
  expect(fixture.events.map(({ type }) => type)).not.toContain('connection.expiring');
});

test('without it, the connection is dead after 90 days', async () => {
  const fixture = await connected();
  travel(91);
  expect(await rejection(fixture.connection().keepAlive())).toMatchObject({
    code: 'reconnect_required',
    reason: 'expired',
  });
  // Only Zendesk knows: the clock here may be wrong.
  expect(fixture.zendesk.requests.map(({ path }) => path)).toEqual(['/oauth/tokens']);
});

test('the part of its life that has to be left is a choice', async () => {
  const fixture = await connected();
  travel(60);
  expect(await fixture.connection().keepAlive({ refreshBelow: 0.3 })).toMatchObject({ refreshed: false });
  expect(await fixture.connection().keepAlive({ refreshBelow: 0.4 })).toMatchObject({ refreshed: true });
  expect(await fixture.connection().keepAlive({ refreshBelow: 1 })).toMatchObject({ refreshed: true });
  for (const refreshBelow of [0, -1, 1.1, Number.NaN, '0.5' as never]) {
    expect(await rejection(fixture.connection().keepAlive({ refreshBelow }))).toBeInstanceOf(InvalidInputError);
  }
});

test('an outage: an event warns until when there is time, daily, and then it works', async () => {
  const fixture = await connected();
  const expiresAt = new Date(NOW + 7_775_999_000).toISOString();
  const restore = fixture.zendesk.fault({ path: '/oauth/tokens' }, { status: 503 });
  travel(45);
  for (let day = 0; day < 3; day++) {
    travel(1);
    expect(await rejection(fixture.connection().keepAlive())).toMatchObject({ retryable: true });
  }
  expect(fixture.events.filter(({ type }) => type === 'connection.expiring')).toEqual(
    Array.from({ length: 3 }, (_, day) => ({
      type: 'connection.expiring',
      connectionId: 'bot-1',
      at: new Date(NOW + (46 + day) * DAY * 1000).toISOString(),
      expiresAt,
    })),
  );
  expect(await fixture.connection().status()).toMatchObject({ state: 'connected', expiresAt });
  restore();
  travel(1);
  expect(await fixture.connection().keepAlive()).toMatchObject({ refreshed: true });
});

test('a grant that cannot be refreshed: an event warns, nothing is asked of Zendesk, and it stays in use', async () => {
  // As an old OAuth client gets it.
  const fixture = await connectedWith(({ access_token, scope }) => ({ access_token, scope, expires_in: 4 * DAY }));
  travel(1);
  expect(await fixture.connection().keepAlive()).toMatchObject({ refreshed: false });
  expect(fixture.events).toEqual([]);
  travel(2);
  const expiresAt = new Date(NOW + 4 * DAY * 1000).toISOString();
  expect(await fixture.connection().keepAlive()).toEqual({ refreshed: false, expiresAt });
  expect(fixture.events).toMatchObject([{ type: 'connection.expiring', expiresAt }]);
  expect(fixture.zendesk.requests).toEqual([]);
  expect(await fixture.connection().status()).toMatchObject({ state: 'connected' });
});

test('tokens that never end need nothing', async () => {
  const fixture = await connectedWith(({ access_token, scope }) => ({ access_token, scope }));
  travel(3_000);
  expect(await fixture.connection().keepAlive()).toEqual({ refreshed: false });
  expect(await fixture.connection().status()).not.toHaveProperty('expiresAt');
});

test('a refresh token of unknown life counts as one of 30 days, which is what Zendesk gives unasked', async () => {
  const fixture = await connectedWith(({ refresh_token_expires_in: _, ...answer }) => answer);
  travel(14);
  expect(await fixture.connection().keepAlive()).toMatchObject({ refreshed: false });
  travel(2);
  expect(await fixture.connection().keepAlive()).toMatchObject({ refreshed: true });
});

test('nobody connected, and somebody else has just refreshed', async () => {
  const tokenStore = new MemoryTokenStore();
  const fixture = createFixture({ tokenStore });
  expect(await rejection(fixture.connection().keepAlive())).toMatchObject({ code: 'not_connected' });
  await fixture.connect();
  travel(50);
  // Another process, with nothing in common but the data.
  const otherStore: TokenStore = {
    get: (key) => tokenStore.get(key),
    compareAndSet: (...change) => tokenStore.compareAndSet(...change),
  };
  const other = new ZendeskConnector({ ...fixture.options, tokenStore: otherStore }).connection('bot-1', {
    permissions: ['ZENDESK_ACTIONS.READ_INTEGRATIONS'],
  });
  await Promise.all([fixture.connection().status(), other.status()]);
  expect(await fixture.connection().keepAlive()).toMatchObject({ refreshed: true });
  expect(await other.keepAlive()).toMatchObject({ refreshed: false });
  expect(fixture.zendesk.requests.filter(({ path }) => path === '/oauth/tokens')).toHaveLength(2);
});

test('1,000 connections, ten at a time: half of them are due, and one in trouble holds up nobody', {
  tags: 'slow',
}, async () => {
  const fixture = createFixture();
  const ids = Array.from({ length: 1_000 }, (_, n) => `bot-${n}`);
  const connect = async (id: string) => {
    const connection = fixture.connector.connection(id, { permissions: ['ZENDESK_ACTIONS.CREATE_OAUTH'] });
    const { url } = await connection.connect({ subdomain: 'acme', session: SESSION });
    await fixture.connector.handleCallback(await fixture.zendesk.authorize(url), { session: SESSION });
  };
  for (const id of ids.slice(0, 500)) await connect(id);
  travel(46);
  for (const id of ids.slice(500)) await connect(id);
  fixture.zendesk.clearRequests();
  let atOnce = 0;
  let most = 0;
  fixture.zendesk.fault(
    { path: '/oauth/tokens' },
    {
      respond: async (request) => {
        most = Math.max(most, ++atOnce);
        await new Promise((resolve) => setTimeout(resolve, 2));
        atOnce--;
        const { refresh_token } = (await request.json()) as { refresh_token: string };
        return Response.json({
          access_token: 'a'.repeat(40),
          refresh_token: `${refresh_token}2`,
          token_type: 'bearer',
        });
      },
    },
  );
  const troubled = await keepAllAlive(fixture.connector, ['never-connected', ...ids]);
  expect([...troubled]).toEqual([['never-connected', 'not_connected']]);
  expect(fixture.zendesk.requests).toHaveLength(500);
  expect(most).toBeGreaterThan(1);
  expect(most).toBeLessThanOrEqual(10);
});
