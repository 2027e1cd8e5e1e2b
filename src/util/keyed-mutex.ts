/**
 * Runs tasks with the same key one at a time, within one process.
 */

/** @internal */
export class KeyedMutex {
  readonly #last = new Map<string, Promise<unknown>>();

  /** Whether a task with this key is running or waiting. */
  has(key: string): boolean {
    return this.#last.has(key);
  }

  /** Runs `task` after the earlier tasks with the same key have settled. */
  async run<T>(key: string, task: () => Promise<T>): Promise<T> {
    const before = this.#last.get(key) ?? Promise.resolve();
    const mine = before.then(task, task);
    this.#last.set(key, mine);
    try {
      return await mine;
    } finally {
      if (this.#last.get(key) === mine) this.#last.delete(key);
    }
  }
}
