/**
 * PostgreSQL as it is found: the clients that applications have, the isolation that their databases default to, a pooler
 * in between, and several processes that start at once.
 */
import { randomUUID } from 'node:crypto';
import { neon, neonConfig } from '@neondatabase/serverless';
import { drizzle } from 'drizzle-orm/node-postgres';
import { CompiledQuery, Kysely, PostgresDialect } from 'kysely';
import mysql from 'mysql2';
import pg from 'pg';
import postgres from 'postgres';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import {
  type PostgresClient,
  PostgresRateLimiter,
  PostgresSeenStore,
  PostgresTokenStore,
} from '../../src/stores/postgres.js';
import { tokenStoreContract } from '../../src/testing/index.js';
import { hasPgBouncer, startPgBouncer } from '../support/pgbouncer.js';
import { hasPostgres } from '../support/servers.js';
import { DATABASE_URL } from '../support/shared-store.js';

const closers: (() => unknown)[] = [];
const tables: string[] = [];

async function closeAll(): Promise<void> {
  for (const close of closers.splice(0).reverse()) await close();
}

afterAll(async () => {
  const pool = poolOf();
  if (hasPostgres) for (const table of tables) await pool.query(`DROP TABLE IF EXISTS ${table}`);
  await closeAll();
});

function newTable(): string {
  const table = `zendesk_${randomUUID().replaceAll('-', '')}`;
  tables.push(table);
  return table;
}

function poolOf(config: pg.PoolConfig = {}): pg.Pool {
  const pool = new pg.Pool({ connectionString: DATABASE_URL, max: 4, ...config });
  closers.push(() => pool.end());
  return pool;
}

function postgresJs(options: postgres.Options<Record<string, postgres.PostgresType>> = {}, url = DATABASE_URL) {
  const sql = postgres(url, { max: 4, onnotice: () => {}, ...options });
  closers.push(() => sql.end());
  return sql;
}

/** What TypeORM returns for a statement that pg answers: rows alone, or with their number after a change. */
function typeOrm() {
  const pool = poolOf();
  return {
    async query(text: string, values: unknown[]) {
      const { command, rows, rowCount } = await pool.query(text, values);
      return command === 'UPDATE' || command === 'DELETE' ? [rows, rowCount] : rows;
    },
  };
}

/** The proxy of Neon, as its driver talks to it over HTTP. https://github.com/neondatabase/serverless */
function overNeon(options: object): PostgresClient {
  const pool = poolOf();
  const asText = { getTypeParser: () => (value: unknown) => value };
  neonConfig.fetchFunction = async (_: string, { body }: { readonly body: string }) => {
    const { query, params } = JSON.parse(body) as { readonly query: string; readonly params: unknown[] };
    try {
      const result = await pool.query({ text: query, values: params, rowMode: 'array', types: asText });
      const fields = result.fields.map(({ name, dataTypeID }) => ({ name, dataTypeID }));
      return Response.json({ ...result, fields, rowAsArray: true });
    } catch (error) {
      const { message, code } = error as pg.DatabaseError;
      return Response.json({ message, code }, { status: 400 });
    }
  };
  return neon('postgres://user:password@ep-1.neon.tech/test', options);
}

const CLIENTS: readonly (readonly [name: string, create: () => PostgresClient])[] = [
  ['pg', () => poolOf()],
  [
    'pg with rows as lists',
    () => {
      const pool = poolOf();
      return { query: (text, values) => pool.query({ text, values, rowMode: 'array' }) };
    },
  ],
  ['postgres.js', () => postgresJs()],
  ['postgres.js without prepared statements', () => postgresJs({ prepare: false, transform: postgres.camel })],
  ['TypeORM', typeOrm],
  [
    'TypeORM in a wrapper',
    () => {
      const dataSource = typeOrm();
      return { query: async (text, values) => ({ rows: await dataSource.query(text, values) }) };
    },
  ],
  ['Neon', () => overNeon({})],
  ['Neon with full results', () => overNeon({ fullResults: true })],
  ['Neon with rows as lists', () => overNeon({ arrayMode: true })],
  ['the client of Drizzle', () => drizzle(poolOf()).$client],
  [
    'Kysely in a wrapper',
    () => {
      const db = new Kysely({ dialect: new PostgresDialect({ pool: poolOf() }) });
      return { query: (text, values) => db.executeQuery(CompiledQuery.raw(text, values)) };
    },
  ],
  ['repeatable read', () => poolOf({ options: '-c default_transaction_isolation=repeatable\\ read' })],
  ['serializable', () => poolOf({ options: '-c default_transaction_isolation=serializable' })],
  [
    'serializable over postgres.js',
    () => postgresJs({ connection: { default_transaction_isolation: 'serializable' } }),
  ],
];

