/**
 * Work that goes on after a call has returned.
 */

/** Keeps a runtime that ends or freezes with its request alive until the promise has settled. */
export type WaitUntil = (promise: Promise<unknown>) => void;
