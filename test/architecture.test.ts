/**
 * The shape of the code: who may import whom, and what nobody may.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { describe, expect, test } from 'vitest';

const src = new URL('../src', import.meta.url).pathname;
const files = readdirSync(src, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts'));

function importsOf(file: string): readonly { readonly from: string }[] {
  const text = readFileSync(join(src, file), 'utf8');
  const statements = text.matchAll(/^(?:import|export)\s+[^;]*?from\s+'([^']+)'|\bimport\('([^']+)'\)/gm);
  return [...statements].map(([, from = '', loaded = '']) => ({ from: from || loaded }));
}

function resolve(file: string, from: string): string {
  return relative(src, join(src, dirname(file), from)).replace(/\.js$/, '.ts');
}

/** Imports within src by file, those of types included. */
const graph = new Map(
  files.map((file) => [
    file,
    importsOf(file)
      .filter(({ from }) => from.startsWith('.'))
      .map(({ from }) => resolve(file, from)),
  ]),
);

// From the bottom to the top; a file may import what stands on its own line or above.
const LAYERS: readonly RegExp[] = [
  /^((zendesk-error|webhook-signature-error|reconnect-required-error|errors)\.ts|(util|locales)\/.*)$/,
  /^(subdomain|permissions|events|schema|call-scope)\.ts$/,
  /^stores\//,
  /^(records|http)\//,
  /^oauth\//,
  /^actions\//,
  /^(adapters|webhooks)\//,
  /^(core|connector-options)\.ts$/,
  /^connection\//,
  /^(connector|index)\.ts$|^cli\//,
];

function layerOf(file: string): number {
  return LAYERS.findIndex((layer) => layer.test(file));
}

describe('the architecture', () => {
  test('every file has its layer', () => {
    expect(files.filter((file) => !file.startsWith('testing/') && layerOf(file) === -1)).toEqual([]);
  });

  test('no import points up', () => {
    const upward = [...graph].flatMap(([file, imports]) =>
      file.startsWith('testing/')
        ? []
        : imports.filter((other) => layerOf(other) > layerOf(file)).map((other) => `${file} -> ${other}`),
    );
    expect(upward).toEqual([]);
  });

  test('there are no cycles', () => {
    const done = new Set<string>();
    const visit = (file: string, path: readonly string[]): void => {
      expect(path, [...path, file].join(' -> ')).not.toContain(file);
      if (done.has(file)) return;
      for (const other of graph.get(file) ?? []) visit(other, [...path, file]);
      done.add(file);
    };
    for (const file of files) visit(file, []);
  });

  test('nothing imports the command line', () => {
    for (const [file, imports] of graph) {
      if (!file.startsWith('cli/')) expect(imports.filter((other) => other.startsWith('cli/'))).toEqual([]);
    }
  });

  test('only the testing entry and the command that serves it know the simulator', () => {
    for (const [file, imports] of graph) {
      if (!file.startsWith('testing/') && file !== 'cli/simulate.ts')
        expect(imports.filter((other) => other.startsWith('testing/'))).toEqual([]);
    }
  });

  test.each([
    ['ky', ['http/http.ts']],
    ['zod/mini', ['util/zod.ts']],
    ['jose/jwe/flattened/encrypt', ['records/vault.ts']],
    ['jose/jwe/flattened/decrypt', ['records/vault.ts']],
  ])('%s is imported by %j only', (name, allowed) => {
    expect(files.filter((file) => importsOf(file).some(({ from }) => from === name))).toEqual(allowed);
  });

  test('node: is imported by the file store and the command line only', () => {
    expect(files.filter((file) => importsOf(file).some(({ from }) => from.startsWith('node:')))).toEqual([
      'cli/callback-listener.ts',
      'cli/index.ts',
      'cli/open-browser.ts',
      'cli/simulate.ts',
      'stores/file.ts',
      'stores/file/process-place.ts',
      'stores/file/version-folder.ts',
    ]);
  });

  test('packages are ky, zod and jose, by the small entries', () => {
    const packages = new Set(
      files.flatMap((file) => importsOf(file).map(({ from }) => from)).filter((from) => !/^(\.|node:)/.test(from)),
    );
    expect([...packages].sort()).toEqual([
      'jose/base64url',
      'jose/jwe/flattened/decrypt',
      'jose/jwe/flattened/encrypt',
      'jose/jwt/decode',
      'ky',
      'zod/locales',
      'zod/mini',
    ]);
  });

  test('Authorization is set in one place', () => {
    const setters = files.filter(
      (file) =>
        !file.startsWith('testing/') &&
        /authorization['"]?\s*[,:]\s*[`'"]/i.test(readFileSync(join(src, file), 'utf8')),
    );
    expect(setters).toEqual(['oauth/bearer.ts']);
  });

  test('no file has grown beyond one idea', () => {
    const long = files.filter((file) => readFileSync(join(src, file), 'utf8').split('\n').length > 550);
    expect(long).toEqual([]);
  });
});
