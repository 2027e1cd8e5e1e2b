/**
 * Finds the phrases of a language. English is part of the library; another language is loaded when a connection first
 * needs it. A language without phrases gets English as a whole, never a mixture.
 */
import { LruCache } from '../util/lru-cache.js';
import { en } from './en.js';
import type { Phrases } from './phrases.js';

// The key is a language, or a language and a region.
const LANGUAGES: Readonly<Record<string, () => Promise<Phrases>>> = {
  de: async () => (await import('./de.js')).de,
  es: async () => (await import('./es.js')).es,
  fr: async () => (await import('./fr.js')).fr,
  it: async () => (await import('./it.js')).it,
  nl: async () => (await import('./nl.js')).nl,
  pt: async () => (await import('./pt.js')).pt,
  'pt-PT': async () => (await import('./pt-pt.js')).ptPT,
};

const loaded = new LruCache<Phrases>({ maxEntries: 100, maxAge: Number.POSITIVE_INFINITY });

/** @internal Returns the phrases of a BCP 47 tag: at once if they are at hand. */
export function phrasesFor(locale: string): Phrases | Promise<Phrases> {
  if (locale === 'en') return en;
  return loaded.get(locale) ?? load(locale);
}

async function load(locale: string): Promise<Phrases> {
  const { language, region } = new Intl.Locale(locale);
  const find = LANGUAGES[`${language}-${region}`] ?? LANGUAGES[language];
  try {
    const phrases = (await find?.()) ?? en;
    loaded.set(locale, phrases);
    return phrases;
  } catch {
    // A part of the application that was not deployed with it must not keep an end user from a ticket.
    return en;
  }
}
