/**
 * The Markdown of an agent's comment as plain text.
 */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { toPlainText } from '../../src/actions/plain-markdown.js';

describe('plain text of Markdown', () => {
  test.each([
    ['Please **restart** it.', 'Please restart it.'],
    ['__Now__, *please*, _really_, ~~never~~', 'Now, please, really, never'],
    ['**a *nested* one**', 'a nested one'],
    ['See [the guide](https://acme.example/a_(b)?x=1).', 'See the guide (https://acme.example/a_(b)?x=1).'],
    ['[**bold** guide](https://acme.example/ "title")', 'bold guide (https://acme.example/)'],
    ['[https://acme.example/](https://acme.example/)', 'https://acme.example/'],
    ['[ann@x.example](mailto:ann@x.example)', 'ann@x.example'],
    ['<https://acme.example/x_y_z>', 'https://acme.example/x_y_z'],
    ['https://acme.example/x_y_z*a*', 'https://acme.example/x_y_z*a*'],
    ['# Steps\n\n* first\n* second\n1. third', 'Steps\n\n* first\n* second\n1. third'],
    ['my__file__name https://acme.example/a__b__c', 'my__file__name https://acme.example/a__b__c'],
    ['> quoted\nanswer', '> quoted\nanswer'],
    ['Run `npm *i*`:\n```sh\nnpm **ci**\n```\ndone', 'Run npm *i*:\nnpm **ci**\n\ndone'],
    [String.raw`2 \* 3 \_x\_ \[a\](b)`, '2 * 3 _x_ [a](b)'],
    ['2 * 3 * 4, snake_case_name, 5**', '2 * 3 * 4, snake_case_name, 5**'],
    ['first  \nsecond<br>third', 'first\nsecond\nthird'],
    ['Hello&nbsp;there &amp; &lt;b&gt; &amp;lt;', 'Hello there & <b> &lt;'],
    ['a\u200bb\u202ec', 'abc'],
    ['***both*** and ___both___, my___file___name', 'both and both, my___file___name'],
    ['**Hi**,\\\nthere', 'Hi,\nthere'],
    ['Mail <ann@x.example> or <mailto:bob@x.example>', 'Mail ann@x.example or mailto:bob@x.example'],
    ['[my file](<https://x.example/a b.pdf>)', 'my file (https://x.example/a b.pdf)'],
    ['[guide]( https://x.example "title" )', 'guide (https://x.example)'],
    ['~~~\nnpm *i*\n~~~', 'npm *i*'],
    ['It&#39;s&#8217;s &#x2019;&apos; &hellip; &#x41;&#0;&#xd800;&#9999999;', "It's’s ’' &hellip; A&#9999999;"],
    ['&#42;not bold&#42; &#x202e;x &#x3c;b&#x3e;', '*not bold* x <b>'],
    ['a < b > c, x <= y', 'a < b > c, x <= y'],
    ['[todo] and [x](), [a][1]', '[todo] and x, [a][1]'],
    ['', ''],
  ])('%j is %j', (markdown, text) => {
    expect(toPlainText(markdown)).toBe(text);
  });

  test.each([
    ['![](https://acme.zendesk.com/attachments/token/s3cr3t/?name=photo.png)', 'photo.png'],
    ['![screen shot](https://acme.zendesk.com/attachments/token/s3cr3t/?name=photo.png)', 'screen shot'],
    ['See [log.txt](https://acme.zendesk.com/attachments/token/s3cr3t/?name=log.txt)', 'See log.txt'],
    [
      '[![shot](https://acme.zendesk.com/attachments/token/s3cr3t/?name=a.png)](https://acme.zendesk.com/attachments/token/s3cr3t/?name=a.png)',
      'shot',
    ],
    ['![](not a url)', '![](not a url)'],
    ['![](https://acme.example/x.png)', ''],
    ['![](<https://acme.zendesk.com/attachments/token/s3cr3t/?name=a b.png>)', 'a b.png'],
    ['[log](<https://acme.zendesk.com/attachments/token/s3cr3t/?name=a.txt>)', 'log'],
  ])('of a file its name, and never its address: %s', (markdown, text) => {
    expect(toPlainText(markdown)).toBe(text);
  });

  test('takes time in proportion to its length', () => {
    // The best of three: other work on the machine must not count.
    const cost = (text: string): number =>
      Math.min(
        ...[1, 2, 3].map(() => {
          const start = performance.now();
          toPlainText(text);
          return performance.now() - start;
        }),
      );
    const units = [
      '[',
      '![',
      '](',
      '[a](',
      '**a ',
      '*a ',
      '__',
      '~~x',
      '`',
      '```\n',
      '\\',
      '<http://',
      ' ',
      '\t',
      '#',
      '&amp',
      '(',
      '[a](b(',
      '_a',
      '[![a](b',
      '![a](b)',
      '[![a](b)',
      'a__b',
      '***',
      '***a ',
      '___a',
      '~~~\n',
      '<a@',
      '[a](<',
      '[a]( ',
      '&#1',
      '\\\n',
    ];
    const plain = Math.max(cost('word '.repeat(13_000)), 2);
    const slow = units.filter((unit) => cost(unit.repeat(Math.ceil(65_536 / unit.length))) > plain * 100);
    expect(slow).toEqual([]);
  });

  test('whatever it is given, it returns text that a reader can see', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (markdown) => {
        const text = toPlainText(markdown);
        expect(text).toBe(text.trim());
        expect(text).not.toMatch(/(?![\n\t])[\p{Cc}\u202a-\u202e\u2066-\u2069]/u);
      }),
    );
  });
});
