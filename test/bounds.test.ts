/**
 * Nothing that is remembered grows without end, or outlives its time.
 */
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { parseInput } from '../src/schema.js';
import { MemoryRateLimiter } from '../src/stores/rate-limiter.js';
import { LruCache } from '../src/util/lru-cache.js';

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

  test('does not remember keys for ever', async () => {
    const limiter = new MemoryRateLimiter();
    const limit = { max: 1, windowSeconds: 600 };
    await limiter.take('first', limit);
    for (let n = 0; n < 50_000; n++) await limiter.take(`key-${n}`, limit);
    expect(await limiter.take('first', limit)).toBe(0);
    expect(await limiter.take('key-49999', limit)).toBe(600);
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
