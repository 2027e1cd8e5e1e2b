/**
 * A token store of your own in 30 lines: SQLite, for processes that share a file. `tokenStoreContract` proves it.
 */
import { DatabaseSync } from 'node:sqlite';
import type { TokenStore } from 'zendesk-connector';

/** Without `lock`: a process that finds another one refreshing waits by looking at the store. */
export class SqliteTokenStore implements TokenStore {
  readonly #database: DatabaseSync;

  constructor(path: string) {
    this.#database = new DatabaseSync(path, { timeout: 5_000 });
    this.#database.exec('CREATE TABLE IF NOT EXISTS zendesk_tokens (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT');
  }

  async get(key: string): Promise<string | undefined> {
    const row = this.#database.prepare('SELECT value FROM zendesk_tokens WHERE key = ?').get(key);
    return row?.['value'] as string | undefined;
  }

  async compareAndSet(key: string, expected: string | undefined, next: string | undefined): Promise<boolean> {
    if (expected === undefined) {
      if (next === undefined) return (await this.get(key)) === undefined;
      return this.#changes('INSERT INTO zendesk_tokens (value, key) VALUES (?, ?) ON CONFLICT DO NOTHING', next, key);
    }
    if (next === undefined)
      return this.#changes('DELETE FROM zendesk_tokens WHERE key = ? AND value = ?', key, expected);
    return this.#changes('UPDATE zendesk_tokens SET value = ? WHERE key = ? AND value = ?', next, key, expected);
  }

  #changes(statement: string, ...values: string[]): boolean {
    return this.#database.prepare(statement).run(...values).changes === 1;
  }
}
