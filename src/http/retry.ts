/**
 * When a failed request is sent again, and after how long: never later than the caller can wait, never in a way that
 * makes an outage worse.
 */
import { ApiError, NetworkError, RateLimitedError, ResponseFormatError } from '../errors.js';
import { perStore } from '../util/per-store.js';

/** @internal Requests in all, the first included. */
export const MAX_ATTEMPTS = 3;

const BASE_DELAY_MS = 250;
const MAX_DELAY_MS = 4_000;

/**
 * Milliseconds to wait before sending the request again; undefined when it must not be sent again.
 *
 * @param repeatable whether a second run does no harm: a read, or a write with an idempotency key
 * @internal
 */
export function retryDelay(error: unknown, attempt: number, repeatable: boolean): number | undefined {
  if (attempt >= MAX_ATTEMPTS) return undefined;
  if (error instanceof RateLimitedError) {
    // A little jitter on top, so that the callers who were told the same time do not come back together.
    // A 429 was refused before anything was done, so that even a bare write may be sent again.
    return error.zendeskStatus === 429 || repeatable
      ? error.retryAfter * 1000 + Math.random() * BASE_DELAY_MS
      : undefined;
  }
  const transient =
    error instanceof NetworkError ||
    ((error instanceof ApiError || error instanceof ResponseFormatError) && error.retryable);
  if (!transient || !repeatable) return undefined;
  return Math.random() * Math.min(MAX_DELAY_MS, BASE_DELAY_MS * 2 ** attempt);
}

/**
 * Reads a `Retry-After` header, RFC 9110 section 10.2.3: seconds or a date. `ratelimit-reset`, which Zendesk sends on
 * ordinary answers too, is never a reason to wait.
 *
 * @returns seconds; undefined when there is no usable value
 * @internal
 */
export function parseRetryAfter(headers: Headers): number | undefined {
  const value = headers.get('retry-after')?.trim() ?? '';
  if (/^\d{1,12}(\.\d+)?$/.test(value)) return Number(value);
  if (!/^[A-Z][a-z]{2}/.test(value)) return undefined;
  const date = Date.parse(value);
  if (Number.isNaN(date)) return undefined;
  // Relative to the server's own clock where it tells it.
  const now = Date.parse(headers.get('date') ?? '');
  return Math.max(0, (date - (Number.isNaN(now) ? Date.now() : now)) / 1000);
}

/**
 * Limits retries to a tenth of what succeeds, by account: an outage is met with 1.1 requests a call, not 3, and the
 * outage of one account costs another nothing.
 *
 * @internal
 */
export class RetryBudget {
  static readonly #CAPACITY = 10;
  static readonly #EARNED_BY_SUCCESS = 0.1;
  static readonly #MAX_ACCOUNTS = 10_000;
  /** Only accounts with retries spent are kept. */
  readonly #spent = new Map<string, number>();

  /** False when the account has no retry left. */
  spend(account: string): boolean {
    const spent = this.#spent.get(account) ?? 0;
    if (spent + 1 > RetryBudget.#CAPACITY) return false;
    if (this.#spent.size >= RetryBudget.#MAX_ACCOUNTS) this.#spent.clear();
    this.#spent.set(account, spent + 1);
    return true;
  }

  earn(account: string): void {
    const spent = this.#spent.get(account);
    if (spent === undefined) return;
    const left = spent - RetryBudget.#EARNED_BY_SUCCESS;
    if (left > 0) this.#spent.set(account, left);
    else this.#spent.delete(account);
  }
}

/** @internal The budget that all connectors on one token store share. */
export const retryBudgetOf = perStore(() => new RetryBudget());
