/**
 * [A7c] Limits hold wherever they are counted: in this process and in every database.
 */
import { randomUUID } from 'node:crypto';
import { DatabaseSync } from 'node:sqlite';
import { Redis } from 'ioredis';
import mysql from 'mysql2/promise';
import pg from 'pg';
import { afterEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import {
  ALL_PERMISSIONS,
  MemoryRateLimiter,
  MemoryTokenStore,
  RateLimitedError,
  type RateLimiter,
  type TokenStore,
  ZendeskConnector,
  type ZendeskConnectorOptions,
} from '../../src/index.js';
import { MysqlRateLimiter, MysqlTokenStore } from '../../src/stores/mysql.js';
import { PostgresRateLimiter, PostgresTokenStore } from '../../src/stores/postgres.js';
import { RedisRateLimiter, RedisTokenStore } from '../../src/stores/redis.js';
import { SqliteRateLimiter, SqliteTokenStore } from '../../src/stores/sqlite.js';
import { ANN, createFixture, rejection } from '../support/fixture.js';
import { hasMysql, hasPostgres, hasRedis } from '../support/servers.js';
import { DATABASE_URL, MYSQL_URL, REDIS_URL } from '../support/shared-store.js';

interface Counted {
  readonly tokenStore: TokenStore;
  readonly rateLimiter: RateLimiter;
}

afterEach(() => {
  vi.useRealTimers();
});

/** Returns what makes a store and a limiter, as a function does that lives for one request. */
type Place = () => Promise<() => Counted>;

const inRedis: Place = async () => {
  const redis = new Redis(REDIS_URL);
  const prefix = `test:${randomUUID()}:`;
  onTestFinished(async () => {
    await redis.del(...(await redis.keys(`${prefix}*`)));
    redis.disconnect();
  });
  return () => ({
    tokenStore: new RedisTokenStore(redis, { prefix }),
    rateLimiter: new RedisRateLimiter(redis, { prefix }),
  });
};

const inPostgres: Place = async () => {
  const pool = new pg.Pool({ connectionString: DATABASE_URL, max: 4 });
  const table = `zendesk_${randomUUID().replaceAll('-', '')}`;
  await new PostgresRateLimiter(pool, { table }).migrate();
  onTestFinished(async () => {
    await pool.query(`DROP TABLE ${table}`);
    await pool.end();
  });
  return () => ({
    tokenStore: new PostgresTokenStore(pool, { table }),
    rateLimiter: new PostgresRateLimiter(pool, { table }),
  });
};

const inMysql: Place = async () => {
  const pool = mysql.createPool({ uri: MYSQL_URL, connectionLimit: 4 });
  const table = `zendesk_${randomUUID().replaceAll('-', '')}`;
  await new MysqlRateLimiter(pool, { table }).migrate();
  onTestFinished(async () => {
    await pool.query(`DROP TABLE ${table}`);
    await pool.end();
  });
  return () => ({
    tokenStore: new MysqlTokenStore(pool, { table }),
    rateLimiter: new MysqlRateLimiter(pool, { table }),
  });
};

const inSqlite: Place = async () => {
  const database = new DatabaseSync(':memory:');
  await new SqliteRateLimiter(database).migrate();
  onTestFinished(() => database.close());
  return () => ({ tokenStore: new SqliteTokenStore(database), rateLimiter: new SqliteRateLimiter(database) });
};

const inMemory: Place = async () => {
  const places = { tokenStore: new MemoryTokenStore(), rateLimiter: new MemoryRateLimiter() };
  return () => places;
};

const PLACES: readonly (readonly [name: string, isThere: boolean, place: Place])[] = [
  ['in this process', true, inMemory],
  ['in Redis', hasRedis, inRedis],
  ['in PostgreSQL', hasPostgres, inPostgres],
  ['in MySQL', hasMysql, inMysql],
  ['in SQLite', true, inSqlite],
];

describe.each(PLACES)('[A7c] counted %s', (_, isThere, place) => {
  test.skipIf(!isThere)('5 of 20 tickets are created, though each request makes everything by itself', async () => {
    const open = await place();
    const fixture = createFixture(open());
    await fixture.connect();
    const outcomes = await Promise.allSettled(
      Array.from({ length: 20 }, (_, n) => {
        const connector = new ZendeskConnector({ ...fixture.options, ...open() });
        const bot = connector.connection('bot-1', { permissions: ALL_PERMISSIONS, requester: ANN });
        return bot.createTicket({ subject: `Ticket ${n}`, body: 'b' });
      }),
    );
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(5);
    for (const outcome of outcomes) {
      if (outcome.status === 'rejected') expect(outcome.reason).toBeInstanceOf(RateLimitedError);
    }
    expect(fixture.zendesk.account('acme').tickets).toHaveLength(5);
  });

  test.skipIf(!isThere)(
    'a window slides, a refused try counts for nothing, and an event can be given back',
    async () => {
      const { rateLimiter } = (await place())();
      const take = (key = 'a') => rateLimiter.take(key, { max: 2, windowSeconds: 1 });
      expect([await take(), await take(), await take(), await take('b')]).toEqual([0, 0, 1, 0]);
      await rateLimiter.giveBack?.('a');
      expect([await take(), await take()]).toEqual([0, 1]);
      const end = Date.now() + 1_050;
      while (Date.now() < end) await take();
      // All those refused tries later, the window is over all the same.
      expect(await rateLimiter.take('a', { max: 3, windowSeconds: 1 })).toBe(0);
      await rateLimiter.giveBack?.('never taken');
      expect(await rateLimiter.take('never', { max: 0, windowSeconds: 60 })).toBeGreaterThan(0);
    },
  );
});

/** A connector whose connection limit is reached; `refuse` says whether. */
async function busyBot(limiter: Partial<RateLimiter> = {}) {
  const counts = new MemoryRateLimiter();
  let isBusy = true;
  const rateLimiter: RateLimiter = {
    take: async (key, limit) => (isBusy && limit.max === 100 ? 40 : counts.take(key, limit)),
    giveBack: (key) => counts.giveBack(key),
    ...limiter,
  };
  const fixture = createFixture({ rateLimiter } satisfies Partial<ZendeskConnectorOptions>);
  await fixture.connect();
  const create = (n: number) => fixture.connection().createTicket({ subject: `Ticket ${n}`, body: 'b' });
  const calmDown = () => {
    isBusy = false;
  };
  return { create, calmDown };
}

test('[A7c] a try that the limit of the connection refuses does not count for the requester', async () => {
  const { create, calmDown } = await busyBot();
  for (let n = 0; n < 20; n++) expect(await rejection(create(n))).toMatchObject({ retryAfter: 40 });
  calmDown();
  for (let n = 0; n < 5; n++) await expect(create(n)).resolves.toMatchObject({ replayed: false });
  expect(await rejection(create(5))).toBeInstanceOf(RateLimitedError);
});
