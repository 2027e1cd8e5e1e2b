/**
 * A bounded map whose entries age: what keeps every memory of this library from growing.
 */
export class LruCache<Value> {
  readonly #entries = new Map<string, { readonly value: Value; readonly storedAt: number }>();
  readonly #maxEntries: number;
  readonly #maxAge: number;

  /** @param options.maxAge milliseconds after which an entry is forgotten */
  constructor(options: { readonly maxEntries: number; readonly maxAge: number }) {
    this.#maxEntries = options.maxEntries;
    this.#maxAge = options.maxAge;
  }

  get(key: string): Value | undefined {
    const entry = this.#entries.get(key);
    if (entry === undefined) return undefined;
    this.#entries.delete(key);
    const age = Date.now() - entry.storedAt;
    // A negative age is a wall clock that was set back: nothing is known about the entry then.
    if (age > this.#maxAge || age < 0) return undefined;
    this.#entries.set(key, entry);
    return entry.value;
  }

  set(key: string, value: Value): void {
    this.#entries.delete(key);
    this.#entries.set(key, { value, storedAt: Date.now() });
    if (this.#entries.size > this.#maxEntries) {
      const oldest = this.#entries.keys().next();
      if (!oldest.done) this.#entries.delete(oldest.value);
    }
  }

  delete(key: string): void {
    this.#entries.delete(key);
  }
}
