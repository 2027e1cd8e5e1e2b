/**
 * Zendesk's clock, and what is to happen at a later time.
 */
interface Task {
  readonly at: number;
  readonly run: () => void;
}

export interface ClockOptions {
  /** Milliseconds since the epoch. @defaultValue `Date.now`, faked or not */
  readonly now?: () => number;
  /**
   * Moves the clock that `now` reads, by milliseconds: your application's clock, such as `vi.advanceTimersByTime`. With
   * it, `zendesk.advance()` moves both clocks. Without it, it moves Zendesk's alone.
   */
  readonly advanceClock?: (milliseconds: number) => void;
}

export class Clock {
  readonly #wallClock: () => number;
  readonly #advance: (milliseconds: number) => void;
  #offset = 0;
  #tasks: readonly Task[] = [];

  constructor({ now, advanceClock }: ClockOptions) {
    this.#wallClock = now ?? (() => Date.now());
    this.#advance =
      advanceClock ??
      ((milliseconds) => {
        this.#offset += milliseconds;
      });
  }

  readonly now = (): number => this.#wallClock() + this.#offset;

  /** Moves the time by seconds. Tasks that fall into them run at their time. */
  advance(seconds: number): void {
    const end = this.now() + seconds * 1000;
    for (let next = this.#takeDue(end); next !== undefined; next = this.#takeDue(end)) {
      if (next.at > this.now()) this.#advance(next.at - this.now());
      next.run();
    }
    this.#advance(end - this.now());
  }

  after(seconds: number, run: () => void): void {
    this.#tasks = [...this.#tasks, { at: this.now() + seconds * 1000, run }].sort((a, b) => a.at - b.at);
  }

  /** Runs the tasks whose time has come since. */
  runDue(): void {
    for (let next = this.#takeDue(this.now()); next !== undefined; next = this.#takeDue(this.now())) next.run();
  }

  #takeDue(until: number): Task | undefined {
    const [next, ...later] = this.#tasks;
    if (next === undefined || next.at > until) return undefined;
    this.#tasks = later;
    return next;
  }
}
