/**
 * Runs every gate, one after the other, and says which held. Ends with exit code 1 when one did not. With `--after-tests`
 * it leaves out what `npm test -- --coverage` has shown already.
 */
import { spawnSync } from 'node:child_process';

/** Each store with other trouble, besides what all have. */
const CHAOS = [
  '--store redis --pause --lose-locks --slow 1000',
  '--store postgres --lose-locks --isolation serializable',
  '--store file --pause',
];

const GATES: readonly (readonly [name: string, command: string])[] = [
  ['lint and format', 'biome check --error-on-warnings .'],
  ['types', 'tsc --noEmit'],
  ['unused code and dependencies', 'knip'],
  ...(process.argv.includes('--after-tests')
    ? []
    : [['tests with coverage', 'vitest run --tags-filter=!slow --coverage'] as const]),
  // One at a time: they start processes of their own.
  ['slow tests', 'vitest run --tags-filter=slow --maxWorkers=1'],
  ['build', 'npm run --silent build'],
  ['package', 'publint --strict'],
  ['types as published', 'attw --pack . --profile esm-only'],
  ['API reference', 'typedoc --logLevel Warn'],
  ['installed from the tarball', 'node scripts/packed.ts'],
  ['Jest, CommonJS and Next.js', 'node scripts/hosts.ts'],
  ['the Cloudflare Worker', 'node scripts/worker-example.ts'],
  ['the Next.js application', 'node scripts/next-example.ts'],
  ['the NestJS project', 'node scripts/nest-example.ts'],
  ['size and what is reachable', 'node scripts/size.ts'],
  ['every runtime', 'node scripts/runtimes.ts'],
  ['demo', 'node examples/demo.ts'],
  ['cost of a call', 'node test/bench/bench.ts --check'],
  ...CHAOS.map(
    (more) =>
      [`chaos: ${more}`, `node test/chaos/chaos.ts --processes 4 --calls 300 --rotations 16 --kill ${more}`] as const,
  ),
  ...['redis', 'postgres', 'file'].map(
    (store) =>
      [
        `chaos with client credentials: ${store}`,
        `node test/chaos/chaos.ts --processes 3 --calls 120 --rotations 8 --kill --client-credentials --store ${store}`,
      ] as const,
  ),
  ['memory', 'node test/soak/soak.ts'],
  ...['redis', 'postgres', 'file'].map(
    (store) =>
      [`memory with ${store}`, `node test/soak/soak.ts --connections 2000 --calls 20000 --store ${store}`] as const,
  ),
];

const failed: string[] = [];
for (const [name, command] of GATES) {
  console.log(`\n── ${name}: ${command}`);
  // Nothing that hangs may keep the others from being run.
  const { status } = spawnSync(command, { shell: true, stdio: 'inherit', timeout: 20 * 60_000 });
  if (status !== 0) failed.push(name);
}
if (failed.length > 0) console.log(`\nFailed: ${failed.join(', ')}`);
console.log(`\n${GATES.length - failed.length} passed, ${failed.length} failed`);
process.exitCode = failed.length === 0 ? 0 : 1;
