/**
 * Calls the token store, which may throw anything, synchronously too, or never answer. Says why it failed by the code of
 * its error: a message of a driver may hold values, a code does not.
 */
import { TokenStoreError, ZendeskError } from '../errors.js';
import { errorCodes } from '../util/error-codes.js';
import { TimeLimitError, withTimeLimit } from '../util/time-limit.js';

/** @internal Milliseconds. */
export const STORE_TIMEOUT_MS = 5_000;

interface Explanation {
  readonly codes: readonly string[];
  /** Where a client gives no code that says as much. */
  readonly words?: RegExp;
  /** Completes "The token store …". */
  readonly problem: string;
  readonly hint: string;
}

// https://www.postgresql.org/docs/current/errcodes-appendix.html
// https://mariadb.com/docs/server/reference/error-codes
const MISSING_TABLE: Explanation = {
  // undefined_table, undefined_column, invalid_schema_name
  codes: ['42P01', '42703', '3F000', 'ER_NO_SUCH_TABLE', 'ER_BAD_FIELD_ERROR'],
  words: /no such (table|column)/,
  problem: 'has no table, or one with other columns',
  hint: 'Call migrate() of the store before its first use, or create the table that docs/token-stores.md shows.',
};
const READ_ONLY: Explanation = {
  // read_only_sql_transaction, and the words of Redis and of a file system
  codes: [
    ...['25006', 'READONLY', 'EROFS'],
    ...['ER_OPTION_PREVENTS_STATEMENT', 'ER_READ_ONLY_MODE', 'ER_CANT_EXECUTE_IN_READ_ONLY_TRANSACTION'],
  ],
  words: /readonly database/,
  problem: 'is read-only',
  hint: 'Point the store at the primary server, not at a replica, or at a directory that this process may write.',
};
const TOO_SHORT: Explanation = {
  // string_data_right_truncation
  codes: ['22001', 'ER_DATA_TOO_LONG'],
  problem: 'has a column that is too short',
  hint: 'Make the columns key and value as long as docs/token-stores.md shows.',
};
const NOT_CONNECTED: Explanation = {
  // Of sockets, of postgres.js and Bun, of PostgreSQL (admin_shutdown, cannot_connect_now, too_many_connections), and of
  // MySQL.
  codes:
    'ECONNREFUSED ECONNRESET ENOTFOUND EAI_AGAIN ETIMEDOUT EHOSTUNREACH ENETUNREACH EPIPE CONNECT_TIMEOUT CONNECTION_CLOSED CONNECTION_ENDED CONNECTION_DESTROYED ERR_POSTGRES_CONNECTION_CLOSED 57P01 57P03 53300 ER_CON_COUNT_ERROR ER_GET_CONNECTION_TIMEOUT'.split(
      ' ',
    ),
  // Clients that were never connected, or were closed, give no code.
  words:
    /\b(client|connection|pool|socket|stream|driver|database)\b.*\b(closed|offline|ended|end|terminated|not connected|not established|not open|isn't writeable)\b|max retries per request/i,
  problem: 'is not connected',
  hint: 'Connect its client before the first use, and check that its server is up. Nothing was changed at Zendesk.',
};
const LOCKED: Explanation = {
  codes: [],
  // SQLite has one writer at a time.
  words: /\bdatabase (table )?is locked\b/,
  problem: 'is locked by another writer',
  hint: 'Keep the transactions on this database short. Nothing was changed at Zendesk.',
};
const UNKNOWN: Explanation = {
  codes: [],
  problem: 'failed',
  hint: 'The `cause` of this error is the error of the store. Nothing was changed at Zendesk.',
};
const EXPLANATIONS = [MISSING_TABLE, READ_ONLY, TOO_SHORT, NOT_CONNECTED, LOCKED];

/**
 * @throws TokenStoreError `unavailable` when the call fails or does not answer in time; errors of this library pass
 * @internal
 */
export async function withStoreTimeout<T>(call: () => Promise<T>): Promise<T> {
  try {
    return await withTimeLimit(STORE_TIMEOUT_MS, call);
  } catch (error) {
    throw error instanceof TimeLimitError ? noAnswer() : storeFailure(error);
  }
}

/** @internal Explains what a store threw. */
export function storeFailure(error: unknown): ZendeskError {
  if (error instanceof ZendeskError) return error;
  const message = error instanceof Error ? error.message : '';
  // Redis begins its message with the code.
  const [, redisCode = ''] = /^([A-Z]{3,20}) /.exec(message) ?? [];
  const codes = [...errorCodes(error), redisCode].filter((one) => one !== '' && one.length <= 40);
  const explanation =
    EXPLANATIONS.find((known) => codes.some((code) => known.codes.includes(code))) ??
    EXPLANATIONS.find((known) => known.words?.test(message)) ??
    UNKNOWN;
  const [code] = codes;
  return new TokenStoreError({
    reason: 'unavailable',
    message: `The token store ${explanation.problem}${code === undefined ? '' : ` (${code})`}`,
    hint: explanation.hint,
    cause: error,
  });
}

/** @internal */
export function noAnswer(): TokenStoreError {
  return new TokenStoreError({
    reason: 'unavailable',
    message: 'The token store did not answer in time',
    hint: 'Check that its client is connected and that its server is up. Nothing was changed at Zendesk.',
  });
}
