/**
 * Lets calls with the same key that run at once, within one process, share one result.
 */
import { LiveRun } from './live-run.js';

/** @internal */
export class SharedCalls<T> {
  readonly #running = new Map<string, LiveRun<T>>();

  /**
   * Runs `task`, or waits for a task with the same key that is running already and has not died with its request.
   *
   * @param isOwn whether a failure concerns only the call that it happened to, so that another call tries for itself
   * @returns the value, and whether another call produced it
   */
  async run(
    key: string,
    task: () => Promise<T>,
    isOwn: (error: unknown) => boolean,
  ): Promise<{ readonly value: T; readonly isShared: boolean }> {
    for (let running = this.#running.get(key); running !== undefined; running = this.#running.get(key)) {
      try {
        const joined = await running.join();
        if (joined !== undefined) return { value: joined.value, isShared: true };
      } catch (error) {
        if (!isOwn(error)) throw error;
      }
      this.#forget(key, running);
    }
    const mine = new LiveRun(task);
    this.#running.set(key, mine);
    try {
      return { value: await mine.promise, isShared: false };
    } finally {
      this.#forget(key, mine);
    }
  }

  #forget(key: string, run: LiveRun<T>): void {
    if (this.#running.get(key) === run) this.#running.delete(key);
  }
}
