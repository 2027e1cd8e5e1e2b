import { defineConfig } from 'tsup';

// `dist` mirrors `src` file by file, so that an import brings only the files that it names.
export default defineConfig({
  entry: ['src/**/*.ts'],
  format: 'esm',
  target: 'es2023',
  platform: 'neutral',
  bundle: false,
  sourcemap: false,
  clean: true,
});
