/**
 * Nothing that is remembered grows without end, or outlives its time.
 */
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { parseInput } from '../src/schema.js';
import { MemoryRateLimiter } from '../src/stores/rate-limiter.js';
import { LruCache } from '../src/util/lru-cache.js';

setFlagsFromString('--expose-gc');
const gc = runInNewContext('gc') as () => void;

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date'], now: Date.UTC(2026, 10, 23, 12) });
});
afterEach(() => {
  vi.useRealTimers();
});

describe('LruCache', () => {
  test('forgets what was used least recently', () => {
    const cache = new LruCache<number>({ maxEntries: 2, maxAge: 1_000 });
    cache.set('a', 1);
    cache.set('b', 2);
    cache.get('a');
    cache.set('c', 3);
    expect([cache.get('a'), cache.get('b'), cache.get('c')]).toEqual([1, undefined, 3]);
    cache.delete('a');
    expect(cache.get('a')).toBeUndefined();
  });

  test('forgets what is old, counted from when it was set; and when the clock was set back', () => {
    const cache = new LruCache<number>({ maxEntries: 9, maxAge: 1_000 });
    cache.set('a', 1);
    vi.setSystemTime(Date.now() + 900);
    expect(cache.get('a')).toBe(1);
    vi.setSystemTime(Date.now() + 101);
    expect(cache.get('a')).toBeUndefined();
    cache.set('b', 2);
    vi.setSystemTime(Date.now() - 5_000);
    expect(cache.get('b')).toBeUndefined();
  });
});

describe('MemoryRateLimiter', () => {
  test('counts in a sliding window and says how long to wait', async () => {
    const limiter = new MemoryRateLimiter();
    const take = () => limiter.take('a', { max: 2, windowSeconds: 60 });
    expect(await take()).toBe(0);
    vi.setSystemTime(Date.now() + 20_000);
    expect(await take()).toBe(0);
    expect(await take()).toBe(40);
    vi.setSystemTime(Date.now() + 40_000);
    expect(await take()).toBe(0);
    expect(await take()).toBe(20);
    expect(await limiter.take('b', { max: 0, windowSeconds: 60 })).toBe(60);
  });

  test('a refused try counts for nothing, and an event that is given back counts no more', async () => {
    const limiter = new MemoryRateLimiter();
    const take = () => limiter.take('a', { max: 2, windowSeconds: 60 });
    expect([await take(), await take(), await take()]).toEqual([0, 0, 60]);
    vi.setSystemTime(Date.now() + 30_000);
    for (let tries = 0; tries < 100; tries++) expect(await take()).toBe(30);
    await limiter.giveBack('a');
    expect([await take(), await take()]).toEqual([0, 30]);
    vi.setSystemTime(Date.now() + 30_000);
    expect([await take(), await take()]).toEqual([0, 30]);
  });

  test('a clock that is set back by a year frees a key, and by less than the window does not', async () => {
    const limiter = new MemoryRateLimiter();
    const take = () => limiter.take('a', { max: 1, windowSeconds: 60 });
    await take();
    vi.setSystemTime(Date.now() - 10_000);
    expect(await take()).toBe(70);
    vi.setSystemTime(Date.now() - 365 * 86_400_000);
    expect(await take()).toBe(0);
  });

  test('other keys, however many, never make it forget one within its window; after it all are forgotten', async () => {
    const limiter = new MemoryRateLimiter();
    const limit = { max: 1, windowSeconds: 600 };
    const heap = () => {
      gc();
      return process.memoryUsage().heapUsed / 2 ** 20;
    };
    const before = heap();
    for (let window = 0; window < 10; window++) {
      expect(await limiter.take('first', limit)).toBe(0);
      for (let n = 0; n < 60_000; n++) await limiter.take(`key-${window}-${n}`, limit);
      expect(await limiter.take('first', limit)).toBe(600);
      vi.setSystemTime(Date.now() + 600_000);
    }
    // Ten times as many would take more than 100 MiB.
    expect(heap() - before).toBeLessThan(60);
  });
});

test('issues of other schema libraries are understood: path segments as objects, symbols, and none at all', async () => {
  const issues = [{ message: 'a', path: [{ key: 'x' }, 0, Symbol('s')] }, { message: 'b' }];
  const schema = { '~standard': { version: 1 as const, vendor: 'other', validate: async () => ({ issues }) } };
  await expect(parseInput(schema, {})).rejects.toMatchObject({
    issues: [
      { message: 'a', path: ['x', 0, 'Symbol(s)'] },
      { message: 'b', path: [] },
    ],
  });
});
