/**
 * Remembers in Redis which webhooks were received, for several processes.
 */

import { refuseUnknownOptions } from '../../util/refuse-unknown-options.js';
import type { SeenStore } from '../seen-store.js';
import { type RedisClient, type RedisOptions, RedisScripts } from './redis-scripts.js';

const ADD = `if redis.call('SET', KEYS[1], '1', 'NX', 'EX', ARGV[1]) then return '=' end return '-'`;
const HAS = `if redis.call('EXISTS', KEYS[1]) == 1 then return '=' end return '-'`;
const DELETE = `redis.call('DEL', KEYS[1]) return '='`;

/**
 * Remembers received webhooks in Redis, for the option `seen`.
 *
 * @example
 * ```ts
 * const seen = new RedisSeenStore(new Redis(process.env.REDIS_URL ?? ''));
 * ```
 */
export class RedisSeenStore implements SeenStore {
  readonly #scripts: RedisScripts;

  /**
   * @param client of ioredis, node-redis, `@upstash/redis` or Bun
   * @throws ConfigurationError when the client is none of these
   */
  constructor(client: RedisClient, options: RedisOptions = {}) {
    refuseUnknownOptions(options, { prefix: true });
    this.#scripts = new RedisScripts(client, options);
  }

  async add(id: string, seconds: number): Promise<boolean> {
    return (await this.#scripts.run(ADD, `seen:${id}`, String(Math.ceil(seconds)))) !== null;
  }

  async has(id: string): Promise<boolean> {
    return (await this.#scripts.run(HAS, `seen:${id}`)) !== null;
  }

  async delete(id: string): Promise<void> {
    await this.#scripts.run(DELETE, `seen:${id}`);
  }
}
