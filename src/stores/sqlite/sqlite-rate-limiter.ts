/**
 * Counts in SQLite, for several processes and for functions that live for one request.
 */
import { refuseUnknownOptions } from '../../util/refuse-unknown-options.js';
import type { RateLimit, RateLimiter } from '../rate-limiter.js';
import { SqlRateLimiter } from '../sql/sql-rate-limiter.js';
import { type SqliteClient, type SqliteOptions, SqliteTable } from './sqlite-table.js';

/**
 * Counts events in SQLite, for the option `rateLimiter`. It uses the table of a {@link SqliteTokenStore}.
 *
 * @example
 * ```ts
 * const database = new DatabaseSync('/var/lib/bot/zendesk.sqlite');
 * const connector = new ZendeskConnector({
 *   ...options,
 *   tokenStore: new SqliteTokenStore(database),
 *   rateLimiter: new SqliteRateLimiter(database),
 * });
 * ```
 */
export class SqliteRateLimiter implements RateLimiter {
  readonly #limiter: SqlRateLimiter;

  /**
   * @param database of node:sqlite, better-sqlite3, libSQL or D1, or the `sql` of the storage of a Durable Object
   * @throws ConfigurationError when the database is none of these, or the table is not a name
   */
  constructor(database: SqliteClient, options: SqliteOptions = {}) {
    refuseUnknownOptions(options, { table: true });
    this.#limiter = new SqlRateLimiter(new SqliteTable(database, options));
  }

  /** Creates the table if it does not exist, as `migrate()` of the token store does. */
  migrate(): Promise<void> {
    return this.#limiter.migrate();
  }

  take(key: string, limit: RateLimit): Promise<number> {
    return this.#limiter.take(key, limit);
  }

  giveBack(key: string): Promise<void> {
    return this.#limiter.giveBack(key);
  }
}
