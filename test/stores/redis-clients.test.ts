/**
 * Redis as it is found: every client that applications have, with the replies that it was told to make.
 */
import { randomUUID } from 'node:crypto';
import { Redis as Upstash } from '@upstash/redis';
import { Cluster, Redis } from 'ioredis';
import { createClient, createClientPool, createCluster, createSentinel, RESP_TYPES } from 'redis';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type RedisClient, RedisRateLimiter, RedisSeenStore, RedisTokenStore } from '../../src/stores/redis.js';
import { tokenStoreContract } from '../../src/testing/index.js';
import { canStartRedis, type RedisServers, startCluster, startSentinel } from '../support/redis-servers.js';
import { hasRedis } from '../support/servers.js';
import { REDIS_URL } from '../support/shared-store.js';
import { startUpstash } from '../support/upstash-server.js';

const prefix = `test:${randomUUID()}:`;
const closers: (() => unknown)[] = [];

afterAll(async () => {
  for (const close of closers.reverse()) await close();
});

function ioRedis(client = new Redis(REDIS_URL)): Redis {
  closers.push(() => client.disconnect());
  return client;
}

async function nodeRedis(options: Parameters<typeof createClient>[0] = {}) {
  const client = createClient({ url: REDIS_URL, ...options });
  await client.connect();
  closers.push(() => client.close());
  return client;
}

async function upstash(options: object = {}): Promise<RedisClient> {
  const { url, close } = await startUpstash(ioRedis());
  closers.push(close);
  return new Upstash({ url, token: 'token', ...options });
}

const { BLOB_STRING, NUMBER, SIMPLE_STRING } = RESP_TYPES;

const CLIENTS: readonly (readonly [name: string, create: () => Promise<RedisClient>])[] = [
  ['ioredis', async () => ioRedis()],
  ['ioredis with numbers as text', async () => ioRedis(new Redis(REDIS_URL, { stringNumbers: true }))],
  ['ioredis with a key prefix', async () => ioRedis(new Redis(REDIS_URL, { keyPrefix: prefix }))],
  ['ioredis with pipelines of its own', async () => ioRedis(new Redis(REDIS_URL, { enableAutoPipelining: true }))],
  [
    'ioredis that returns bytes',
    async () => {
      const client = ioRedis();
      return { call: (command: string, ...args: string[]) => client.callBuffer(command, ...args) };
    },
  ],
  ['node-redis over RESP2', () => nodeRedis({ RESP: 2 })],
  ['node-redis over RESP3', () => nodeRedis({ RESP: 3 })],
  ['node-redis that returns bytes', () => nodeRedis({ commandOptions: { typeMapping: { [BLOB_STRING]: Buffer } } })],
  [
    'node-redis that returns bytes for everything, and numbers as text',
    async () =>
      (await nodeRedis()).withTypeMapping({ [BLOB_STRING]: Buffer, [SIMPLE_STRING]: Buffer, [NUMBER]: String }),
  ],
  [
    'a pool of node-redis',
    async () => {
      const pool = createClientPool({ url: REDIS_URL });
      await pool.connect();
      closers.push(() => pool.close());
      return pool;
    },
  ],
  ['@upstash/redis', () => upstash()],
  ['@upstash/redis without pipelines', () => upstash({ enableAutoPipelining: false })],
  ['@upstash/redis without deserialization', () => upstash({ automaticDeserialization: false })],
  [
    'the shape of Bun',
    async () => {
      const client = ioRedis();
      return { send: (command: string, args: string[]) => client.call(command, ...args) };
    },
  ],
  [
    'a wrapper',
    async () => {
      const client = ioRedis();
      return { sendCommand: ([name = '', ...args]: string[]) => client.call(name, ...args) };
    },
  ],
];

