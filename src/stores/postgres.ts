/**
 * What the library keeps in PostgreSQL: tokens, counts and received webhooks.
 *
 * @packageDocumentation
 */

export { PostgresRateLimiter } from './postgres/postgres-rate-limiter.js';
export { PostgresSeenStore } from './postgres/postgres-seen-store.js';
export type { PgClient, PostgresClient, PostgresJsClient, PostgresOptions } from './postgres/postgres-table.js';
export { PostgresTokenStore, type PostgresTokenStoreOptions } from './postgres/postgres-token-store.js';
