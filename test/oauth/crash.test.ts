/**
 * Processes that share a token store, and processes that are killed in the middle of a refresh: promises T2, T4 and
 * T14b. They run the package as it is built, on one real store, against one simulated Zendesk behind a real server.
 *
 * @module-tag slow
 */
import { afterEach, describe, expect, test, vi } from 'vitest';
import { type Fixture, rejection } from '../support/fixture.js';
import type { Moment } from '../support/refresh-process.js';
import { startRefreshProcesses } from '../support/refresh-processes.js';
import { hasMysql, hasPostgres, hasRedis } from '../support/servers.js';
import type { SharedPlace } from '../support/shared-store.js';

interface KillMoment {
  readonly moment: Moment;
  /** `lost`: Zendesk has rotated the tokens, and the new ones are in no store. */
  readonly outcome: 'not rotated' | 'lost' | 'saved';
  readonly onlyIn?: SharedPlace['kind'];
}

const MOMENTS: readonly KillMoment[] = [
  { moment: 'before the lock', outcome: 'not rotated' },
  { moment: 'inside the lock, before the announcement', outcome: 'not rotated' },
  { moment: 'after the announcement, before the call', outcome: 'not rotated' },
  { moment: "after Zendesk's answer, before the save", outcome: 'lost' },
  { moment: 'during the save, half the value written', outcome: 'lost', onlyIn: 'file' },
  { moment: 'during the save, written but not yet in place', outcome: 'lost', onlyIn: 'file' },
  { moment: 'during the save, in place but not yet tidied up', outcome: 'saved', onlyIn: 'file' },
  { moment: 'after the save', outcome: 'saved' },
];

const KINDS: readonly SharedPlace['kind'][] = [
  'file',
  ...(hasRedis ? (['redis'] as const) : []),
  ...(hasPostgres ? (['postgres'] as const) : []),
];

const ALL_KINDS = [...KINDS, 'sqlite', ...(hasMysql ? (['mysql'] as const) : [])] as const;

afterEach(() => {
  vi.useRealTimers();
});

function refreshes({ zendesk }: Fixture): number {
  return zendesk.requests.filter(({ path }) => path === '/oauth/tokens').length;
}

/** A process has died at that moment of a refresh. */
async function crashed(kind: SharedPlace['kind'], moment: Moment) {
  const fixture = await startRefreshProcesses(kind);
  const child = await fixture.start({ diesAt: moment });
  fixture.zendesk.account('acme').expireAccessTokens();
  fixture.zendesk.clearRequests();
  fixture.events.length = 0;
  child.process.send(1);
  expect(await child.died).toBe('SIGKILL');
  return fixture;
}

describe.each(KINDS)('[T14b] a process on a %s store that is killed', (kind) => {
  const moments = MOMENTS.filter(({ onlyIn = kind }) => onlyIn === kind);

  test.each(moments.filter(({ outcome }) => outcome !== 'lost'))(
    '$moment ($outcome): all is well afterwards',
    async ({ moment, outcome }) => {
      const fixture = await crashed(kind, moment);
      expect(refreshes(fixture)).toBe(outcome === 'saved' ? 1 : 0);
      const bot = await fixture.afterwards();
      expect(await bot.status()).toMatchObject({ state: 'connected' });
      // It might only have been paused, so it has half a minute to come back.
      vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 31_000 });
      await expect(bot.getTicketStatus({ ticketId: fixture.ticketId })).resolves.toMatchObject({ status: 'new' });
      expect(refreshes(fixture)).toBe(1);
      await expect(bot.getTicketStatus({ ticketId: fixture.ticketId })).resolves.toMatchObject({ status: 'new' });
      expect(refreshes(fixture)).toBe(1);
      const living = fixture.zendesk.account('acme').tokens.filter(({ revokedAt }) => revokedAt === undefined);
      expect(living).toHaveLength(1);
      expect(fixture.events.map(({ type }) => type)).not.toContain('connection.reconnect_required');
    },
  );

  test.each(moments.filter(({ outcome }) => outcome === 'lost'))(
    '$moment: the loss is called a loss, not a revocation',
    async ({ moment }) => {
      const fixture = await crashed(kind, moment);
      expect(refreshes(fixture)).toBe(1);
      const bot = await fixture.afterwards();
      expect(await bot.status()).toMatchObject({ state: 'connected' });
      // Nobody knows that the process is dead before it has had its time.
      vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 31_000 });
      const error = await rejection(bot.getTicketStatus({ ticketId: fixture.ticketId }));
      expect(error).toMatchObject({ code: 'reconnect_required', reason: 'rotation_lost', status: 403 });
      expect(refreshes(fixture)).toBe(2);
      expect(fixture.events.filter(({ type }) => type === 'connection.reconnect_required')).toMatchObject([
        { connectionId: 'bot-1', reason: 'rotation_lost' },
      ]);
      expect(await bot.status()).toMatchObject({ state: 'reconnect_required', reason: 'rotation_lost' });
      // Nothing more is asked of Zendesk until somebody connects again.
      fixture.zendesk.clearRequests();
      expect(await rejection(bot.getTicketStatus({ ticketId: fixture.ticketId }))).toMatchObject({
        reason: 'rotation_lost',
      });
      expect(fixture.zendesk.requests).toEqual([]);
      await fixture.connect();
      const reconnected = await fixture.afterwards();
      await expect(reconnected.getTicketStatus({ ticketId: fixture.ticketId })).resolves.toMatchObject({
        status: 'new',
      });
    },
  );

  test('and another process that was started anew goes on where it was', async () => {
    const fixture = await crashed(kind, 'inside the lock, before the announcement');
    const heir = await fixture.start();
    // It has refreshed already, to be ready.
    expect(refreshes(fixture)).toBe(1);
    expect(await heir.run(20)).toEqual(Array(20).fill('new'));
    expect(refreshes(fixture)).toBe(1);
  });
});

