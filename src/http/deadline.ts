/**
 * The time budget of one call: everything that a call does, waits included, ends when its deadline does.
 */
import { NetworkError } from '../errors.js';

/** @internal */
export interface Deadline {
  /** Aborts when the time is up or the caller gives up. */
  readonly signal: AbortSignal;
  /** The whole budget in milliseconds. */
  readonly timeout: number;
  /** Whether a write is under way or ended without an answer: running out of time then leaves its outcome open. */
  ambiguous: boolean;
  /** Milliseconds left, never negative. */
  remaining(): number;
  /** Resolves or rejects like `promise`, but no later than the deadline. */
  race<T>(promise: Promise<T>): Promise<T>;
  /** Rejects when the deadline comes first. */
  sleep(milliseconds: number): Promise<void>;
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
  const controller = new AbortController();
  const end = performance.now() + timeout;
  const timer = setTimeout(() => {
    controller.abort(new NetworkError({ timedOut: true, ambiguous: deadline.ambiguous }));
  }, timeout);
  const giveUp = () => controller.abort(signal?.reason);
  if (signal?.aborted) giveUp();
  signal?.addEventListener('abort', giveUp, { once: true });

  const race = <V>(promise: Promise<V>): Promise<V> => {
    const { signal } = controller;
    return new Promise<V>((resolve, reject) => {
      const onAbort = () => reject(signal.reason);
      if (signal.aborted) onAbort();
      signal.addEventListener('abort', onAbort, { once: true });
      promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', onAbort));
    });
  };
  let pause: ReturnType<typeof setTimeout> | undefined;
  const deadline: Deadline = {
    signal: controller.signal,
    timeout,
    ambiguous: false,
    remaining: () => Math.max(0, end - performance.now()),
    race,
    sleep: (milliseconds) =>
      race(
        new Promise((resolve) => {
          pause = setTimeout(resolve, milliseconds);
        }),
      ),
  };
  try {
    controller.signal.throwIfAborted();
    return await race(task(deadline));
  } finally {
    clearTimeout(timer);
    clearTimeout(pause);
    signal?.removeEventListener('abort', giveUp);
  }
}
