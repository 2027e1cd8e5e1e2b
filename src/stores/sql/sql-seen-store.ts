/**
 * Remembers in a table which webhooks were received, for several processes.
 */
import type { SeenStore } from '../seen-store.js';
import { askRow, claim, type SqlTable, sweep } from './sql-table.js';

/** @internal */
export class SqlSeenStore implements SeenStore {
  readonly #table: SqlTable;

  constructor(table: SqlTable) {
    this.#table = table;
  }

  /** Creates the table if it does not exist, as `migrate()` of the token store does. */
  migrate(): Promise<void> {
    return this.#table.create();
  }

  async add(id: string, seconds: number): Promise<boolean> {
    const isFirst = await claim(this.#table, seenKey(id), '', Math.ceil(seconds * 1_000));
    await sweep(this.#table);
    return isFirst;
  }

  async has(id: string): Promise<boolean> {
    const where = `AND expires_at > ${this.#table.now}`;
    return (await askRow(this.#table, seenKey(id), { expression: 'value', where })) !== null;
  }

  async delete(id: string): Promise<void> {
    await this.#table.changes(`DELETE FROM ${this.#table.name} WHERE \`key\` = ?`, seenKey(id));
  }
}

function seenKey(id: string): string {
  return `seen:${id}`;
}
