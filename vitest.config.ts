import { readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

const { CI } = process.env;
const root = new URL('./', import.meta.url);
const { exports } = JSON.parse(readFileSync(new URL('package.json', root), 'utf8')) as {
  exports: Record<string, string | { default: string }>;
};

// The entries of the package, longest name first, each as its source.
const alias = Object.entries(exports)
  .flatMap(([entry, target]) => (typeof target === 'string' ? [] : [[entry, target.default] as const]))
  .sort(([a], [b]) => b.length - a.length)
  .map(([entry, file]) => ({
    find: entry.replace(/^\./, 'zendesk-connector'),
    replacement: new URL(file.replace('./dist/', 'src/').replace(/\.js$/, '.ts'), root).pathname,
  }));

export default defineConfig({
  resolve: { alias },
  test: {
    include: ['test/**/*.test.ts'],
    globalSetup: ['test/support/build.ts'],
    typecheck: { enabled: true, include: ['test/**/*.test-d.ts'] },
    // Most tests wait more than they compute.
    maxWorkers: Math.max(6, availableParallelism()),
    testTimeout: 30_000,
    // PGlite compiles PostgreSQL first.
    hookTimeout: 60_000,
    // A shared machine stands still at times. What needs a second try is printed.
    retry: CI === 'true' ? 1 : 0,
    tags: [
      {
        name: 'slow',
        description:
          'Starts processes, a browser or a compiler, or waits for real time: part of `npm run check`, not of `npm test`.',
        timeout: 120_000,
      },
    ],
    // Titles with values are printed whole.
    chaiConfig: { truncateThreshold: 0 },
    coverage: {
      include: ['src/**/*.ts'],
      // Its tests run it as a process of its own, which is not counted.
      exclude: ['src/cli/**'],
      reporter: ['text', 'json-summary'],
      thresholds: { lines: 88, branches: 80, functions: 86, statements: 88 },
    },
  },
});
