import { sleep } from '../util/sleep.js';

// Shorter than the time in which a token store has to answer.
const PATIENCE_MS = 4_000;
const LONGEST_PAUSE_MS = 100;

/**
 * Runs a statement again when it lost against another one, and so has done nothing.
 *
 * @param hasLost says so of an error
 * @internal
 */
export async function retried<T>(run: () => PromiseLike<T>, hasLost: (error: unknown) => boolean): Promise<T> {
  const until = performance.now() + PATIENCE_MS;
  for (let attempt = 1; ; attempt++) {
    try {
      return await run();
    } catch (error) {
      if (performance.now() > until || !hasLost(error)) throw error;
      await sleep(Math.random() * Math.min(5 * attempt, LONGEST_PAUSE_MS));
    }
  }
}
