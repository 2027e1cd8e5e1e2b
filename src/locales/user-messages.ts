/**
 * The sentences of errors that an end user may hear, in English. The files beside it have them in other languages, so an error
 * takes its `userMessage` from here. Imports nothing, so that anything may import it.
 */

/** @internal */
export const USER_MESSAGES = {
  misconfigured: 'The help desk is not set up correctly.',
  invalidInput: 'Some of the details are missing or not valid.',
  nameMissing: 'What is your name, please?',
  emailInvalid: 'Could you check your e-mail address, please?',
  notAllowed: 'I am not allowed to do that here.',
  notConnected: 'The help desk is not connected at the moment.',
  reconnectRequired: 'The help desk connection has expired and must be renewed by its owner.',
  storeUnavailable: 'The help desk connection is temporarily unavailable.',
  busy: 'The help desk is busy right now. Please try again in a little while.',
  tooManyTickets: 'Too many tickets were opened in the last ten minutes. Please try again later.',
  tooManyReplies: 'Too many replies were added in the last ten minutes. Please try again later.',
  tooManyAttempts: 'Too many attempts in the last ten minutes. Please try again later.',
  unreachable: 'The help desk cannot be reached right now. Please try again in a little while.',
  accountNotFound: 'The help desk cannot be reached at the moment.',
  unreadable: 'The help desk gave an answer that could not be read.',
  refused: 'The help desk could not do that.',
  notFound: 'I could not find that.',
  ticketNotFound: 'I could not find that ticket. Please check its number and the e-mail address it was filed with.',
  ticketClosed: 'That ticket is closed. Shall I open a new one?',
  ticketFull: 'That ticket takes no more replies. Shall I open a new one?',
  requesterSuspended: 'I cannot create a ticket for this address. Please contact us another way.',
} as const;

/** @internal The same sentences in another language. */
export type UserMessages = Readonly<Record<keyof typeof USER_MESSAGES, string>>;

/** @internal Returns an English sentence of {@link USER_MESSAGES} in the language of `messages`; any other text as it is. */
export function translateUserMessage(text: string, messages: UserMessages): string {
  const known = Object.entries(USER_MESSAGES).find(([, sentence]) => sentence === text);
  return known === undefined ? text : messages[known[0] as keyof UserMessages];
}