describe.each(ALL_KINDS)('processes that share a %s store', (kind) => {
  test('[T2] 4 of them with 50 calls each on one expired token: one refresh and no reconnect, round after round', async () => {
    const fixture = await startRefreshProcesses(kind);
    // Five processes on a busy machine: this is about how often they refresh, and not about how fast they are.
    const children = await Promise.all(Array.from({ length: 4 }, () => fixture.start({ timeout: 60_000 })));
    const rounds = kind === 'sqlite' || kind === 'mysql' ? 5 : 20;
    for (let round = 0; round < rounds; round++) {
      fixture.zendesk.account('acme').expireAccessTokens();
      fixture.zendesk.clearRequests();
      const outcomes = await Promise.all(children.map((child) => child.run(50)));
      expect(outcomes.flat()).toEqual(Array(200).fill('new'));
      expect(refreshes(fixture)).toBe(1);
    }
    expect(await (await fixture.afterwards()).status()).toMatchObject({ state: 'connected' });
    const living = fixture.zendesk.account('acme').tokens.filter(({ revokedAt }) => revokedAt === undefined);
    expect(living).toHaveLength(1);
  }, 300_000);
});

describe.each(KINDS)('processes that share a %s store', (kind) => {
  test.each([
    'inside the lock, before the announcement',
    // Half a minute long, so on one store only.
    ...(kind === 'file' ? (['after the announcement, before the call'] as const) : []),
    'after the save',
  ] satisfies Moment[])(
    '[T4] one of them is killed while the others wait for its lock (%s): they go on',
    async (moment) => {
      const fixture = await startRefreshProcesses(kind);
      const [victim, ...others] = await Promise.all([
        fixture.start({ diesAt: moment, hold: true }),
        ...Array.from({ length: 3 }, () => fixture.start({ timeout: 60_000 })),
      ]);
      fixture.zendesk.account('acme').expireAccessTokens();
      fixture.zendesk.clearRequests();
      const held = victim.next('held');
      victim.process.send(20);
      await held;
      const running = Promise.all(others.map((child) => child.run(20)));
      if (moment !== 'after the save') {
        // They have all been refused and want to refresh.
        await vi.waitFor(() => expect(fixture.zendesk.requests.length).toBeGreaterThanOrEqual(80));
        expect(refreshes(fixture)).toBe(0);
      }
      victim.process.kill('SIGKILL');
      expect(await victim.died).toBe('SIGKILL');
      expect((await running).flat()).toEqual(Array(60).fill('new'));
      expect(refreshes(fixture)).toBe(1);
      expect(await (await fixture.afterwards()).status()).toMatchObject({ state: 'connected' });
    },
    90_000,
  );
});
