/**
 * Remembers in PostgreSQL which webhooks were received, for several processes.
 */

import { refuseUnknownOptions } from '../../util/refuse-unknown-options.js';
import type { SeenStore } from '../seen-store.js';
import { type PostgresClient, type PostgresOptions, PostgresTable } from './postgres-table.js';

/**
 * Remembers received webhooks in PostgreSQL, for the option `seen`. It uses the table of a {@link PostgresTokenStore}.
 *
 * @example
 * ```ts
 * const seen = new PostgresSeenStore(new pg.Pool({ connectionString: process.env.DATABASE_URL }));
 * ```
 */
export class PostgresSeenStore implements SeenStore {
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

  async add(id: string, seconds: number): Promise<boolean> {
    const until = `clock_timestamp() + interval '${Math.ceil(seconds)} seconds'`;
    const isFirst = await this.#table.changes(
      `INSERT INTO ${this.#table.name} AS held (key, value, expires_at) VALUES ($1, '', ${until})
       ON CONFLICT (key) DO UPDATE SET expires_at = ${until} WHERE held.expires_at <= clock_timestamp()`,
      seenKey(id),
    );
    await this.#table.sweep();
    return isFirst;
  }

  async has(id: string): Promise<boolean> {
    const { name } = this.#table;
    const row = `SELECT '=' FROM ${name} WHERE key = $1 AND expires_at > clock_timestamp()`;
    return (await this.#table.ask(`SELECT coalesce((${row}), '-') AS answer`, seenKey(id))) !== null;
  }

  async delete(id: string): Promise<void> {
    await this.#table.changes(`DELETE FROM ${this.#table.name} WHERE key = $1`, seenKey(id));
  }
}

function seenKey(id: string): string {
  return `seen:${id}`;
}
