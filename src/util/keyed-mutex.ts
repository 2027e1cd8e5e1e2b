/**
 * Runs tasks with the same key one at a time, within one process.
 */
import { LiveRun } from './live-run.js';

interface Turn {
  readonly run: LiveRun<unknown>;
  /** Returns the turn that this one waits for; undefined once it has begun. */
  readonly before: () => Turn | undefined;
}

/** @internal */
export class KeyedMutex {
  readonly #last = new Map<string, Turn>();

  /** Whether a task with this key is running or waiting. */
  has(key: string): boolean {
    return this.#last.has(key);
  }

  /** Runs `task` after the earlier tasks with the same key have settled, or have died together with their request. */
  async run<T>(key: string, task: () => Promise<T>): Promise<T> {
    let before = this.#last.get(key);
    const run = new LiveRun(async () => {
      while (before !== undefined) {
        await before.run.join().catch(() => {});
        // A turn that died while it was waiting leaves the turn that it was waiting for.
        before = before.before();
      }
      return task();
    });
    const turn: Turn = { run, before: () => before };
    this.#last.set(key, turn);
    try {
      return await run.promise;
    } finally {
      if (this.#last.get(key) === turn) this.#last.delete(key);
    }
  }
}
