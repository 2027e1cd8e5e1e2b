/**
 * The time budget of one call: everything that a call does, waits included, ends when its deadline does. An attempt is a
 * part of the budget, so that one request that hangs leaves time for another.
 *
 * A call and its attempts share one timer. An AbortController is created only when something asks for the signal.
 */
import { NetworkError } from '../errors.js';

/** @internal */
export class Deadline {
  /** The whole budget in milliseconds. */
  readonly timeout: number;
  /** The budget that this attempt is a part of. It has the timer. */
  readonly #parent: Deadline | undefined;
  /** Whether the outcome of a write is unknown: the time may be up before Zendesk's answer arrived. */
  ambiguous = false;
  /** The method and path of the latest request, for the error. */
  request: string | undefined;
  #endsAt: number;
  readonly #waiters = new Set<(reason: unknown) => void>();
  #controller: AbortController | undefined;
  #ended: { readonly reason: unknown } | undefined;
  readonly #attempts = new Set<Deadline>();
  #timer: ReturnType<typeof setTimeout> | undefined;
  #wakesAt = Number.POSITIVE_INFINITY;

  constructor(timeout: number, parent?: Deadline) {
    this.timeout = timeout;
    this.#parent = parent;
    this.#endsAt = performance.now() + timeout;
  }

  /** Aborts when the time is up or the caller gives up. */
  get signal(): AbortSignal {
    if (this.#controller === undefined) {
      this.#controller = new AbortController();
      if (this.#ended !== undefined) this.#controller.abort(this.#ended.reason);
    }
    return this.#controller.signal;
  }

  /** Whether the time is up or the caller gave up. */
  get hasEnded(): boolean {
    return this.#ended !== undefined;
  }

  /** Returns the milliseconds left, never less than 0. */
  remaining(): number {
    return Math.max(0, this.#endsAt - performance.now());
  }

  /** Throws the reason if the time is up or the caller gave up. */
  throwIfEnded(): void {
    if (this.#ended !== undefined) throw this.#ended.reason;
  }

  /** Resolves or rejects like `promise`, but no later than the deadline. */
  race<T>(promise: Promise<T>): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      if (this.#ended !== undefined) reject(this.#ended.reason);
      this.#waiters.add(reject);
      promise.then(
        (value) => {
          this.#waiters.delete(reject);
          resolve(value);
        },
        (error: unknown) => {
          this.#waiters.delete(reject);
          reject(error);
        },
      );
    });
  }

  /** Waits. Rejects when the deadline comes first. */
  async sleep(milliseconds: number): Promise<void> {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const pause = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, milliseconds);
    });
    try {
      await this.race(pause);
    } finally {
      clearTimeout(timer);
    }
  }

  /**
   * Runs `task` with a part of the budget.
   *
   * @throws NetworkError with `timedOut` when `task` waits beyond that part
   */
  async attempt<T>(timeout: number, task: (attempt: Deadline) => Promise<T>): Promise<T> {
    const attempt = new Deadline(timeout, this);
    if (this.#ended === undefined) this.#wakeBy(attempt.#endsAt);
    else attempt.end(this.#ended.reason);
    this.#attempts.add(attempt);
    try {
      return await task(attempt);
    } finally {
      this.#attempts.delete(attempt);
      attempt.stop();
    }
  }

  /** Gives an attempt so many milliseconds from now on. */
  renew(attempt: Deadline, timeout: number): void {
    attempt.#endsAt = performance.now() + timeout;
    this.#wakeBy(attempt.#endsAt);
  }

  /** Starts the timer. An attempt usually takes half of the budget, so the timer first goes off then. */
  start(): void {
    this.#wakeBy(this.#endsAt - this.timeout / 2);
  }

  /** Ends the budget: `reason` goes to everything that waits. */
  end(reason: unknown): void {
    if (this.#ended !== undefined) return;
    this.#ended = { reason };
    for (const attempt of this.#attempts) attempt.end(reason);
    this.#controller?.abort(reason);
    for (const reject of this.#waiters) reject(reason);
    this.#waiters.clear();
  }

  /** Stops the timer, and ends the attempts and pauses that the call did not wait for. */
  stop(): void {
    clearTimeout(this.#timer);
    if (this.#attempts.size > 0 || this.#waiters.size > 0) this.#expire();
  }

  #wakeBy(time: number): void {
    if (this.#parent !== undefined) {
      this.#parent.#wakeBy(time);
      return;
    }
    if (time >= this.#wakesAt) return;
    clearTimeout(this.#timer);
    this.#wakesAt = time;
    const tick = () => {
      this.#wakesAt = Number.POSITIVE_INFINITY;
      this.#expireIfDue();
    };
    this.#timer = setTimeout(tick, Math.max(0, time - performance.now()));
  }

  #expireIfDue(): void {
    if (this.remaining() === 0) {
      this.#expire();
      return;
    }
    for (const attempt of this.#attempts) attempt.#expireIfDue();
    this.#wakeBy(this.#endsAt);
  }

  #expire(): void {
    this.end(new NetworkError({ timedOut: true, ambiguous: this.ambiguous, request: this.request }));
  }
}

/**
 * Runs `task` with a budget of `timeout` milliseconds.
 *
 * @throws NetworkError with `timedOut` when the time is up; the reason of `signal` when that aborts
 * @internal
 */
export async function withDeadline<T>(
  timeout: number,
  signal: AbortSignal | undefined,
  task: (deadline: Deadline) => Promise<T>,
): Promise<T> {
  signal?.throwIfAborted();
  const deadline = new Deadline(timeout);
  const giveUp = () => deadline.end(signal?.reason);
  signal?.addEventListener('abort', giveUp, { once: true });
  deadline.start();
  try {
    return await deadline.race(task(deadline));
  } finally {
    deadline.stop();
    signal?.removeEventListener('abort', giveUp);
  }
}
