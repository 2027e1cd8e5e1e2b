/**
 * Every order in which two and three processes can take their steps, and every disturbance between two of these: promises
 * T16 and C9. The numbers of schedules and states are checked, so that none is left out without being noticed.
 *
 * @module-tag slow
 */
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { explore } from '../support/interleavings/explore.js';
import { type Disturbances, TokenWorld, type TokenWorldOptions } from '../support/interleavings/token-world.js';
import { installVirtualTime } from '../support/interleavings/virtual-time.js';

// Bounds how many refreshes run in this process at once, and would count those of schedules that were broken off.
vi.mock('../../src/oauth/refresh-slots.js', () => ({
  RefreshSlots: class {
    run = (_: string, task: () => Promise<unknown>) => task();
  },
}));

// Some 30 s of a processor that is free.
const TIMEOUT = 600_000;

let uninstall = () => {};
beforeAll(() => {
  uninstall = installVirtualTime();
});
afterAll(() => uninstall());

/** The least number of schedules and states is what there was when the test was written: fewer would be a gap. */
async function exploreAll(
  options: TokenWorldOptions,
  least: { readonly schedules: number; readonly states: number },
  check: (world: TokenWorld) => Promise<void>,
): Promise<void> {
  const { schedules, states, ends } = await explore(() => new TokenWorld(options), check);
  console.info(`${options.processes.join(', ')}: ${schedules} schedules, ${states} states, ${ends} ends`);
  expect(schedules).toBeGreaterThanOrEqual(least.schedules);
  expect(states).toBeGreaterThanOrEqual(least.states);
}

const ALL: Disturbances = { lostLock: 1, pause: 1, lostAnswer: 1, storeFailure: 1, crash: 1 };

/** What came of the calls of the processes that lived to see it. */
function outcomesOf(world: TokenWorld) {
  return world.processes.flatMap(({ outcome }) => (outcome === undefined ? [] : [outcome]));
}

/** What the processes said of the tokens that they revoked, as results and as events. */
function revocationsOf(world: TokenWorld): readonly unknown[] {
  const events = world.processes.flatMap((process) => process.events);
  return [
    ...world.processes
      .filter(({ work }) => work !== 'use')
      .map(({ outcome }) => outcome && 'value' in outcome && outcome.value),
    ...events.map((event) => 'revocation' in event && event.revocation),
  ];
}

/** What is stored at the end is what Zendesk honors, or says that nobody has what Zendesk honors. */
async function expectNothingLost(world: TokenWorld): Promise<void> {
  expect(world.revoked).toEqual([]);
  const { isKnown, refreshToken } = world.living('first') ?? {};
  const { grant } = world.record;
  const isStored = grant?.state === 'active' && grant.tokens.refreshToken === refreshToken;
  if (isKnown) expect(isStored).toBe(true);
  expect(await world.useAfterwards()).toMatchObject(
    isStored ? { value: { state: 'active' } } : { error: { code: 'reconnect_required', reason: 'rotation_lost' } },
  );
  for (const outcome of outcomesOf(world)) {
    if (!('error' in outcome)) continue;
    const { code, reason } = outcome.error as { code: string; reason?: string };
    const allowed = [
      ...(world.hasHad('storeFailure') ? ['token_store unavailable'] : []),
      ...(world.hasHad('lostAnswer') ? ['network undefined'] : []),
      ...(world.hasHad('lostAnswer') || world.hasHad('pause') || world.hasHad('crash')
        ? ['reconnect_required rotation_lost']
        : []),
    ];
    expect(allowed).toContain(`${code} ${reason}`);
  }
}

/** `revoked` and `already_invalid` are said of tokens that are dead and stay dead. */
function expectHonestRevocation(world: TokenWorld): void {
  const said = revocationsOf(world);
  if (said.includes('revoked') || said.includes('already_invalid')) expect(world.living('first')).toBeUndefined();
}

describe('[T16] in every interleaving of', () => {
  const expectOneRefresh = async (world: TokenWorld) => {
    expect(world.tokenRequests).toHaveLength(1);
    for (const outcome of outcomesOf(world)) {
      expect(outcome).toMatchObject({ value: { tokens: { accessToken: 'access.first.1' } } });
    }
    await expectNothingLost(world);
  };

  test('two processes that nothing disturbs, one of them refreshes and both have the token', async () => {
    const options = { processes: ['use', 'use'], atOnce: 0 } as const;
    await exploreAll(options, { schedules: 21, states: 58 }, expectOneRefresh);
  });

  test('three processes that nothing disturbs, one of them refreshes and all have the token', async () => {
    const options = { processes: ['use', 'use', 'use'], atOnce: 0 } as const;
    await exploreAll(options, { schedules: 229, states: 478 }, expectOneRefresh);
  });

  test(
    'two processes and any two disturbances, no tokens that a process has are lost',
    async () => {
      const options = { processes: ['use', 'use'], atOnce: 2, ...ALL } as const;
      await exploreAll(options, { schedules: 16_092, states: 30_313 }, expectNothingLost);
    },
    TIMEOUT,
  );

  test(
    'three processes and a lost lock, a lost answer or a store that fails, no tokens that a process has are lost',
    async () => {
      const disturbances = { lostLock: 1, lostAnswer: 1, storeFailure: 1 };
      const options = { processes: ['use', 'use', 'use'], atOnce: 1, ...disturbances } as const;
      await exploreAll(options, { schedules: 8_886, states: 14_652 }, expectNothingLost);
    },
    TIMEOUT,
  );

  test('two processes whose locks are lost, no refresh token is sent twice', async () => {
    const options = { processes: ['use', 'use'], atOnce: 2, lostLock: 2, revokesReused: true } as const;
    await exploreAll(options, { schedules: 251, states: 420 }, async (world) => {
      expect(new Set(world.tokenRequests).size).toBe(world.tokenRequests.length);
      await expectNothingLost(world);
    });
  });
});

describe('[C9] in every interleaving of a refresh and', () => {
  test(
    'a disconnect, what is said of the tokens is true',
    async () => {
      const options = { processes: ['use', 'disconnect'], atOnce: 1, ...ALL } as const;
      await exploreAll(options, { schedules: 6_210, states: 9_598 }, async (world) => {
        expectHonestRevocation(world);
        if (world.disturbances > 0) return;
        expect(world.record).toEqual({});
        expect(world.living('first')).toBeUndefined();
      });
    },
    TIMEOUT,
  );

  test(
    'a connect, the new tokens stay and what is said of the old ones is true',
    async () => {
      const options = { processes: ['use', 'connect'], atOnce: 1, ...ALL } as const;
      await exploreAll(options, { schedules: 1_872, states: 2_630 }, async (world) => {
        expectHonestRevocation(world);
        const { refreshToken } = world.living('second') ?? {};
        expect(refreshToken).toBe('refresh.second.0');
        const { grant } = world.record;
        if (grant?.id === 'second') expect(grant).toMatchObject({ state: 'active', tokens: { refreshToken } });
        if (world.disturbances > 0) return;
        expect(grant?.id).toBe('second');
        expect(world.living('first')).toBeUndefined();
      });
    },
    TIMEOUT,
  );
});

test('the exploration finds what a store loses that does not compare before it writes', async () => {
  const options = { processes: ['use', 'use'], atOnce: 1, lostLock: 1, blindWrites: true } as const;
  const lost = exploreAll(options, { schedules: 1, states: 1 }, expectNothingLost);
  await expect(lost).rejects.toThrow(/after a reads · .* the lock is lost/);
});
