/**
 * A token store in SQLite, for several processes.
 */
import { refuseUnknownOptions } from '../../util/refuse-unknown-options.js';
import { checkLease } from '../lease.js';
import { SqlTokenStore } from '../sql/sql-token-store.js';
import type { TokenStore } from '../token-store.js';
import { type SqliteClient, type SqliteOptions, SqliteTable } from './sqlite-table.js';

/** How a {@link SqliteTokenStore} is set up. */
export interface SqliteTokenStoreOptions extends SqliteOptions {
  /** Milliseconds after which a lock that is not renewed frees itself. @defaultValue 15_000 */
  readonly leaseMs?: number | undefined;
}

/**
 * Keeps sealed values in SQLite: in a file for the processes of one machine, in D1 or in libSQL for many.
 *
 * @example
 * ```ts
 * const tokenStore = new SqliteTokenStore(new DatabaseSync('/var/lib/bot/zendesk.sqlite'));
 * await tokenStore.migrate();
 * ```
 */
export class SqliteTokenStore implements TokenStore {
  readonly #store: SqlTokenStore;

  /**
   * @param database of node:sqlite, better-sqlite3, libSQL or D1, or the `sql` of the storage of a Durable Object
   * @throws ConfigurationError when the database is none of these, or an option is malformed
   */
  constructor(database: SqliteClient, options: SqliteTokenStoreOptions = {}) {
    refuseUnknownOptions(options, { table: true, leaseMs: true });
    this.#store = new SqlTokenStore(new SqliteTable(database, options), checkLease(options.leaseMs));
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
