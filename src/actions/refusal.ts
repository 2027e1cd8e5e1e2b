/**
 * Explains a refusal of a ticket (422) to the one who can correct it: the end user, or your application. Zendesk's stable
 * codes decide. Words count only where there is no code, because they come in the language of the account.
 */
import { ApiError, InvalidInputError, TicketError, type ZendeskFieldError } from '../errors.js';
import * as userMessages from '../locales/user-messages.js';

interface Refused extends ZendeskFieldError {
  readonly field: string;
}

const REQUESTER_FIELDS = /^(requester|requester_id|requester_name|author|author_id|name|email)$/;
const MODEL_FIELDS = /^(subject|raw_subject|comment|description|priority)$/;

/** @internal Throws the error that says who can correct it; `error` itself if it is no such refusal. */
export function explainRefusal(error: unknown): never {
  if (!(error instanceof ApiError) || error.zendeskStatus !== 422) throw error;
  const { error: code, description, details = {} } = error.body;
  const refused: readonly Refused[] = [
    ...(code === 'RecordInvalid' ? [] : [{ field: 'requester', ...error.body }].filter(isSuspension)),
    ...Object.entries(details).flatMap(([field, errors]) => errors.map((problem) => ({ field, ...problem }))),
  ];
  const about = { request: error.request, requestId: error.requestId };
  if (refused.some(isSuspension)) {
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
  throw new InvalidInputError({ ...about, issues, ...questionFor(refused.filter(isAboutRequester)) });
}

function fieldRejected(refused: readonly Refused[], about: object): TicketError {
  const names = refused.map(({ field, ticketFieldId, description, error }) => {
    const name = ticketFieldId === undefined ? field : `ticket field ${ticketFieldId}`;
    return `${name} (${description ?? error ?? 'not valid'})`;
  });
  const listed = names.join(', ');
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

/** What to ask the end user. The library always sends an e-mail address, so a blank value is the name. */
function questionFor(refused: readonly Refused[]): { readonly hint?: string; readonly userMessage?: string } {
  if (refused.length === 0) return {};
  const isName = refused.some(({ error, description = '' }) =>
    error === undefined
      ? /name/i.test(description) && /short|blank/i.test(description)
      : /^(BlankValue|TooShort|TooShortValue)$/.test(error),
  );
  return isName
    ? { hint: 'Ask the user for their name and try again with it.', userMessage: userMessages.nameMissing }
    : {
        hint: 'Ask the user for their e-mail address once more and try again with it.',
        userMessage: userMessages.emailInvalid,
      };
}
