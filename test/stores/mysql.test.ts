/**
 * MySQL and MariaDB as they are found: the clients that applications have, and the way they return rows and counts.
 */
import { randomUUID } from 'node:crypto';
import * as mariadb from 'mariadb';
import callbacks from 'mysql2';
import mysql from 'mysql2/promise';
import pg from 'pg';
import { DataSource } from 'typeorm';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type MysqlClient, MysqlRateLimiter, MysqlSeenStore, MysqlTokenStore } from '../../src/stores/mysql.js';
import { deadHolderCase, tokenStoreContract } from '../../src/testing/index.js';
import { killHolder } from '../support/kill-holder.js';
import { hasMysql, hasPostgres } from '../support/servers.js';
import { DATABASE_URL, MYSQL_URL } from '../support/shared-store.js';

const closers: (() => unknown)[] = [];
const table = `zendesk_${randomUUID().replaceAll('-', '')}`;

function poolOf(options: mysql.PoolOptions = {}): mysql.Pool {
  const pool = mysql.createPool({ uri: MYSQL_URL, connectionLimit: 4, ...options });
  closers.push(() => pool.end());
  return pool;
}

function mariadbPool(options: object = {}): mariadb.Pool {
  const { hostname, port, username, password, pathname } = new URL(MYSQL_URL);
  const pool = mariadb.createPool({
    ...{ host: hostname, port: Number(port), user: username, password, database: pathname.slice(1) },
    ...{ connectionLimit: 4, ...options },
  });
  closers.push(() => pool.end());
  return pool;
}

const CLIENTS: readonly (readonly [name: string, create: () => MysqlClient])[] = [
  ['mysql2', () => poolOf()],
  [
    'mysql2 with callbacks',
    () => {
      const pool = callbacks.createPool({ uri: MYSQL_URL, connectionLimit: 4 });
      closers.push(() => pool.end());
      return pool;
    },
  ],
  ['mysql2 with rows as lists', () => poolOf({ rowsAsArray: true })],
  ['mysql2 that counts changed rows only', () => poolOf({ flags: ['-FOUND_ROWS'] })],
  ['mysql2 with prepared statements', () => ({ query: (text, values) => poolForExecute().execute(text, values) })],
  ['mysql2 with named placeholders', () => poolOf({ namedPlaceholders: true })],
  [
    'mysql2 in another time zone and character set',
    () => poolOf({ timezone: '+05:30', dateStrings: true, charset: 'latin1' }),
  ],
  [
    'mysql2 where a backslash is a letter',
    () => {
      const pool = callbacks.createPool({ uri: MYSQL_URL, connectionLimit: 4 });
      pool.on('connection', (connection) => connection.query("SET sql_mode = 'NO_BACKSLASH_ESCAPES'"));
      closers.push(() => pool.end());
      return pool;
    },
  ],
  [
    'TypeORM',
    () => {
      const dataSource = new DataSource({ type: 'mysql', url: MYSQL_URL });
      const initialized = dataSource.initialize();
      closers.push(() => dataSource.destroy());
      return { query: async (text, values) => (await initialized).query(text, values) };
    },
  ],
  ['mariadb', () => mariadbPool()],
  ['mariadb with rows as lists', () => mariadbPool({ rowsAsArray: true })],
  ['mariadb with rows and fields', () => mariadbPool({ metaAsArray: true })],
];

let executing: mysql.Pool | undefined;
function poolForExecute(): mysql.Pool {
  executing ??= poolOf();
  return executing;
}

