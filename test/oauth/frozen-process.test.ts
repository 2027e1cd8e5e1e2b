/**
 * Processes that stand still in the middle of a refresh for longer than their lease, as a frozen function, a starved
 * container or a machine that is moved: SIGSTOP, then SIGCONT.
 *
 * @module-tag slow
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import type { Moment } from '../support/refresh-process.js';
import { startRefreshProcesses } from '../support/refresh-processes.js';
import { hasPostgres, hasRedis } from '../support/servers.js';
import type { SharedPlace } from '../support/shared-store.js';

const LEASE_MS = 1_000;
const KINDS: readonly SharedPlace['kind'][] = [
  ...(hasRedis ? (['redis'] as const) : []),
  ...(hasPostgres ? (['postgres'] as const) : []),
];

/** One process stands still at that moment of its refresh, and the other one needs a token meanwhile. */
async function freeze(kind: SharedPlace['kind'], moment: Moment, milliseconds: number) {
  const fixture = await startRefreshProcesses(kind, { leaseMs: LEASE_MS });
  const frozen = await fixture.start({ stopsAt: moment, timeout: 60_000 });
  const other = await fixture.start({ timeout: 60_000 });
  fixture.zendesk.account('acme').expireAccessTokens();
  fixture.zendesk.clearRequests();
  const stopped = frozen.next('held');
  const first = frozen.run(1);
  await stopped;
  const second = other.run(1);
  await sleep(milliseconds);
  frozen.process.kill('SIGCONT');
  const outcomes = { frozen: await first, other: await second };
  const paths = fixture.zendesk.requests.map(({ method, path }) => `${method} ${path}`);
  const bot = await fixture.afterwards();
  return { ...fixture, outcomes, paths, bot };
}

describe.each(KINDS)('[T16] [T17] a process on %s that stands still for longer than its lease', (kind) => {
  test.each<Moment>([
    'inside the lock, before the announcement',
    'after the announcement, before the call',
    "after Zendesk's answer, before the save",
    'after the save',
  ])(
    '%s: nothing is lost and nothing is revoked',
    async (moment) => {
      const { outcomes, paths, bot, ticketId } = await freeze(kind, moment, 4 * LEASE_MS);
      expect(outcomes).toEqual({ frozen: ['new'], other: ['new'] });
      expect(paths.filter((path) => path.startsWith('DELETE'))).toEqual([]);
      // Before it is announced in the store, the other process cannot know of it.
      const refreshes = paths.filter((path) => path === 'POST /oauth/tokens');
      expect(refreshes).toHaveLength(1);
      expect(await bot.status()).toMatchObject({ state: 'connected' });
      await expect(bot.getTicketStatus({ ticketId })).resolves.toMatchObject({ status: 'new' });
    },
    90_000,
  );
});

test.runIf(hasRedis)(
  '[T16] what was given up as lost is taken back by the process that has it',
  async () => {
    const { outcomes, bot, ticketId, paths } = await freeze('redis', "after Zendesk's answer, before the save", 38_000);
    expect(outcomes).toEqual({ frozen: ['new'], other: [{ code: 'reconnect_required' }] });
    expect(paths.filter((path) => path.startsWith('DELETE'))).toEqual([]);
    expect(await bot.status()).toMatchObject({ state: 'connected' });
    await expect(bot.getTicketStatus({ ticketId })).resolves.toMatchObject({ status: 'new' });
  },
  120_000,
);
