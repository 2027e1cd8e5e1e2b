/**
 * Counts in a table, for several processes and for functions that live for one request.
 */
import type { RateLimit, RateLimiter } from '../rate-limiter.js';
import { askRow, type SqlTable, sweep } from './sql-table.js';

// The value of a key lists when its events were, each in as many digits as milliseconds have until the year 2286.
const DIGITS = 13;

/** @internal */
export class SqlRateLimiter implements RateLimiter {
  readonly #table: SqlTable;

  constructor(table: SqlTable) {
    this.#table = table;
  }

  /** Creates the table if it does not exist, as `migrate()` of the token store does. */
  migrate(): Promise<void> {
    return this.#table.create();
  }

  async take(key: string, { max, windowSeconds }: RateLimit): Promise<number> {
    const { name, now } = this.#table;
    const windowMs = Math.ceil(windowSeconds * 1_000);
    const full = Math.trunc(max) * DIGITS;
    if (full <= 0) return Math.ceil(windowSeconds);
    const until = `${now} + ${windowMs}`;
    // Of the newest `max` events the oldest one. If it lies far ahead, it was counted by a wrong clock.
    const oldest = `(substr(value, length(value) - ${full} + 1, ${DIGITS}) + 0)`;
    const kept = `CASE WHEN length(value) < ${full} THEN value ELSE substr(value, ${DIGITS} + 1) END`;
    const isFree = `length(value) < ${full} OR ${oldest} NOT BETWEEN ${now} - ${windowMs} + 1 AND ${until}`;
    for (;;) {
      const isTaken =
        (await this.#table.inserts(
          `INSERT INTO ${name} (\`key\`, value, expires_at) VALUES (?, ${now}, ${until})`,
          limitKey(key),
        )) ||
        (await this.#table.changes(
          `UPDATE ${name} SET value = ${this.#table.concat(kept, now)}, expires_at = ${until}
           WHERE \`key\` = ? AND (${isFree})`,
          limitKey(key),
        ));
      await sweep(this.#table);
      if (isTaken) return 0;
      const wait = await askRow(this.#table, limitKey(key), { expression: `(${oldest} + ${windowMs} - ${now})` });
      // The row may have ended and been removed meanwhile.
      if (wait !== null) return Math.max(1, Math.ceil(Number(wait) / 1_000));
    }
  }

  async giveBack(key: string): Promise<void> {
    const withoutNewest = `substr(value, 1, length(value) - ${DIGITS})`;
    await this.#table.changes(
      `UPDATE ${this.#table.name} SET value = ${withoutNewest} WHERE \`key\` = ?`,
      limitKey(key),
    );
  }
}

function limitKey(key: string): string {
  return `limit:${key}`;
}
