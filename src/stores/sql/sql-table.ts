/**
 * A table of keys with a value and, for some, an end: what the statements of MySQL and of SQLite have in common.
 */

/** @internal What a database does in its own way. Statements have a `?` for each value. */
export interface SqlTable {
  /** Its name, which is safe to put into a statement. */
  readonly name: string;
  /** An expression: milliseconds since the epoch by the clock of the database. */
  readonly now: string;
  /** The expression of two texts, one after the other. */
  concat(first: string, second: string): string;
  /** Creates the table if it does not exist. */
  create(): Promise<void>;
  /**
   * Runs a statement whose one row has one column: a text that begins with "=", or "-" for none.
   *
   * @returns what follows the "="; null for none
   */
  ask(statement: string, ...values: string[]): Promise<string | null>;
  /** Runs an INSERT of one row; false when its key is there already. */
  inserts(statement: string, ...values: string[]): Promise<boolean>;
  /** Runs an UPDATE or DELETE; true when it found a row. */
  changes(statement: string, ...values: string[]): Promise<boolean>;
}

/** @internal Asks for an expression of the row of a key; null without such a row. */
export function askRow(
  table: SqlTable,
  key: string,
  { expression, where = '' }: { readonly expression: string; readonly where?: string },
): Promise<string | null> {
  const row = `SELECT ${table.concat("'='", expression)} FROM ${table.name} WHERE \`key\` = ? ${where}`;
  return table.ask(`SELECT coalesce((${row}), '-') AS answer`, key);
}

/** @internal Writes a row with an end if there is none of that key, or one that has ended. */
export async function claim(table: SqlTable, key: string, value: string, milliseconds: number): Promise<boolean> {
  const until = `${table.now} + ${milliseconds}`;
  return (
    (await table.inserts(
      `INSERT INTO ${table.name} (\`key\`, value, expires_at) VALUES (?, ?, ${until})`,
      key,
      value,
    )) ||
    table.changes(
      `UPDATE ${table.name} SET value = ?, expires_at = ${until} WHERE \`key\` = ? AND expires_at <= ${table.now}`,
      value,
      key,
    )
  );
}

/** @internal Now and then removes what has ended, so that the table does not grow. */
export async function sweep(table: SqlTable): Promise<void> {
  if (Math.random() > 0.01) return;
  // What asked for it has been done: a failure here must not undo it.
  await table.changes(`DELETE FROM ${table.name} WHERE expires_at <= ${table.now}`).catch(() => {});
}
