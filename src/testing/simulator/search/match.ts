/**
 * How one value of a record is held against one term.
 */
import { invalidRecord, notModeled } from '../core/respond.js';
import type { Term } from './parse-query.js';

/** Partial matches occur, within a quoted term too; `*` stands for any text. */
export function matchesText(text: string | null | undefined, { value }: Pick<Term, 'value'>): boolean {
  if (value === 'none') return text == null || text === '';
  return (text ?? '').toLowerCase().includes(value.replaceAll('*', ''));
}

/** The whole value, as with a status, an id or a tag. */
export function matchesExactly(known: string | number | null | undefined, { value }: Pick<Term, 'value'>): boolean {
  if (value === 'none') return known == null;
  return String(known ?? '').toLowerCase() === value;
}

/** By rank, as with statuses: `status<solved`. */
export function matchesRank(ranks: readonly string[], known: string | null, term: Term): boolean {
  if (term.operator === ':') return matchesExactly(known, term);
  return compares(ranks.indexOf(known ?? ''), term, ranks.indexOf(term.value));
}

/** `created>2026-11-20`, `created>2026-11-20T10:00:00Z`, `created>4hours` (less than four hours ago), `created:2026-11-20`. */
export function matchesTime(timestamp: string | null, term: Term, now: number): boolean {
  if (timestamp === null) return term.value === 'none';
  const at = Date.parse(timestamp);
  const ago = /^(\d+)(minutes?|hours?|days?|weeks?|months?|years?)$/.exec(term.value);
  if (ago !== null) return compares(at, term, now - Number(ago[1]) * millisecondsOf(ago[2] ?? ''));
  const limit = Date.parse(term.value.toUpperCase());
  if (Number.isNaN(limit)) throw invalidRecord({ query: [notModeled(`The time ${term.value}`)] });
  const isDay = /^\d{4}-\d{2}-\d{2}$/.test(term.value);
  if (term.operator === ':') return isDay ? timestamp.startsWith(term.value) : at === limit;
  // Later than a day is later than its last second.
  const end = isDay && (term.operator === '>' || term.operator === '<=') ? limit + 86_399_999 : limit;
  return compares(at, term, end);
}

export function compares(value: number, { operator }: Pick<Term, 'operator'>, limit: number): boolean {
  switch (operator) {
    case '<':
      return value < limit;
    case '>':
      return value > limit;
    case '<=':
      return value <= limit;
    case '>=':
      return value >= limit;
    default:
      return value === limit;
  }
}

function millisecondsOf(unit: string): number {
  const units = {
    minute: 60_000,
    hour: 3_600_000,
    day: 86_400_000,
    week: 604_800_000,
    month: 2_592_000_000,
    year: 31_536_000_000,
  };
  return units[unit.replace(/s$/, '') as keyof typeof units];
}
