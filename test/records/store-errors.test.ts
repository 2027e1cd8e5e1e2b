/**
 * [H6] A store that fails says why: by the code of its own error, and with a sentence for the mistakes that are made.
 */
import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { inspect } from 'node:util';
import { Redis } from 'ioredis';
import * as mariadb from 'mariadb';
import mysql from 'mysql2/promise';
import pg from 'pg';
import postgres from 'postgres';
import { createClient } from 'redis';
import { describe, expect, onTestFinished, test } from 'vitest';
import { MemoryTokenStore, type TokenStore, TokenStoreError } from '../../src/index.js';
import { FileTokenStore } from '../../src/stores/file.js';
import { MysqlTokenStore } from '../../src/stores/mysql.js';
import { PostgresTokenStore } from '../../src/stores/postgres.js';
import { RedisTokenStore } from '../../src/stores/redis.js';
import { SqliteTokenStore } from '../../src/stores/sqlite.js';
import { createFixture, rejection, SESSION } from '../support/fixture.js';
import { hasMysql, hasPostgres, hasRedis } from '../support/servers.js';
import { DATABASE_URL, MYSQL_URL, REDIS_URL } from '../support/shared-store.js';

async function failureOf(tokenStore: TokenStore): Promise<TokenStoreError> {
  const error = await rejection(createFixture({ tokenStore }).connection().status());
  expect(error).toBeInstanceOf(TokenStoreError);
  return error as TokenStoreError;
}

async function failureOfWrite(tokenStore: TokenStore): Promise<TokenStoreError> {
  const connecting = createFixture({ tokenStore }).connection().connect({ subdomain: 'acme', session: SESSION });
  const error = await rejection(connecting);
  expect(error).toBeInstanceOf(TokenStoreError);
  return error as TokenStoreError;
}

function poolOf(config: pg.PoolConfig = {}): pg.Pool {
  const pool = new pg.Pool({ connectionString: DATABASE_URL, max: 2, ...config });
  onTestFinished(() => pool.end());
  return pool;
}

async function tableWith(columns: string): Promise<string> {
  const table = `zendesk_${randomUUID().replaceAll('-', '')}`;
  const pool = new pg.Pool({ connectionString: DATABASE_URL, max: 1 });
  await pool.query(`CREATE TABLE ${table} (${columns})`);
  onTestFinished(async () => {
    await pool.query(`DROP TABLE ${table}`);
    await pool.end();
  });
  return table;
}

const closedPort = 'postgres://postgres@127.0.0.1:1/test';
const withDatabase = (pathname: string) => Object.assign(new URL(DATABASE_URL), { pathname }).href;

