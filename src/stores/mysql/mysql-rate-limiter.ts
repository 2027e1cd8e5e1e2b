/**
 * Counts in MySQL or MariaDB, for several processes and for functions that live for one request.
 */
import { refuseUnknownOptions } from '../../util/refuse-unknown-options.js';
import type { RateLimit, RateLimiter } from '../rate-limiter.js';
import { SqlRateLimiter } from '../sql/sql-rate-limiter.js';
import { type MysqlClient, type MysqlOptions, MysqlTable } from './mysql-table.js';

/**
 * Counts events in MySQL or MariaDB, for the option `rateLimiter`. It uses the table of a {@link MysqlTokenStore}.
 *
 * @example
 * ```ts
 * const pool = mysql.createPool(process.env.DATABASE_URL ?? '');
 * const connector = new ZendeskConnector({
 *   ...options,
 *   tokenStore: new MysqlTokenStore(pool),
 *   rateLimiter: new MysqlRateLimiter(pool),
 * });
 * ```
 */
export class MysqlRateLimiter implements RateLimiter {
  readonly #limiter: SqlRateLimiter;

  /**
   * @param pool or connection of mysql2 or mariadb, or a `DataSource` of TypeORM
   * @throws ConfigurationError when the pool is none of these, or the table is not a name
   */
  constructor(pool: MysqlClient, options: MysqlOptions = {}) {
    refuseUnknownOptions(options, { table: true });
    this.#limiter = new SqlRateLimiter(new MysqlTable(pool, options));
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
