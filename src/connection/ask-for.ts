/**
 * Words the question that an end user approves before an action runs.
 */
import type { ActionDefinition, Requester } from '../actions/action.js';
import { phrasesFor } from '../locales/phrases-for.js';

/** @internal Returns the title for an input that is not valid: the action will refuse it. */
export async function askFor<Input>(
  definition: ActionDefinition<Input, unknown>,
  input: unknown,
  { requester, locale }: { readonly requester: Requester; readonly locale: string },
): Promise<string> {
  const result = await definition.inputSchema(requester)?.['~standard'].validate(input);
  const fallback = `${definition.title}?`;
  if (result === undefined || result.issues !== undefined) return fallback;
  const phrases = await phrasesFor(locale);
  return definition.question?.(result.value, { requester, locale, phrases }) ?? fallback;
}
