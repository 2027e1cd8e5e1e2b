/**
 * The entries of the package are defined once, in `exports` of package.json. Other files that list them must agree.
 */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

const read = (path: string) => readFileSync(new URL(`../${path}`, import.meta.url), 'utf8');

const { exports } = JSON.parse(read('package.json')) as {
  exports: Record<string, { types: string; default: string }>;
};
const entries = Object.entries(exports).filter(([entry]) => !entry.endsWith('.json'));
const sourceOf = (file: string) => file.replace('./dist/', 'src/').replace(/\.js$/, '.ts');

test('every entry has types beside its code', () => {
  for (const [, { types, default: code }] of entries) expect(types).toBe(code.replace(/\.js$/, '.d.ts'));
});

test('the paths of tsconfig.json are the entries', () => {
  const { paths } = JSON.parse(read('tsconfig.json')).compilerOptions;
  const expected = entries.map(([entry, { default: code }]) => [
    entry.replace(/^\./, 'zendesk-connector'),
    [`./${sourceOf(code)}`],
  ]);
  expect(paths).toEqual(Object.fromEntries(expected));
});

test('the API reference covers the entries', () => {
  const { entryPoints } = JSON.parse(read('typedoc.json'));
  expect(entryPoints.toSorted()).toEqual(entries.map(([, { default: code }]) => sourceOf(code)).toSorted());
});

test('every entry has a size budget', () => {
  const limits = [...read('scripts/size.ts').matchAll(/^ {2}'(\.[^']*)': \{/gm)].map(([, entry]) => entry);
  expect(limits.toSorted()).toEqual(entries.map(([entry]) => entry).toSorted());
});

test('older resolutions find the types of every entry', () => {
  const { main, types, typesVersions } = JSON.parse(read('package.json'));
  expect({ types, default: main }).toEqual(exports['.']);
  const expected = entries.slice(1).map(([entry, target]) => [entry.slice(2), [target.types]]);
  expect(typesVersions).toEqual({ '*': Object.fromEntries(expected) });
});
