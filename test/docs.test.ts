/**
 * README and docs are promises: every example type-checks, those that need nothing run, commands exist, links lead
 * somewhere.
 */
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { describe, expect, test, vi } from 'vitest';
import { type Fence, typeErrors } from './support/type-errors.js';

const root = new URL('..', import.meta.url);
const pages = [
  ...['README.md', 'CONTRIBUTING.md', 'SECURITY.md'],
  ...readdirSync(new URL('docs', root))
    .filter((name) => name.endsWith('.md'))
    .map((name) => `docs/${name}`),
];

function fencesOf(page: string): readonly Fence[] {
  const text = readFileSync(new URL(page, root), 'utf8');
  return [...text.matchAll(/^ *```ts\n([\s\S]*?)^ *```$/gm)].map(({ index, 1: code = '' }) => ({
    place: `${page}:${text.slice(0, index).split('\n').length + 1}`,
    code,
  }));
}

const fences = pages.flatMap(fencesOf);

/** Runs the code as a module of its own, and gives back what it printed. */
async function run(code: string): Promise<unknown[][]> {
  const file = new URL(`docs-example-${process.pid}.ts`, import.meta.url);
  const said = vi.spyOn(console, 'log').mockImplementation(() => {});
  writeFileSync(file, code);
  try {
    await import(`${file.href}?${Math.random()}`);
    return [...said.mock.calls];
  } finally {
    rmSync(file);
    said.mockRestore();
  }
}

describe('examples', () => {
  test('every one type-checks', { tags: 'slow' }, async () => {
    expect(fences.length).toBeGreaterThan(25);
    expect(await typeErrors(fences)).toEqual([]);
  });

  test('one that does not fit the library is found, at its line', { tags: 'slow' }, async () => {
    const [error] = await typeErrors([{ place: 'page.md:7', code: "await bot.createTicket({ subject: 'no body' });" }]);
    expect(error).toMatch(/^page\.md:7 .*Property 'body' is missing/s);
  });

  test.each(fences.filter(({ code }) => /= createZendeskSimulator\(/.test(code) && /console\.log\(.*\/\/ /.test(code)))(
    'the one at $place runs as it is, and says what its comments say',
    async ({ code }) => {
      const comments = [...code.matchAll(/console\.log\(.*\/\/ (.*)$/gm)].map(([, comment]) => comment);
      expect(await run(code)).toEqual(comments.map((comment) => [comment]));
    },
  );

  test('the first of the README has at most 12 lines', () => {
    expect(fences[0]?.place).toMatch(/^README\.md/);
    expect(fences[0]?.code.trim().split('\n').length).toBeLessThanOrEqual(12);
  });
});

test('every page of the docs opens with code', () => {
  for (const page of pages.filter((name) => name.startsWith('docs/') && name !== 'docs/decisions.md')) {
    expect(readFileSync(new URL(page, root), 'utf8'), page).toMatch(/^# .*\n\n```/);
  }
});

test('the commands that README, docs and CONTRIBUTING name are there', () => {
  const { scripts } = JSON.parse(readFileSync(new URL('package.json', root), 'utf8')) as {
    scripts: Record<string, string>;
  };
  for (const page of pages) {
    for (const [, script = ''] of readFileSync(new URL(page, root), 'utf8').matchAll(/npm run ([a-z]+)/g))
      expect(scripts, page).toHaveProperty(script);
  }
});

test.each(pages)('the links of %s lead somewhere', (page) => {
  const text = readFileSync(new URL(page, root), 'utf8');
  for (const [, target = '', anchor] of text.matchAll(/\]\((?!https?:)([^)#]*)(?:#([^)]+))?\)/g)) {
    const file = target === '' ? new URL(page, root) : new URL(target, new URL(page, root));
    expect(existsSync(file), target).toBe(true);
    if (anchor === undefined) continue;
    // As GitHub makes them.
    const anchors = [...readFileSync(file, 'utf8').matchAll(/^#+ (.*)$/gm)].map(([, heading = '']) =>
      heading
        .toLowerCase()
        .replace(/[^\w\- ]/g, '')
        .replaceAll(' ', '-'),
    );
    expect(anchors, `${target}#${anchor}`).toContain(anchor);
  }
});
