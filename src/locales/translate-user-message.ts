/**
 * Translates the sentences of errors that an end user may hear.
 */
import type { UserMessages } from './phrases.js';
import * as english from './user-messages.js';

/** @internal Returns a sentence of `user-messages.ts` in the language of `messages`; any other text as it is. */
export function translateUserMessage(text: string, messages: UserMessages): string {
  for (const [name, sentence] of Object.entries(messages === english ? {} : english)) {
    if (sentence === text) return messages[name as keyof UserMessages];
  }
  return text;
}
