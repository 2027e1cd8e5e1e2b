/**
 * A token store in Redis, for several processes. Every change is one script on the server, so that nothing comes in
 * between.
 */

import { refuseUnknownOptions } from '../../util/refuse-unknown-options.js';
import { checkLease, withLease } from '../lease.js';
import type { TokenStore } from '../token-store.js';
import { type RedisClient, type RedisOptions, RedisScripts } from './redis-scripts.js';

/** How a {@link RedisTokenStore} is set up. */
export interface RedisTokenStoreOptions extends RedisOptions {
  /** Milliseconds after which a lock that is not renewed frees itself. @defaultValue 15_000 */
  readonly leaseMs?: number | undefined;
}

const GET = `
local value = redis.call('GET', KEYS[1])
if value then return '=' .. value end
return '-'`;

// ARGV: "1" and the value that must be there, or "0" and "" for none; the same for what to put in its place.
const COMPARE_AND_SET = `
local current = redis.call('GET', KEYS[1])
if ARGV[1] == '1' then
  if current ~= ARGV[2] then return '-' end
elseif current then return '-' end
if ARGV[3] == '1' then redis.call('SET', KEYS[1], ARGV[4]) else redis.call('DEL', KEYS[1]) end
return '='`;

const ACQUIRE = `if redis.call('SET', KEYS[1], ARGV[1], 'NX', 'PX', ARGV[2]) then return '=' end return '-'`;

const RENEW = `
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return '-' end
redis.call('PEXPIRE', KEYS[1], ARGV[2])
return '='`;

const RELEASE = `
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return '-' end
redis.call('DEL', KEYS[1])
return '='`;

/**
 * Keeps sealed values in Redis. Point it at the primary: a replica that lags returns dead tokens.
 *
 * @example
 * const tokenStore = new RedisTokenStore(new Redis('redis://127.0.0.1:6379'), { prefix: 'bot:zendesk:' });
 */
export class RedisTokenStore implements TokenStore {
  readonly #scripts: RedisScripts;
  readonly #leaseMs: number;

  /**
   * @param client of ioredis, node-redis, `@upstash/redis` or Bun
   * @throws ConfigurationError when the client is none of these, or an option is malformed
   */
  constructor(client: RedisClient, options: RedisTokenStoreOptions = {}) {
    refuseUnknownOptions(options, { prefix: true, leaseMs: true });
    this.#scripts = new RedisScripts(client, options);
    this.#leaseMs = checkLease(options.leaseMs);
  }

  async get(key: string): Promise<string | undefined> {
    return (await this.#scripts.run(GET, `value:${key}`)) ?? undefined;
  }

  async compareAndSet(key: string, expected: string | undefined, next: string | undefined): Promise<boolean> {
    return this.#does(COMPARE_AND_SET, `value:${key}`, ...optional(expected), ...optional(next));
  }

  lock<T>(key: string, task: () => Promise<T>): Promise<T> {
    const name = `lock:${key}`;
    const duration = String(this.#leaseMs);
    const lease = {
      acquire: (owner: string) => this.#does(ACQUIRE, name, owner, duration),
      renew: (owner: string) => this.#does(RENEW, name, owner, duration),
      release: (owner: string) => this.#does(RELEASE, name, owner),
    };
    return withLease(lease, this.#leaseMs, task);
  }

  async #does(script: string, key: string, ...args: string[]): Promise<boolean> {
    return (await this.#scripts.run(script, key, ...args)) !== null;
  }
}

function optional(value: string | undefined): [isThere: string, value: string] {
  return value === undefined ? ['0', ''] : ['1', value];
}
