/**
 * Ensures that only one of several deliveries of a webhook is handled. While one is being handled, the others are asked to
 * come again; once it is handled, they have nothing to do.
 */

import { ConfigurationError } from '../errors.js';
import type { SeenStore } from '../stores/seen-store.js';
import { inTime } from './in-time.js';

/** Why a delivery is not handled: another one of the same webhook is being handled, or has been. */
export type Duplicate = 'in_progress' | 'handled';

/** @internal */
export interface Claim {
  readonly duplicate?: undefined;
  done(): Promise<void>;
  release(): Promise<void>;
}

/**
 * @param ids by each of which the webhook is known
 * @param options.leaseSeconds after which the webhook is free again if its holder is gone
 * @param options.memorySeconds for how long to know that it was handled
 * @internal
 */
export async function claim(
  seen: SeenStore | undefined,
  ids: readonly string[],
  { leaseSeconds, memorySeconds }: { readonly leaseSeconds: number; readonly memorySeconds: number },
): Promise<Claim | { readonly duplicate: Duplicate }> {
  if (seen === undefined) return { done: async () => {}, release: async () => {} };
  const held: string[] = [];
  const release = async () => {
    for (const id of held) await inTime('The seen store', () => seen.delete(`handling ${id}`));
  };
  const hold = async (id: string): Promise<boolean> => {
    // Looked up first: when the answer to an `add` gets lost, only what was free before may be released.
    if (await asked('has', () => seen.has(`handling ${id}`))) return false;
    held.push(id);
    if (await asked('add', () => seen.add(`handling ${id}`, leaseSeconds))) return true;
    held.pop();
    return false;
  };
  try {
    for (const id of ids) {
      // Held before `done` is read: else another delivery could finish it, and this one take it again, in between.
      const isHeld = await hold(id);
      const isDone = await asked('has', () => seen.has(`done ${id}`));
      if (!isDone && isHeld) continue;
      await release().catch(() => {});
      return { duplicate: isDone ? 'handled' : 'in_progress' };
    }
  } catch (error) {
    // Nothing may stay held that is not handled, not even an id whose `add` was lost on its way back.
    await release().catch(() => {});
    throw error;
  }
  return {
    async done() {
      for (const id of ids) await inTime('The seen store', () => seen.add(`done ${id}`, memorySeconds));
      await release();
    },
    release,
  };
}

/** An answer that says nothing would count as "another delivery is being handled", and every event would be lost. */
async function asked(method: 'add' | 'has', call: () => Promise<boolean>): Promise<boolean> {
  const answer: unknown = await inTime('The seen store', call);
  if (answer !== undefined) return Boolean(answer);
  throw new ConfigurationError({ option: 'seen', problem: `has a ${method}() that does not resolve to true or false` });
}
