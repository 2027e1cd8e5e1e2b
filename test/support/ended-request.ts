/**
 * A runtime that ends the work of a request together with the request: the timers of the work are cleared, and its
 * promises never settle.
 */
import { vi } from 'vitest';

/** Runs `begin`, and returns a function that clears every timer that `begin` set: the end of its request. */
export function inRequest(begin: () => void): () => void {
  const timers: ReturnType<typeof setTimeout>[] = [];
  const { setTimeout: wait, setInterval: repeat } = globalThis;
  vi.stubGlobal('setTimeout', (...how: Parameters<typeof setTimeout>) => timers[timers.push(wait(...how)) - 1]);
  vi.stubGlobal('setInterval', (...how: Parameters<typeof setInterval>) => timers[timers.push(repeat(...how)) - 1]);
  begin();
  vi.unstubAllGlobals();
  return () => {
    for (const timer of timers) clearTimeout(timer);
  };
}

export const never = () => new Promise<never>(() => {});
