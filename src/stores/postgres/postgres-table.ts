/**
 * The table that everything in PostgreSQL is kept in, through the pool that the application has. Every change is one
 * statement, so no transaction is ever open.
 */
import { ConfigurationError } from '../../errors.js';
import { errorCodes } from '../../util/error-codes.js';
import { onlyValue, readAnswer } from '../answer.js';
import { checkTable } from '../check-table.js';
import { retried } from '../retried.js';

/** The part of a pool or client of pg, PGlite or Neon, and of a TypeORM `DataSource`, that is used. */
export interface PgClient {
  query(text: string, values: unknown[]): PromiseLike<{ readonly rows: readonly unknown[] } | readonly unknown[]>;
}

/** The part of postgres.js, and of the `SQL` of Bun, that is used. */
export interface PostgresJsClient {
  unsafe(text: string, values: never[]): PromiseLike<readonly unknown[]>;
}

/** A pool or client of PostgreSQL. */
export type PostgresClient = PgClient | PostgresJsClient;

/** The table of a place in PostgreSQL. */
export interface PostgresOptions {
  /** The table, with its schema if need be. @defaultValue 'zendesk_tokens' */
  readonly table?: string | undefined;
}

const CLIENTS = 'a pool or client of pg, postgres.js, PGlite, Neon or Bun, or a DataSource of TypeORM';
const HINT = 'Of Drizzle pass db.$client. docs/token-stores.md shows what to pass of Prisma, Kysely and others.';

// https://www.postgresql.org/docs/current/errcodes-appendix.html
// A statement that lost against another one has done nothing, and can be run again: 40001 where the default isolation is
// repeatable read or serializable, 40P01 for a deadlock.
const LOST_RACE = ['40001', '40P01'];
// Another process is creating the table: unique_violation in the catalog, duplicate_table, duplicate_object.
const LOST_CREATION = [...LOST_RACE, '23505', '42P07', '42710'];
const UNDEFINED_PARAMETER = '42P02';

/** @internal Milliseconds since the epoch by the clock of the server, which goes on within a statement. */
export const NOW_MS = '(extract(epoch FROM clock_timestamp()) * 1000)::bigint';

/** @internal */
export class PostgresTable {
  /** Its name, which is safe to put into a statement. */
  readonly name: string;
  readonly #query: (text: string, values: string[]) => PromiseLike<unknown>;

  /** @throws ConfigurationError when the client is none of those that are known, or the table is not a name */
  constructor(client: PostgresClient, { table }: PostgresOptions) {
    this.name = checkTable(table);
    this.#query = querier(client);
  }

  /** Creates the table if it does not exist, also while other processes create it. */
  async create(): Promise<void> {
    const create = `CREATE TABLE IF NOT EXISTS ${this.name} (key text PRIMARY KEY, value text NOT NULL, expires_at timestamptz)`;
    await retried(() => this.#query(create, []), hasCode(LOST_CREATION));
    // Whether the client returns answers is better known now than at the first connect.
    await this.ask(`SELECT '=' || $1::text AS answer`, 'created');
  }

  /**
   * Runs a statement whose one row has one column: a text that begins with "=", or "-" for none.
   *
   * @returns what follows the "="; null for none
   * @throws ConfigurationError when the client passes on something else
   */
  async ask(text: string, ...values: string[]): Promise<string | null> {
    const result = await retried(() => this.#query(text, values), hasCode(LOST_RACE)).catch((error: unknown) => {
      if (!errorCodes(error).includes(UNDEFINED_PARAMETER)) throw error;
      throw new ConfigurationError({
        option: 'pool',
        problem: `does not pass the values of a statement on: it must be ${CLIENTS}`,
        hint: HINT,
      });
    });
    const answer = readAnswer(onlyValue(rowsOf(result)));
    if (answer !== undefined) return answer;
    throw new ConfigurationError({
      option: 'pool',
      problem: `does not return the rows of a statement: it must be ${CLIENTS}`,
      hint: HINT,
    });
  }

  /** Runs an INSERT, UPDATE or DELETE; true when it changed a row. */
  async changes(statement: string, ...values: string[]): Promise<boolean> {
    const answer = `SELECT CASE WHEN count(*) > 0 THEN '=' ELSE '-' END AS answer FROM changed`;
    return (await this.ask(`WITH changed AS (${statement} RETURNING key) ${answer}`, ...values)) !== null;
  }

  /** Now and then removes what has expired, so that the table does not grow. */
  async sweep(): Promise<void> {
    if (Math.random() > 0.01) return;
    // What asked for it has been done: a failure here must not undo it.
    await this.changes(`DELETE FROM ${this.name} WHERE expires_at < clock_timestamp()`).catch(() => {});
  }
}

type Query = (text: string, values: string[]) => PromiseLike<unknown>;

function querier(client: PostgresClient): Query {
  // postgres.js and Neon are functions with members; the others are objects.
  if ((typeof client === 'object' || typeof client === 'function') && client !== null) {
    // Every pool of MySQL has this, and an `execute` of its own; Drizzle has `execute` only.
    if ('escapeId' in client)
      throw new ConfigurationError({
        option: 'pool',
        problem: `is a pool of MySQL: it must be ${CLIENTS}`,
        hint: HINT,
      });
    // Neon has an `unsafe` too, which is something else.
    if ('query' in client && typeof client.query === 'function') return (text, values) => client.query(text, values);
    if ('unsafe' in client && typeof client.unsafe === 'function')
      return (text, values) => client.unsafe(text, values as never[]);
  }
  throw new ConfigurationError({ option: 'pool', problem: `must be ${CLIENTS}`, hint: HINT });
}

/** The rows, in the forms that clients return them. */
function rowsOf(result: unknown): unknown {
  return Array.isArray(result) ? result : (result as { readonly rows?: unknown } | null | undefined)?.rows;
}

function hasCode(codes: readonly string[]): (error: unknown) => boolean {
  return (error) => errorCodes(error).some((code) => codes.includes(code));
}
