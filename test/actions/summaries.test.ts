import { describe, expect, test } from 'vitest';
import {
  describeCommented,
  describeCreated,
  describeStatus,
  describeTickets,
  statusLabel,
} from '../../src/actions/summaries.js';
import { phrasesFor } from '../../src/locales/phrases-for.js';
import { translateUserMessage } from '../../src/locales/translate-user-message.js';
import * as USER_MESSAGES from '../../src/locales/user-messages.js';

const now = Date.UTC(2026, 10, 23, 12);
const updatedAt = '2026-11-23T10:00:00Z';
const LOCALES = ['en', 'de', 'es', 'fr', 'it', 'nl', 'pt', 'pt-PT'];

async function contextIn(locale: string, isForRequester = false) {
  return { phrases: await phrasesFor(locale), locale, now, isForRequester };
}

describe.each(LOCALES)('the sentences in %s', async (locale) => {
  const context = await contextIn(locale);
  const forRequester = await contextIn(locale, true);
  const { phrases } = context;
  const carla = { kind: 'agent', name: 'Carla' } as const;
  const requester = { kind: 'requester' } as const;
  const at = '2026-11-21T12:00:00Z';
  const ticket = { ticketId: 42, statusLabel: statusLabel('pending', phrases), updatedAt };
  const sentences = [
    describeStatus({ label: 'L', updatedAt, updatedBy: carla }, context),
    describeStatus({ label: 'L', updatedAt, lastAnswer: { by: carla, at } }, context),
    describeCreated(42, 'ann@customer.example', false, phrases),
    describeCreated(42, 'ann@customer.example', true, phrases),
    describeTickets([ticket, { ...ticket, ticketId: 41 }], context),
    describeTickets([], context),
    describeStatus({ label: 'L', updatedAt }, context),
    describeStatus({ label: 'L', updatedAt, updatedBy: requester }, context),
    describeStatus({ label: 'L', updatedAt, updatedBy: requester }, forRequester),
    describeStatus({ label: 'L', updatedAt, lastAnswer: { by: requester, at } }, forRequester),
    describeCommented(42, phrases),
  ];

  test('all differ, are whole, and hold what they are given', () => {
    expect(new Set(sentences).size).toBe(sentences.length);
    for (const sentence of sentences) expect(sentence).toMatch(/^[^a-z].*\.$/);
    for (const sentence of sentences.slice(0, 2)) expect(sentence).toContain('Carla');
    for (const sentence of sentences.slice(2, 4)) expect(sentence).toMatch(/42.*ann@customer\.example/);
    expect(sentences[4]).toMatch(/42.*; .*41/);
    expect(sentences.join()).not.toMatch(/undefined|null|NaN| {2}/);
  });

  test('statuses are named as Zendesk names them for end users', () => {
    const [fresh, open, pending, hold, solved, closed] = ['new', 'open', 'pending', 'hold', 'solved', 'closed'].map(
      (status) => statusLabel(status, phrases),
    );
    expect([fresh, hold]).toEqual([open, open]);
    expect(new Set([open, pending, solved, closed]).size).toBe(4);
    expect(statusLabel('archived', phrases)).toBe(closed);
    expect(statusLabel('constructor', phrases)).toBe('Constructor');
  });

  test('every sentence of an error is there, and only English is English', () => {
    for (const sentence of Object.values(USER_MESSAGES)) {
      const translated = translateUserMessage(sentence, phrases.userMessages);
      expect(translated, sentence).toMatch(/^[\p{Lu}¿].*[.?]$/u);
      expect(translated === sentence, sentence).toBe(locale === 'en');
    }
    expect(new Set(Object.values(phrases.userMessages)).size).toBe(Object.keys(USER_MESSAGES).length);
    expect(translateUserMessage('A sentence of the application.', phrases.userMessages)).toBe(
      'A sentence of the application.',
    );
  });
});

test('each language addresses the end user in one register', async () => {
  const INFORMAL: Record<string, RegExp> = {
    de: /\b(du|dein|deine|dir|dich)\b/i,
    es: /\b(tú|tu|tus|te|ti|inténtalo|comprueba)\b/i,
    fr: /\b(tu|ton|ta|tes|toi)\b/i,
    it: /\b(tu|tuo|tua|tuoi|riprova|controlla)\b/i,
    nl: /\b(je|jij|jouw)\b/i,
    pt: /\b(tu|teu|tua|contigo)\b/i,
  };
  for (const [locale, informal] of Object.entries(INFORMAL)) {
    const { userMessages, by, commented } = await phrasesFor(locale);
    const all = [...Object.values(userMessages), by.you, commented(1)].join('\n');
    expect(all, locale).not.toMatch(informal);
  }
});

