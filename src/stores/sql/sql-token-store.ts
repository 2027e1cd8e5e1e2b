/**
 * A token store in a table. Every change is one statement, so no transaction is ever open.
 */
import { withLease } from '../lease.js';
import type { TokenStore } from '../token-store.js';
import { askRow, claim, type SqlTable } from './sql-table.js';

/** @internal */
export class SqlTokenStore implements TokenStore {
  readonly #table: SqlTable;
  readonly #leaseMs: number;

  constructor(table: SqlTable, leaseMs: number) {
    this.#table = table;
    this.#leaseMs = leaseMs;
  }

  /**
   * Creates the table if it does not exist; several processes may call it at once. The statement is in
   * docs/token-stores.md for those who migrate by themselves.
   */
  migrate(): Promise<void> {
    return this.#table.create();
  }

  async get(key: string): Promise<string | undefined> {
    return (await askRow(this.#table, valueKey(key), { expression: 'value' })) ?? undefined;
  }

  async compareAndSet(key: string, expected: string | undefined, next: string | undefined): Promise<boolean> {
    // MySQL counts a row that stays as it is or not, as its connection was told to.
    if (expected === next) return (await this.get(key)) === expected;
    const { name } = this.#table;
    if (expected === undefined) {
      return this.#table.inserts(`INSERT INTO ${name} (value, \`key\`) VALUES (?, ?)`, next ?? '', valueKey(key));
    }
    return next === undefined
      ? this.#table.changes(`DELETE FROM ${name} WHERE \`key\` = ? AND value = ?`, valueKey(key), expected)
      : this.#table.changes(
          `UPDATE ${name} SET value = ? WHERE \`key\` = ? AND value = ?`,
          ...[next, valueKey(key), expected],
        );
  }

  /** A row with an owner and an end by the clock of the database: no connection is held while Zendesk is called. */
  lock<T>(key: string, task: () => Promise<T>): Promise<T> {
    const { name, now } = this.#table;
    const row = `lock:${key}`;
    const lease = {
      acquire: (owner: string) => claim(this.#table, row, owner, this.#leaseMs),
      renew: (owner: string) =>
        this.#table.changes(
          `UPDATE ${name} SET expires_at = ${now} + ${this.#leaseMs} WHERE \`key\` = ? AND value = ?`,
          ...[row, owner],
        ),
      release: (owner: string) =>
        this.#table.changes(`DELETE FROM ${name} WHERE \`key\` = ? AND value = ?`, row, owner),
    };
    return withLease(lease, this.#leaseMs, task);
  }
}

function valueKey(key: string): string {
  return `value:${key}`;
}
