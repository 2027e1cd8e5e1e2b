/**
 * The table that everything in SQLite is kept in, through the database that the application has opened.
 */
import { ConfigurationError } from '../../errors.js';
import { onlyValue, readAnswer } from '../answer.js';
import { checkTable } from '../check-table.js';
import { retried } from '../retried.js';
import type { SqlTable } from '../sql/sql-table.js';

/** The part of a database of node:sqlite, better-sqlite3, libsql or Bun that is used. */
export interface SqliteDatabase {
  prepare(statement: string): {
    all(...values: string[]): unknown;
    run(...values: string[]): unknown;
  };
}

/** The part of a D1 database or of a session of it that is used. */
export interface D1Client {
  prepare(statement: string): {
    bind(...values: string[]): { all(): PromiseLike<{ readonly results: readonly unknown[] }> };
  };
  batch(...statements: never[]): unknown;
}

/** The part of a client of `@libsql/client` that is used. */
export interface LibsqlClient {
  execute(statement: { sql: string; args: string[] }): PromiseLike<{ readonly rows: readonly unknown[] }>;
}

/** The part of `ctx.storage.sql` of a Durable Object that is used. */
export interface DurableObjectSql {
  exec(statement: string, ...values: string[]): { toArray(): readonly unknown[] };
}

/** A database of SQLite. */
export type SqliteClient = SqliteDatabase | D1Client | LibsqlClient | DurableObjectSql;

/** The table of a place in SQLite. */
export interface SqliteOptions {
  /** The table. @defaultValue 'zendesk_tokens' */
  readonly table?: string | undefined;
}

const CLIENTS =
  'a database of node:sqlite, better-sqlite3, libSQL, D1 or Bun, or the `sql` of the storage of a Durable Object';
const HINT = 'Of Drizzle pass db.$client. docs/token-stores.md shows what to pass of others.';

/** Runs a statement and returns its rows. */
type Run = (statement: string, values: string[]) => unknown;

/** @internal */
export class SqliteTable implements SqlTable {
  readonly name: string;
  // `unixepoch('subsec')` is not there before version 3.42.
  readonly now = `CAST(round((julianday('now') - 2440587.5) * 86400000) AS INTEGER)`;
  readonly #run: Run;

  /** @throws ConfigurationError when the client is none of those that are known, or the table is not a name */
  constructor(client: SqliteClient, { table }: SqliteOptions) {
    this.name = checkTable(table);
    this.#run = runner(client);
  }

  concat(first: string, second: string): string {
    return `(${first} || ${second})`;
  }

  async create(): Promise<void> {
    const columns = '`key` TEXT PRIMARY KEY, value TEXT NOT NULL, expires_at INTEGER';
    await this.#retried(`CREATE TABLE IF NOT EXISTS ${this.name} (${columns})`, []);
    // Whether the client returns answers is better known now than at the first connect.
    await this.ask(`SELECT '=' || ? AS answer`, 'created');
  }

  async ask(statement: string, ...values: string[]): Promise<string | null> {
    const answer = readAnswer(onlyValue(await this.#retried(statement, values)));
    if (answer !== undefined) return answer;
    throw unusable('does not return the rows of a statement');
  }

  inserts(statement: string, ...values: string[]): Promise<boolean> {
    return this.changes(`${statement} ON CONFLICT (\`key\`) DO NOTHING`, ...values);
  }

  async changes(statement: string, ...values: string[]): Promise<boolean> {
    const rows = await this.#retried(`${statement} RETURNING '=' AS answer`, values);
    if (Array.isArray(rows)) return rows.length > 0;
    throw unusable('does not return the rows of a statement');
  }

  #retried(statement: string, values: string[]): Promise<unknown> {
    return retried(async () => this.#run(statement, values), isBusy);
  }
}

function runner(client: SqliteClient): Run {
  if (typeof client === 'object' && client !== null) {
    // Every pool and connection of MySQL has this, and a `prepare` or an `execute` of its own.
    if ('escapeId' in client) throw unusable('is a pool of MySQL');
    if ('prepare' in client && typeof client.prepare === 'function') {
      // A statement of better-sqlite3 has a `bind` too, which is something else.
      if ('batch' in client)
        return async (text, values) =>
          (
            await client
              .prepare(text)
              .bind(...values)
              .all()
          )?.results;
      return async (text, values) => {
        // With a client of another kind it may be a promise, whose failure must not go unseen.
        const statement = await client.prepare(text);
        if (typeof statement?.all !== 'function') throw unusable('prepares no statement that returns its rows');
        // better-sqlite3 does not run by `all` what returns no rows.
        return text.startsWith('CREATE') ? statement.run(...values) : statement.all(...values);
      };
    }
    if ('execute' in client && typeof client.execute === 'function') {
      return async (sql, args) => (await client.execute({ sql, args }))?.rows;
    }
    if ('exec' in client && typeof client.exec === 'function') {
      return (text, values) => client.exec(text, ...values).toArray();
    }
  }
  throw new ConfigurationError({ option: 'database', problem: `must be ${CLIENTS}`, hint: HINT });
}

/** Another process writes, and this one was not told to wait: it has done nothing. */
function isBusy(error: unknown): boolean {
  return error instanceof Error && /\bdatabase (table )?is locked\b/.test(error.message);
}

function unusable(problem: string): ConfigurationError {
  return new ConfigurationError({ option: 'database', problem: `${problem}: it must be ${CLIENTS}`, hint: HINT });
}
