/**
 * Remembers in MySQL or MariaDB which webhooks were received, for several processes.
 */
import { refuseUnknownOptions } from '../../util/refuse-unknown-options.js';
import type { SeenStore } from '../seen-store.js';
import { SqlSeenStore } from '../sql/sql-seen-store.js';
import { type MysqlClient, type MysqlOptions, MysqlTable } from './mysql-table.js';

/**
 * Remembers received webhooks in MySQL or MariaDB, for the option `seen`. It uses the table of a {@link MysqlTokenStore}.
 *
 * @example
 * ```ts
 * const seen = new MysqlSeenStore(mysql.createPool(process.env.DATABASE_URL ?? ''));
 * ```
 */
export class MysqlSeenStore implements SeenStore {
  readonly #store: SqlSeenStore;

  /**
   * @param pool or connection of mysql2 or mariadb, or a `DataSource` of TypeORM
   * @throws ConfigurationError when the pool is none of these, or the table is not a name
   */
  constructor(pool: MysqlClient, options: MysqlOptions = {}) {
    refuseUnknownOptions(options, { table: true });
    this.#store = new SqlSeenStore(new MysqlTable(pool, options));
  }

  /** Creates the table if it does not exist, as `migrate()` of the token store does. */
  migrate(): Promise<void> {
    return this.#store.migrate();
  }

  add(id: string, seconds: number): Promise<boolean> {
    return this.#store.add(id, seconds);
  }

  has(id: string): Promise<boolean> {
    return this.#store.has(id);
  }

  delete(id: string): Promise<void> {
    return this.#store.delete(id);
  }
}
