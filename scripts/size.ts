/**
 * How large each entry of the built package is, minified and gzipped, with and without its dependencies; and that it
 * brings nothing along that does not belong to it.
 */
import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';

const root = new URL('..', import.meta.url).pathname;

/** Kilobytes that the entry may load at the start with its dependencies, and files that must not be reachable from it. */
const LIMITS: Readonly<Record<string, { readonly budget: number; readonly without: RegExp }>> = {
  '.': {
    budget: 66,
    without:
      /adapters\/(?!tool-call)|stores\/(file|redis|postgres|mysql|sqlite|sql)|testing\/|dist\/webhooks\/|\/cli\//,
  },
  './file-token-store': { budget: 3, without: /oauth|actions|adapters|testing|redis|postgres|node_modules/ },
  './redis-token-store': { budget: 3, without: /oauth|actions|adapters|testing|file|postgres|node_modules/ },
  './postgres-token-store': { budget: 4, without: /oauth|actions|adapters|testing|file|redis|node_modules/ },
  './mysql-token-store': {
    budget: 4,
    without: /oauth|actions|adapters|testing|file|redis|postgres|sqlite|node_modules/,
  },
  './sqlite-token-store': {
    budget: 4,
    without: /oauth|actions|adapters|testing|file|redis|postgres|mysql|node_modules/,
  },
  './ai-sdk': { budget: 3, without: /oauth|actions|stores|testing|node_modules/ },
  './mcp': { budget: 3, without: /oauth|actions|stores|testing|node_modules/ },
  './openai': { budget: 4, without: /oauth|actions|stores|testing|node_modules/ },
  './anthropic': { budget: 3, without: /oauth|actions|stores|testing|node_modules/ },
  './langchain': { budget: 3, without: /oauth|actions|stores|testing|node_modules/ },
  './openai-agents': { budget: 4, without: /oauth|actions|stores|testing|node_modules/ },
  // jose encodes the hash of an id.
  './google-genai': { budget: 4, without: /oauth|actions|stores|testing|node_modules\/(?!jose\/dist\/webapi)/ },
  './tool-call': { budget: 4, without: /oauth|actions|stores|testing|node_modules\/(?!jose\/dist\/webapi)/ },
  './webhooks': {
    budget: 15,
    without: /oauth|stores\/(?!seen-store)|adapters|testing|actions\/(?!plain-)|node_modules\/(ky|jose)/,
  },
  './testing': { budget: 60, without: /dist\/(oauth|actions|adapters)\/|redis|postgres/ },
};

/**
 * `start` is what a process loads at once: the entry with its static imports. ky, and what encrypts, are loaded by the first
 * request that needs them, and count in `all`.
 */
async function bundle(entry: { readonly path: string } | { readonly code: string }, packages: 'bundle' | 'external') {
  const { outputFiles, metafile } = await build({
    ...('path' in entry
      ? { entryPoints: [`${root}${entry.path}`] }
      : { stdin: { contents: entry.code, resolveDir: root } }),
    ...{ bundle: true, splitting: true, outdir: '/bundle', minify: true, write: false, metafile: true, format: 'esm' },
    ...{ packages, external: ['node:*'], platform: 'neutral', mainFields: ['module', 'main'], logLevel: 'error' },
  });
  const sizes = new Map(outputFiles.map(({ path, contents }) => [path, gzipSync(contents).length / 1000]));
  const outputs = new Map(Object.entries(metafile.outputs));
  // Files that are loaded later have an entry point of their own.
  const entryPoint = 'path' in entry ? entry.path.replace(/^\.\//, '') : '<stdin>';
  const [first] = [...outputs].find(([, output]) => output.entryPoint?.endsWith(entryPoint)) ?? [];
  const atStart = new Set<string>();
  const add = (path: string): void => {
    if (atStart.has(path)) return;
    atStart.add(path);
    for (const { path: other, kind } of outputs.get(path)?.imports ?? []) {
      if (kind === 'import-statement' && outputs.has(other)) add(other);
    }
  };
  add(first ?? '');
  const kilobytes = (paths: Iterable<string>) =>
    [...paths].reduce((sum, path) => sum + (sizes.get(`/${path.replace(/^(\.\.\/)+/, '')}`) ?? Number.NaN), 0);
  // What is imported and then left out again does not count.
  const inputs = [...outputs.values()].flatMap((output) =>
    Object.entries(output.inputs).flatMap(([file, { bytesInOutput }]) => (bytesInOutput > 0 ? [file] : [])),
  );
  return { start: kilobytes(atStart), all: kilobytes(outputs.keys()), inputs };
}

const { exports } = JSON.parse(readFileSync(`${root}package.json`, 'utf8'));
let failures = 0;
console.log(
  'kB, minified and gzipped'.padEnd(26),
  ...['alone', 'start', 'all', 'budget'].map((name) => name.padStart(8)),
);
for (const [entry, target] of Object.entries<{ default: string }>(exports)) {
  if (entry.endsWith('.json')) continue;
  const limits = LIMITS[entry];
  const alone = await bundle({ path: target.default }, 'external');
  const all = await bundle({ path: target.default }, 'bundle');
  const columns = [alone.all, all.start, all.all].map((kilobytes) => kilobytes.toFixed(1).padStart(8));
  console.log(entry.padEnd(26), ...columns, String(limits?.budget ?? '?').padStart(8));
  const strays = all.inputs.filter((file) => limits?.without.test(file.replace(/^.*node_modules\//, 'node_modules/')));
  if (limits === undefined || all.start > limits.budget || strays.length > 0) {
    failures++;
    console.error(
      `FAILED ${entry}: ${strays.length > 0 ? `brings along ${strays.join(', ')}` : 'over its budget, or none is set'}`,
    );
  }
}

// What most chatbots bundle.
const TYPICAL_BOT = `
  export { ZendeskConnector } from './dist/index.js';
  export { RedisTokenStore } from './dist/stores/redis.js';
  export { aiSdkTools } from './dist/adapters/ai-sdk.js';`;
const TYPICAL_BOT_BUDGET = 66;
const typical = await bundle({ code: TYPICAL_BOT }, 'bundle');
console.log(`a typical bot: ${typical.start.toFixed(1)} kB at the start, ${typical.all.toFixed(1)} kB in all`);
if (typical.start > TYPICAL_BOT_BUDGET) {
  failures++;
  console.error(`FAILED: a typical bot is over its budget of ${TYPICAL_BOT_BUDGET} kB`);
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