describe.skipIf(!hasPostgres)('[H6] PostgreSQL', () => {
  test('a table that was never created: call migrate()', async () => {
    const error = await failureOf(new PostgresTokenStore(poolOf(), { table: 'zendesk_never_created' }));
    expect(error).toMatchObject({
      message: 'The token store has no table, or one with other columns (42P01)',
      hint: expect.stringContaining('Call migrate()'),
      status: 503,
    });
    expect(error.cause).toBeInstanceOf(pg.DatabaseError);
  });

  test('the same over postgres.js, in a schema that is missing, and for other columns', async () => {
    const sql = postgres(DATABASE_URL, { max: 1, onnotice: () => {} });
    onTestFinished(() => sql.end());
    const table = await tableWith('id text, data text');
    for (const store of [
      new PostgresTokenStore(sql, { table: 'zendesk_never_created' }),
      new PostgresTokenStore(poolOf(), { table: 'missing_schema.zendesk_tokens' }),
      new PostgresTokenStore(poolOf(), { table }),
    ]) {
      expect((await failureOf(store)).hint).toContain('migrate()');
    }
  });

  test('a read-only replica: use the primary', async () => {
    const table = await tableWith('key text PRIMARY KEY, value text NOT NULL, expires_at timestamptz');
    const pool = poolOf({ options: '-c default_transaction_read_only=on' });
    expect(await failureOfWrite(new PostgresTokenStore(pool, { table }))).toMatchObject({
      message: 'The token store is read-only (25006)',
      hint: expect.stringContaining('primary'),
    });
  });

  test('a column that is too short, and nothing of the value that did not fit', async () => {
    const table = await tableWith('key text PRIMARY KEY, value varchar(64) NOT NULL, expires_at timestamptz');
    const error = await failureOfWrite(new PostgresTokenStore(poolOf(), { table }));
    expect(error).toMatchObject({ message: 'The token store has a column that is too short (22001)' });
  });

  test('a constraint whose message shows the row: the sealed value is not in ours', async () => {
    const table = await tableWith(
      'key text PRIMARY KEY, value text NOT NULL CHECK (length(value) < 9), expires_at timestamptz',
    );
    const error = await failureOfWrite(new PostgresTokenStore(poolOf(), { table }));
    expect(error.message).toBe('The token store failed (23514)');
    expect((error.cause as pg.DatabaseError).detail).toContain('value:bot-1');
    for (const text of [error.message, error.hint, error.userMessage, JSON.stringify(error), String(error)]) {
      expect(text).not.toContain('eyJ');
      expect(text).not.toContain('bot-1');
    }
  });

  test.each([
    ['a closed port', { connectionString: closedPort }, 'The token store is not connected (ECONNREFUSED)'],
    [
      'a host that does not exist',
      { host: 'database.invalid', connectionString: undefined },
      /not connected \((ENOTFOUND|EAI_AGAIN)\)/,
    ],
    [
      'a database that does not exist',
      { connectionString: withDatabase('/nowhere') },
      'The token store failed (3D000)',
    ],
  ])('%s', async (_, config, message) => {
    const error = await failureOf(new PostgresTokenStore(poolOf(config as pg.PoolConfig)));
    expect(error.message).toMatch(message);
  });

  test('a pool that was ended', async () => {
    const pool = new pg.Pool({ connectionString: DATABASE_URL });
    await pool.end();
    expect((await failureOf(new PostgresTokenStore(pool))).message).toBe('The token store is not connected');
  });
});

describe.skipIf(!hasMysql)('[H6] MySQL', () => {
  function mysqlPool(uri = MYSQL_URL): mysql.Pool {
    const pool = mysql.createPool({ uri, connectionLimit: 2 });
    onTestFinished(() => pool.end());
    return pool;
  }

  test('a table that was never created: call migrate()', async () => {
    expect(await failureOf(new MysqlTokenStore(mysqlPool(), { table: 'zendesk_never_created' }))).toMatchObject({
      message: 'The token store has no table, or one with other columns (ER_NO_SUCH_TABLE)',
      hint: expect.stringContaining('Call migrate()'),
    });
  });

  test('a column that is too short', async () => {
    const table = `zendesk_${randomUUID().replaceAll('-', '')}`;
    const pool = mysqlPool();
    await pool.query(
      `CREATE TABLE ${table} (\`key\` varbinary(255) PRIMARY KEY, value varbinary(64), expires_at bigint)`,
    );
    const error = await failureOfWrite(new MysqlTokenStore(pool, { table }));
    await pool.query(`DROP TABLE ${table}`);
    expect(error.message).toBe('The token store has a column that is too short (ER_DATA_TOO_LONG)');
  });

  test('a connection that may only read: use the primary', async () => {
    const pool = mysqlPool(MYSQL_URL);
    const table = `zendesk_${randomUUID().replaceAll('-', '')}`;
    await new MysqlTokenStore(pool, { table }).migrate();
    const reader = await mysql.createConnection({ uri: MYSQL_URL });
    await reader.query('SET SESSION TRANSACTION READ ONLY');
    const error = await failureOfWrite(new MysqlTokenStore(reader, { table }));
    await reader.end();
    await pool.query(`DROP TABLE ${table}`);
    expect(error).toMatchObject({
      message: 'The token store is read-only (ER_CANT_EXECUTE_IN_READ_ONLY_TRANSACTION)',
      hint: expect.stringContaining('primary'),
    });
  });

  test('a pool of mariadb that is used up', async () => {
    const { hostname, port, username, password, pathname } = new URL(MYSQL_URL);
    const pool = mariadb.createPool({
      ...{ host: hostname, port: Number(port), user: username, password, database: pathname.slice(1) },
      ...{ connectionLimit: 1, acquireTimeout: 100 },
    });
    const connection = await pool.getConnection();
    const error = await failureOf(new MysqlTokenStore(pool));
    await connection.release();
    await pool.end();
    expect(error.message).toBe('The token store is not connected (ER_GET_CONNECTION_TIMEOUT)');
  });

  test('a closed port', async () => {
    const error = await failureOf(new MysqlTokenStore(mysqlPool('mysql://root@127.0.0.1:1/test')));
    expect(error.message).toBe('The token store is not connected (ECONNREFUSED)');
  });
});

