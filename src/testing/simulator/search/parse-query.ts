/**
 * Zendesk's search syntax.
 * https://support.zendesk.com/hc/en-us/articles/4408886879258
 * https://developer.zendesk.com/documentation/ticketing/using-the-zendesk-api/searching-with-the-zendesk-api/
 */

export type Operator = ':' | '<' | '>' | '<=' | '>=';

export interface Term {
  /** Undefined for bare words. */
  readonly field: string | undefined;
  readonly operator: Operator;
  /** In lower case. */
  readonly value: string;
  readonly isNegated: boolean;
}

const TERM = /(-)?(?:([a-z]\w*)(:|<=|>=|<|>))?(?:"([^"]*)"|(\S+))/gi;

export function parseQuery(query: string): readonly Term[] {
  return [...query.matchAll(TERM)].map(([, minus, field, operator, quoted, bare]) => ({
    field: field?.toLowerCase(),
    operator: (operator ?? ':') as Operator,
    value: (quoted ?? bare ?? '').toLowerCase(),
    isNegated: minus !== undefined,
  }));
}

/**
 * Whether a record matches all terms. Several values of one field mean any of them; a minus means none; limits such as
 * `created>` are all kept.
 */
export function matchesAll(terms: readonly Term[], matches: (term: Term) => boolean): boolean {
  const isAlternative = ({ field, operator, isNegated }: Term) => field !== undefined && operator === ':' && !isNegated;
  const alternatives = terms.filter(isAlternative);
  const fields = new Set(alternatives.map(({ field }) => field));
  const others = terms.filter((term) => !isAlternative(term));
  return (
    [...fields].every((field) => alternatives.some((term) => term.field === field && matches(term))) &&
    others.every((term) => matches(term) !== term.isNegated)
  );
}
