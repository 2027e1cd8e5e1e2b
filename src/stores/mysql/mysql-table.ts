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
    // Whether the client returns answers is better known now than at the first connect.
    await this.ask(`SELECT concat('=', ?) AS answer`, 'created');
  }

  async ask(statement: string, ...values: string[]): Promise<string | null> {
    const result = await this.#query(statement, values);
    // mysql2 returns the rows and their fields; mariadb and TypeORM the rows alone.
    const answer = readAnswer(onlyValue(result) ?? onlyValue(first(result)));
    if (answer !== undefined) return answer;
    throw noAnswer('the rows of a statement');
  }

  async inserts(statement: string, ...values: string[]): Promise<boolean> {
    try {
      return await this.changes(statement, ...values);
    } catch (error) {
      if (errorCodes(error).includes('ER_DUP_ENTRY')) return false;
      throw error;
    }
  }

  async changes(statement: string, ...values: string[]): Promise<boolean> {
    const result = await this.#query(statement, values);
    const { affectedRows } = Object(Array.isArray(result) ? first(result) : result) as { affectedRows?: unknown };
    if (typeof affectedRows === 'number') return affectedRows > 0;
    throw noAnswer('how many rows a statement changed');
  }

  /** Values go as hexadecimal digits: neither a character set nor an SQL mode of the connection can change them. */
  #query(statement: string, values: string[]): Promise<unknown> {
    const text = statement.replaceAll('?', 'unhex(?)');
    const hasLost = (error: unknown) => errorCodes(error).some((code) => LOST_RACE.includes(code));
    return retried(() => this.#client.query(text, values.map(toHex)), hasLost);
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

function noAnswer(what: string): ConfigurationError {
  return new ConfigurationError({
    option: 'pool',
    problem: `does not return ${what}: it must be ${CLIENTS}`,
    hint: HINT,
  });
}
