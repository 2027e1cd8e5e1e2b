/**
 * Counts what a bot is made to do, so that it cannot be used as a mail bomb: Zendesk mails every requester of a ticket.
 */

import { perStore } from '../util/per-store.js';

/** At most `max` times in any `windowSeconds` seconds. */
export interface RateLimit {
  readonly max: number;
  readonly windowSeconds: number;
}

/** Counts events by key. Give one that counts in Redis if several processes serve one bot. */
export interface RateLimiter {
  /**
   * Counts one event.
   *
   * @param key opaque; it holds no e-mail address in clear
   * @returns 0 when it is within the limit; else, with nothing counted, the seconds until the next one is
   */
  take(key: string, limit: RateLimit): Promise<number>;
}

/** Counts in this process. */
export class MemoryRateLimiter implements RateLimiter {
  static readonly #MAX_KEYS = 50_000;
  readonly #taken = new Map<string, number[]>();

  async take(key: string, { max, windowSeconds }: RateLimit): Promise<number> {
    const now = Date.now();
    const since = now - windowSeconds * 1000;
    const times = (this.#taken.get(key) ?? []).filter((time) => time > since && time <= now);
    // Removed and added again, so that the key that was used least recently is the first to be forgotten.
    this.#taken.delete(key);
    const [oldest = now] = times;
    const isOver = times.length >= max;
    if (!isOver) times.push(now);
    this.#taken.set(key, times);
    if (this.#taken.size > MemoryRateLimiter.#MAX_KEYS) {
      const first = this.#taken.keys().next();
      if (!first.done) this.#taken.delete(first.value);
    }
    return isOver ? Math.max(1, Math.ceil((oldest + windowSeconds * 1000 - now) / 1000)) : 0;
  }
}

/** @internal The default limiter: shared by all connectors on one token store. */
export const memoryRateLimiterOf = perStore(() => new MemoryRateLimiter());
