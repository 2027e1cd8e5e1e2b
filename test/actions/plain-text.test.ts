import fc from 'fast-check';
import markdownIt from 'markdown-it';
import { describe, expect, test } from 'vitest';
import { escapeMarkdown, oneLine, shorten, withoutInvisible } from '../../src/actions/plain-text.js';
import { HOSTILE_TEXTS } from '../support/hostile-texts.js';

// The most generous reader: HTML passes through, tables and strikethrough are on.
const markdown = markdownIt({ html: true, linkify: false, breaks: false });

/** What a person sees of the rendered Markdown, and every tag other than those of plain paragraphs. */
function render(text: string): { seen: string; tags: string[] } {
  const html = markdown.render(text);
  const tags = [...html.matchAll(/<\/?([a-z0-9]+)[^>]*>/gi)].map(([tag]) => tag);
  const seen = html
    .replace(/<br>\n?/g, '\n')
    .replace(/<\/p>\n<p>/g, '\n\n')
    .replace(/<[^>]*>/g, '')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&amp;', '&');
  return { seen, tags: tags.filter((tag) => !['<p>', '</p>', '<br>'].includes(tag)) };
}

/** Runs of blank lines and the width of spaces are a matter of layout. */
function layout(text: string): string {
  return text
    .replaceAll('\u00a0', ' ')
    .replaceAll('\t', '    ')
    .replace(/[ ]+$/gm, '')
    .replace(/\n{2,}/g, '\n\n')
    .trim();
}

describe('[A7b] bodies are plain text', () => {
  test('the corpus is as large as promised', () => {
    expect(HOSTILE_TEXTS.length).toBeGreaterThanOrEqual(200);
  });

  test.each(HOSTILE_TEXTS)('%j stays what it says', (text) => {
    const clean = withoutInvisible(text);
    const { seen, tags } = render(escapeMarkdown(clean));
    expect(tags).toEqual([]);
    expect(layout(seen)).toBe(layout(clean));
  });

  test('so does any text made of pieces of Markdown', () => {
    const pieces = [
      '*',
      '_',
      '`',
      '#',
      ' ',
      '\n',
      '-',
      '+',
      '1.',
      '>',
      '[',
      ']',
      '(',
      ')',
      '!',
      '<',
      '&',
      ';',
      '\\',
      '|',
      '~',
      '=',
      'a',
      'b',
      ':',
      '    ',
      '\t',
      'http://x.y',
      '&amp',
      '1)',
      '"',
    ];
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...pieces), { maxLength: 30 }), (parts) => {
        const text = withoutInvisible(parts.join('')).trim();
        const { seen, tags } = render(escapeMarkdown(text));
        expect(tags).toEqual([]);
        expect(layout(seen)).toBe(layout(text));
      }),
      { numRuns: 3_000 },
    );
  });

  test.each([
    'The customer tried twice: it said "invalid credentials" (error 401).',
    'Mail ann_lee@customer.example about order A-1042, 3 * 4 is not meant.'.replace(' * ', ' x '),
    'See https://shop.example/orders/some_long_name?id=7&lang=en.',
    'C:\\Users\\ann and a+b=c, 100% sure; $5.00!',
  ])('ordinary text stays as it is: %s', (text) => {
    expect(escapeMarkdown(text)).toBe(text);
  });
});

describe('invisible characters', () => {
  test.each([
    ['zero\u200bwidth', 'zerowidth'],
    ['bidi\u202eoverride\u202c', 'bidioverride'],
    ['isolate\u2066x\u2069', 'isolatex'],
    ['bell\u0007 null\0 escape\u001b[31m', 'bell null escape[31m'],
    ['tag\u{e0041}\u{e0042}', 'tag'],
    ['lone \ud800 surrogate \udc00', 'lone  surrogate '],
    ['bom\ufeff', 'bom'],
    ['a\r\nb\rc\u2028d\u2029e', 'a\nb\nc\nd\ne'],
    ['family 👨‍👩‍👧, flag 🇩🇪, ❤️', 'family 👨‍👩‍👧, flag 🇩🇪, ❤️'],
    ['می‌خواهم', 'می‌خواهم'],
    ['tab\tstays', 'tab\tstays'],
  ])('%j becomes %j', (text, clean) => {
    expect(withoutInvisible(text)).toBe(clean);
  });

  test('one line is one line', () => {
    expect(oneLine(' a\n\tb \u2028 c ')).toBe('a b c');
  });

  test('shortening never cuts a character in two', () => {
    expect(shorten('short', 5)).toBe('short');
    expect(shorten('longer', 5)).toBe('long…');
    expect(shorten('abc😀def', 5)).toBe('abc…');
  });
});
