/**
 * A token store for tests, demos and a single process that may forget its connections when it stops.
 */
import type { TokenStore } from './token-store.js';

/**
 * Keeps sealed values in this process. It needs no lock: within a process there is one refresh at a time anyway.
 *
 * @example
 * const connector = new ZendeskConnector({ ...options, tokenStore: new MemoryTokenStore() });
 */
export class MemoryTokenStore implements TokenStore {
  readonly #values = new Map<string, string>();

  async get(key: string): Promise<string | undefined> {
    return this.#values.get(key);
  }

  async compareAndSet(key: string, expected: string | undefined, next: string | undefined): Promise<boolean> {
    if (this.#values.get(key) !== expected) return false;
    if (next === undefined) this.#values.delete(key);
    else this.#values.set(key, next);
    return true;
  }
}
