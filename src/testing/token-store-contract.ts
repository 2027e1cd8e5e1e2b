/**
 * Lists what a token store must do, as data for any test runner.
 */

import type { TokenStore } from '../stores/token-store.js';
import { sleep } from '../util/sleep.js';

/** One thing that a store must do. */
export interface TokenStoreContractCase {
  readonly name: string;
  /** Returns why the case says nothing about this store, for the `skip` of a test runner; false when it does. */
  skip(store: TokenStore): string | false;
  /** Rejects when the store does not do it, and says what was wrong. Does nothing for a store that it skips. */
  run(store: TokenStore): Promise<void>;
}

type Lock = NonNullable<TokenStore['lock']>;

// Longer than any lease should be.
const DEAD_HOLDER_PATIENCE_MS = 60_000;
// Alike to a comparison that ignores case, blanks at the end or accents, as many columns of MySQL and SQL Server do.
const LOOK_ALIKES = [
  'resume',
  'Resume',
  'RESUME',
  'resume ',
  'resume  ',
  'résumé',
  're\u0301sume\u0301',
  'resumé',
  'ｒesume',
];
const UNUSUAL_KEYS = ['', ' ', 'a/b', '../a', 'a:b', "'; DROP TABLE x; --", '%', '*', 'ключ', '😀', 'x'.repeat(255)];

/**
 * Lists what every store must do. The cases use keys of their own, so the store need not be empty.
 *
 * @example
 * ```ts
 * for (const { name, skip, run } of tokenStoreContract) test(name, { skip: skip(store) }, () => run(store));
 * ```
 */
export const tokenStoreContract: readonly TokenStoreContractCase[] = [
  valueCase('a value that was never set is undefined', async (store) => {
    equal(await store.get(newKey()), undefined, 'get of an absent key');
  }),
  valueCase('sets, replaces and removes what is expected', async (store) => {
    const key = newKey();
    equal(await store.compareAndSet(key, undefined, 'one'), true, 'set where nothing is');
    equal(await store.get(key), 'one', 'get');
    equal(await store.compareAndSet(key, 'one', 'two'), true, 'replace');
    equal(await store.get(key), 'two', 'get after replace');
    equal(await store.compareAndSet(key, 'two', undefined), true, 'remove');
    equal(await store.get(key), undefined, 'get after remove');
    equal(await store.compareAndSet(key, undefined, 'again'), true, 'set after remove');
    equal(await store.get(key), 'again', 'get after that');
  }),
  valueCase('writes nothing when something else is there', async (store) => {
    const key = newKey();
    equal(await store.compareAndSet(key, 'x', 'y'), false, 'replace where nothing is');
    equal(await store.compareAndSet(key, 'x', undefined), false, 'remove where nothing is');
    equal(await store.get(key), undefined, 'get');
    await store.compareAndSet(key, undefined, 'one');
    equal(await store.compareAndSet(key, undefined, 'two'), false, 'set where something is');
    equal(await store.compareAndSet(key, 'other', 'two'), false, 'replace with a wrong expectation');
    equal(await store.compareAndSet(key, 'other', undefined), false, 'remove with a wrong expectation');
    equal(await store.get(key), 'one', 'get after all that');
  }),
  valueCase('of 50 writers at once exactly one wins, again and again', async (store) => {
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
  }),
  valueCase('takes any key, and keeps keys apart', async (store) => {
    const prefix = newKey();
    for (const key of UNUSUAL_KEYS)
      equal(await store.compareAndSet(prefix + key, undefined, `value of ${key}`), true, `set ${key}`);
    for (const key of UNUSUAL_KEYS) equal(await store.get(prefix + key), `value of ${key}`, `get ${key}`);
  }),
  valueCase('keeps keys apart that differ in case, in blanks at the end or in accents only', async (store) => {
    const prefix = newKey();
    for (const key of LOOK_ALIKES) {
      equal(await store.get(prefix + key), undefined, `get ${JSON.stringify(key)} before it was set`);
      equal(await store.compareAndSet(prefix + key, undefined, `value of ${key}`), true, `set ${JSON.stringify(key)}`);
    }
    for (const key of LOOK_ALIKES) {
      equal(await store.get(prefix + key), `value of ${key}`, `get ${JSON.stringify(key)}`);
    }
  }),
  valueCase('tells values apart that differ in case, in blanks at the end or in accents only', async (store) => {
    for (const value of LOOK_ALIKES) {
      const key = newKey();
      await store.compareAndSet(key, undefined, value);
      equal(await store.get(key), value, 'the value that comes back');
      for (const other of LOOK_ALIKES) {
        if (other === value) continue;
        const what = `${JSON.stringify(value)} where ${JSON.stringify(other)} was expected`;
        equal(await store.compareAndSet(key, other, 'replaced'), false, `replace ${what}`);
        equal(await store.compareAndSet(key, other, undefined), false, `remove ${what}`);
      }
      equal(await store.compareAndSet(key, value, 'replaced'), true, 'replace what was expected');
    }
  }),
  valueCase('keeps 64 kB as they are', async (store) => {
    const key = newKey();
    const value = 'aß😀"\\\n'.repeat(8_192);
    await store.compareAndSet(key, undefined, value);
    equal((await store.get(key)) === value, true, 'the value that comes back is the one that was set');
    equal(await store.compareAndSet(key, value, 'small'), true, 'replace a large value');
  }),
  lockCase('a lock lets in one task at a time and passes on its result', async (lock) => {
    const key = newKey();
    let inside = 0;
    let most = 0;
    const results = await Promise.all(
      Array.from({ length: 10 }, (_, n) =>
        lock(key, async () => {
          most = Math.max(most, ++inside);
          await sleep(5);
          inside--;
          return n;
        }),
      ),
    );
    equal(most, 1, 'tasks inside at once');
    equal(results.join(), '0,1,2,3,4,5,6,7,8,9', 'results');
  }),
  lockCase('a lock is free again after a task that failed, and holds up no other key', async (lock) => {
    const key = newKey();
    const failure = await lock(key, () => Promise.reject(new Error('inside'))).catch((error: unknown) => error);
    equal(failure instanceof Error && failure.message, 'inside', 'the error of the task');
    const inner = await lock(key, async () => lock(`${key}-other`, async () => 'inner'));
    equal(inner, 'inner', 'the result of a task under another lock');
  }),
  lockCase('a lock and a value of the same key do not touch each other', async (lock, store) => {
    const key = newKey();
    await lock(key, async () => {
      equal(await store.get(key), undefined, 'get under the lock');
      equal(await store.compareAndSet(key, undefined, 'value'), true, 'set under the lock');
    });
    equal(await store.get(key), 'value', 'get after the lock');
  }),
];

