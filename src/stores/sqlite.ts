/**
 * What the library keeps in SQLite, D1, libSQL and Durable Objects: tokens, counts and received webhooks.
 *
 * @packageDocumentation
 */

export { DurableObjectTokenStore, type DurableObjectTokens } from './sqlite/durable-object-token-store.js';
export { SqliteRateLimiter } from './sqlite/sqlite-rate-limiter.js';
export { SqliteSeenStore } from './sqlite/sqlite-seen-store.js';
export type {
  D1Client,
  DurableObjectSql,
  LibsqlClient,
  SqliteClient,
  SqliteDatabase,
  SqliteOptions,
} from './sqlite/sqlite-table.js';
export { SqliteTokenStore, type SqliteTokenStoreOptions } from './sqlite/sqlite-token-store.js';
