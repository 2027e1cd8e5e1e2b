/**
 * The prose names its actors and keeps its sentences short: see "The words" in CONTRIBUTING.md.
 */
import { readdirSync, readFileSync } from 'node:fs';
import MarkdownIt from 'markdown-it';
import { expect, test } from 'vitest';

const root = new URL('..', import.meta.url);
const VAGUE = /\b(?:somebody|nobody|anybody|whoever|anew)\b/i;
const WORDS = 30;
const SENTENCES = 3;

function filesIn(folder: string, extension: RegExp): readonly string[] {
  return readdirSync(new URL(folder, root), { recursive: true, encoding: 'utf8' })
    .map((name) => `${folder}/${name}`)
    .filter((name) => extension.test(name) && !/node_modules|docs\/api/.test(name));
}

const PAGES = ['README.md', ...filesIn('docs', /\.md$/)];
const FILES = [
  ...PAGES,
  ...['CHANGELOG.md', 'CONTRIBUTING.md', 'SECURITY.md'],
  ...['src', 'examples', 'scripts'].flatMap((folder) => filesIn(folder, /\.(?:ts|tsx|css)$/)),
];

/** Returns the paragraphs of a page, list items and table cells included, each as its first line and its sentences. */
function paragraphsOf(page: string): readonly { readonly place: string; readonly sentences: readonly string[] }[] {
  const tokens = new MarkdownIt().parse(readFileSync(new URL(page, root), 'utf8'), {});
  return tokens.flatMap(({ type, map, children }, index) => {
    // A cell of a table has no map of its own; its row has.
    const line = map?.[0] ?? tokens.slice(0, index).findLast((token) => token.map !== null)?.map?.[0] ?? 0;
    if (type !== 'inline' || tokens[index - 1]?.type === 'heading_open') return [];
    // A lead in bold is a heading.
    const lead = children?.[1]?.type === 'strong_open' ? children.findIndex(({ type }) => type === 'strong_close') : -1;
    const text = (children ?? [])
      .slice(lead + 1)
      .map((child) => (child.type === 'code_inline' ? 'Code' : child.type === 'softbreak' ? '\n' : child.content))
      .join('');
    return text.split('\n').map((piece, n) => ({
      place: `${page}:${line + n + 1}`,
      sentences: piece.split(/(?<=[.!?][)”"]?)\s+(?=[A-Z"“])/).filter((sentence) => sentence.trim() !== ''),
    }));
  });
}

test.each(FILES)('%s names the actor', (file) => {
  const lines = readFileSync(new URL(file, root), 'utf8').split('\n');
  expect(lines.flatMap((line, index) => (VAGUE.test(line) ? [`${file}:${index + 1} ${line.trim()}`] : []))).toEqual([]);
});

test.each(PAGES)(
  `no sentence of %s has more than ${WORDS} words, and no paragraph more than ${SENTENCES} sentences`,
  (page) => {
    const paragraphs = paragraphsOf(page);
    expect(paragraphs.length).toBeGreaterThan(3);
    const tooLong = paragraphs.flatMap(({ place, sentences }) =>
      sentences.filter((sentence) => sentence.split(/\s+/).length > WORDS).map((sentence) => `${place} ${sentence}`),
    );
    expect.soft(tooLong).toEqual([]);
    const tooMany = paragraphs.filter(({ sentences }) => sentences.length > SENTENCES);
    expect.soft(tooMany.map(({ place, sentences }) => `${place} has ${sentences.length} sentences`)).toEqual([]);
  },
);
