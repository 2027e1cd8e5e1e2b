/**
 * A lock that frees itself when its holder dies: waits for it without hammering the store, renews it while a task runs,
 * and gives back only what is still its own.
 */
import { ConfigurationError } from '../errors.js';
import { sleep } from '../util/sleep.js';

const LONGEST_LOOK_MS = 1_000;

/** @internal What a store can do about the lease of one key, atomically and by its own clock. */
export interface Lease {
  /** Takes the lease if it is free or has run out. */
  acquire(owner: string): Promise<boolean>;
  /** Prolongs it if `owner` still has it. */
  renew(owner: string): Promise<unknown>;
  /** Gives it back if `owner` still has it. */
  release(owner: string): Promise<unknown>;
}

/**
 * @param duration milliseconds after which a lease that is not renewed runs out
 * @internal
 */
export async function withLease<T>(lease: Lease, duration: number, task: () => Promise<T>): Promise<T> {
  const owner = crypto.randomUUID();
  for (let wait = 20; !(await lease.acquire(owner)); wait = Math.min(wait * 1.5, 250)) {
    await sleep(wait * (0.5 + Math.random()));
  }
  // One at a time, so that a renewal cannot outrun the release.
  let renewal: Promise<unknown> = Promise.resolve();
  const timer = setInterval(() => {
    renewal = renewal.then(() => lease.renew(owner)).catch(() => {});
  }, duration / 3);
  try {
    return await task();
  } finally {
    clearInterval(timer);
    await renewal;
    // If this fails the lease runs out by itself.
    await lease.release(owner).catch(() => {});
  }
}

/**
 * The option `leaseMs` of a store.
 *
 * @throws ConfigurationError when it is so short that a busy server could miss a renewal
 * @internal
 */
export function checkLease(leaseMs = 15_000): number {
  if (Number.isInteger(leaseMs) && leaseMs >= 1_000) return leaseMs;
  throw new ConfigurationError({ option: 'leaseMs', problem: 'must be 1,000 milliseconds or more' });
}

/**
 * Measures for how long something did not change, by what this process saw. While this process is paused it sees
 * nothing, so a pause counts as one look.
 *
 * @internal
 */
export class Stillness {
  readonly #duration: number;
  #state: unknown;
  #lookedAt = 0;
  #still = 0;

  /** @param duration milliseconds */
  constructor(duration: number) {
    this.#duration = duration;
  }

  /** Looks once more: true when the state has been the same for the whole duration. */
  hasLasted(state: unknown): boolean {
    const now = performance.now();
    const isSame = state === this.#state;
    this.#still = isSame ? this.#still + Math.min(now - this.#lookedAt, LONGEST_LOOK_MS) : 0;
    this.#state = state;
    this.#lookedAt = now;
    return this.#still >= this.#duration;
  }
}
