/**
 * A token store in Redis, for several processes. Takes the client that the host has, ioredis or node-redis; every change
 * is one script on the server, so that nothing comes in between.
 */
import { ConfigurationError } from '../errors.js';
import { checkLease, withLease } from './lease.js';
import type { TokenStore } from './token-store.js';

/** What is used of an ioredis client. */
export interface IoRedisClient {
  call(command: string, ...args: string[]): Promise<unknown>;
}

/** What is used of a node-redis client. */
export interface NodeRedisClient {
  sendCommand(args: string[]): Promise<unknown>;
}

/** How a {@link RedisTokenStore} is set up. */
export interface RedisTokenStoreOptions {
  /** Put before every key. @defaultValue 'zendesk-connector:' */
  readonly prefix?: string | undefined;
  /** Milliseconds after which a lock that is not renewed frees itself. @defaultValue 15_000 */
  readonly leaseMs?: number | undefined;
}

// ARGV: "1" and the value that must be there, or "0" and "" for none; the same for what to put in its place.
const COMPARE_AND_SET = `
local current = redis.call('GET', KEYS[1])
if ARGV[1] == '1' then
  if current ~= ARGV[2] then return 0 end
elseif current then return 0 end
if ARGV[3] == '1' then redis.call('SET', KEYS[1], ARGV[4]) else redis.call('DEL', KEYS[1]) end
return 1`;

const RENEW = `if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('PEXPIRE', KEYS[1], ARGV[2]) end return 0`;

const RELEASE = `if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('DEL', KEYS[1]) end return 0`;

/** Keeps sealed values in Redis. Point it at the primary; a replica that lags brings back dead tokens. */
export class RedisTokenStore implements TokenStore {
  readonly #send: (...command: string[]) => Promise<unknown>;
  readonly #prefix: string;
  readonly #leaseMs: number;

  /** @throws ConfigurationError when the client is neither ioredis nor node-redis, or an option is malformed */
  constructor(client: IoRedisClient | NodeRedisClient, options: RedisTokenStoreOptions = {}) {
    const { prefix = 'zendesk-connector:' } = options;
    this.#send = sender(client);
    this.#prefix = prefix;
    this.#leaseMs = checkLease(options.leaseMs);
  }

  async get(key: string): Promise<string | undefined> {
    const value = await this.#send('GET', this.#value(key));
    return typeof value === 'string' ? value : undefined;
  }

  async compareAndSet(key: string, expected: string | undefined, next: string | undefined): Promise<boolean> {
    return this.#run(COMPARE_AND_SET, this.#value(key), ...optional(expected), ...optional(next));
  }

  lock<T>(key: string, task: () => Promise<T>): Promise<T> {
    const name = `${this.#prefix}lock:${key}`;
    const duration = String(this.#leaseMs);
    const lease = {
      acquire: async (owner: string) => (await this.#send('SET', name, owner, 'NX', 'PX', duration)) === 'OK',
      renew: (owner: string) => this.#run(RENEW, name, owner, duration),
      release: (owner: string) => this.#run(RELEASE, name, owner),
    };
    return withLease(lease, this.#leaseMs, task);
  }

  async #run(script: string, key: string, ...args: string[]): Promise<boolean> {
    return (await this.#send('EVAL', script, '1', key, ...args)) === 1;
  }

  #value(key: string): string {
    return `${this.#prefix}value:${key}`;
  }
}

function sender(client: IoRedisClient | NodeRedisClient): (...command: string[]) => Promise<unknown> {
  // ioredis has a `sendCommand` too, which takes something else.
  if (typeof client === 'object' && client !== null) {
    if ('call' in client) return (command = '', ...args) => client.call(command, ...args);
    if ('sendCommand' in client) return (...command) => client.sendCommand(command);
  }
  throw new ConfigurationError({ option: 'client', problem: 'must be a client of ioredis or node-redis' });
}

function optional(value: string | undefined): [isThere: string, value: string] {
  return value === undefined ? ['0', ''] : ['1', value];
}
