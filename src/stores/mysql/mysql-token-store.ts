/**
 * A token store in MySQL or MariaDB, for several processes.
 */
import { refuseUnknownOptions } from '../../util/refuse-unknown-options.js';
import { checkLease } from '../lease.js';
import { SqlTokenStore } from '../sql/sql-token-store.js';
import type { TokenStore } from '../token-store.js';
import { type MysqlClient, type MysqlOptions, MysqlTable } from './mysql-table.js';

/** How a {@link MysqlTokenStore} is set up. */
export interface MysqlTokenStoreOptions extends MysqlOptions {
  /** Milliseconds after which a lock that is not renewed frees itself. @defaultValue 15_000 */
  readonly leaseMs?: number | undefined;
}

/**
 * Keeps sealed values in MySQL or MariaDB. Point it at the primary: a replica that lags returns dead tokens.
 *
 * @example
 * ```ts
 * const tokenStore = new MysqlTokenStore(mysql.createPool(process.env.DATABASE_URL ?? ''));
 * await tokenStore.migrate();
 * ```
 */
export class MysqlTokenStore implements TokenStore {
  readonly #store: SqlTokenStore;

  /**
   * @param pool or connection of mysql2 or mariadb, or a `DataSource` of TypeORM
   * @throws ConfigurationError when the pool is none of these, or an option is malformed
   */
  constructor(pool: MysqlClient, options: MysqlTokenStoreOptions = {}) {
    refuseUnknownOptions(options, { table: true, leaseMs: true });
    this.#store = new SqlTokenStore(new MysqlTable(pool, options), checkLease(options.leaseMs));
  }

  /**
   * Creates the table if it does not exist; several processes may call it at once. The statement is in
   * docs/token-stores.md for those who migrate by themselves.
   */
  migrate(): Promise<void> {
    return this.#store.migrate();
  }

  get(key: string): Promise<string | undefined> {
    return this.#store.get(key);
  }

  compareAndSet(key: string, expected: string | undefined, next: string | undefined): Promise<boolean> {
    return this.#store.compareAndSet(key, expected, next);
  }

  lock<T>(key: string, task: () => Promise<T>): Promise<T> {
    return this.#store.lock(key, task);
  }
}
