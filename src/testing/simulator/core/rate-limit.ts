/**
 * Limits of an account and of single endpoints. Zendesk tells them on every answer.
 * https://developer.zendesk.com/api-reference/introduction/rate-limits/
 */
import { ErrorAnswer } from './respond.js';
import type { Limit, PublicCall } from './route.js';

interface Window {
  start: number;
  used: number;
}

export class RateLimits {
  readonly #windows = new Map<string, Window>();
  readonly #now: () => number;

  constructor(now: () => number) {
    this.#now = now;
  }

  /** Counts a request of the account. Returns the headers of its answer. */
  countAccount(total: number): Record<string, string> {
    const { left, reset } = this.#count('account', total, 60);
    const headers = {
      'x-rate-limit': String(total),
      'x-rate-limit-remaining': String(Math.max(0, left)),
      'ratelimit-limit': String(total),
      'ratelimit-remaining': String(Math.max(0, left)),
      'ratelimit-reset': String(reset),
    };
    if (left >= 0) return headers;
    throw new ErrorAnswer(
      429,
      { error: 'APIRateLimitExceeded', description: 'Number of allowed API requests per minute exceeded' },
      { ...headers, 'retry-after': String(reset) },
    );
  }

  /** Counts a request of an endpoint that has a limit of its own. */
  countEndpoint(limit: Limit, call: PublicCall): Record<string, string> {
    const { name, total, windowSeconds } = limit;
    const { left, reset } = this.#count(`${name} ${limit.key(call)}`, total, windowSeconds);
    const headers = {
      [`zendesk-ratelimit-${name}`]: `total=${total}; remaining=${Math.max(0, left)}; resets=${reset}`,
    };
    if (left >= 0) return headers;
    throw new ErrorAnswer(
      429,
      { error: 'TooManyRequests', description: `You are over the rate limit of ${name}` },
      { ...headers, 'retry-after': String(reset) },
    );
  }

  #count(key: string, total: number, seconds: number): { readonly left: number; readonly reset: number } {
    const now = this.#now();
    const known = this.#windows.get(key);
    const window = known !== undefined && now - known.start < seconds * 1000 ? known : { start: now, used: 0 };
    window.used++;
    this.#windows.set(key, window);
    return { left: total - window.used, reset: Math.ceil((window.start + seconds * 1000 - now) / 1000) };
  }
}
