import { expect, onTestFinished, test, vi } from 'vitest';
import { MemoryTokenStore, type TokenStore } from '../../src/index.js';
import { deadHolderCase, tokenStoreContract } from '../../src/testing/index.js';

test.each(tokenStoreContract)('MemoryTokenStore: $name', ({ run }) => run(new MemoryTokenStore()));

// A contract that no store can break proves nothing.
const BROKEN: readonly (readonly [name: string, store: () => TokenStore])[] = [
  ['forgets', () => ({ get: async () => undefined, compareAndSet: async () => true })],
  ['answers with something that was never set', () => ({ get: async () => 'x', compareAndSet: async () => false })],
  [
    'does not compare',
    () => {
      const values = new Map<string, string | undefined>();
      return {
        get: async (key) => values.get(key),
        compareAndSet: async (key, _, next) => {
          values.set(key, next);
          return true;
        },
      };
    },
  ],
  [
    'compares, waits, and then sets',
    () => {
      const values = new Map<string, string | undefined>();
      return {
        get: async (key) => values.get(key),
        compareAndSet: async (key, expected, next) => {
          if (values.get(key) !== expected) return false;
          await new Promise((resolve) => setTimeout(resolve, 1));
          values.set(key, next);
          return true;
        },
      };
    },
  ],
  [
    'has a lock that lets everybody in',
    () => Object.assign(new MemoryTokenStore(), { lock: <T>(_: string, task: () => Promise<T>) => task() }),
  ],
];

test.each(BROKEN)('the contract finds a store that %s', async (_, store) => {
  const outcomes = await Promise.all(
    tokenStoreContract.map(({ run }) =>
      run(store()).then(
        () => undefined,
        (error: unknown) => String(error),
      ),
    ),
  );
  expect(outcomes.filter((outcome) => outcome !== undefined)).not.toEqual([]);
});

test('the contract finds a lock that a dead process keeps, and a store without a lock', async () => {
  vi.useFakeTimers();
  onTestFinished(() => {
    vi.useRealTimers();
  });
  const held = new Set<string>();
  const stuck: TokenStore = Object.assign(new MemoryTokenStore(), {
    lock: <T>(key: string, task: () => Promise<T>): Promise<T> => (held.has(key) ? new Promise<T>(() => {}) : task()),
  });
  const outcome = deadHolderCase(async (key) => held.add(key))
    .run(stuck)
    .catch((error: unknown) => error);
  await vi.advanceTimersByTimeAsync(60_000);
  expect(await outcome).toMatchObject({ message: expect.stringContaining('nothing for a minute') });
  await expect(deadHolderCase(async () => {}).run(new MemoryTokenStore())).rejects.toThrow('no lock');
});
