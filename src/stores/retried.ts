import { sleep } from '../util/sleep.js';

const MAX_ATTEMPTS = 20;

/**
 * Runs a statement again when it lost against another one, and so has done nothing.
 *
 * @param hasLost says so of an error
 * @internal
 */
export async function retried<T>(run: () => PromiseLike<T>, hasLost: (error: unknown) => boolean): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await run();
    } catch (error) {
      if (attempt === MAX_ATTEMPTS || !hasLost(error)) throw error;
      await sleep(Math.random() * 5 * attempt);
    }
  }
}
