/**
 * What the library asks of a place that keeps tokens: two methods, and a lock if several processes share it.
 */

/** Keeps one sealed value for each connection. Values are opaque: a store never sees a token. */
export interface TokenStore {
  /** The value stored under `key`, read from where writes go: a lagging replica would bring back dead tokens. */
  get(key: string): Promise<string | undefined>;
  /**
   * Atomically replaces `expected` by `next`; `undefined` means absent.
   *
   * @returns false, with nothing written, when another value is stored
   */
  compareAndSet(key: string, expected: string | undefined, next: string | undefined): Promise<boolean>;
  /**
   * Runs `task` while no other process holds `key`, and resolves to what it resolves to. A lease: it must free itself
   * when its holder dies. Without it tokens are still never lost, but waiting for another process is slower.
   */
  lock?<T>(key: string, task: () => Promise<T>): Promise<T>;
}