describe('[H6] SQLite', () => {
  test('a table that was never created: call migrate()', async () => {
    expect(await failureOf(new SqliteTokenStore(new DatabaseSync(':memory:')))).toMatchObject({
      message: 'The token store has no table, or one with other columns (ERR_SQLITE_ERROR)',
      hint: expect.stringContaining('Call migrate()'),
    });
  });

  test('a file that may only be read', async () => {
    const database = new DatabaseSync(':memory:');
    await new SqliteTokenStore(database).migrate();
    database.exec('PRAGMA query_only = ON');
    expect((await failureOfWrite(new SqliteTokenStore(database))).message).toContain('is read-only');
  });

  test('a file that another process goes on writing to', async () => {
    const path = join(await mkdtemp(join(tmpdir(), 'zendesk-connector-')), 'locked.sqlite');
    const [writer, waiting] = [new DatabaseSync(path), new DatabaseSync(path)];
    writer.exec('BEGIN IMMEDIATE');
    const get = async () => waiting.exec('BEGIN IMMEDIATE') as never;
    expect(await failureOf({ get, compareAndSet: get })).toMatchObject({
      message: 'The token store is locked by another writer (ERR_SQLITE_ERROR)',
      hint: expect.stringContaining('Keep the transactions on this database short'),
    });
    writer.close();
    waiting.close();
    await rm(dirname(path), { recursive: true });
  });

  test('a database that was closed', async () => {
    const database = new DatabaseSync(':memory:');
    database.close();
    expect((await failureOf(new SqliteTokenStore(database))).message).toContain('is not connected');
  });
});

describe.skipIf(!hasRedis)('[H6] Redis', () => {
  test('a client that was never connected', async () => {
    const error = await failureOf(new RedisTokenStore(createClient({ url: REDIS_URL })));
    expect(error).toMatchObject({
      message: 'The token store is not connected',
      hint: expect.stringContaining('Connect its client before the first use'),
    });
  });

  test('a client that was closed', async () => {
    const redis = new Redis(REDIS_URL);
    await redis.quit();
    expect((await failureOf(new RedisTokenStore(redis))).message).toBe('The token store is not connected');
  });

  test('a server that is down, of which ioredis gives no code', async () => {
    const redis = new Redis(1, '127.0.0.1', { maxRetriesPerRequest: 0, retryStrategy: () => 10 });
    redis.on('error', () => {});
    const error = await failureOf(new RedisTokenStore(redis));
    redis.disconnect();
    expect(error.message).toBe('The token store is not connected');
    expect(error.cause).toMatchObject({ name: 'MaxRetriesPerRequestError' });
  });

  test('a read-only replica: use the primary', async () => {
    const reply = Object.assign(new Error("READONLY You can't write against a read only replica."), {
      name: 'ReplyError',
    });
    const isRead = (command: readonly string[]) => command.join().includes("redis.call('GET', KEYS[1])\nif value");
    const replica = { sendCommand: async (command: string[]) => (isRead(command) ? '-' : Promise.reject(reply)) };
    expect(await failureOfWrite(new RedisTokenStore(replica))).toMatchObject({
      message: 'The token store is read-only (READONLY)',
      hint: expect.stringContaining('primary'),
    });
  });

  test('a key that holds something else', async () => {
    const redis = new Redis(REDIS_URL);
    const prefix = `test:${randomUUID()}:`;
    await redis.lpush(`${prefix}value:bot-1`, 'a');
    onTestFinished(async () => {
      await redis.del(`${prefix}value:bot-1`);
      redis.disconnect();
    });
    expect((await failureOf(new RedisTokenStore(redis, { prefix }))).message).toBe(
      'The token store failed (WRONGTYPE)',
    );
  });
});

