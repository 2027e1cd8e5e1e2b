/**
 * Every token store, over every client that it takes, each in a fresh place: for promises that hold whatever the store.
 */
import { randomUUID } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { PGlite } from '@electric-sql/pglite';
import { Redis } from 'ioredis';
import mysql from 'mysql2/promise';
import pg from 'pg';
import postgres from 'postgres';
import { createClient } from 'redis';
import { describe } from 'vitest';
import { MemoryTokenStore, type TokenStore } from '../../src/index.js';
import { FileTokenStore } from '../../src/stores/file.js';
import { MysqlTokenStore } from '../../src/stores/mysql.js';
import { type PgClient, type PostgresJsClient, PostgresTokenStore } from '../../src/stores/postgres.js';
import { type IoRedisClient, type NodeRedisClient, RedisTokenStore } from '../../src/stores/redis.js';
import { SqliteTokenStore } from '../../src/stores/sqlite.js';
import { hasMysql, hasPostgres, hasRedis } from './servers.js';
import { DATABASE_URL, MYSQL_URL, REDIS_URL } from './shared-store.js';

/** A place to keep tokens in that nobody else uses. */
export interface StorePlace {
  /** The store as another process would open it: with nothing in common but the place. */
  open(): TokenStore;
  /** Everything that is there, whatever shape it has. */
  dump(): Promise<string>;
  remove(): Promise<void>;
}

async function inMemory(): Promise<StorePlace> {
  const shared = new MemoryTokenStore();
  const seen = new Set<string>();
  return {
    open: () => ({
      get: (key) => shared.get(key),
      compareAndSet: (key, expected, next) => {
        seen.add(key);
        return shared.compareAndSet(key, expected, next);
      },
    }),
    dump: async () => (await Promise.all([...seen].map((key) => shared.get(key)))).join('\n'),
    remove: async () => {},
  };
}

async function inDirectory(): Promise<StorePlace> {
  const directory = await mkdtemp(join(tmpdir(), 'zendesk-connector-'));
  return {
    open: () => new FileTokenStore(directory),
    async dump() {
      const files = await readdir(directory, { recursive: true, withFileTypes: true });
      const contents = files
        .filter((file) => file.isFile())
        .map(({ parentPath, name }) => readFile(join(parentPath, name), 'utf8').then((text) => name + text));
      return (await Promise.all(contents)).join('\n');
    },
    remove: () => rm(directory, { recursive: true, force: true, maxRetries: 5 }),
  };
}

async function inRedis(client: IoRedisClient | NodeRedisClient, end: () => unknown): Promise<StorePlace> {
  const prefix = `test:${randomUUID()}:`;
  const admin = new Redis(REDIS_URL);
  return {
    open: () => new RedisTokenStore(client, { prefix }),
    async dump() {
      const keys = await admin.keys(`${prefix}*`);
      return (await Promise.all(keys.map(async (key) => `${key} ${await admin.get(key)}`))).join('\n');
    },
    async remove() {
      const keys = await admin.keys(`${prefix}*`);
      if (keys.length > 0) await admin.del(...keys);
      await end();
      await admin.quit();
    },
  };
}

async function inPostgres(
  client: PgClient | PostgresJsClient,
  query: (text: string) => Promise<unknown>,
  end: () => unknown,
): Promise<StorePlace> {
  const table = `zendesk_tokens_${randomUUID().replaceAll('-', '')}`;
  await new PostgresTokenStore(client, { table }).migrate();
  return {
    open: () => new PostgresTokenStore(client, { table }),
    dump: async () => JSON.stringify(await query(`SELECT * FROM ${table}`)),
    async remove() {
      await query(`DROP TABLE ${table}`);
      await end();
    },
  };
}

async function overPg(): Promise<StorePlace> {
  const pool = new pg.Pool({ connectionString: DATABASE_URL, max: 5 });
  return inPostgres(
    pool,
    async (text) => (await pool.query(text)).rows,
    () => pool.end(),
  );
}

async function overPostgresJs(): Promise<StorePlace> {
  const sql = postgres(DATABASE_URL, { max: 5, onnotice: () => {} });
  return inPostgres(
    sql,
    async (text) => sql.unsafe(text),
    () => sql.end(),
  );
}

async function overIoRedis(): Promise<StorePlace> {
  const redis = new Redis(REDIS_URL);
  return inRedis(redis, () => redis.quit());
}

async function overNodeRedis(): Promise<StorePlace> {
  const redis = createClient({ url: REDIS_URL });
  await redis.connect();
  return inRedis(redis, () => redis.close());
}

async function overPGlite(): Promise<StorePlace> {
  const database = new PGlite();
  return inPostgres(
    database,
    async (text) => (await database.query(text)).rows,
    () => database.close(),
  );
}

async function inMysql(): Promise<StorePlace> {
  const table = `zendesk_tokens_${randomUUID().replaceAll('-', '')}`;
  const pool = mysql.createPool({ uri: MYSQL_URL, connectionLimit: 5 });
  await new MysqlTokenStore(pool, { table }).migrate();
  return {
    open: () => new MysqlTokenStore(pool, { table }),
    async dump() {
      const [rows] = await pool.query(
        `SELECT convert(\`key\` using utf8mb4), convert(value using utf8mb4) FROM ${table}`,
      );
      return JSON.stringify(rows);
    },
    async remove() {
      await pool.query(`DROP TABLE ${table}`);
      await pool.end();
    },
  };
}

async function inSqlite(): Promise<StorePlace> {
  const database = new DatabaseSync(':memory:');
  await new SqliteTokenStore(database).migrate();
  return {
    open: () => new SqliteTokenStore(database),
    dump: async () => JSON.stringify(database.prepare('SELECT * FROM zendesk_tokens').all()),
    remove: async () => database.close(),
  };
}

interface TokenStoreUnderTest {
  readonly name: string;
  /** `npm test` tries memory, PostgreSQL and Redis, over one client each; the others are slow. */
  readonly tags: readonly 'slow'[];
  create(): Promise<StorePlace>;
}

/** Those that can be tested here; test/support/servers.ts tells of the others. */
export const TOKEN_STORES: readonly TokenStoreUnderTest[] = [
  { name: 'MemoryTokenStore', tags: [], create: inMemory },
  { name: 'FileTokenStore', tags: ['slow'], create: inDirectory },
  { name: 'SqliteTokenStore over node:sqlite', tags: ['slow'], create: inSqlite },
  { name: 'PostgresTokenStore over PGlite', tags: ['slow'], create: overPGlite },
  ...(hasPostgres
    ? ([
        { name: 'PostgresTokenStore over pg', tags: [], create: overPg },
        { name: 'PostgresTokenStore over postgres.js', tags: ['slow'], create: overPostgresJs },
      ] as const)
    : []),
  ...(hasMysql ? [{ name: 'MysqlTokenStore over mysql2', tags: ['slow'], create: inMysql } as const] : []),
  ...(hasRedis
    ? ([
        { name: 'RedisTokenStore over ioredis', tags: [], create: overIoRedis },
        { name: 'RedisTokenStore over node-redis', tags: ['slow'], create: overNodeRedis },
      ] as const)
    : []),
];

/** Each store in a suite of its own. */
export function describeEachTokenStore(title: string, suite: (store: TokenStoreUnderTest) => void): void {
  for (const store of TOKEN_STORES) describe(`${title}${store.name}`, { tags: [...store.tags] }, () => suite(store));
}