describe.skipIf(!hasMysql)('MySQL', () => {
  let admin: mysql.Pool;

  beforeAll(async () => {
    admin = poolOf();
    await Promise.all(Array.from({ length: 10 }, () => new MysqlTokenStore(admin, { table }).migrate()));
  });
  afterAll(async () => {
    await admin.query(`DROP TABLE ${table}`);
    for (const close of closers.reverse()) await close();
  });

  describe.each(CLIENTS)('over %s', (_, create) => {
    let client: MysqlClient;
    beforeAll(() => {
      client = create();
    });

    test.each(tokenStoreContract)('tokens: $name', ({ run }) => run(new MysqlTokenStore(client, { table })));

    test('a value may be replaced by itself, and nothing by nothing', async () => {
      const store = new MysqlTokenStore(client, { table });
      const key = randomUUID();
      expect(await store.compareAndSet(key, undefined, undefined)).toBe(true);
      await store.compareAndSet(key, undefined, 'a');
      expect(await store.compareAndSet(key, 'a', 'a')).toBe(true);
      expect(await store.compareAndSet(key, 'b', 'b')).toBe(false);
      expect(await store.compareAndSet(key, undefined, undefined)).toBe(false);
    });

    test('counts: of 20 at once as many pass as the limit allows', async () => {
      const limiter = new MysqlRateLimiter(client, { table });
      const key = randomUUID();
      const take = () => limiter.take(key, { max: 5, windowSeconds: 60 });
      const waits = await Promise.all(Array.from({ length: 20 }, take));
      expect(waits.filter((wait) => wait === 0)).toHaveLength(5);
      expect(waits.filter((wait) => wait > 55 && wait <= 60)).toHaveLength(15);
    });

    test('webhooks: of 20 at once one is the first', async () => {
      const seen = new MysqlSeenStore(client, { table });
      const id = randomUUID();
      const firsts = await Promise.all(Array.from({ length: 20 }, () => seen.add(id, 60)));
      expect(firsts.filter(Boolean)).toHaveLength(1);
      expect(await seen.has(id)).toBe(true);
      await seen.delete(id);
      expect(await seen.has(id)).toBe(false);
    });
  });

  test('holds no connection while a task runs under its lock', async () => {
    const pool = poolOf({ connectionLimit: 1 });
    const store = new MysqlTokenStore(pool, { table });
    // With the one connection in use, this would wait for ever.
    await store.lock('idle', async () => expect(await store.get('idle')).toBeUndefined());
  });

  test('[T4] a lock whose holder was killed frees itself', async () => {
    const killed = deadHolderCase(async (key) => {
      await killHolder({ kind: 'mysql', url: MYSQL_URL, table, leaseMs: 1_000 }, key);
      const [rows] = await admin.query(`SELECT 1 FROM ${table} WHERE \`key\` = ?`, [`lock:${key}`]);
      expect(rows).toHaveLength(1);
    });
    await killed.run(new MysqlTokenStore(admin, { table }));
  });

  test('a webhook is forgotten after its time', async () => {
    const seen = new MysqlSeenStore(admin, { table });
    expect(await seen.add('short', 0.05)).toBe(true);
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(await seen.has('short')).toBe(false);
    expect(await seen.add('short', 60)).toBe(true);
  });
});

test.each([
  ['nothing', undefined],
  ['an address', MYSQL_URL],
  ['an object of something else', {}],
])('%s is refused by the constructor, in words that say what to pass', (_, pool) => {
  expect(() => new MysqlTokenStore(pool as unknown as MysqlClient)).toThrow(/must be a pool or connection of mysql2/);
});

test.each([
  ['nothing', async () => undefined],
  ['no rows', async () => [[], []]],
  ['rows of something else', async () => [[{ answer: null }], []]],
  ['what pg returns', async () => ({ rows: [{ answer: '-' }], rowCount: 0 })],
])('a client whose query() returns %s is refused at its first answer', async (_, query) => {
  const store = new MysqlTokenStore({ query });
  const refusal = { code: 'configuration', option: 'pool', message: expect.stringContaining('mysql2') };
  await expect(store.migrate()).rejects.toMatchObject(refusal);
  await expect(store.get('a')).rejects.toMatchObject(refusal);
  await expect(store.compareAndSet('a', undefined, 'b')).rejects.toMatchObject(refusal);
  await expect(store.lock('a', async () => 'in')).rejects.toMatchObject(refusal);
});

describe.skipIf(!hasMysql || !hasPostgres)('clients that would lose what they are given', () => {
  test('autocommit off is refused by migrate(), as tokens would go with the connection', async () => {
    const connection = await mysql.createConnection({ uri: MYSQL_URL });
    await connection.query('SET autocommit = 0');
    const own = `zendesk_${randomUUID().replaceAll('-', '')}`;
    const refusal = { code: 'configuration', option: 'pool', message: expect.stringContaining('autocommit off') };
    await expect(new MysqlTokenStore(connection, { table: own }).migrate()).rejects.toMatchObject(refusal);
    await connection.query(`DROP TABLE ${own}`);
    await connection.end();
  });

  test.each<[string, () => MysqlClient & { end(): Promise<void> }]>([
    [
      'keeps the values to itself',
      () => {
        const pool = mysql.createPool({ uri: MYSQL_URL });
        return { query: (text) => pool.query(text), end: () => pool.end() };
      },
    ],
    ['is a pool of PostgreSQL', () => new pg.Pool({ connectionString: DATABASE_URL })],
  ])('a client that %s is refused, in words that say what to pass', async (_, create) => {
    const client = create();
    const store = new MysqlTokenStore(client);
    const refusal = { code: 'configuration', option: 'pool', message: expect.stringContaining('mysql2') };
    await expect(store.migrate()).rejects.toMatchObject(refusal);
    await expect(store.get('a')).rejects.toMatchObject(refusal);
    await client.end();
  });
});

test('a table that is no name, and a lease that is too short, are refused', () => {
  const pool = new pg.Pool() as unknown as MysqlClient;
  expect(() => new MysqlTokenStore(pool, { table: 'a`b' })).toThrow(/table/);
  expect(() => new MysqlTokenStore(pool, { leaseMs: 10 })).toThrow(/leaseMs/);
});
