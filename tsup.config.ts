import { build } from 'esbuild';
import { defineConfig } from 'tsup';

// `dist` mirrors `src` file by file, so that an import brings only the files that it names. One file also contains what it
// imports: see src/util/zod.ts.
export default defineConfig({
  entry: ['src/**/*.ts'],
  format: 'esm',
  target: 'es2023',
  platform: 'neutral',
  bundle: false,
  sourcemap: false,
  clean: true,
  async onSuccess() {
    await build({
      entryPoints: ['src/util/zod.ts'],
      outfile: 'dist/util/zod.js',
      format: 'esm',
      target: 'es2023',
      platform: 'neutral',
      bundle: true,
      mainFields: ['module', 'main'],
      legalComments: 'none',
    });
  },
});
