/**
 * Uses the rate limiter of the application as long as it works. While it fails or hangs, events are counted in this
 * process, so that neither are tickets created without a limit nor does a support desk close with a Redis.
 */
import { ConfigurationError } from '../errors.js';
import { withTimeLimit } from '../util/time-limit.js';
import type { RateLimiter } from './rate-limiter.js';

const ANSWER_TIMEOUT_MS = 2_000;

/**
 * @param options.fallback counts while the limiter does not
 * @param options.onFailure gets what went wrong
 * @internal
 */
export function guardRateLimiter(
  limiter: RateLimiter,
  options: { readonly fallback: RateLimiter; readonly onFailure: (error: unknown) => void },
): RateLimiter {
  return {
    async take(key, limit) {
      let wait: unknown;
      try {
        wait = await withTimeLimit(ANSWER_TIMEOUT_MS, () => limiter.take(key, limit));
      } catch (error) {
        options.onFailure(error);
        return options.fallback.take(key, limit);
      }
      // No event counts for longer than the window.
      if (typeof wait === 'number' && wait >= 0 && wait < Number.POSITIVE_INFINITY)
        return Math.min(wait, limit.windowSeconds);
      throw new ConfigurationError({
        option: 'rateLimiter',
        problem: 'has a take() that does not resolve to a number of seconds, 0 or more',
      });
    },
    async giveBack(key) {
      await withTimeLimit(ANSWER_TIMEOUT_MS, () => limiter.giveBack?.(key)).catch(options.onFailure);
    },
  };
}
