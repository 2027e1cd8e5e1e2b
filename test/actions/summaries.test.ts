import { describe, expect, test } from 'vitest';
import { describeCreated, describeStatus, describeTickets, statusLabel } from '../../src/actions/summaries.js';

const now = Date.UTC(2026, 10, 23, 12);
const updatedAt = '2026-11-23T10:00:00Z';
const LOCALES = ['en', 'de', 'es', 'fr', 'it', 'nl', 'pt'];

describe.each(LOCALES)('the sentences in %s', (locale) => {
  const ticket = { ticketId: 42, statusLabel: statusLabel('pending', locale), updatedAt };
  const sentences = [
    describeStatus({ label: 'L', updatedAt }, { locale, now }),
    describeStatus({ label: 'L', updatedAt, updatedBy: { kind: 'agent', name: 'Carla' } }, { locale, now }),
    describeStatus({ label: 'L', updatedAt, updatedBy: { kind: 'requester' } }, { locale, now }),
    describeCreated(42, 'ann@customer.example', false, locale),
    describeCreated(42, 'ann@customer.example', true, locale),
    describeTickets([ticket, { ...ticket, ticketId: 41 }], { locale, now }),
    describeTickets([], { locale, now }),
  ];

  test('all differ, are whole, and say what they are given', () => {
    expect(new Set(sentences).size).toBe(sentences.length);
    for (const sentence of sentences) expect(sentence).toMatch(/^[^a-z].*\.$/);
    expect(sentences[1]).toContain('Carla');
    for (const sentence of sentences.slice(3, 5)) expect(sentence).toMatch(/42.*ann@customer\.example/);
    expect(sentences[5]).toMatch(/42.*; .*41/);
    expect(sentences.join()).not.toMatch(/undefined|null|NaN/);
  });

  test('every status has a name of its own', () => {
    const names = ['new', 'open', 'pending', 'hold', 'solved', 'closed'].map((status) => statusLabel(status, locale));
    expect(new Set(names).size).toBe(6);
    expect(statusLabel('constructor', locale)).toBe('Constructor');
  });
});

test('no language is a mixture of two', () => {
  const french = describeStatus({ label: 'En attente', updatedAt }, { locale: 'fr-CA', now });
  expect(french).toBe('En attente — dernière mise à jour il y a 2 heures.');
  expect(describeStatus({ label: 'Pending', updatedAt }, { locale: 'ja-JP', now })).toBe(
    'Pending — last updated 2 hours ago.',
  );
});
