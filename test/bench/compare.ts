/**
 * Compares candidates that do the same work: the CPU time of this process, in short rounds that take turns, as the median
 * of the ratios within each round. A neighbor on the machine then disturbs all candidates alike.
 */

export type Candidate = () => Promise<unknown>;

export interface Comparison {
  /** The median cost of a call in microseconds of CPU time. */
  readonly microseconds: Readonly<Record<string, number>>;
  /** The median ratio of the first candidate to each of the others, round by round. */
  readonly ratios: Readonly<Record<string, number>>;
}

export async function compare(
  candidates: Readonly<Record<string, Candidate>>,
  { concurrency, rounds, calls }: { readonly concurrency: number; readonly rounds: number; readonly calls: number },
): Promise<Comparison> {
  const names = Object.keys(candidates);
  const costs = new Map<string, number[]>(names.map((name) => [name, []]));
  const slice = async (run: Candidate): Promise<number> => {
    const before = process.cpuUsage();
    for (let done = 0; done < calls; done += concurrency) {
      await Promise.all(Array.from({ length: concurrency }, run));
    }
    const { user, system } = process.cpuUsage(before);
    return (user + system) / calls;
  };
  for (const run of Object.values(candidates)) for (let n = 0; n < 8; n++) await slice(run);
  for (let round = 0; round < rounds; round++) {
    // Each round begins with another one, so that none always follows the same neighbor.
    for (let n = 0; n < names.length; n++) {
      const name = names[(n + round) % names.length] ?? '';
      const run = candidates[name];
      if (run !== undefined) costs.get(name)?.push(await slice(run));
    }
  }
  const [first = ''] = names;
  const own = costs.get(first) ?? [];
  const ratios = names.slice(1).map((name) => {
    const others = costs.get(name) ?? [];
    return [name, median(own.map((cost, round) => cost / (others[round] ?? Number.NaN)))];
  });
  return {
    microseconds: Object.fromEntries(names.map((name) => [name, median(costs.get(name) ?? [])])),
    ratios: Object.fromEntries(ratios),
  };
}

export function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}
