import { randomUUID } from 'node:crypto';
import { PGlite } from '@electric-sql/pglite';
import pg from 'pg';
import postgres from 'postgres';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ConfigurationError } from '../../src/index.js';
import { type PgClient, PostgresTokenStore } from '../../src/stores/postgres.js';
import { deadHolderCase, tokenStoreContract } from '../../src/testing/index.js';
import { killHolder } from '../support/kill-holder.js';
import { hasPostgres } from '../support/servers.js';
import { DATABASE_URL } from '../support/shared-store.js';

const table = `zendesk_tokens_${randomUUID().replaceAll('-', '')}`;

describe('PostgresTokenStore over PGlite', () => {
  const database = new PGlite();
  const store = new PostgresTokenStore(database);
  beforeAll(() => store.migrate(), 60_000);
  afterAll(() => database.close());
  test.each(tokenStoreContract)('$name', ({ run }) => run(store));

  test('nothing may stay nothing', async () => {
    expect(await store.compareAndSet('nothing', undefined, undefined)).toBe(true);
    await store.compareAndSet('something', undefined, 'x');
    expect(await store.compareAndSet('something', undefined, undefined)).toBe(false);
  });
});

describe.skipIf(!hasPostgres)('PostgresTokenStore', () => {
  const pool = new pg.Pool({ connectionString: DATABASE_URL, max: 5 });
  const sql = postgres(DATABASE_URL, { max: 5, onnotice: () => {} });

  beforeAll(async () => {
    const store = new PostgresTokenStore(pool, { table });
    await store.migrate();
    await store.migrate();
  });
  afterAll(async () => {
    await pool.query(`DROP TABLE ${table}`);
    await Promise.all([pool.end(), sql.end()]);
  });

  describe.each([
    ['pg', pool],
    ['postgres.js', sql],
  ])('over %s', (_, client) => {
    const store = new PostgresTokenStore(client, { table });
    test.each(tokenStoreContract)('$name', ({ run }) => run(store));
  });

  test('holds no connection while a task runs under its lock', async () => {
    const store = new PostgresTokenStore(pool, { table });
    await store.lock('idle', async () => {
      expect(pool.idleCount).toBe(pool.totalCount);
      expect(pool.waitingCount).toBe(0);
    });
  });

  test('[T4] a lock whose holder was killed frees itself', async () => {
    const killed = deadHolderCase(async (key) => {
      await killHolder({ kind: 'postgres', url: DATABASE_URL, table, leaseMs: 1_000 }, key);
      const { rows } = await pool.query(`SELECT 1 FROM ${table} WHERE key = $1`, [`lock:${key}`]);
      expect(rows).toHaveLength(1);
    });
    await killed.run(new PostgresTokenStore(pool, { table }));
  });

  test('a lease outlives its length while its task runs, and a late holder does not free the next one’s', async () => {
    const store = new PostgresTokenStore(pool, { table, leaseMs: 1_000 });
    const order: string[] = [];
    const long = store.lock('long', async () => {
      await new Promise((resolve) => setTimeout(resolve, 2_000));
      order.push('long');
    });
    await new Promise((resolve) => setTimeout(resolve, 50));
    await Promise.all([long, store.lock('long', async () => order.push('next'))]);
    expect(order).toEqual(['long', 'next']);
    await store.lock('stolen', async () => {
      await pool.query(`UPDATE ${table} SET value = 'somebody else' WHERE key = 'lock:stolen'`);
    });
    const { rows } = await pool.query(`SELECT value FROM ${table} WHERE key = 'lock:stolen'`);
    expect(rows).toEqual([{ value: 'somebody else' }]);
  });
});

test('refuses what is no pool, a table that is no name, and a lease that is too short', () => {
  for (const pool of [undefined, null, {}, 'postgres://']) {
    expect(() => new PostgresTokenStore(pool as unknown as PgClient)).toThrow(ConfigurationError);
  }
  const pool = { query: async () => ({ rows: [] }) };
  for (const name of ['', 'a b', 'a;b', '"a"', 'a.b.c', '1a', 'x'.repeat(70)]) {
    expect(() => new PostgresTokenStore(pool, { table: name })).toThrow(/table/);
  }
  expect(() => new PostgresTokenStore(pool, { leaseMs: 10 })).toThrow(/leaseMs/);
  expect(new PostgresTokenStore(pool, { table: 'app.zendesk_tokens' })).toBeInstanceOf(PostgresTokenStore);
});
