/**
 * A token store in Durable Objects: one object for each connection, so that no two share a queue.
 */
import { ConfigurationError } from '../../errors.js';
import type { TokenStore } from '../token-store.js';

/** The part of the binding of a Durable Object class that is used. Its objects pass both calls to a `SqliteTokenStore`. */
export interface DurableObjectTokens {
  getByName(name: string): {
    get(key: string): PromiseLike<string | undefined>;
    compareAndSet(key: string, expected: string | undefined, next: string | undefined): PromiseLike<boolean>;
  };
}

/**
 * Keeps sealed values in Durable Objects. Without `lock`: an isolate that finds another one refreshing waits by looking
 * at the store.
 *
 * @example
 * const tokenStore = new DurableObjectTokenStore(env.ZENDESK_TOKENS);
 */
export class DurableObjectTokenStore implements TokenStore {
  readonly #namespace: DurableObjectTokens;

  /**
   * @param namespace the binding; docs/token-stores.md shows the class of its objects
   * @throws ConfigurationError when it is none
   */
  constructor(namespace: DurableObjectTokens) {
    if (typeof namespace?.getByName !== 'function') {
      throw new ConfigurationError({
        option: 'namespace',
        problem: 'must be the binding of a Durable Object class',
        hint: 'Set durable_objects in the configuration of wrangler, and pass env.NAME.',
      });
    }
    this.#namespace = namespace;
  }

  async get(key: string): Promise<string | undefined> {
    return this.#namespace.getByName(key).get(key);
  }

  async compareAndSet(key: string, expected: string | undefined, next: string | undefined): Promise<boolean> {
    return this.#namespace.getByName(key).compareAndSet(key, expected, next);
  }
}
