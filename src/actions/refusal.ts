/**
 * Explains a refusal of a ticket (422) to the one who can correct it: the end user, or your application. Zendesk's stable
 * codes decide. Words count only where there is no code, because they come in the language of the account.
 */
import { ApiError, InvalidInputError, TicketError, type ZendeskErrorBody, type ZendeskFieldError } from '../errors.js';
import * as userMessages from '../locales/user-messages.js';
import type { Requester } from './action.js';
import { isKnownRequester } from './find-requester.js';

/** @internal */
export interface Refused extends ZendeskFieldError {
  readonly field: string;
}

const REQUESTER_FIELDS = /^(requester|requester_id|requester_name|author|author_id|name|email)$/;
const MODEL_FIELDS = /^(subject|raw_subject|comment|description|priority)$/;

/** @internal Throws the error that says who can correct it; `error` itself if it is no such refusal. */
export function explainRefusal(error: unknown, requester: Requester): never {
  if (!(error instanceof ApiError) || error.zendeskStatus !== 422) throw error;
  const { codes = [], description } = error.body;
  const refused = refusedFields(error.body);
  const problems = [error.body, ...codes.map((code) => ({ error: code }))];
  const ofWhole = problems.map((problem): Refused => ({ field: 'requester', ...problem }));
  const about = { request: error.request, requestId: error.requestId };
  if ([...ofWhole, ...refused].some(isSuspension)) {
    throw new TicketError({
      ...about,
      code: 'requester_suspended',
      message: 'Zendesk takes no tickets and no comments from this requester: the user is suspended',
      userMessage: userMessages.requesterSuspended,
      ownerMessage: 'This user is suspended in Zendesk. An admin can lift the suspension.',
      hint: 'An admin can lift the suspension in Zendesk. Do not try again with this address.',
    });
  }
  const ofAccount = refused.filter((problem) => !isAboutRequester(problem) && !MODEL_FIELDS.test(problem.field));
  if (ofAccount.length > 0) throw fieldRejected(ofAccount, about);
  if (refused.length === 0) throw error;
  const issues = refused.map(({ field, description: said, error: fieldCode }) => ({
    path: [field],
    message: said ?? fieldCode ?? description ?? 'is not valid',
  }));
  throw new InvalidInputError({ ...about, issues, ...questionFor(refused.filter(isAboutRequester), requester) });
}

/** @internal The fields that Zendesk's validation refused. */
export function refusedFields({ details = {} }: ZendeskErrorBody): readonly Refused[] {
  return Object.entries(details).flatMap(([field, errors]) => errors.map((problem) => ({ field, ...problem })));
}

/** @internal "ticket field 360 (Cause: is required when solving a ticket)" */
export function listRefused(refused: readonly Refused[]): string {
  const names = refused.map(({ field, ticketFieldId, description, error }) => {
    const name = ticketFieldId === undefined ? field : `ticket field ${ticketFieldId}`;
    return `${name} (${description ?? error ?? 'not valid'})`;
  });
  return names.join(', ');
}

function fieldRejected(refused: readonly Refused[], about: object): TicketError {
  const listed = listRefused(refused);
  return new TicketError({
    ...about,
    code: 'ticket_field_rejected',
    message: `Zendesk refused the ticket because of ${listed}`,
    userMessage: userMessages.refused,
    ownerMessage: `Your Zendesk account demands something that this chatbot does not fill in: ${listed}.`,
    hint: `Set it in \`ticketDefaults\`, or make the field optional in Zendesk's Admin Center: ${listed}. The end user cannot correct it.`,
  });
}

function isSuspension(problem: Refused): boolean {
  const { error, description = '' } = problem;
  if (error === 'UserSuspended' || error === 'SuspendedUser') return true;
  return error === undefined && isAboutRequester(problem) && /\bsuspended\b/i.test(description);
}

function isAboutRequester({ field, ticketFieldId, description = '' }: Refused): boolean {
  if (ticketFieldId !== undefined) return false;
  return REQUESTER_FIELDS.test(field) || (field === 'base' && /^requester( is\b|\s*:)/i.test(description));
}

const UNKNOWN_REQUESTER = {
  hint: 'Tell the user that the help desk does not know them yet. Do not ask for an id in the conversation.',
  userMessage: userMessages.requesterUnknown,
};

/** @internal Zendesk has no user with the id that your application passed. */
export function unknownRequester(): InvalidInputError {
  const issues = [{ path: ['requester'], message: 'is no user of this Zendesk account' }];
  return new InvalidInputError({ issues, ...UNKNOWN_REQUESTER });
}

/** What to ask the end user. An address that the application vouches for is not asked for in the conversation. */
function questionFor(
  refused: readonly Refused[],
  requester: Requester,
): { readonly hint?: string; readonly userMessage?: string } {
  if (refused.length === 0) return {};
  if (refused.some(isAboutName)) {
    return { hint: 'Ask the user for their name and try again with it.', userMessage: userMessages.nameMissing };
  }
  if (isKnownRequester(requester)) {
    if (!('email' in requester)) return UNKNOWN_REQUESTER;
    return {
      hint: "Zendesk does not accept the e-mail address in the user's profile. Do not ask for it in the conversation.",
      userMessage: userMessages.profileEmailInvalid,
    };
  }
  return {
    hint: 'Ask the user for their e-mail address once more and try again with it.',
    userMessage: userMessages.emailInvalid,
  };
}

/** The library always sends an e-mail address, so a value that is missing or too short is the name. */
function isAboutName({ field, error, description = '' }: Refused): boolean {
  if (/^(requester_)?name$/.test(field)) return true;
  if (/^(BlankValue|TooShort|TooShortValue)$/.test(error ?? '')) return field !== 'email';
  return /\bname\b.*\b(short|long|blank)\b/i.test(description);
}
