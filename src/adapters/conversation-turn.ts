/**
 * An id for the calls of engines that give none.
 */
import { ConfigurationError } from '../errors.js';
import { sha256 } from '../util/hash.js';

/** What the model answers when it makes a call. */
export interface ConversationTurn {
  /** The id of the conversation in your application. */
  readonly conversation: string;
  /** Identifies the end user's message within the conversation: its id, or how many came before it. */
  readonly turn: string | number;
}

/**
 * Returns an id for a call of an engine that gives none, made of the conversation, the turn and the arguments. The same
 * call in the same turn has the same id, so that it adds one comment however often the engine runs it.
 *
 * @throws ConfigurationError when the conversation or the turn is missing
 *
 * @example
 * const idempotencyKey = await toolCallId({ conversation: conversation.id, turn: messageId }, action.name, input);
 */
export async function toolCallId(answered: ConversationTurn, name: string, input: unknown): Promise<string> {
  checkTurn(answered);
  const { conversation, turn } = answered;
  return sha256(JSON.stringify([conversation, String(turn), name, input], sortKeys));
}

/** Models write the same arguments in any order. */
function sortKeys(_key: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}

/**
 * @throws ConfigurationError
 * @internal
 */
export function checkTurn(given: { readonly conversation?: unknown; readonly turn?: unknown } | undefined): void {
  const { conversation, turn } = given ?? {};
  const hint = 'Pass the id of the conversation, and the id or the number of the message that the model answers.';
  if (typeof conversation !== 'string' || conversation === '') {
    throw new ConfigurationError({ option: 'conversation', problem: 'must be a text that is not empty', hint });
  }
  if (typeof turn === 'string' ? turn === '' : !Number.isFinite(turn)) {
    throw new ConfigurationError({ option: 'turn', problem: 'must be a number, or a text that is not empty', hint });
  }
}
