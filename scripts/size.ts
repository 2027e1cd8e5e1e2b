/**
 * How large each entry of the built package is, minified and gzipped, with and without its dependencies; and that it
 * brings nothing along that does not belong to it.
 */
import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';

const root = new URL('..', import.meta.url).pathname;

/** Kilobytes that the entry may have with its dependencies, and files that must not be reachable from it. */
const LIMITS: Readonly<Record<string, { readonly budget: number; readonly without: RegExp }>> = {
  // ky, jose and zod/mini alone are 32 of them.
  '.': { budget: 60, without: /adapters\/(?!tool-call)|stores\/(file|redis|postgres)|testing\/|webhooks|cli/ },
  './file-token-store': { budget: 3, without: /oauth|actions|adapters|testing|redis|postgres|node_modules/ },
  './redis-token-store': { budget: 2, without: /oauth|actions|adapters|testing|file|postgres|node_modules/ },
  './postgres-token-store': { budget: 2, without: /oauth|actions|adapters|testing|file|redis|node_modules/ },
  './ai-sdk': { budget: 3, without: /oauth|actions|stores|testing|node_modules/ },
  './mcp': { budget: 3, without: /oauth|actions|stores|testing|node_modules/ },
  './openai': { budget: 4, without: /oauth|actions|stores|testing|node_modules/ },
  './anthropic': { budget: 3, without: /oauth|actions|stores|testing|node_modules/ },
  './langchain': { budget: 3, without: /oauth|actions|stores|testing|node_modules/ },
  './webhooks': {
    budget: 13,
    without: /oauth|stores\/(?!seen-store)|adapters|testing|actions\/(?!plain-text)|node_modules\/(ky|jose)/,
  },
  './testing': { budget: 20, without: /oauth\/|actions|adapters|redis|postgres/ },
};

async function bundle(path: string, packages: 'bundle' | 'external') {
  const { outputFiles, metafile } = await build({
    ...{ entryPoints: [`${root}${path}`], bundle: true, minify: true, write: false, metafile: true, format: 'esm' },
    ...{ packages, external: ['node:*'], platform: 'neutral', mainFields: ['module', 'main'], logLevel: 'error' },
  });
  const [output] = Object.values(metafile.outputs);
  // What is imported and then left out again does not count.
  const inputs = Object.entries(output?.inputs ?? {}).filter(([, { bytesInOutput }]) => bytesInOutput > 0);
  return { kilobytes: gzipSync(outputFiles[0]?.contents ?? '').length / 1000, inputs: inputs.map(([file]) => file) };
}

const { exports } = JSON.parse(readFileSync(`${root}package.json`, 'utf8'));
let failures = 0;
console.log('kB, minified and gzipped'.padEnd(26), 'alone'.padStart(8), 'with all'.padStart(10), 'budget'.padStart(8));
for (const [entry, target] of Object.entries<{ default: string }>(exports)) {
  if (entry.endsWith('.json')) continue;
  const limits = LIMITS[entry];
  const alone = await bundle(target.default, 'external');
  const all = await bundle(target.default, 'bundle');
  const columns = [alone.kilobytes.toFixed(1).padStart(8), all.kilobytes.toFixed(1).padStart(10)];
  console.log(entry.padEnd(26), ...columns, String(limits?.budget ?? '?').padStart(8));
  const strays = all.inputs.filter((file) => limits?.without.test(file.replace(/^.*node_modules\//, 'node_modules/')));
  if (limits === undefined || all.kilobytes > limits.budget || strays.length > 0) {
    failures++;
    console.error(
      `FAILED ${entry}: ${strays.length > 0 ? `brings along ${strays.join(', ')}` : 'over its budget, or none is set'}`,
    );
  }
}

// One action alone brings no OAuth, no store and no HTTP client.
const one = await build({
  stdin: { contents: `export { createTicket } from './dist/index.js'`, resolveDir: root },
  ...{ bundle: true, minify: true, write: false, metafile: true, format: 'esm', platform: 'neutral' },
  mainFields: ['module', 'main'],
});
const [output] = Object.values(one.metafile.outputs);
const brought = Object.entries(output?.inputs ?? {}).flatMap(([file, { bytesInOutput }]) =>
  bytesInOutput > 0 ? [file] : [],
);
const strays = brought.filter((file) =>
  /node_modules\/(ky|jose\/dist\/webapi\/jwe)|dist\/(oauth|stores|connect|core|http\/http)/.test(file),
);
console.log(`one action alone: ${(gzipSync(one.outputFiles[0]?.contents ?? '').length / 1000).toFixed(1)} kB`);
if (strays.length > 0) {
  failures++;
  console.error(`FAILED: one action alone brings along ${strays.join(', ')}`);
}
process.exitCode = failures === 0 ? 0 : 1;
