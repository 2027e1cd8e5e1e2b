/**
 * Makes one of several deliveries of the same webhook the one that is handled. While it is being handled the others are
 * told to come again, and once it is handled that there is nothing to do.
 */
import { WebhookSignatureError } from '../errors.js';
import type { SeenStore } from '../stores/seen-store.js';

/** @internal */
export interface Claim {
  done(): Promise<void>;
  release(): Promise<void>;
}

/**
 * @param ids by each of which it is known
 * @param leaseSeconds after which it is free again if its holder is gone
 * @param memorySeconds for how long to know that it was handled
 * @throws WebhookSignatureError `in_progress` or `replayed`
 * @internal
 */
export async function claim(
  seen: SeenStore | undefined,
  ids: readonly string[],
  leaseSeconds: number,
  memorySeconds: number,
): Promise<Claim> {
  if (seen === undefined) return { done: async () => {}, release: async () => {} };
  const held: string[] = [];
  const release = async () => {
    for (const id of held) await seen.delete(`handling ${id}`);
  };
  try {
    for (const id of ids) {
      // Held before it is asked whether it is done: else it could be finished, and taken again, in between.
      held.push(id);
      const isFirst = await seen.add(`handling ${id}`, leaseSeconds);
      if (!isFirst) held.pop();
      if (await seen.has(`done ${id}`)) throw new WebhookSignatureError({ reason: 'replayed' });
      if (!isFirst) throw new WebhookSignatureError({ reason: 'in_progress' });
    }
  } catch (error) {
    // Whatever happened, nothing may stay held that nobody handles: also an id whose `add` was lost on its way back.
    await release().catch(() => {});
    throw error;
  }
  return {
    async done() {
      for (const id of ids) await seen.add(`done ${id}`, memorySeconds);
      await release();
    },
    release,
  };
}
