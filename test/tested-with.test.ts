/**
 * docs/tested-with.md says with which versions CI ran. The table is held against package-lock.json and the scripts.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

const read = (path: string) => readFileSync(new URL(`../${path}`, import.meta.url), 'utf8');

const rows = [
  ...read('docs/tested-with.md').matchAll(
    /^\| (engine|database|framework|runtime) +\| ([^|]+?) +\| `([^`]+)` +\| ([\d.]+) +\| ([^|]+?) +\| `([^`]+)`/gm,
  ),
].map(([, kind = '', name = '', id = '', version = '', through = '', proof = '']) => ({
  ...{ kind, name, id, version, through, proof },
}));
const { packages } = JSON.parse(read('package-lock.json')) as { packages: Record<string, { version: string }> };
const scripts = readdirSync(new URL('../scripts', import.meta.url)).map((name) => read(`scripts/${name}`));

test('the table has rows of every kind, and no line that is none', () => {
  const lines = read('docs/tested-with.md').match(/^\| .*\|$/gm) ?? [];
  expect(lines).toHaveLength(rows.length + 2);
  expect(new Set(rows.map(({ kind }) => kind))).toEqual(new Set(['engine', 'database', 'framework', 'runtime']));
});

test.each(rows)('$name $version is what CI runs, and $proof runs it', ({ id, version, proof }) => {
  if (version.includes('.')) expect(packages[`node_modules/${id}`]?.version).toMatch(new RegExp(`^${version}\\.`));
  else
    expect(
      scripts.some((script) => script.includes(`'${id}@${version}'`) || script.includes(`${id}(${version})`)),
    ).toBe(true);
  expect(read(proof)).toContain(id);
});

test('every adapter and every store for a package has a row', () => {
  const { exports } = JSON.parse(read('package.json')) as { exports: Record<string, { default?: string }> };
  const entries = Object.entries(exports).filter(([, { default: file = '' }]) =>
    /dist\/(adapters|stores)\//.test(file),
  );
  const own = ['./file-token-store'];
  for (const [entry] of entries.filter(([entry]) => !own.includes(entry))) {
    expect(rows.map(({ through }) => through)).toContain(`\`${entry.slice(1)}\``);
  }
});

test('the servers that the page names are those of the workflow', () => {
  const workflow = read('.github/workflows/ci.yml');
  expect([...workflow.matchAll(/image: (\S+)/g)].map(([, image]) => image)).toEqual(['postgres:16', 'mariadb:10.11']);
  expect(read('docs/tested-with.md')).toContain('PostgreSQL 16 and MariaDB 10.11');
});
