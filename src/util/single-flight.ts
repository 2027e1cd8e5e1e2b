/**
 * Shares one run of a task among all callers with the same key, within one process.
 */
import { LiveRun } from './live-run.js';

/** @internal */
export class SingleFlight<T> {
  readonly #flights = new Map<string, LiveRun<T>>();

  /**
   * Runs `task`, or waits for a run with the same key that is under way. A run that died together with its request is not
   * waited for.
   *
   * @param isOwn whether a failure concerns only the call that it happened to, so that another call tries for itself
   * @returns the value, and whether another call produced it
   */
  async run(
    key: string,
    task: () => Promise<T>,
    isOwn: (error: unknown) => boolean = () => false,
  ): Promise<{ readonly value: T; readonly isShared: boolean }> {
    for (let flight = this.#flights.get(key); flight !== undefined; flight = this.#flights.get(key)) {
      try {
        const landed = await flight.join();
        if (landed !== undefined) return { value: landed.value, isShared: true };
      } catch (error) {
        if (!isOwn(error)) throw error;
      }
      this.#drop(key, flight);
    }
    return { value: await this.#start(key, task), isShared: false };
  }

  async #start(key: string, task: () => Promise<T>): Promise<T> {
    const flight = new LiveRun(task);
    this.#flights.set(key, flight);
    try {
      return await flight.promise;
    } finally {
      this.#drop(key, flight);
    }
  }

  #drop(key: string, flight: LiveRun<T>): void {
    if (this.#flights.get(key) === flight) this.#flights.delete(key);
  }
}
