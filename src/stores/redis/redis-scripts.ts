/**
 * Runs scripts on a Redis server through the client that the application has. A script is the one thing that all clients
 * can do alike: it is atomic, goes to the primary of its key in a cluster, and answers in a form of its own.
 */
import { ConfigurationError } from '../../errors.js';
import { readAnswer } from '../answer.js';

/** The part of a client or a cluster of ioredis that is used. */
export interface IoRedisClient {
  call(command: string, ...args: string[]): Promise<unknown>;
}

/** The part of a client, a pool, a cluster or a sentinel of node-redis that is used. */
export interface NodeRedisClient {
  sendCommand(...args: never[]): Promise<unknown>;
  eval(script: string, options: { keys: string[]; arguments: string[] }): Promise<unknown>;
}

/** The part of the client of `@upstash/redis` that is used. */
export interface UpstashRedisClient {
  eval(script: string, keys: string[], args: string[]): Promise<unknown>;
}

/** The part of the client of Bun that is used. */
export interface BunRedisClient {
  send(command: string, args: string[]): Promise<unknown>;
}

/** Any other client, wrapped: sends a command and resolves to its reply. */
export interface RedisCommandClient {
  sendCommand(command: string[]): Promise<unknown>;
}

/** A client of ioredis, node-redis, `@upstash/redis` or Bun, or another one in a wrapper. */
export type RedisClient = IoRedisClient | NodeRedisClient | UpstashRedisClient | BunRedisClient | RedisCommandClient;

/** The keys of a place in Redis. */
export interface RedisOptions {
  /** Put before every key. @defaultValue 'zendesk-connector:' */
  readonly prefix?: string | undefined;
}

const CLIENTS = 'a client of ioredis, node-redis (client, pool, cluster or sentinel), @upstash/redis or Bun';
const HINT = 'Wrap any other client: { sendCommand: (command) => … } sends a list of strings and returns the reply.';

/** @internal */
export class RedisScripts {
  readonly #evaluate: Evaluate;
  readonly #prefix: string;

  /** @throws ConfigurationError when the client is none of those that are known */
  constructor(client: RedisClient, { prefix = 'zendesk-connector:' }: RedisOptions) {
    this.#evaluate = evaluator(client);
    this.#prefix = prefix;
  }

  /**
   * Runs a script with one key. Its answer begins with "=", or is "-" for none.
   *
   * @returns what follows the "="; null for none
   * @throws ConfigurationError when the client passes on something else
   */
  async run(script: string, key: string, ...args: string[]): Promise<string | null> {
    const answer = readAnswer(await this.#evaluate(script, this.#prefix + key, args));
    if (answer !== undefined) return answer;
    throw new ConfigurationError({
      option: 'client',
      problem: `does not return what a script answers: it must be ${CLIENTS}`,
      hint: HINT,
    });
  }
}

type Evaluate = (script: string, key: string, args: string[]) => Promise<unknown>;

function evaluator(client: RedisClient): Evaluate {
  if (typeof client === 'object' && client !== null) {
    if (has(client, 'call')) return (script, key, args) => client.call('EVAL', script, '1', key, ...args);
    if (has(client, 'send')) return (script, key, args) => client.send('EVAL', [script, '1', key, ...args]);
    if (has(client, 'eval')) {
      // The `sendCommand` of node-redis takes something else in a cluster and in a sentinel; its `eval` does not.
      if ('sendCommand' in client) return (script, key, args) => client.eval(script, { keys: [key], arguments: args });
      return (script, key, args) => client.eval(script, [key], args);
    }
    if (has(client, 'sendCommand'))
      return (script, key, args) => client.sendCommand(['EVAL', script, '1', key, ...args]);
  }
  throw new ConfigurationError({ option: 'client', problem: `must be ${CLIENTS}`, hint: HINT });
}

function has<Client extends object, Method extends string>(
  client: Client,
  method: Method,
): client is Extract<Client, Readonly<Record<Method, unknown>>> {
  return typeof (client as Readonly<Record<string, unknown>>)[method] === 'function';
}
