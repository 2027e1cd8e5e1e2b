import { randomUUID } from 'node:crypto';
import { Redis } from 'ioredis';
import { createClient } from 'redis';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ConfigurationError } from '../../src/index.js';
import { type IoRedisClient, RedisTokenStore } from '../../src/stores/redis.js';
import { deadHolderCase, tokenStoreContract } from '../../src/testing/index.js';
import { killHolder } from '../support/kill-holder.js';
import { hasRedis } from '../support/servers.js';
import { REDIS_URL } from '../support/shared-store.js';

const prefix = `test:${randomUUID()}:`;

describe.skipIf(!hasRedis)('RedisTokenStore', () => {
  const ioredis = new Redis(REDIS_URL, { lazyConnect: true });
  const nodeRedis = createClient({ url: REDIS_URL });

  beforeAll(async () => {
    await Promise.all([ioredis.connect(), nodeRedis.connect()]);
  });
  afterAll(async () => {
    const keys = await ioredis.keys(`${prefix}*`);
    if (keys.length > 0) await ioredis.del(...keys);
    await Promise.all([ioredis.quit(), nodeRedis.close()]);
  });

  describe.each([
    ['ioredis', ioredis],
    ['node-redis', nodeRedis],
  ])('over %s', (name, client) => {
    const store = new RedisTokenStore(client, { prefix: `${prefix}${name}:` });
    test.each(tokenStoreContract)('$name', ({ run }) => run(store));
  });

  test('both clients see the same values', async () => {
    await new RedisTokenStore(ioredis, { prefix }).compareAndSet('shared', undefined, 'value');
    expect(await new RedisTokenStore(nodeRedis, { prefix }).get('shared')).toBe('value');
    expect(await ioredis.get(`${prefix}value:shared`)).toBe('value');
  });

  test('[T4] a lock whose holder was killed frees itself', async () => {
    const killed = deadHolderCase(async (key) => {
      await killHolder({ kind: 'redis', url: REDIS_URL, prefix, leaseMs: 1_000 }, key);
      expect(await ioredis.exists(`${prefix}lock:${key}`)).toBe(1);
    });
    await killed.run(new RedisTokenStore(ioredis, { prefix }));
  });

  test('a lease outlives its length while its task runs, and a late holder does not free the next one’s', async () => {
    const store = new RedisTokenStore(ioredis, { prefix, leaseMs: 1_000 });
    const order: string[] = [];
    const long = store.lock('long', async () => {
      await new Promise((resolve) => setTimeout(resolve, 2_000));
      order.push('long');
    });
    await new Promise((resolve) => setTimeout(resolve, 50));
    await Promise.all([long, store.lock('long', async () => order.push('next'))]);
    expect(order).toEqual(['long', 'next']);
    await store.lock('stolen', async () => {
      await ioredis.set(`${prefix}lock:stolen`, 'somebody else');
    });
    expect(await ioredis.get(`${prefix}lock:stolen`)).toBe('somebody else');
  });
});

test('refuses what is no Redis client, and a lease that is too short', () => {
  for (const client of [undefined, null, {}, 'redis://']) {
    expect(() => new RedisTokenStore(client as unknown as IoRedisClient)).toThrow(ConfigurationError);
  }
  const client = { call: async () => null };
  expect(() => new RedisTokenStore(client, { leaseMs: 10 })).toThrow(/leaseMs/);
});
