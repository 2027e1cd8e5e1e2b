/**
 * Has tasks of one kind wait for one another within a process.
 */
export class Turns {
  readonly #last = new Map<string, Promise<unknown>>();

  /** Whether a task is under way or waiting. */
  has(key: string): boolean {
    return this.#last.has(key);
  }

  /** Runs `task` when those before it by the same key have ended, however they ended. */
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
