/**
 * Lets calls with the same key that run at once, within one process, share one result.
 */

/** @internal */
export class SharedCalls<T> {
  readonly #running = new Map<string, Promise<T>>();

  /**
   * Runs `task`, or waits for a task with the same key that is running already.
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
        return { value: await running, isShared: true };
      } catch (error) {
        if (!isOwn(error)) throw error;
      }
    }
    const mine = task();
    this.#running.set(key, mine);
    try {
      return { value: await mine, isShared: false };
    } finally {
      this.#running.delete(key);
    }
  }
}
