/**
 * Shares one run of a task among all callers with the same key, within one process.
 */
import { LiveRun } from './live-run.js';

/** @internal */
export class SingleFlight<T> {
  readonly #flights = new Map<string, LiveRun<T>>();

  /**
   * Resolves or rejects like the run that is under way, or like a new run of `task`. A run that died together with its
   * request is not waited for.
   */
  async run(key: string, task: () => Promise<T>): Promise<T> {
    for (;;) {
      const flight = this.#flights.get(key);
      if (flight === undefined) return this.#start(key, task);
      const landed = await flight.join();
      if (landed !== undefined) return landed.value;
      this.#drop(key, flight);
    }
  }

  #start(key: string, task: () => Promise<T>): Promise<T> {
    const flight = new LiveRun(task);
    this.#flights.set(key, flight);
    return flight.promise.finally(() => this.#drop(key, flight));
  }

  #drop(key: string, flight: LiveRun<T>): void {
    if (this.#flights.get(key) === flight) this.#flights.delete(key);
  }
}
