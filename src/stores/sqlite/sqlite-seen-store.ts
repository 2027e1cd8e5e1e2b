/**
 * Remembers in SQLite which webhooks were received, for several processes.
 */
import { refuseUnknownOptions } from '../../util/refuse-unknown-options.js';
import type { SeenStore } from '../seen-store.js';
import { SqlSeenStore } from '../sql/sql-seen-store.js';
import { type SqliteClient, type SqliteOptions, SqliteTable } from './sqlite-table.js';

/**
 * Remembers received webhooks in SQLite, for the option `seen`. It uses the table of a {@link SqliteTokenStore}.
 *
 * @example
 * ```ts
 * const seen = new SqliteSeenStore(new DatabaseSync('/var/lib/bot/zendesk.sqlite'));
 * ```
 */
export class SqliteSeenStore implements SeenStore {
  readonly #store: SqlSeenStore;

  /**
   * @param database of node:sqlite, better-sqlite3, libSQL or D1, or the `sql` of the storage of a Durable Object
   * @throws ConfigurationError when the database is none of these, or the table is not a name
   */
  constructor(database: SqliteClient, options: SqliteOptions = {}) {
    refuseUnknownOptions(options, { table: true });
    this.#store = new SqlSeenStore(new SqliteTable(database, options));
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
