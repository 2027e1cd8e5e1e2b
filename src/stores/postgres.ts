/**
 * A token store in PostgreSQL, for several processes. Takes the pool that the host has: pg, postgres.js or PGlite. Every
 * change is one statement, and a lock is a row with an owner and an end by the server's clock, so that no connection and
 * no transaction is held while Zendesk is called.
 */
import { ConfigurationError } from '../errors.js';
import { checkLease, withLease } from './lease.js';
import type { TokenStore } from './token-store.js';

/** What is used of a pool or client of pg, and of PGlite. */
export interface PgClient {
  query(text: string, values: unknown[]): Promise<{ readonly rows: readonly unknown[] }>;
}

/** What is used of postgres.js. */
export interface PostgresJsClient {
  unsafe(text: string, values: never[]): PromiseLike<readonly unknown[]>;
}

/** How a {@link PostgresTokenStore} is set up. */
export interface PostgresTokenStoreOptions {
  /** The table, with its schema if need be. @defaultValue 'zendesk_tokens' */
  readonly table?: string | undefined;
  /** Milliseconds after which a lock that is not renewed frees itself. @defaultValue 15_000 */
  readonly leaseMs?: number | undefined;
}

/** Keeps sealed values in PostgreSQL. Point it at the primary; a replica that lags brings back dead tokens. */
export class PostgresTokenStore implements TokenStore {
  readonly #query: (text: string, ...values: (string | number)[]) => Promise<readonly unknown[]>;
  readonly #table: string;
  readonly #leaseMs: number;

  /** @throws ConfigurationError when the pool is none of the three, or an option is malformed */
  constructor(pool: PgClient | PostgresJsClient, options: PostgresTokenStoreOptions = {}) {
    const { table = 'zendesk_tokens' } = options;
    if (!/^([a-z_]\w{0,62}\.)?[a-z_]\w{0,62}$/i.test(table)) {
      throw new ConfigurationError({
        option: 'table',
        problem: 'must be the name of a table, such as zendesk_tokens or app.zendesk_tokens',
      });
    }
    this.#query = querier(pool);
    this.#table = table;
    this.#leaseMs = checkLease(options.leaseMs);
  }

  /** Creates the table if it does not exist. For those who migrate themselves, the statement is in docs/token-stores.md. */
  async migrate(): Promise<void> {
    await this.#query(
      `CREATE TABLE IF NOT EXISTS ${this.#table} (key text PRIMARY KEY, value text NOT NULL, expires_at timestamptz)`,
    );
  }

  async get(key: string): Promise<string | undefined> {
    const [row] = await this.#query(`SELECT value FROM ${this.#table} WHERE key = $1`, valueKey(key));
    return (row as { readonly value: string } | undefined)?.value;
  }

  async compareAndSet(key: string, expected: string | undefined, next: string | undefined): Promise<boolean> {
    const table = this.#table;
    const name = valueKey(key);
    if (expected === undefined) {
      if (next === undefined) return (await this.get(key)) === undefined;
      return this.#changes(
        `INSERT INTO ${table} (key, value) VALUES ($1, $2) ON CONFLICT (key) DO NOTHING RETURNING key`,
        name,
        next,
      );
    }
    return next === undefined
      ? this.#changes(`DELETE FROM ${table} WHERE key = $1 AND value = $2 RETURNING key`, name, expected)
      : this.#changes(
          `UPDATE ${table} SET value = $3 WHERE key = $1 AND value = $2 RETURNING key`,
          name,
          expected,
          next,
        );
  }

  lock<T>(key: string, task: () => Promise<T>): Promise<T> {
    const table = this.#table;
    const name = `lock:${key}`;
    const until = `clock_timestamp() + interval '${this.#leaseMs} milliseconds'`;
    const lease = {
      acquire: (owner: string) =>
        this.#changes(
          `INSERT INTO ${table} AS held (key, value, expires_at) VALUES ($1, $2, ${until})
           ON CONFLICT (key) DO UPDATE SET value = excluded.value, expires_at = ${until}
           WHERE held.expires_at < clock_timestamp() RETURNING key`,
          name,
          owner,
        ),
      renew: (owner: string) =>
        this.#changes(
          `UPDATE ${table} SET expires_at = ${until} WHERE key = $1 AND value = $2 RETURNING key`,
          name,
          owner,
        ),
      release: (owner: string) =>
        this.#changes(`DELETE FROM ${table} WHERE key = $1 AND value = $2 RETURNING key`, name, owner),
    };
    return withLease(lease, this.#leaseMs, task);
  }

  async #changes(text: string, ...values: string[]): Promise<boolean> {
    return (await this.#query(text, ...values)).length === 1;
  }
}

function querier(
  pool: PgClient | PostgresJsClient,
): (text: string, ...values: (string | number)[]) => Promise<readonly unknown[]> {
  // postgres.js is a function with members; the others are objects.
  const isClient = (typeof pool === 'object' || typeof pool === 'function') && pool !== null;
  if (isClient && 'unsafe' in pool) return async (text, ...values) => pool.unsafe(text, values as never[]);
  if (isClient && 'query' in pool) return async (text, ...values) => (await pool.query(text, values)).rows;
  throw new ConfigurationError({ option: 'pool', problem: 'must be a pool of pg, postgres.js or PGlite' });
}

function valueKey(key: string): string {
  return `value:${key}`;
}
