/**
 * What the library keeps in Redis: tokens, counts and received webhooks.
 *
 * @packageDocumentation
 */

export { RedisRateLimiter } from './redis/redis-rate-limiter.js';
export type {
  BunRedisClient,
  IoRedisClient,
  NodeRedisClient,
  RedisClient,
  RedisCommandClient,
  RedisOptions,
  UpstashRedisClient,
} from './redis/redis-scripts.js';
export { RedisSeenStore } from './redis/redis-seen-store.js';
export { RedisTokenStore, type RedisTokenStoreOptions } from './redis/redis-token-store.js';
