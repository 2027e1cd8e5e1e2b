/**
 * A clock that stands still until it is told otherwise, timers that fire when they are told to, and randomness that is
 * the same each time. Set globally while worlds are explored.
 */
import type { Process } from './token-world.js';

/** Where timers, the time and ids come from: the world that is played at the moment. */
export interface TimeSource {
  readonly now: number;
  readonly active: Process;
}

let source: TimeSource | undefined;

export function useTimeSource(next: TimeSource): void {
  source = next;
}

function current(): TimeSource {
  if (source === undefined) throw new Error('There is no world');
  return source;
}

/** @returns a function that undoes it */
export function installVirtualTime(): () => void {
  const undo: (() => void)[] = [];
  const replace = <T extends object, K extends keyof T>(target: T, name: K, value: unknown) => {
    const before = Object.getOwnPropertyDescriptor(target, name);
    Object.defineProperty(target, name, { configurable: true, writable: true, value });
    undo.push(() => {
      if (before === undefined) delete target[name];
      else Object.defineProperty(target, name, before);
    });
  };
  replace(globalThis, 'setTimeout', (callback: () => void) => current().active.addTimer(callback));
  replace(globalThis, 'clearTimeout', (timer: (() => void) | undefined) => timer?.());
  // Signs of life, which nobody here waits for.
  replace(globalThis, 'setInterval', () => undefined);
  replace(globalThis, 'clearInterval', () => undefined);
  replace(Date, 'now', () => current().now);
  replace(performance, 'now', () => current().now);
  replace(Math, 'random', () => 0.5);
  replace(crypto, 'randomUUID', () => current().active.nextId());
  return () => {
    for (const one of undo.reverse()) one();
    source = undefined;
  };
}
