/**
 * Text of end users and models as Markdown: it shows exactly that text, its links are the links that were pasted, and
 * nothing else in it means anything.
 */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { escapeMarkdown } from '../../src/actions/escape-markdown.js';
import { withoutInvisible } from '../../src/util/plain-text.js';
import { HOSTILE_TEXTS } from '../support/hostile-texts.js';
import { inspect, layout, RENDERERS, target } from '../support/renderers.js';

const withoutGaps = (text: string) => layout(text).replace(/(?<=\{) (?=\\*[{%])/g, '');

/** What a reader must find again, whatever renders it. */
function expectPlain(text: string, render: (text: string) => string): void {
  const { seen, tags, links } = inspect(render(escapeMarkdown(text)));
  expect(tags).toEqual([]);
  // Braces inside of a link are encoded, and markdown-it shows links decoded.
  const asShown = (words: string) => words.replace(/(?:(?:https?|ftp):\/\/|www\.)\S+/gi, target).replaceAll('%7B', '{');
  expect(asShown(withoutGaps(seen))).toBe(asShown(withoutGaps(text)));
  for (const { href, text: words } of links) {
    // Some renderers link a domain or an address as well, and write it in ASCII.
    if (!/^(https?|ftp):/i.test(words) && /\P{ASCII}/u.test(words)) continue;
    expect([words, `mailto:${words}`, `http://${words}`].map(target)).toContain(target(href));
  }
}

const LINKS = [
  'https://shop.example/?utm_source=x&_ga=2.1',
  'https://x.example/wiki/Foo_(bar)',
  'https://x.example/wiki/Foo_(bar)_(baz)',
  'https://x.example/_next/a.js',
  'https://x.example/?filter=[open]',
  'https://x.example/?q=[1]&r=[2][3]',
  'https://x.example/a*b*c',
  'https://x.example/*',
  'https://x.example/~~home~~/x',
  'https://x.example/~ann',
  'https://x.example/-_-',
  'https://x.example/__init__.py',
  'https://x.example/?a=1&amp;b=2',
  'https://x.example/?a=1&copy=2&lt;3',
  'https://x.example/?a=1&copy;',
  'https://x.example/a`b'.replace('`', ''),
  'https://x.example/a\\_b',
  'https://x.example/a|b^c{d}',
  'https://x.example/a+b=c,d;e:f@g!h$i',
  "https://x.example/o'brien/_a",
  'https://ann:secret_@x.example:8443/_a#frag_(1)',
  'https://[::1]:8080/_a',
  'http://localhost:3000/_a?b=*',
  'HTTPS://X.Example/_A',
  'https://münchen.example/straße/_ü',
  'https://例え.テスト/道_*',
  'https://xn--mnchen-3ya.example/_a',
  'https://x.example/%5Fa%C3%A4_b',
  'https://x.example/#!/_a/*b',
  'https://web.archive.org/web/2020*/https://x.example/_a',
  'ftp://files.example/_a/*.zip',
  'https://x.example',
  'https://user_name@x.example/',
  'https://x_y.example/a',
  'https://x.example/a(b[c]d)e-',
  'https://x.example/some_long_name?id=7&lang=en',
];
const AROUND: readonly (readonly [string, string])[] = [
  ['', ''],
  ['See ', '.'],
  ['See ', ', please!'],
  ['See ', '…'],
  ['(', ')'],
  ['(see ', ').'],
  ['"', '"'],
  ["'", "'"],
  ['“', '”'],
  ['<', '>'],
  ['`', '`'],
  ['**', '**'],
  ['_', '_'],
  ['~~', '~~,'],
  ['[text](', ')'],
  ['![image](', ')'],
  ['[', '](https://evil.example/_x)'],
  ['* ', '\n* b'],
  ['> ', ''],
  ['    ', ''],
  ['1. ', ' *x*'],
  ['a\\', ''],
  ['word', ' word'],
  ['请看', '。谢谢'],
  ['\u2014', '\u2014 so'],
  ['|a|', '|\n|-|-|'],
  ['', '\n==='],
];

describe.each(RENDERERS)('[A12] in %s', (_, render) => {
  test.each(LINKS)('%s stays the link that was pasted', (link) => {
    for (const [before, after] of AROUND) {
      const text = `${before}${link}${after}`;
      const { links } = inspect(render(escapeMarkdown(text)));
      // An em dash may be of a link.
      if (before !== '\u2014')
        expect([text, links.map(({ href }) => target(href))]).toEqual([text, expect.arrayContaining([target(link)])]);
      expectPlain(text, render);
    }
  });

  test.each([
    'www.x.example/_next',
    'www.x.example/a*b?c=[d]&amp;e',
    'www.x.example/Foo_(bar)',
    'www.münchen.example/_ä',
  ])('%s stays the link that was pasted', (link) => {
    for (const [before, after] of AROUND) {
      const text = `${before}${link}${after}`;
      const { links } = inspect(render(escapeMarkdown(text)));
      if (before === '' || before === 'See ' || before === '(') {
        expect(links.map(({ href }) => target(href))).toContain(target(`http://${link}`));
      }
      expectPlain(text, render);
    }
  });

  test.each([
    '_ann@x.example',
    'ann_@x.example',
    'a__b@x.example',
    '-ann@x.example',
    'ann-_-b@mail.x.example',
    '1.a@x.example',
  ])('%s stays the address that was pasted', (address) => {
    for (const [before, after] of AROUND) expectPlain(`${before}${address}${after}`, render);
    const { links } = inspect(render(escapeMarkdown(`Mail ${address}, please`)));
    expect(links).toEqual([{ href: `mailto:${address}`, text: address }]);
  });

  test.each(['acme.com/_next', '//acme.com/_next', 'acme.de/a*b*', 'a.acme.co.uk/*', 'sub.acme.com/?q=[1]'])(
    '%s is not cut into another link',
    (text) => {
      expectPlain(`See ${text} now`, render);
      expect(inspect(render(escapeMarkdown(`See ${text} now`))).links).toEqual([]);
    },
  );

  test.each(HOSTILE_TEXTS)('[A7b] %j stays what it says', (text) => {
    expectPlain(withoutInvisible(text), render);
  });

  test('[A7b] so does any text made of pieces of Markdown and links', () => {
    const pieces = [
      ...'*_`# \n-+>[]()!<&;\\|~=ab:"\'^{}$.,/?@'.split(''),
      '1.',
      '1)',
      '    ',
      '\t',
      'http://x.yz',
      'https://x.example/_a',
      'www.x.example',
      'acme.com',
      'ann@x.example',
      'mailto:',
      '//',
      '&amp',
      '&#42;',
      '{{',
      // Not with letters: markdown-it shows links decoded.
      '{% ',
      '~~',
      '**',
      '](',
      '[^1]',
      '<!--',
      '<a href="',
      '---',
      '|-|',
      '- [ ] ',
      'é',
      '字',
      '。',
      '😀',
    ];
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...pieces), { maxLength: 24 }), (parts) => {
        expectPlain(withoutInvisible(parts.join('')).trim(), render);
      }),
      { numRuns: 3_000 },
    );
  });
});

