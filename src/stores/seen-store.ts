/**
 * Remembers which webhooks were received, so that the same one is not acted on twice.
 */

/** Where the ids of received webhooks are kept. Give one that is in a database if several processes receive them. */
export interface SeenStore {
  /**
   * Atomically adds an id, for so many seconds.
   *
   * @returns false, and nothing is changed, when it was there already
   */
  add(id: string, seconds: number): Promise<boolean>;
  has(id: string): Promise<boolean>;
  /** Forgets an id, so that it can be added again. */
  delete(id: string): Promise<void>;
}

/**
 * Remembers in this process.
 *
 * @example
 * const seen = new MemorySeenStore(); // one for the process
 */
export class MemorySeenStore implements SeenStore {
  readonly #capacity: number;
  /** Until when, by id; the oldest first. */
  readonly #ids = new Map<string, number>();

  /** @param options.capacity so many ids at most; the oldest are forgotten first. @defaultValue 100,000 */
  constructor(options: { readonly capacity?: number } = {}) {
    this.#capacity = options.capacity ?? 100_000;
  }

  async add(id: string, seconds: number): Promise<boolean> {
    const now = Date.now();
    // Without a pause in between: of those who come at once one is the first.
    if ((this.#ids.get(id) ?? 0) > now) return false;
    this.#ids.delete(id);
    this.#ids.set(id, now + seconds * 1000);
    for (const [oldest, until] of this.#ids) {
      if (until > now && this.#ids.size <= this.#capacity) break;
      this.#ids.delete(oldest);
    }
    return true;
  }

  async has(id: string): Promise<boolean> {
    return (this.#ids.get(id) ?? 0) > Date.now();
  }

  async delete(id: string): Promise<void> {
    this.#ids.delete(id);
  }
}
