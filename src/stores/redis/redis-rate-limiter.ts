/**
 * Counts in Redis, for several processes and for functions that live for one request.
 */

import { refuseUnknownOptions } from '../../util/refuse-unknown-options.js';
import type { RateLimit, RateLimiter } from '../rate-limiter.js';
import { type RedisClient, type RedisOptions, RedisScripts } from './redis-scripts.js';

// A sorted set of events by the server's time. What lies further ahead than a window was counted by a wrong clock.
const TAKE = `
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local max = tonumber(ARGV[1])
local window = tonumber(ARGV[2])
local function text(number) return string.format('%.0f', number) end
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', text(now - window))
redis.call('ZREMRANGEBYSCORE', KEYS[1], '(' .. text(now + window), '+inf')
local count = redis.call('ZCARD', KEYS[1])
if count < max then
  redis.call('ZADD', KEYS[1], text(now), ARGV[3])
  redis.call('PEXPIRE', KEYS[1], text(window))
  return '=0'
end
local oldest = redis.call('ZRANGE', KEYS[1], count - max, count - max, 'WITHSCORES')
local free = oldest[2] and oldest[2] + window or now + window
return '=' .. text(math.max(1, math.ceil((free - now) / 1000)))`;

const GIVE_BACK = `redis.call('ZPOPMAX', KEYS[1]) return '='`;

/**
 * Counts events in Redis 5 or later, for the option `rateLimiter`.
 *
 * @example
 * ```ts
 * const redis = new Redis(process.env.REDIS_URL ?? '');
 * const connector = new ZendeskConnector({
 *   ...options,
 *   tokenStore: new RedisTokenStore(redis),
 *   rateLimiter: new RedisRateLimiter(redis),
 * });
 * ```
 */
export class RedisRateLimiter implements RateLimiter {
  readonly #scripts: RedisScripts;

  /**
   * @param client of ioredis, node-redis, `@upstash/redis` or Bun
   * @throws ConfigurationError when the client is none of these
   */
  constructor(client: RedisClient, options: RedisOptions = {}) {
    refuseUnknownOptions(options, { prefix: true });
    this.#scripts = new RedisScripts(client, options);
  }

  async take(key: string, { max, windowSeconds }: RateLimit): Promise<number> {
    const windowMs = String(Math.ceil(windowSeconds * 1_000));
    return Number(await this.#scripts.run(TAKE, `limit:${key}`, String(max), windowMs, crypto.randomUUID()));
  }

  async giveBack(key: string): Promise<void> {
    await this.#scripts.run(GIVE_BACK, `limit:${key}`);
  }
}
