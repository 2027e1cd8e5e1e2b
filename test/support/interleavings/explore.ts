/**
 * Walks through every schedule of a world whose only freedom is which of its choices comes next. No world is kept: each
 * schedule is played again from the start, and of a state only a hash is remembered.
 */
import { hash } from 'node:crypto';

export interface Choice {
  readonly name: string;
  take(): void;
}

export interface World {
  /** What can happen next; none at the end of a schedule. The same states have the same choices in the same order. */
  choices(): readonly Choice[];
  /** Two worlds with equal fingerprints behave alike from then on. */
  fingerprint(): string;
}

interface Exploration {
  readonly schedules: number;
  readonly states: number;
  readonly ends: number;
}

/** Longer than any schedule of a protocol that makes progress. */
const MAX_STEPS = 400;

const afterAllMicrotasks = () => new Promise((resolve) => setImmediate(resolve));

/**
 * @param check looks at the end of a schedule, once for each state in which one can end
 * @throws what `check` throws, with the schedule in its message
 */
export async function explore<W extends World>(create: () => W, check: (world: W) => Promise<void>) {
  const seen = new Set<string>();
  /** Of the schedule at hand, which choice was taken of how many. */
  const path: { taken: number; readonly of: number }[] = [];
  let schedules = 0;
  let ends = 0;
  do {
    schedules++;
    const world = create();
    const names: string[] = [];
    try {
      await afterAllMicrotasks();
      for (let step = 0; ; step++) {
        if (step > MAX_STEPS) throw new Error(`There is no end after ${MAX_STEPS} steps`);
        const choices = world.choices();
        if (path[step] === undefined) {
          const state = hash('sha1', world.fingerprint(), 'base64');
          if (seen.has(state)) break;
          seen.add(state);
          if (choices.length === 0) {
            ends++;
            await check(world);
            break;
          }
          path.push({ taken: 0, of: choices.length });
        }
        const choice = choices[path[step]?.taken ?? 0];
        if (choice === undefined) throw new Error('The same schedule led to other choices');
        names.push(choice.name);
        choice.take();
        await afterAllMicrotasks();
      }
    } catch (error) {
      if (error instanceof Error) error.message += `\n\nafter ${names.join(' · ')}`;
      throw error;
    }
    while ((path.at(-1)?.taken ?? 0) + 1 === path.at(-1)?.of) path.pop();
    const last = path.at(-1);
    if (last !== undefined) last.taken++;
  } while (path.length > 0);
  return { schedules, states: seen.size, ends } satisfies Exploration;
}
