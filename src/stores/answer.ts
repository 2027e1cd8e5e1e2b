/**
 * The one form of answer that every script and every statement of a store gives, whatever the client makes of it.
 */

/**
 * Reads an answer: "=" and a text, or "-" for none. Clients turn numbers into text, text into bytes, text that is JSON
 * into objects and nothing into null; none of them can mistake these two for anything else.
 *
 * @returns the text; null for none; undefined when it is no answer of ours, so that it never counts as one
 * @internal
 */
export function readAnswer(answer: unknown): string | null | undefined {
  const text = answer instanceof Uint8Array ? new TextDecoder().decode(answer) : answer;
  if (text === '-') return null;
  return typeof text === 'string' && text.startsWith('=') ? text.slice(1) : undefined;
}

/**
 * Returns the value of the one column of the one row, whether a client gives rows as objects or as lists.
 *
 * @internal
 */
export function onlyValue(rows: unknown): unknown {
  const [row, ...others] = Array.isArray(rows) ? rows : [];
  const values = typeof row === 'object' && row !== null ? Object.values(row) : [];
  return others.length === 0 && values.length === 1 ? values[0] : undefined;
}
