/**
 * Work that others wait for, and that may die without an end: a runtime such as workerd ends the work of a request
 * together with the request, and its promises never settle then. So the work shows signs of life while it goes on, and
 * a waiting call stops when there are none.
 */

const HEARTBEAT_MS = 500;
const SILENCE_MS = 2_500;
// A process that was frozen is silent as well. When it goes on, its heartbeat comes before a second look.
const SECOND_LOOK_MS = 100;

/** @internal */
export class LiveRun<T> {
  /** Settles like the work, or never if the work has died. */
  readonly promise: Promise<T>;
  #seenAt = performance.now();

  constructor(task: () => Promise<T>) {
    const heartbeat = setInterval(() => {
      this.#seenAt = performance.now();
    }, HEARTBEAT_MS);
    this.promise = task().finally(() => clearInterval(heartbeat));
  }

  /** Resolves or rejects like the work; undefined when the work has died. */
  join(): Promise<{ readonly value: T } | undefined> {
    return new Promise((resolve, reject) => {
      let timer: ReturnType<typeof setTimeout> | undefined;
      let suspectedAt: number | undefined;
      const look = () => {
        if (this.#seenAt === suspectedAt) return resolve(undefined);
        const silence = performance.now() - this.#seenAt;
        const isSilent = silence >= SILENCE_MS;
        suspectedAt = isSilent ? this.#seenAt : undefined;
        timer = setTimeout(look, isSilent ? SECOND_LOOK_MS : SILENCE_MS - silence);
      };
      look();
      this.promise.then(
        (value) => {
          clearTimeout(timer);
          resolve({ value });
        },
        (error: unknown) => {
          clearTimeout(timer);
          reject(error);
        },
      );
    });
  }
}
