import { describe, expect, test } from 'vitest';
import { escapeMarkdown } from '../../src/actions/escape-markdown.js';
import { withoutPlaceholders } from '../../src/actions/without-placeholders.js';
import { isBlank, oneLine, shorten, withoutInvisible } from '../../src/util/plain-text.js';

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
    ['keycap 1️⃣, 👩🏽‍🚀, text ❤︎', 'keycap 1️⃣, 👩🏽‍🚀, text ❤︎'],
    ['می‌خواهم', 'می‌خواهم'],
    ['क्‍ष', 'क्‍ष'],
    ['葛\u{e0100}城', '葛\u{e0100}城'],
    ['ᠠ\u180b', 'ᠠ\u180b'],
    ['tab\tstays', 'tab\tstays'],
    ['hidden\u{e0100}\u{e01ef}\ufe0f\ufe01 letters', 'hidden letters'],
    ['葛\u{e0100}\u{e0101}\u{e0102}', '葛\u{e0100}'],
    ['❤\ufe0f\ufe0e\ufe0f', '❤\ufe0f'],
    ['a\u200cb\u200dc \u200d\u200c', 'abc '],
    ['می\u200c\u200c\u200d\u200c', 'می\u200c'],
    ['grapheme\u034fjoiner, soft\u00adhyphen', 'graphemejoiner, softhyphen'],
    ['fillers\u3164\u115f\u1160\uffa0, vowels\u17b4\u17b5', 'fillers, vowels'],
    ['noncharacters\uffff\ufdd0\u{1fffe}', 'noncharacters'],
    ['Arabic number sign \u0600', 'Arabic number sign \u0600'],
  ])('%j becomes %j', (text, clean) => {
    expect(withoutInvisible(text)).toBe(clean);
  });

  test.each([
    '',
    ' \t\n\u00a0\u2003\u3000',
    '\u200b',
    '\u200c',
    '\u200d\u200c',
    '\u3164',
    '\u115f\u1160\uffa0',
    '\u2800',
    '\ufe0f',
    '\ufe00\u180b',
    '\u{e0100}\u{e01ef}',
    '\u{e0061}\u{e0062}\u{e007f}',
    '\u00ad\u034f\u17b4\u061c',
    '\u2028\u2029\u0085',
    '\u0000\u001b\u007f\u009f',
    ' \u3164 \u2800\u200b\n',
  ])('[A11] %j is blank', (text) => {
    expect(isBlank(text)).toBe(true);
    expect(oneLine(text)).toBe('');
  });

  test.each(['.', 'é', '\u0301', '🏴', '1\ufe0f', '\u0600', '⠓'])('[A11] %j is not blank', (text) => {
    expect(isBlank(text)).toBe(false);
  });

  test('one line is one line', () => {
    expect(oneLine(' a\n\tb \u2028 c ')).toBe('a b c');
  });

  test('shortening never cuts a character in two', () => {
    expect(shorten('short', 5)).toBe('short');
    expect(shorten('longer', 5)).toBe('long…');
    expect(shorten('abc😀def', 5)).toBe('abc…');
    expect(shorten('abم\u200cخو', 5)).toBe('abم…');
  });
});

test.each([
  ['{{ticket.id}}', '{\u00a0{ticket.id}}'],
  ['{{{a}}}', '{\u00a0{\u00a0{a}}}'],
  ['{% if %}', '{\u00a0% if %}'],
  ['{\\{a}}', '{\u00a0\\{a}}'],
  ['{ "a": {"b": 1} }', '{ "a": {"b": 1} }'],
])('[A12] the placeholder %j becomes %j', (text, clean) => {
  expect(withoutPlaceholders(text)).toBe(clean);
});

describe('[H7] 16,000 characters cost at most ten times as much as plain words', () => {
  const clean = (text: string) => {
    isBlank(text);
    oneLine(text);
    return escapeMarkdown(withoutInvisible(text));
  };
  function time(text: string): number {
    const start = performance.now();
    for (let n = 0; n < 4; n++) clean(text);
    return performance.now() - start;
  }
  /** The ratio of the best runs: what else the machine does makes a run longer, never shorter. */
  function ratio(text: string, plain: string): number {
    let best = Number.POSITIVE_INFINITY;
    let bestPlain = Number.POSITIVE_INFINITY;
    for (let run = 0; run < 100 && (run < 5 || best / bestPlain > 10); run++) {
      best = Math.min(best, time(text));
      bestPlain = Math.min(bestPlain, time(plain));
    }
    return best / bestPlain;
  }
  const fill = (piece: string) => piece.repeat(Math.ceil(16_000 / piece.length)).slice(0, 16_000);
  const words = fill('The customer tried twice and cannot log in. ');

  test.each([
    ['blanks', `a${' '.repeat(15_990)}b`],
    ['tabs', `a${'\t'.repeat(15_990)}b`],
    ['blanks and tabs', `a${' \t'.repeat(7_990)}b`],
    ['indented', `${' '.repeat(15_990)}b`],
    ['line breaks', fill('\n')],
    ['carriage returns', fill('\r\n')],
    ['backslashes', fill('\\')],
    ['stars', fill('*')],
    ['underscores', fill('_')],
    ['brackets', fill('[')],
    ['closing brackets', fill('](')],
    ['braces', fill('{')],
    ['braces and backslashes', fill('{\\\\\\')],
    ['ampersands', fill('&')],
    ['entities that do not end', fill('&amp')],
    ['digits', fill('1')],
    ['letters', fill('a')],
    ['labels', fill('a.')],
    ['labels and hyphens', fill('a-')],
    ['labels that end in digits', `${fill('a.').slice(0, -2)}.1`],
    ['local parts', fill('a+')],
    ['addresses', fill('a@a.')],
    ['at signs', fill('@')],
    ['schemes', fill('https://')],
    ['links in brackets', fill('https://a](')],
    ['links in links', fill('https://a/')],
    ['links and dots', `https://a/${'.'.repeat(15_900)}`],
    ['links and dots, again and again', fill('https://a/....')],
    ['links and brackets', fill('https://a/()[])')],
    ['links and markers', `${'*'.repeat(8_000)}https://a/${'*'.repeat(7_900)}`],
    ['www', fill('www.')],
    ['domains', fill('www.a.bc/*')],
    ['IPv6', fill('https://[::')],
    ['invisible', fill('\u200b')],
    ['joiners', fill('م\u200c')],
    ['selectors', fill('\u{e0100}')],
    ['emoji', fill('👨‍👩‍👧')],
    ['Braille blanks', fill('\u2800')],
  ])('%s', (_, text) => {
    expect(ratio(text, words)).toBeLessThanOrEqual(10);
  });
});