test.each([
  'The customer tried twice: it said "invalid credentials" (error 401).',
  'Mail ann_lee@customer.example about order A-1042, 3 x 4 is not meant.',
  'See https://shop.example/orders/some_long_name?id=7&lang=en.',
  'See (https://shop.example/orders/7), www.shop.example/a_b and shop.example/a_b too!',
  'C:\\Users\\ann and a+b=c, 100% sure; $5.00!',
  'Version 1.5 of it.',
])('ordinary text stays as it is: %s', (text) => {
  expect(escapeMarkdown(text)).toBe(text);
});

describe('[A12] placeholders of Zendesk stay text', () => {
  const SAID = [
    '{{ticket.comments_formatted}}',
    '{{dc.internal}}',
    '{{{ticket.id}}}',
    '{% for c in ticket.comments %}{{c.value}}{% endfor %}',
    '{{-ticket.id-}}',
    '{\u200b{ticket.id}}',
    '{\u200d{ticket.id}}',
    '{\u3164{ticket.id}}',
    '{\\{ticket.id}}',
    '{\\\\{ticket.id}}',
    '{\u{e0041}% if x %}',
    'https://x.example/?q={{ticket.id}}',
    'https://x.example/{%a%}_',
    'www.x.example/_{{ticket.id}}',
    'a{{ticket.id}}@x.example',
    '[{{ticket.id}}]({{ticket.url}})',
    '\t{{ticket.id}}',
  ];
  test.each(SAID)('%j', (text) => {
    const markdown = escapeMarkdown(withoutInvisible(text));
    const forms = [
      markdown,
      withoutInvisible(markdown),
      markdown.replaceAll('\\', ''),
      // markdown-it decodes what it shows of a link.
      ...RENDERERS.slice(1).map(([, render]) => render(markdown)),
    ];
    for (const form of forms) expect(form).not.toMatch(/\{[{%]/);
    // An agent still reads it.
    expect(inspect(render0(markdown)).seen).toContain(/ticket\.\w+|dc\.internal|if x|a%}/.exec(text)?.[0]);
  });
  const render0 = (text: string) => RENDERERS[0]?.[1](text) ?? '';
});

describe('16,000 characters fit into 64 kB', () => {
  const fill = (piece: string) => piece.repeat(Math.ceil(16_000 / piece.length)).slice(0, 16_000);
  const PIECES = [
    '\t',
    '\t\ta\n',
    `${'\t'.repeat(12)}"key": 1,\n`,
    `${'\t'.repeat(15_999)}a`,
    '字',
    '\t字\n',
    '*',
    '{',
    '{%',
    '\\',
    ' ',
    'a\n',
    '-\n',
    '😀',
    '&a;',
    '1.\n',
    'www.ab/* ',
    'www.a.bc/\\\\ ',
    `www.ab.cd/*${'字'.repeat(2_000)} `,
    `www.ab.cd/${'\\'.repeat(15_000)}`,
    `www.ab.cd/${'&a;'.repeat(5_000)}`,
    'https://a/* ',
    'https://a/{{{{{{{{{{{{{{{{{{{{ ',
    '_@ab.cd ',
    'ab.cd/* ',
    'a.a.a.ab/.*.*.* ',
    '\u2003',
    '\u00a0{',
  ];
  test.each(PIECES)('%j again and again', (piece) => {
    const text = fill(piece);
    expect(new TextEncoder().encode(escapeMarkdown(text)).length).toBeLessThanOrEqual(64_000);
  });

  test('and so does any mixture', () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom(...PIECES.map((piece) => piece.slice(0, 300))), { minLength: 1, maxLength: 20 }),
        (parts) => {
          const text = parts.join('');
          expect(new TextEncoder().encode(escapeMarkdown(text)).length).toBeLessThanOrEqual(text.length * 4);
        },
      ),
    );
  });
});
