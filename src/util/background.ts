/**
 * Keeps track of work that may outlive the call that began it, so that an application can wait for the work.
 */
import { notify } from './notify.js';
import type { WaitUntil } from './wait-until.js';

// A runtime such as workerd ends the work of a request together with the request, and its promises never settle then.
const MAX_AGE_MS = 600_000;

/** @internal Tracks work that may outlive the call that began it, and returns the same promise. */
export type Keep = <T>(work: Promise<T>) => Promise<T>;

/** @internal */
export class Background {
  /** When the work began, by its promise; the oldest first. */
  readonly #pending = new Map<Promise<unknown>, number>();

  /**
   * Tracks the work, and hands it to `waitUntil`. A rejection of the work, and a `waitUntil` that fails, change nothing.
   *
   * @returns the same promise
   */
  keep<T>(work: Promise<T>, waitUntil: WaitUntil | undefined): Promise<T> {
    const settled = work.then(ignore, ignore);
    this.#pending.set(settled, performance.now());
    void settled.then(() => this.#pending.delete(settled));
    this.#dropAged();
    // Outside of a request the `waitUntil` of some runtimes throws.
    if (waitUntil !== undefined) notify(waitUntil, settled);
    return work;
  }

  /**
   * Waits until no work is left, the work that begins meanwhile included.
   *
   * @param timeout milliseconds to wait at most
   * @returns how many pieces of work are left
   */
  async flush(timeout: number): Promise<number> {
    let timer: ReturnType<typeof setTimeout> | undefined;
    let isOver = false;
    const timedOut = new Promise<void>((resolve) => {
      timer = setTimeout(() => {
        isOver = true;
        resolve();
      }, timeout);
    });
    while (this.#pending.size > 0 && !isOver) await Promise.race([Promise.all(this.#pending.keys()), timedOut]);
    clearTimeout(timer);
    return this.#pending.size;
  }

  #dropAged(): void {
    for (const [work, startedAt] of this.#pending) {
      if (performance.now() - startedAt < MAX_AGE_MS) break;
      this.#pending.delete(work);
    }
  }
}

function ignore(): void {}
