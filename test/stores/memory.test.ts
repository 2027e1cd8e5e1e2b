import { expect, onTestFinished, test, vi } from 'vitest';
import { MemoryTokenStore, type TokenStore } from '../../src/index.js';
import { deadHolderCase, tokenStoreContract } from '../../src/testing/index.js';

for (const { name, skip, run } of tokenStoreContract) {
  const store = new MemoryTokenStore();
  test.skipIf(skip(store))(`MemoryTokenStore: ${name}`, () => run(store));
}

test('the contract says which of its cases say nothing about a store without a lock', () => {
  const skipped = tokenStoreContract.filter(({ skip }) => skip(new MemoryTokenStore()));
  expect(skipped.map(({ name }) => name)).toEqual([
    'a lock lets in one task at a time and passes on its result',
    'a lock is free again after a task that failed, and holds up no other key',
    'a lock and a value of the same key do not touch each other',
  ]);
  const locked = Object.assign(new MemoryTokenStore(), { lock: <T>(_: string, task: () => Promise<T>) => task() });
  expect(tokenStoreContract.filter(({ skip }) => skip(locked))).toEqual([]);
  expect(deadHolderCase(async () => {}).skip(new MemoryTokenStore())).toBe('the store has no lock');
});

/** A store that compares as the columns of many databases do. */
class CollatedStore extends MemoryTokenStore {
  readonly #collate: (text: string) => string;
  readonly #what: 'keys' | 'values';

  constructor(what: 'keys' | 'values', collate: (text: string) => string) {
    super();
    this.#what = what;
    this.#collate = collate;
  }

  override async get(key: string): Promise<string | undefined> {
    return super.get(this.#what === 'keys' ? this.#collate(key) : key);
  }

  override async compareAndSet(key: string, expected: string | undefined, next: string | undefined): Promise<boolean> {
    const name = this.#what === 'keys' ? this.#collate(key) : key;
    const current = await super.get(name);
    const isSame =
      current !== undefined && expected !== undefined && this.#collate(current) === this.#collate(expected);
    return super.compareAndSet(name, this.#what === 'values' && isSame ? current : expected, next);
  }
}

const COLLATIONS: readonly (readonly [name: string, collate: (text: string) => string])[] = [
  ['case', (text) => text.toLowerCase()],
  ['blanks at the end', (text) => text.trimEnd()],
  ['accents', (text) => text.normalize('NFD').replaceAll(/\p{M}/gu, '')],
  ['the form of accents', (text) => text.normalize('NFC')],
];

test.each(
  COLLATIONS.flatMap(([name, collate]) => (['keys', 'values'] as const).map((what) => [what, name, collate] as const)),
)('the contract finds a store whose %s are compared without %s', async (what, _, collate) => {
  const finder = tokenStoreContract.find(({ name }) => name.includes(`${what} apart that differ`));
  await expect(finder?.run(new CollatedStore(what, collate))).rejects.toThrow(/expected/);
});

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
