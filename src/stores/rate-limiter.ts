/**
 * Counts what a bot is made to do, so that it cannot be used as a mail bomb: Zendesk mails every requester of a ticket.
 */
import { perStore } from '../util/per-store.js';

/** At most `max` times in any `windowSeconds` seconds. */
export interface RateLimit {
  readonly max: number;
  readonly windowSeconds: number;
}

/** Counts events by key. */
export interface RateLimiter {
  /**
   * Atomically counts one event, unless the limit is reached.
   *
   * @param key opaque; it holds no e-mail address in clear
   * @returns 0 when the event was counted; else, with nothing counted, the seconds until the next one can be
   */
  take(key: string, limit: RateLimit): Promise<number>;
  /**
   * Uncounts the newest event of a key: nothing came of what it was counted for. Without this method a right guess of an
   * anonymous requester counts like a wrong one, and an event that one limit refuses still counts for another.
   */
  giveBack?(key: string): Promise<void>;
}

/**
 * Counts in this process. A key is forgotten after its window, and never to make room for others.
 *
 * @example
 * const connector = new ZendeskConnector({ ...options, rateLimiter: new MemoryRateLimiter() });
 */
export class MemoryRateLimiter implements RateLimiter {
  readonly #events = new Map<string, { readonly times: readonly number[]; readonly until: number }>();
  /** Goes round and round. A new iterator each time would walk over the deleted entries. */
  #cursor = this.#events.entries();

  async take(key: string, { max, windowSeconds }: RateLimit): Promise<number> {
    const now = Date.now();
    const windowMs = windowSeconds * 1_000;
    this.#sweep(now);
    // What lies further ahead than a window was counted by a wrong clock.
    const times = (this.#events.get(key)?.times ?? []).filter((time) => Math.abs(now - time) < windowMs);
    if (times.length >= max) {
      const free = (times[times.length - Math.max(max, 1)] ?? now) + windowMs;
      return Math.max(1, Math.ceil((free - now) / 1_000));
    }
    this.#events.set(key, { times: [...times, now], until: now + windowMs });
    return 0;
  }

  async giveBack(key: string): Promise<void> {
    const events = this.#events.get(key);
    if (events === undefined) return;
    if (events.times.length <= 1) this.#events.delete(key);
    else this.#events.set(key, { ...events, times: events.times.slice(0, -1) });
  }

  /** Looks at two keys for each event, in turns, so that what has ended is removed faster than anything is added. */
  #sweep(now: number): void {
    for (let looks = 0; looks < 2; looks++) {
      const { value: entry } = this.#cursor.next();
      if (entry === undefined) this.#cursor = this.#events.entries();
      else if (entry[1].until <= now) this.#events.delete(entry[0]);
    }
  }
}

/** @internal The default limiter: shared by all connectors on one token store. */
export const memoryRateLimiterOf = perStore(() => new MemoryRateLimiter());
