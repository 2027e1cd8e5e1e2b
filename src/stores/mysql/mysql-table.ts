/**
 * The table that everything in MySQL or MariaDB is kept in, through the pool that the application has.
 */
import { ConfigurationError } from '../../errors.js';
import { errorCodes } from '../../util/error-codes.js';
import { onlyValue, readAnswer } from '../answer.js';
import { checkTable } from '../check-table.js';
import { retried } from '../retried.js';
import type { SqlTable } from '../sql/sql-table.js';

/** The part of a pool or connection of mysql2 with promises or of mariadb, and of a TypeORM `DataSource`, that is used. */
export interface MysqlPromiseClient {
  query(text: string, values: string[]): PromiseLike<unknown>;
}

/** The part of a pool or connection of mysql2 with callbacks that is used. */
export interface MysqlCallbackClient {
  promise(): MysqlPromiseClient;
}

/** A pool or connection of MySQL or MariaDB. */
export type MysqlClient = MysqlPromiseClient | MysqlCallbackClient;

/** The table of a place in MySQL or MariaDB. */
export interface MysqlOptions {
  /** The table, with its database if need be. @defaultValue 'zendesk_tokens' */
  readonly table?: string | undefined;
}

const CLIENTS = 'a pool or connection of mysql2 or mariadb, or a DataSource of TypeORM';
const HINT = 'Of Drizzle pass db.$client. docs/token-stores.md shows what to pass of others.';

// https://mariadb.com/docs/server/reference/error-codes
const LOST_RACE = ['ER_LOCK_DEADLOCK', 'ER_LOCK_WAIT_TIMEOUT', 'ER_CHECKREAD'];
// Of a client that keeps the values to itself, and of PostgreSQL.
const SYNTAX_ERROR = ['ER_PARSE_ERROR', '42601'];

/** @internal */
export class MysqlTable implements SqlTable {
  readonly name: string;
  readonly now = `(TIMESTAMPDIFF(MICROSECOND, '1970-01-01', UTC_TIMESTAMP(3)) DIV 1000)`;
  readonly #client: MysqlPromiseClient;

  /** @throws ConfigurationError when the client is none of those that are known, or the table is not a name */
  constructor(client: MysqlClient, { table }: MysqlOptions) {
    this.name = checkTable(table);
    this.#client = withPromises(client);
  }

  concat(first: string, second: string): string {
    return `concat(${first}, ${second})`;
  }

  async create(): Promise<void> {
    await this.#query(
      `CREATE TABLE IF NOT EXISTS ${this.name} (\`key\` varbinary(1024) PRIMARY KEY, value mediumblob NOT NULL,
       expires_at bigint, KEY (expires_at)) ENGINE = InnoDB ROW_FORMAT = DYNAMIC`,
      [],
    );
    // Whether the client returns answers, and keeps what it writes, is better known now than at the first connect.
    if ((await this.ask(`SELECT if(@@autocommit, concat('=', ?), '-') AS answer`, 'created')) !== null) return;
    throw new ConfigurationError({
      option: 'pool',
      problem: 'has autocommit off, so that tokens are lost with its connection',
      hint: 'Pass a pool of its own, with autocommit.',
    });
  }

  async ask(statement: string, ...values: string[]): Promise<string | null> {
    const result = await this.#query(statement, values);
    // mysql2 returns the rows and their fields; mariadb and TypeORM the rows alone.
    const answer = readAnswer(onlyValue(result) ?? onlyValue(first(result)));
    if (answer !== undefined) return answer;
    throw unusable('does not return the rows of a statement');
  }

  async inserts(statement: string, ...values: string[]): Promise<boolean> {
    try {
      return await this.changes(statement, ...values);
    } catch (error) {
      if (hasCode(['ER_DUP_ENTRY'])(error)) return false;
      throw error;
    }
  }

  async changes(statement: string, ...values: string[]): Promise<boolean> {
    const result = await this.#query(statement, values);
    const { affectedRows } = Object(Array.isArray(result) ? first(result) : result) as { affectedRows?: unknown };
    if (typeof affectedRows === 'number') return affectedRows > 0;
    throw unusable('does not return how many rows a statement changed');
  }

  /** Values go as hexadecimal digits: neither a character set nor an SQL mode of the connection can change them. */
  async #query(statement: string, values: string[]): Promise<unknown> {
    const text = statement.replaceAll('?', 'unhex(?)');
    try {
      return await retried(() => this.#client.query(text, values.map(toHex)), hasCode(LOST_RACE));
    } catch (error) {
      throw hasCode(SYNTAX_ERROR)(error) ? unusable('does not run a statement of MySQL with its values') : error;
    }
  }
}

function withPromises(client: MysqlClient): MysqlPromiseClient {
  if (typeof client === 'object' && client !== null) {
    if ('promise' in client && typeof client.promise === 'function') return client.promise();
    if ('query' in client && typeof client.query === 'function') return client;
  }
  throw new ConfigurationError({ option: 'pool', problem: `must be ${CLIENTS}`, hint: HINT });
}

function toHex(text: string): string {
  return Array.from(new TextEncoder().encode(text), (byte) => byte.toString(16).padStart(2, '0')).join('');
}

function first(result: unknown): unknown {
  return Array.isArray(result) ? result[0] : undefined;
}

function hasCode(codes: readonly string[]): (error: unknown) => boolean {
  return (error) => errorCodes(error).some((code) => codes.includes(code));
}

function unusable(problem: string): ConfigurationError {
  return new ConfigurationError({ option: 'pool', problem: `${problem}: it must be ${CLIENTS}`, hint: HINT });
}
