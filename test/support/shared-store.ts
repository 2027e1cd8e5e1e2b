/**
 * A place that several processes keep tokens in, told in a way that can be sent to them.
 */
import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { Redis } from 'ioredis';
import mysql from 'mysql2/promise';
import pg from 'pg';
import type { TokenStore } from 'zendesk-connector';
import { FileTokenStore } from 'zendesk-connector/file-token-store';
import { MysqlTokenStore } from 'zendesk-connector/mysql-token-store';
import { PostgresTokenStore } from 'zendesk-connector/postgres-token-store';
import { RedisTokenStore } from 'zendesk-connector/redis-token-store';
import { SqliteTokenStore } from 'zendesk-connector/sqlite-token-store';

export const REDIS_URL = process.env['REDIS_URL'] ?? 'redis://127.0.0.1:6379';
export const DATABASE_URL = process.env['DATABASE_URL'] ?? 'postgres://postgres@127.0.0.1:5432/test';
export const MYSQL_URL = process.env['MYSQL_URL'] ?? 'mysql://root@127.0.0.1:3306/test';

export type SharedPlace =
  | { readonly kind: 'file'; readonly directory: string }
  | { readonly kind: 'redis'; readonly url: string; readonly prefix: string; readonly leaseMs: number }
  | {
      readonly kind: 'postgres';
      readonly url: string;
      readonly table: string;
      readonly leaseMs: number;
      /** What a transaction has if it does not say. */
      readonly isolation?: string | undefined;
    }
  | { readonly kind: 'mysql'; readonly url: string; readonly table: string; readonly leaseMs: number }
  | { readonly kind: 'sqlite'; readonly directory: string; readonly leaseMs: number };

export interface OpenStore {
  readonly store: TokenStore;
  close(): Promise<void>;
}

/** Its connections go by the name of the prefix or the table, so that they can be told from others and be cut. */
export function openStore(place: SharedPlace): OpenStore {
  switch (place.kind) {
    case 'file':
      return { store: new FileTokenStore(place.directory), close: async () => {} };
    case 'redis': {
      const { url, prefix, leaseMs } = place;
      const redis = new Redis(url, { connectionName: prefix });
      // It connects again by itself.
      redis.on('error', () => {});
      return { store: new RedisTokenStore(redis, { prefix, leaseMs }), close: async () => redis.disconnect() };
    }
    case 'postgres': {
      const { url, table, leaseMs, isolation = 'read committed' } = place;
      const options = `-c default_transaction_isolation=${isolation.replace(' ', '\\ ')}`;
      const pool = new pg.Pool({ connectionString: url, application_name: table, max: 4, options });
      // The pool drops a connection that was cut, and makes another.
      pool.on('error', () => {});
      return { store: new PostgresTokenStore(pool, { table, leaseMs }), close: () => pool.end() };
    }
    case 'mysql': {
      const { url, table, leaseMs } = place;
      const pool = mysql.createPool({ uri: url, connectionLimit: 4 });
      return { store: new MysqlTokenStore(pool, { table, leaseMs }), close: () => pool.end() };
    }
    case 'sqlite': {
      const database = new DatabaseSync(join(place.directory, 'tokens.sqlite'));
      return {
        store: new SqliteTokenStore(database, { leaseMs: place.leaseMs }),
        close: async () => database.close(),
      };
    }
  }
}

/**
 * A place that nobody else uses.
 *
 * @param options.leaseMs short, so that the heirs of a process that was killed need not wait long
 * @param options.isolation of PostgreSQL
 */
export async function createPlace(
  kind: SharedPlace['kind'],
  {
    leaseMs = 2_000,
    isolation,
  }: { readonly leaseMs?: number | undefined; readonly isolation?: string | undefined } = {},
): Promise<{ readonly place: SharedPlace; remove(): Promise<void> }> {
  const name = `zendesk_${randomUUID().replaceAll('-', '')}`;
  switch (kind) {
    case 'file': {
      const directory = await mkdtemp(join(tmpdir(), 'zendesk-connector-'));
      return {
        place: { kind, directory },
        remove: () => rm(directory, { recursive: true, force: true, maxRetries: 5 }),
      };
    }
    case 'redis':
      return {
        place: { kind, url: REDIS_URL, prefix: `${name}:`, leaseMs },
        async remove() {
          const redis = new Redis(REDIS_URL);
          const keys = await redis.keys(`${name}:*`);
          if (keys.length > 0) await redis.del(...keys);
          await redis.quit();
        },
      };
    case 'postgres': {
      const pool = new pg.Pool({ connectionString: DATABASE_URL, max: 1 });
      await new PostgresTokenStore(pool, { table: name }).migrate();
      return {
        place: { kind, url: DATABASE_URL, table: name, leaseMs, isolation },
        async remove() {
          await pool.query(`DROP TABLE ${name}`);
          await pool.end();
        },
      };
    }
    case 'mysql': {
      const pool = mysql.createPool({ uri: MYSQL_URL, connectionLimit: 1 });
      await new MysqlTokenStore(pool, { table: name }).migrate();
      return {
        place: { kind, url: MYSQL_URL, table: name, leaseMs },
        async remove() {
          await pool.query(`DROP TABLE ${name}`);
          await pool.end();
        },
      };
    }
    case 'sqlite': {
      const directory = await mkdtemp(join(tmpdir(), 'zendesk-connector-'));
      const database = new DatabaseSync(join(directory, 'tokens.sqlite'));
      await new SqliteTokenStore(database).migrate();
      database.close();
      return { place: { kind, directory, leaseMs }, remove: () => rm(directory, { recursive: true }) };
    }
  }
}
