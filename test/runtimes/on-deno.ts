/**
 * What runs on Deno: its server, clients from npm for PostgreSQL and Redis, and the modules of Node for SQLite and files.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { Redis } from 'ioredis';
import pg from 'pg';
import { FileTokenStore } from 'zendesk-connector/file-token-store';
import { PostgresTokenStore } from 'zendesk-connector/postgres-token-store';
import { RedisTokenStore } from 'zendesk-connector/redis-token-store';
import { SqliteTokenStore } from 'zendesk-connector/sqlite-token-store';
import { serveOnDeno } from '../../examples/http/deno.ts';
import { DATABASE_URL, newPlace, proveHost, REDIS_URL } from './prove-host.ts';

export async function runOnHost(zendeskUrl: string): Promise<string> {
  const table = newPlace();
  const pool = new pg.Pool({ connectionString: DATABASE_URL, max: 5 });
  const redis = new Redis(REDIS_URL);
  const database = new DatabaseSync(':memory:');
  const directory = await mkdtemp(join(tmpdir(), 'zendesk-connector-'));
  await new PostgresTokenStore(pool, { table }).migrate();
  await new SqliteTokenStore(database).migrate();
  try {
    return await proveHost(
      {
        stores: {
          pg: () => new PostgresTokenStore(pool, { table }),
          ioredis: () => new RedisTokenStore(redis, { prefix: `${table}:` }),
          'node:sqlite': () => new SqliteTokenStore(database),
          files: () => new FileTokenStore(directory),
        },
        serve(routes) {
          const server = serveOnDeno(routes, 0);
          return { url: new URL(`http://localhost:${server.addr.port}`), close: () => server.shutdown() };
        },
      },
      zendeskUrl,
    );
  } finally {
    await pool.query(`DROP TABLE ${table}`);
    await pool.end();
    redis.disconnect();
    await rm(directory, { recursive: true, force: true });
  }
}
