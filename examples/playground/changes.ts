/**
 * Tells open pages that there is something new.
 */
export class Changes {
  readonly #listeners = new Set<() => void>();

  /** Passes as a plain function. */
  readonly tell = (): void => {
    for (const listener of this.#listeners) listener();
  };

  listen(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
}
