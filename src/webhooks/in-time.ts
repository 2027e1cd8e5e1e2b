/**
 * Limits how long a webhook waits for what the application plugs in: Zendesk waits some ten seconds for the answer.
 */
import { TokenStoreError } from '../errors.js';
import { TimeLimitError, withTimeLimit } from '../util/time-limit.js';

const ANSWER_TIMEOUT_MS = 3_000;

/**
 * Resolves or rejects like `call`.
 *
 * @param what names what is called, at the beginning of a sentence
 * @throws TokenStoreError when it takes longer than three seconds
 * @internal
 */
export async function inTime<T>(what: string, call: () => T | Promise<T>): Promise<T> {
  try {
    return await withTimeLimit(ANSWER_TIMEOUT_MS, call);
  } catch (error) {
    if (!(error instanceof TimeLimitError)) throw error;
    throw new TokenStoreError({
      reason: 'unavailable',
      message: `${what} did not answer within 3 seconds`,
      hint: 'Check the store and its server. Zendesk sends the webhook again.',
    });
  }
}
