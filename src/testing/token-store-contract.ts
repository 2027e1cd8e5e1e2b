/**
 * What a token store must do, as data: a name and something to run for each, for whatever test runner there is.
 */

import type { TokenStore } from '../stores/token-store.js';
import { sleep } from '../util/sleep.js';

/** One thing that a store must do. */
export interface TokenStoreContractCase {
  readonly name: string;
  /** Rejects, saying what was wrong, when the store does not do it. */
  run(store: TokenStore): Promise<void>;
}

// Longer than any lease should be.
const DEAD_HOLDER_PATIENCE = 60_000;
const UNUSUAL_KEYS = ['', ' ', 'a/b', '../a', 'a:b', "'; DROP TABLE x; --", '%', '*', 'ключ', '😀', 'x'.repeat(255)];

/** Run each case on a store that is empty or whose keys nobody else uses; it uses keys of its own. */
export const tokenStoreContract: readonly TokenStoreContractCase[] = [
  {
    name: 'a value that was never set is undefined',
    async run(store) {
      equal(await store.get(newKey()), undefined, 'get of an absent key');
    },
  },
  {
    name: 'sets, replaces and removes what is expected',
    async run(store) {
      const key = newKey();
      equal(await store.compareAndSet(key, undefined, 'one'), true, 'set where nothing is');
      equal(await store.get(key), 'one', 'get');
      equal(await store.compareAndSet(key, 'one', 'two'), true, 'replace');
      equal(await store.get(key), 'two', 'get after replace');
      equal(await store.compareAndSet(key, 'two', undefined), true, 'remove');
      equal(await store.get(key), undefined, 'get after remove');
      equal(await store.compareAndSet(key, undefined, 'again'), true, 'set after remove');
      equal(await store.get(key), 'again', 'get after that');
    },
  },
  {
    name: 'writes nothing when something else is there',
    async run(store) {
      const key = newKey();
      equal(await store.compareAndSet(key, 'x', 'y'), false, 'replace where nothing is');
      equal(await store.compareAndSet(key, 'x', undefined), false, 'remove where nothing is');
      equal(await store.get(key), undefined, 'get');
      await store.compareAndSet(key, undefined, 'one');
      equal(await store.compareAndSet(key, undefined, 'two'), false, 'set where something is');
      equal(await store.compareAndSet(key, 'other', 'two'), false, 'replace with a wrong expectation');
      equal(await store.compareAndSet(key, 'other', undefined), false, 'remove with a wrong expectation');
      equal(await store.get(key), 'one', 'get after all that');
    },
  },
  {
    name: 'of 50 writers at once exactly one wins, again and again',
    async run(store) {
      const key = newKey();
      let value: string | undefined;
      for (let round = 0; round < 5; round++) {
        const results = await Promise.all(
          Array.from({ length: 50 }, (_, writer) => store.compareAndSet(key, value, `${round}-${writer}`)),
        );
        equal(results.filter(Boolean).length, 1, `winners of round ${round}`);
        value = `${round}-${results.indexOf(true)}`;
        equal(await store.get(key), value, 'the value of the winner');
      }
      const removals = await Promise.all(Array.from({ length: 50 }, () => store.compareAndSet(key, value, undefined)));
      equal(removals.filter(Boolean).length, 1, 'winners of the removal');
    },
  },
  {
    name: 'takes any key, and keeps keys apart',
    async run(store) {
      const prefix = newKey();
      for (const key of UNUSUAL_KEYS)
        equal(await store.compareAndSet(prefix + key, undefined, `value of ${key}`), true, `set ${key}`);
      for (const key of UNUSUAL_KEYS) equal(await store.get(prefix + key), `value of ${key}`, `get ${key}`);
    },
  },
  {
    name: 'keeps 64 kB as they are',
    async run(store) {
      const key = newKey();
      const value = 'aß😀"\\\n'.repeat(8_192);
      await store.compareAndSet(key, undefined, value);
      equal((await store.get(key)) === value, true, 'the value that comes back is the one that was set');
      equal(await store.compareAndSet(key, value, 'small'), true, 'replace a large value');
    },
  },
  {
    name: 'a lock lets in one task at a time and passes on its result',
    async run(store) {
      if (store.lock === undefined) return;
      const key = newKey();
      let inside = 0;
      let most = 0;
      const results = await Promise.all(
        Array.from({ length: 10 }, (_, n) =>
          store.lock?.(key, async () => {
            most = Math.max(most, ++inside);
            await sleep(5);
            inside--;
            return n;
          }),
        ),
      );
      equal(most, 1, 'tasks inside at once');
      equal(results.join(), '0,1,2,3,4,5,6,7,8,9', 'results');
    },
  },
  {
    name: 'a lock is free again after a task that failed, and holds up no other key',
    async run(store) {
      if (store.lock === undefined) return;
      const key = newKey();
      const failure = await store.lock(key, () => Promise.reject(new Error('inside'))).catch((error: unknown) => error);
      equal(failure instanceof Error && failure.message, 'inside', 'the error of the task');
      const inner = await store.lock(key, async () => store.lock?.(`${key}-other`, async () => 'inner'));
      equal(inner, 'inner', 'the result of a task under another lock');
    },
  },
  {
    name: 'a lock and a value of the same key do not touch each other',
    async run(store) {
      if (store.lock === undefined) return;
      const key = newKey();
      await store.lock(key, async () => {
        equal(await store.get(key), undefined, 'get under the lock');
        equal(await store.compareAndSet(key, undefined, 'value'), true, 'set under the lock');
      });
      equal(await store.get(key), 'value', 'get after the lock');
    },
  },
];

/**
 * The case of the contract that takes a second process: a lock whose holder dies frees itself.
 *
 * @param killHolder starts a process that opens the same store, takes the lock of `key` with a task that does not end,
 * and is killed (SIGKILL) inside of it; resolves when the process is gone
 */
export function deadHolderCase(killHolder: (key: string) => Promise<unknown>): TokenStoreContractCase {
  return {
    name: 'a lock whose holder was killed frees itself',
    async run(store) {
      const { lock } = store;
      if (lock === undefined) throw new Error('the store has no lock, so nobody can hold it');
      const key = newKey();
      await killHolder(key);
      let timer: ReturnType<typeof setTimeout> | undefined;
      const givenUp = new Promise<string>((resolve) => {
        timer = setTimeout(() => resolve('nothing for a minute'), DEAD_HOLDER_PATIENCE);
      });
      const first = await Promise.race([lock.call(store, key, async () => 'in'), givenUp]);
      clearTimeout(timer);
      equal(first, 'in', 'the lock of a dead process');
      equal(await lock.call(store, key, async () => 'again'), 'again', 'the lock after that');
    },
  };
}

function newKey(): string {
  return `contract-${crypto.randomUUID()}-`;
}

function equal(actual: unknown, expected: unknown, what: string): void {
  if (actual !== expected) throw new Error(`${what}: expected ${String(expected)}, got ${String(actual)}`);
}