test('Portuguese is Brazilian, and European where it is spoken so', async () => {
  const brazilian = await phrasesFor('pt-BR');
  expect(brazilian).toBe(await phrasesFor('pt'));
  for (const locale of ['pt-PT', 'pt-Latn-PT']) expect(await phrasesFor(locale)).not.toBe(brazilian);
  expect(
    describeStatus({ label: 'L', updatedAt, updatedBy: { kind: 'requester' } }, await contextIn('pt-PT', true)),
  ).toBe('L — última atualização há 2 horas por si.');
});

test('no language is a mixture of two', async () => {
  const french = describeStatus({ label: 'En attente', updatedAt }, await contextIn('fr-CA'));
  expect(french).toBe('En attente — dernière mise à jour il y a 2 heures.');
  expect(describeStatus({ label: 'Pending', updatedAt }, await contextIn('ja-JP'))).toBe(
    'Pending — last updated 2 hours ago.',
  );
});

const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

test.each([
  ['2026-11-23T10:00:00Z', '2026-11-25T08:00:00Z', '1 day ago', 'vor 1 Tag'],
  ['2026-01-02T12:00:00Z', '2026-03-01T09:00:00Z', '1 month ago', 'vor 1 Monat'],
  ['2024-12-30T12:00:00Z', '2026-01-02T09:00:00Z', '1 year ago', 'vor 1 Jahr'],
  ['2026-11-12T09:00:00Z', '2026-11-25T08:00:00Z', '1 week ago', 'vor 1 Woche'],
  ['2026-12-31T23:00:00Z', '2027-01-01T01:00:00Z', '2 hours ago', 'vor 2 Stunden'],
  ['2026-11-25T08:00:00Z', '2026-11-25T08:00:59Z', 'just now', 'gerade eben'],
  ['2026-11-25T08:05:00Z', '2026-11-25T08:00:00Z', 'just now', 'gerade eben'],
  ['2026-11-25T08:00:00Z', '2026-11-25T08:01:00Z', '1 minute ago', 'vor 1 Minute'],
])('elapsed time is told as elapsed time: %s at %s is %s', async (updated, toldAt, english, german) => {
  for (const [locale, expected] of [
    ['en', english],
    ['de', german],
  ] as const) {
    const context = { ...(await contextIn(locale)), now: Date.parse(toldAt) };
    expect(describeStatus({ label: 'L', updatedAt: updated }, context)).toContain(`${expected}.`);
  }
});

describe('the boundaries of elapsed time', () => {
  const BOUNDARIES: readonly (readonly [seconds: number, number, Intl.RelativeTimeFormatUnit])[] = [
    [MINUTE, 1, 'minute'],
    [HOUR - 1, 59, 'minute'],
    [HOUR, 1, 'hour'],
    [DAY - 1, 23, 'hour'],
    [DAY, 1, 'day'],
    [46 * HOUR, 1, 'day'],
    [2 * DAY, 2, 'day'],
    [7 * DAY - 1, 6, 'day'],
    [7 * DAY, 1, 'week'],
    [30 * DAY, 4, 'week'],
    [31 * DAY, 1, 'month'],
    [60 * DAY, 1, 'month'],
    [61 * DAY, 2, 'month'],
    [364 * DAY, 11, 'month'],
    [365 * DAY - 1, 11, 'month'],
    [365 * DAY, 1, 'year'],
    [730 * DAY - 1, 1, 'year'],
    [730 * DAY, 2, 'year'],
  ];
  const CALENDAR =
    /yesterday|last (day|week|month|year)|gestern|letzt\w* (Woche|Monat|Jahr)|ayer|pasad[oa]|hier|derni\w+ (semaine|mois|an)|prochain|ieri|scors[oa]|gisteren|vorig|ontem|passad[oa]/i;

  test.each(LOCALES)('in %s', async (locale) => {
    const { phrases } = await contextIn(locale);
    const told = (seconds: number) => {
      const status = { label: 'L', updatedAt: new Date(now - seconds * 1_000).toISOString() };
      return describeStatus(status, { phrases, locale, now, isForRequester: true });
    };
    const formatter = new Intl.RelativeTimeFormat(locale, { numeric: 'always' });
    for (const [seconds, count, unit] of BOUNDARIES) {
      expect.soft(told(seconds)).toBe(phrases.updated('L', formatter.format(-count, unit), ''));
      expect.soft(told(seconds).replace(phrases.updated('L', '', ''), '')).not.toMatch(CALENDAR);
    }
    for (const seconds of [-3_600, -1, 0, 1, MINUTE - 1]) {
      expect.soft(told(seconds)).toBe(phrases.updated('L', phrases.justNow, ''));
    }
  });
});
