/**
 * Counts in PostgreSQL, for several processes and for functions that live for one request.
 */

import { refuseUnknownOptions } from '../../util/refuse-unknown-options.js';
import type { RateLimit, RateLimiter } from '../rate-limiter.js';
import { NOW_MS, type PostgresClient, type PostgresOptions, PostgresTable } from './postgres-table.js';

/**
 * Counts events in PostgreSQL, for the option `rateLimiter`. It uses the table of a {@link PostgresTokenStore}.
 *
 * @example
 * ```ts
 * const pool = new pg.Pool({ connectionString: process.env.DATABASE_URL });
 * const connector = new ZendeskConnector({
 *   ...options,
 *   tokenStore: new PostgresTokenStore(pool),
 *   rateLimiter: new PostgresRateLimiter(pool),
 * });
 * ```
 */
export class PostgresRateLimiter implements RateLimiter {
  readonly #table: PostgresTable;

  /**
   * @param pool or client of pg, postgres.js, PGlite, Neon or Bun, or a `DataSource` of TypeORM
   * @throws ConfigurationError when the pool is none of these, or the table is not a name
   */
  constructor(pool: PostgresClient, options: PostgresOptions = {}) {
    refuseUnknownOptions(options, { table: true });
    this.#table = new PostgresTable(pool, options);
  }

  /** Creates the table if it does not exist, as `migrate()` of the token store does. */
  migrate(): Promise<void> {
    return this.#table.create();
  }

  async take(key: string, { max, windowSeconds }: RateLimit): Promise<number> {
    const table = this.#table.name;
    const limit = Math.trunc(max);
    const windowMs = Math.ceil(windowSeconds * 1_000);
    // The value lists when the events were, in milliseconds. What lies far ahead was counted by a wrong clock.
    const recent = `ARRAY(
      SELECT at FROM unnest(string_to_array(held.value, ',')::bigint[]) AS at
      WHERE at BETWEEN ${NOW_MS} - ${windowMs} + 1 AND ${NOW_MS} + ${windowMs} ORDER BY at)`;
    const until = `clock_timestamp() + interval '${windowMs} milliseconds'`;
    const isTaken = await this.#table.changes(
      `INSERT INTO ${table} AS held (key, value, expires_at) SELECT $1, ${NOW_MS}::text, ${until} WHERE ${limit} > 0
       ON CONFLICT (key) DO UPDATE
       SET value = array_to_string(${recent} || ${NOW_MS}, ','), expires_at = ${until}
       WHERE cardinality(${recent}) < ${limit}`,
      limitKey(key),
    );
    await this.#table.sweep();
    if (isTaken) return 0;
    const free = `(${recent})[greatest(cardinality(${recent}) - ${limit} + 1, 1)] + ${windowMs}`;
    const wait = `SELECT '=' || greatest(1, ceil((${free} - ${NOW_MS}) / 1000.0)) FROM ${table} AS held WHERE key = $1`;
    return Number(await this.#table.ask(`SELECT coalesce((${wait}), '=1') AS answer`, limitKey(key)));
  }

  async giveBack(key: string): Promise<void> {
    const withoutNewest = `regexp_replace(value, ',?[^,]*$', '')`;
    await this.#table.changes(`UPDATE ${this.#table.name} SET value = ${withoutNewest} WHERE key = $1`, limitKey(key));
  }
}

function limitKey(key: string): string {
  return `limit:${key}`;
}
