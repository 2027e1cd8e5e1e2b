/**
 * Bounds how many refreshes of tokens run at once in this process. Without a bound, thousands of connections that expire
 * together would all wait for one another, and none would be in time.
 */

interface Slot {
  readonly account: string;
  readonly takenAt: number;
}

const MAX_SLOTS = 100;
const POLL_MS = 1_000;
// A runtime that ends the work of a request with the request does not give its slots back.
const MAX_AGE_MS = 60_000;

/** @internal */
export class RefreshSlots {
  /** The oldest first. */
  readonly #taken = new Set<Slot>();
  readonly #takenBy = new Map<string, number>();
  /** Those who wait, by account. Each takes a slot if it may, and says whether it has. */
  readonly #waiting = new Map<string, Set<() => boolean>>();

  /** Runs `task` once there is a slot. Time spent waiting does not count toward the time limit of a refresh. */
  async run<T>(account: string, task: () => Promise<T>): Promise<T> {
    const slot = await this.#take(account);
    try {
      return await task();
    } finally {
      this.#giveBack(slot);
      this.#serve();
    }
  }

  #take(account: string): Promise<Slot> {
    const first = this.#tryTake(account);
    if (first !== undefined) return Promise.resolve(first);
    return new Promise((resolve) => {
      const waiting = this.#waiting.get(account) ?? new Set();
      this.#waiting.set(account, waiting);
      const attempt = () => {
        const slot = this.#tryTake(account);
        if (slot === undefined) return false;
        clearInterval(poll);
        waiting.delete(attempt);
        if (waiting.size === 0) this.#waiting.delete(account);
        resolve(slot);
        return true;
      };
      waiting.add(attempt);
      const poll = setInterval(() => {
        this.#dropAged();
        attempt();
      }, POLL_MS);
    });
  }

  /** An account may take half of what the others leave, so that a slow account holds up no other. */
  #tryTake(account: string): Slot | undefined {
    const own = this.#takenBy.get(account) ?? 0;
    const others = this.#taken.size - own;
    if (own >= (MAX_SLOTS - others) / 2) return undefined;
    const slot = { account, takenAt: performance.now() };
    this.#taken.add(slot);
    this.#takenBy.set(account, own + 1);
    return slot;
  }

  #giveBack(slot: Slot): void {
    if (!this.#taken.delete(slot)) return;
    const own = (this.#takenBy.get(slot.account) ?? 1) - 1;
    if (own > 0) this.#takenBy.set(slot.account, own);
    else this.#takenBy.delete(slot.account);
  }

  #serve(): void {
    for (const waiting of this.#waiting.values()) {
      for (const attempt of waiting) {
        if (this.#taken.size >= MAX_SLOTS) return;
        if (!attempt()) break;
      }
    }
  }

  /** Looks at the oldest only: thousands who wait do so every second. */
  #dropAged(): void {
    const now = performance.now();
    for (const slot of this.#taken) {
      if (now - slot.takenAt <= MAX_AGE_MS) return;
      this.#giveBack(slot);
    }
  }
}
