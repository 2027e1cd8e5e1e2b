/**
 * The README is a promise: its example runs, its commands exist, its links lead somewhere.
 */
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { describe, expect, test, vi } from 'vitest';

const root = new URL('..', import.meta.url);
const readme = readFileSync(new URL('README.md', root), 'utf8');

describe('README', () => {
  test('its first example runs as it is and says what the comment says', async () => {
    const example = /```ts\n([\s\S]*?)```/.exec(readme)?.[1] ?? '';
    expect(example.trim().split('\n').length).toBeLessThanOrEqual(12);
    const file = new URL(`readme-example-${process.pid}.ts`, import.meta.url);
    const said = vi.spyOn(console, 'log').mockImplementation(() => {});
    let calls: unknown[][] = [];
    writeFileSync(file, example);
    try {
      await import(file.href);
    } finally {
      rmSync(file);
      calls = [...said.mock.calls];
      said.mockRestore();
    }
    const comment = /console\.log\(.*\/\/ (.*)$/m.exec(example)?.[1];
    expect(calls).toEqual([[comment]]);
  });

  test('the commands that it names are there', () => {
    const { scripts } = JSON.parse(readFileSync(new URL('package.json', root), 'utf8')) as {
      scripts: Record<string, string>;
    };
    for (const [, script = ''] of readme.matchAll(/npm (?:run )?(demo|test|check|build|docs)\b/g))
      expect(scripts).toHaveProperty(script);
  });

  test.each([
    'README.md',
    'CONTRIBUTING.md',
    'docs/token-stores.md',
    'docs/actions.md',
    'docs/errors.md',
    'docs/testing.md',
    'docs/security.md',
  ])('the links of %s lead somewhere', (page) => {
    const text = readFileSync(new URL(page, root), 'utf8');
    for (const [, target = ''] of text.matchAll(/\]\((?!https?:|#)([^)#]+)/g)) {
      expect(existsSync(new URL(target, new URL(page, root))), target).toBe(true);
    }
  });
});
