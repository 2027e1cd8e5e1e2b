/**
 * A token store of your own for Cloudflare Workers: D1. `tokenStoreContract` proves it, on workerd.
 *
 *     CREATE TABLE zendesk_tokens (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;
 */
import type { TokenStore } from 'zendesk-connector';

/** The part of a D1 binding that the store uses. */
export interface D1Database {
  prepare(statement: string): {
    bind(...values: string[]): {
      first(column: string): Promise<unknown>;
      run(): Promise<{ readonly meta: { readonly changes: number } }>;
    };
  };
}

/** Without `lock`: an isolate that finds another one refreshing waits by looking at the store. */
export class D1TokenStore implements TokenStore {
  readonly #database: D1Database;

  constructor(database: D1Database) {
    this.#database = database;
  }

  async get(key: string): Promise<string | undefined> {
    const value = await this.#database
      .prepare('SELECT value FROM zendesk_tokens WHERE key = ?')
      .bind(key)
      .first('value');
    return typeof value === 'string' ? value : undefined;
  }

  async compareAndSet(key: string, expected: string | undefined, next: string | undefined): Promise<boolean> {
    if (expected === undefined) {
      if (next === undefined) return (await this.get(key)) === undefined;
      return this.#changes('INSERT INTO zendesk_tokens (value, key) VALUES (?, ?) ON CONFLICT DO NOTHING', next, key);
    }
    if (next === undefined) {
      return this.#changes('DELETE FROM zendesk_tokens WHERE key = ? AND value = ?', key, expected);
    }
    return this.#changes('UPDATE zendesk_tokens SET value = ? WHERE key = ? AND value = ?', next, key, expected);
  }

  async #changes(statement: string, ...values: string[]): Promise<boolean> {
    const { meta } = await this.#database
      .prepare(statement)
      .bind(...values)
      .run();
    return meta.changes === 1;
  }
}