/**
 * The case of the contract that takes a second process: a lock whose holder dies frees itself.
 *
 * @param killHolder starts a process that opens the same store, takes the lock of `key` with a task that does not end,
 * and is killed (SIGKILL) inside of it; resolves when the process is gone
 *
 * @example
 * const { name, run } = deadHolderCase(killHolder);
 * test(name, () => run(store));
 */
export function deadHolderCase(killHolder: (key: string) => Promise<unknown>): TokenStoreContractCase {
  return {
    name: 'a lock whose holder was killed frees itself',
    skip: skipWithoutLock,
    async run(store) {
      const { lock } = store;
      if (lock === undefined) throw new Error('the store has no lock');
      const key = newKey();
      await killHolder(key);
      let timer: ReturnType<typeof setTimeout> | undefined;
      const givenUp = new Promise<string>((resolve) => {
        timer = setTimeout(() => resolve('nothing for a minute'), DEAD_HOLDER_PATIENCE_MS);
      });
      const first = await Promise.race([lock.call(store, key, async () => 'in'), givenUp]);
      clearTimeout(timer);
      equal(first, 'in', 'the lock of a dead process');
      equal(await lock.call(store, key, async () => 'again'), 'again', 'the lock after that');
    },
  };
}

function valueCase(name: string, run: (store: TokenStore) => Promise<void>): TokenStoreContractCase {
  return { name, skip: () => false, run };
}

function lockCase(name: string, run: (lock: Lock, store: TokenStore) => Promise<void>): TokenStoreContractCase {
  return {
    name,
    skip: skipWithoutLock,
    async run(store) {
      if (store.lock !== undefined) await run(store.lock.bind(store), store);
    },
  };
}

function skipWithoutLock(store: TokenStore): string | false {
  return store.lock === undefined && 'the store has no lock';
}

function newKey(): string {
  return `contract-${crypto.randomUUID()}-`;
}

function equal(actual: unknown, expected: unknown, what: string): void {
  if (actual !== expected) throw new Error(`${what}: expected ${String(expected)}, got ${String(actual)}`);
}
