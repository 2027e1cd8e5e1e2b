/**
 * What Bun brings along: its server, its clients of PostgreSQL and Redis, and its SQLite.
 */

import { Database } from 'bun:sqlite';
import { RedisClient, SQL } from 'bun';
import { PostgresTokenStore } from 'zendesk-connector/postgres-token-store';
import { RedisTokenStore } from 'zendesk-connector/redis-token-store';
import { SqliteTokenStore } from 'zendesk-connector/sqlite-token-store';
import { serveOnBun } from '../../examples/http/bun.ts';
import { DATABASE_URL, newPlace, proveHost, REDIS_URL } from './prove-host.ts';

export async function runOnHost(zendeskUrl: string): Promise<string> {
  const table = newPlace();
  const sql = new SQL(DATABASE_URL);
  const redis = new RedisClient(REDIS_URL);
  const database = new Database(':memory:');
  await new PostgresTokenStore(sql, { table }).migrate();
  await new SqliteTokenStore(database).migrate();
  try {
    return await proveHost(
      {
        stores: {
          'Bun.SQL': () => new PostgresTokenStore(sql, { table }),
          RedisClient: () => new RedisTokenStore(redis, { prefix: `${table}:` }),
          'bun:sqlite': () => new SqliteTokenStore(database),
        },
        serve(routes) {
          const server = serveOnBun(routes, 0);
          return { url: server.url, close: () => server.stop(true) };
        },
      },
      zendeskUrl,
    );
  } finally {
    await sql.unsafe(`DROP TABLE ${table}`, []);
    await sql.end();
    redis.close();
  }
}