test('[H6] a directory that is a file', async () => {
  expect((await failureOfWrite(new FileTokenStore('/etc/hostname'))).message).toMatch(
    /^The token store failed \(E\w+\)$/,
  );
});

describe('[H6] the error of a store', () => {
  const withError = (error: unknown): TokenStore =>
    Object.assign(new MemoryTokenStore(), { get: () => Promise.reject(error) });

  test('is the cause, which no log line that spreads or prints the error as JSON holds', async () => {
    const cause = new Error('DETAIL: Failing row contains (value:bot-1, eyJhbGciOiJkaXIi)');
    const error = await failureOf(withError(cause));
    expect(error.cause).toBe(cause);
    expect({ ...error }).not.toHaveProperty('cause');
    expect(JSON.stringify(error)).not.toContain('eyJ');
    expect(inspect({ ...error })).not.toContain('eyJ');
  });

  test.each([
    ['a code of the driver', { code: 'ER_DUP_ENTRY' }, 'The token store failed (ER_DUP_ENTRY)'],
    [
      'the code of what caused it',
      { cause: { code: '42P01' } },
      'The token store has no table, or one with other columns (42P01)',
    ],
    [
      'the first of several causes',
      { errors: [{ code: 'ECONNREFUSED' }] },
      'The token store is not connected (ECONNREFUSED)',
    ],
    [
      'the state that Bun calls errno',
      { code: 'ERR_POSTGRES_SERVER_ERROR', errno: '25006' },
      'The token store is read-only (25006)',
    ],
    ['a number of the system', { code: 'EACCES', errno: -13 }, 'The token store failed (EACCES)'],
    ['a code that is none', { code: 'eyJhbGciOiJkaXIi' }, 'The token store failed'],
    ['a code with a value in it', { code: 'ERROR: eyJhbGciOiJkaXIi' }, 'The token store failed'],
    ['a code that is too long', { code: 'A'.repeat(41) }, 'The token store failed'],
    ['nothing', {}, 'The token store failed'],
  ])('is told by %s', async (_, error, message) => {
    expect((await failureOf(withError(error))).message).toBe(message);
  });

  test.each([['text'], [undefined], [null], [42], [Symbol('s')]])('may be %s', async (thrown) => {
    expect((await failureOf(withError(thrown))).message).toBe('The token store failed');
  });

  test('that causes itself is told all the same', async () => {
    const error: { cause?: unknown } = {};
    error.cause = error;
    expect((await failureOf(withError(error))).message).toBe('The token store failed');
  });

  test('of a lock is told as well', async () => {
    const failure = Object.assign(new Error('gone'), { code: 'ECONNRESET' });
    const tokenStore = Object.assign(new MemoryTokenStore(), { lock: () => Promise.reject(failure) });
    const fixture = createFixture({ tokenStore });
    await fixture.connect();
    fixture.zendesk.advance(4_000);
    expect(await rejection(fixture.connection().getTicketStatus({ ticketId: 1 }))).toMatchObject({
      message: 'The token store is not connected (ECONNRESET)',
      cause: failure,
    });
  });
});
