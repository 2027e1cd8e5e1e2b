/**
 * What the library keeps in MySQL and MariaDB: tokens, counts and received webhooks.
 *
 * @packageDocumentation
 */

export { MysqlRateLimiter } from './mysql/mysql-rate-limiter.js';
export { MysqlSeenStore } from './mysql/mysql-seen-store.js';
export type { MysqlCallbackClient, MysqlClient, MysqlOptions, MysqlPromiseClient } from './mysql/mysql-table.js';
export { MysqlTokenStore, type MysqlTokenStoreOptions } from './mysql/mysql-token-store.js';