/** What keeps its promise over one client keeps it over all: the statements are the same. */
function holds(client: () => PostgresClient): void {
  const table = newTable();
  beforeAll(() => new PostgresTokenStore(client(), { table }).migrate());
  afterAll(closeAll);

  test.each(tokenStoreContract)('tokens: $name', ({ run }) => run(new PostgresTokenStore(client(), { table })));

  test('counts: of 20 at once as many pass as the limit allows', async () => {
    const limiter = new PostgresRateLimiter(client(), { table });
    const waits = await Promise.all(Array.from({ length: 20 }, () => limiter.take('a', { max: 5, windowSeconds: 60 })));
    expect(waits.filter((wait) => wait === 0)).toHaveLength(5);
    expect(waits.filter((wait) => wait > 55 && wait <= 60)).toHaveLength(15);
  });

  test('webhooks: of 20 at once one is the first', async () => {
    const seen = new PostgresSeenStore(client(), { table });
    const firsts = await Promise.all(Array.from({ length: 20 }, () => seen.add('a', 60)));
    expect(firsts.filter(Boolean)).toHaveLength(1);
    expect(await seen.has('a')).toBe(true);
  });
}

describe.skipIf(!hasPostgres)('PostgreSQL over', () => {
  describe.each(CLIENTS)('%s', (_, create) => {
    let client: PostgresClient | undefined;
    holds(() => {
      client ??= create();
      return client;
    });
  });
});

describe.skipIf(!hasPostgres || !hasPgBouncer)('PostgreSQL behind PgBouncer in transaction mode, over', () => {
  let url: string;
  let stop: () => Promise<void>;
  beforeAll(async () => {
    ({ url, stop } = await startPgBouncer());
  });
  afterAll(() => stop());
  describe.each([
    ['pg', () => poolOf({ connectionString: url, max: 10 })],
    // With fewer connections than statements at once, one in some 500 statements never returns from PgBouncer 1.18.
    ['postgres.js', () => postgresJs({ max: 20, prepare: false }, url)],
  ] as const)('%s', (_, create) => {
    let client: PostgresClient | undefined;
    holds(() => {
      client ??= create();
      return client;
    });
  });
});

describe.skipIf(!hasPostgres)('when several processes start at once', () => {
  afterEach(closeAll);

  test.each(['read committed', 'repeatable read', 'serializable'])(
    'all ten create the table, in each of ten rounds, with %s',
    async (isolation) => {
      const options = `-c default_transaction_isolation=${isolation.replace(' ', '\\ ')}`;
      const pools = Array.from({ length: 10 }, () => poolOf({ max: 1, options }));
      for (let round = 0; round < 10; round++) {
        const table = newTable();
        await Promise.all(pools.map((pool) => new PostgresTokenStore(pool, { table }).migrate()));
        expect(await new PostgresTokenStore(pools[0] as pg.Pool, { table }).get('a')).toBeUndefined();
      }
    },
  );

  test('a process that may not create tables is told so', async () => {
    const store = new PostgresTokenStore(poolOf(), { table: 'pg_catalog.zendesk_tokens' });
    await expect(store.migrate()).rejects.toMatchObject({ code: '42501' });
  });
});

test.each([
  ['the database of Drizzle', () => drizzle(new pg.Pool())],
  ['the database of Kysely', () => new Kysely({ dialect: new PostgresDialect({ pool: new pg.Pool() }) })],
  ['a pool of mysql2', () => mysql.createPool({})],
  ['a pool of mysql2 with promises', () => mysql.createPool({}).promise()],
  ['an address', () => DATABASE_URL],
  ['a function', () => () => {}],
  ['an object whose unsafe is no function', () => ({ unsafe: true })],
  ['nothing', () => undefined],
])('%s is refused by the constructor, in words that say what to pass', (_, create) => {
  const pool = create() as PostgresClient;
  expect(() => new PostgresTokenStore(pool)).toThrow(/it must be|must be a pool or client of pg, postgres\.js/);
});

// What has a `query` of another kind shows so at its first answer, and not as "not connected".
const NO_ANSWERS: readonly (readonly [name: string, query: () => unknown])[] = [
  ['no promise', () => ({ on: () => {} })],
  ['nothing', () => undefined],
  ['an object without rows', async () => ({})],
  ['no rows', async () => ({ rows: [] })],
  ['rows of something else', async () => ({ rows: [{ answer: null }] })],
  ['more than it was asked for', async () => [{ answer: '=' }, { answer: '=' }]],
];

test.each(NO_ANSWERS)('a client whose query() returns %s is refused at its first answer', async (_, query) => {
  const store = new PostgresTokenStore({ query } as PostgresClient);
  const refusal = { code: 'configuration', option: 'pool', message: expect.stringContaining('postgres.js') };
  await expect(store.migrate()).rejects.toMatchObject(refusal);
  await expect(store.get('a')).rejects.toMatchObject(refusal);
  await expect(store.compareAndSet('a', undefined, 'b')).rejects.toMatchObject(refusal);
  await expect(store.lock('a', async () => 'in')).rejects.toMatchObject(refusal);
});

test.skipIf(!hasPostgres)('a client that drops the values of a statement is refused', async () => {
  const pool = poolOf();
  const store = new PostgresTokenStore({ query: (text) => pool.query(text) }, { table: newTable() });
  const refusal = { code: 'configuration', message: expect.stringContaining('does not pass the values') };
  await expect(store.migrate()).rejects.toMatchObject(refusal);
  await expect(store.get('a')).rejects.toMatchObject(refusal);
});
