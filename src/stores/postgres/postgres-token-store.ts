/**
 * A token store in PostgreSQL, for several processes. A lock is a row with an owner and an end by the clock of the
 * server, so that no connection and no transaction is held while Zendesk is called.
 */

import { refuseUnknownOptions } from '../../util/refuse-unknown-options.js';
import { checkLease, withLease } from '../lease.js';
import type { TokenStore } from '../token-store.js';
import { type PostgresClient, type PostgresOptions, PostgresTable } from './postgres-table.js';

/** How a {@link PostgresTokenStore} is set up. */
export interface PostgresTokenStoreOptions extends PostgresOptions {
  /** Milliseconds after which a lock that is not renewed frees itself. @defaultValue 15_000 */
  readonly leaseMs?: number | undefined;
}

/**
 * Keeps sealed values in PostgreSQL. Point it at the primary: a replica that lags returns dead tokens.
 *
 * @example
 * const tokenStore = new PostgresTokenStore(pool);
 * await tokenStore.migrate();
 */
export class PostgresTokenStore implements TokenStore {
  readonly #table: PostgresTable;
  readonly #leaseMs: number;

  /**
   * @param pool or client of pg, postgres.js, PGlite, Neon or Bun, or a `DataSource` of TypeORM
   * @throws ConfigurationError when the pool is none of these, or an option is malformed
   */
  constructor(pool: PostgresClient, options: PostgresTokenStoreOptions = {}) {
    refuseUnknownOptions(options, { table: true, leaseMs: true });
    this.#table = new PostgresTable(pool, options);
    this.#leaseMs = checkLease(options.leaseMs);
  }

  /**
   * Creates the table if it does not exist; several processes may call it at once. The statement is in
   * docs/token-stores.md for those who migrate by themselves.
   */
  migrate(): Promise<void> {
    return this.#table.create();
  }

  async get(key: string): Promise<string | undefined> {
    const value = `SELECT '=' || value FROM ${this.#table.name} WHERE key = $1`;
    return (await this.#table.ask(`SELECT coalesce((${value}), '-') AS answer`, valueKey(key))) ?? undefined;
  }

  async compareAndSet(key: string, expected: string | undefined, next: string | undefined): Promise<boolean> {
    const table = this.#table.name;
    const name = valueKey(key);
    if (expected === undefined) {
      if (next === undefined) return (await this.get(key)) === undefined;
      return this.#table.changes(
        `INSERT INTO ${table} (key, value) VALUES ($1, $2) ON CONFLICT (key) DO NOTHING`,
        name,
        next,
      );
    }
    return next === undefined
      ? this.#table.changes(`DELETE FROM ${table} WHERE key = $1 AND value = $2`, name, expected)
      : this.#table.changes(`UPDATE ${table} SET value = $3 WHERE key = $1 AND value = $2`, name, expected, next);
  }

  lock<T>(key: string, task: () => Promise<T>): Promise<T> {
    const table = this.#table.name;
    const name = `lock:${key}`;
    const until = `clock_timestamp() + interval '${this.#leaseMs} milliseconds'`;
    const lease = {
      acquire: (owner: string) =>
        this.#table.changes(
          `INSERT INTO ${table} AS held (key, value, expires_at) VALUES ($1, $2, ${until})
           ON CONFLICT (key) DO UPDATE SET value = excluded.value, expires_at = ${until}
           WHERE held.expires_at < clock_timestamp()`,
          name,
          owner,
        ),
      renew: (owner: string) =>
        this.#table.changes(`UPDATE ${table} SET expires_at = ${until} WHERE key = $1 AND value = $2`, name, owner),
      release: (owner: string) =>
        this.#table.changes(`DELETE FROM ${table} WHERE key = $1 AND value = $2`, name, owner),
    };
    return withLease(lease, this.#leaseMs, task);
  }
}

function valueKey(key: string): string {
  return `value:${key}`;
}