const SERVERS: readonly (readonly [name: string, start: () => Promise<RedisServers>, open: Opener])[] = [
  [
    'a cluster of node-redis',
    startCluster,
    async (ports) => {
      const cluster = createCluster({ rootNodes: ports.map((port) => ({ url: `redis://127.0.0.1:${port}` })) });
      await cluster.connect();
      closers.push(() => cluster.close());
      return cluster;
    },
  ],
  [
    'a cluster of ioredis',
    startCluster,
    async (ports) => {
      const cluster = new Cluster(ports.map((port) => ({ host: '127.0.0.1', port })));
      closers.push(() => cluster.disconnect());
      return cluster;
    },
  ],
  [
    'a sentinel of node-redis',
    startSentinel,
    async ([, port = 0]) => {
      const sentinel = createSentinel({ name: 'main', sentinelRootNodes: [{ host: '127.0.0.1', port }] });
      await sentinel.connect();
      closers.push(() => sentinel.close());
      return sentinel;
    },
  ],
  [
    'a sentinel of ioredis',
    startSentinel,
    async ([, port = 0]) => {
      return ioRedis(new Redis({ name: 'main', sentinels: [{ host: '127.0.0.1', port }] }));
    },
  ],
];
type Opener = (ports: readonly number[]) => Promise<RedisClient>;

/** What keeps its promise over one client keeps it over all: the scripts are the same. */
function holds(client: () => RedisClient): void {
  test.each(tokenStoreContract)('tokens: $name', ({ run }) => run(new RedisTokenStore(client(), { prefix })));

  test('counts: of 20 at once as many pass as the limit allows', async () => {
    const limiter = new RedisRateLimiter(client(), { prefix: prefix + randomUUID() });
    const waits = await Promise.all(Array.from({ length: 20 }, () => limiter.take('a', { max: 5, windowSeconds: 60 })));
    expect(waits.filter((wait) => wait === 0)).toHaveLength(5);
    expect(waits.filter((wait) => wait === 60)).toHaveLength(15);
  });

  test('webhooks: of 20 at once one is the first', async () => {
    const seen = new RedisSeenStore(client(), { prefix: prefix + randomUUID() });
    const firsts = await Promise.all(Array.from({ length: 20 }, () => seen.add('a', 60)));
    expect(firsts.filter(Boolean)).toHaveLength(1);
    expect(await seen.has('a')).toBe(true);
  });
}

describe.skipIf(!hasRedis)('Redis over', () => {
  afterAll(async () => {
    const admin = ioRedis();
    const keys = await admin.keys(`*${prefix}*`);
    if (keys.length > 0) await admin.del(...keys);
  });
  describe.each(CLIENTS)('%s', (_, create) => {
    let client: RedisClient;
    beforeAll(async () => {
      client = await create();
    });
    holds(() => client);
  });
});

describe.skipIf(!canStartRedis)('Redis over', () => {
  describe.each(SERVERS)('%s', (_, start, open) => {
    let client: RedisClient;
    beforeAll(async () => {
      const { ports, stop } = await start();
      closers.push(stop);
      client = await open(ports);
    });
    holds(() => client);
  });
});

// A client that answers something else must never be taken for a store without tokens.
const NO_ANSWERS: readonly (readonly [name: string, client: object])[] = [
  ['a transaction of node-redis', createClient().multi()],
  ['a callback client', { sendCommand: () => true, eval: () => true }],
  ['nothing', { call: async () => null }],
  ['a number', { call: async () => 1 }],
  ['text of its own', { eval: async () => 'OK' }],
  ['a list', { send: async () => ['='] }],
];

test.each(NO_ANSWERS)('a client that returns %s is refused at its first answer', async (_, client) => {
  const store = new RedisTokenStore(client as RedisClient);
  const refusal = { code: 'configuration', option: 'client', message: expect.stringContaining('ioredis, node-redis') };
  await expect(store.get('a')).rejects.toMatchObject(refusal);
  await expect(store.compareAndSet('a', undefined, 'b')).rejects.toMatchObject(refusal);
  await expect(store.lock('a', async () => 'in')).rejects.toMatchObject(refusal);
  await expect(new RedisSeenStore(client as RedisClient).has('a')).rejects.toMatchObject(refusal);
  await expect(
    new RedisRateLimiter(client as RedisClient).take('a', { max: 1, windowSeconds: 1 }),
  ).rejects.toMatchObject(refusal);
});

test.each([
  [undefined],
  [null],
  [{}],
  [{ call: 1 }],
  [{ send: 'x' }],
  [{ eval: null }],
  [{ sendCommand: {} }],
  ['redis://'],
  [() => {}],
  [{ query: async () => [] }],
  [new Map()],
])('%j is refused by the constructor, in words that say what to pass', (client) => {
  expect(() => new RedisTokenStore(client as unknown as RedisClient)).toThrow(
    /must be a client of ioredis, node-redis/,
  );
});
