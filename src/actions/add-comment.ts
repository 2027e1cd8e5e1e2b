/**
 * Adds an answer of the end user to their ticket: a public comment in the name of the requester, at most once.
 */

import { ApiError, NetworkError, ResponseFormatError, TicketError, ZendeskError } from '../errors.js';
import * as userMessages from '../locales/user-messages.js';
import { ZENDESK_ACTIONS } from '../permissions.js';
import { toSchema } from '../schema.js';
import { randomString, sha256 } from '../util/hash.js';
import { isBlank, withoutInvisible } from '../util/plain-text.js';
import { sleep } from '../util/sleep.js';
import * as z from '../util/zod.js';
import { type ActionContext, defineAction } from './action.js';
import { filesOf, missingFiles, uploadFiles } from './attached-files.js';
import { escapeMarkdown } from './escape-markdown.js';
import * as jsonSchemas from './json-schemas.js';
import { enforceLimits } from './limits.js';
import { explainRefusal } from './refusal.js';
import { isClosed, isNotFound, knownEmailSchema, notFound, readOwnTicket, ticketIdSchema } from './requester-guard.js';
import { describeCommented } from './summaries.js';
import {
  changedAtEachTry,
  forgetBackgrounds,
  isAmbiguous,
  isClosedTicket,
  MAX_UPDATE_ATTEMPTS,
  oneAtATime,
} from './ticket-updates.js';
import { type TicketWarning, warningsSchema } from './ticket-warning.js';
import { announceWarnings } from './ticket-warnings.js';
import {
  commentsResponse,
  type WireComment,
  type WireTicket,
  type WrittenTicket,
  writtenTicketResponse,
} from './wire.js';

/** What a model supplies to answer into a ticket. */
export interface AddCommentInput {
  readonly ticketId: number;
  /** Plain text, at most 16,000 characters: it reaches the agent as it is, never as Markdown or HTML. */
  readonly body: string;
  /** Only for an anonymous visitor, who must know the requester's e-mail address as well. */
  readonly email?: string | undefined;
}

/** The comment that was added, or that an earlier call with the same idempotency key had added. */
export interface AddedComment {
  readonly ticketId: number;
  /** Zendesk's name of the status that the ticket has now. */
  readonly status: string;
  /** True when nothing was added now because the same call had done so before. */
  readonly replayed: boolean;
  /** "Your answer was added to ticket #42." */
  readonly summary: string;
  /** For your application: what the comment lacks of that which the application gave. Absent if it lacks nothing. */
  readonly warnings?: readonly TicketWarning[] | undefined;
}

// Zendesk mails agents and everybody in copy.
const PER_TICKET = { max: 30, windowSeconds: 600 };
const PER_CONNECTION = { max: 300, windowSeconds: 600 };
// Seconds; a ticket that changes more often than that is a busy one.
const MAX_WAITS = 3;
// In the metadata of the update: which call it was, and what it said.
const KEY = 'zendesk_connector_key';
const TEXT = 'zendesk_connector_text';

const body = z.string().check(
  z.maxLength(16_000),
  z.refine((text) => !isBlank(text), 'must not be empty'),
  z.describe('What the user answers, in their own words, as plain text.'),
);
const fields = { ticketId: ticketIdSchema, body };
const idOnly = toSchema<AddCommentInput>(z.strictObject(fields), jsonSchemas.addCommentInput);
const idAndEmail = toSchema<AddCommentInput>(
  z.strictObject({ ...fields, email: knownEmailSchema }),
  jsonSchemas.addCommentInputWithEmail,
);

/**
 * Adds a public comment of the requester to a ticket; see {@link AddCommentInput}.
 *
 * @example
 * await addComment(bot, { ticketId, body: 'It works again.' }, { idempotencyKey: messageId });
 */
export const addComment = defineAction<AddCommentInput, AddedComment, 'zendesk_add_comment'>({
  name: 'zendesk_add_comment',
  title: 'Answer into a ticket',
  description:
    'Adds what the user says to their existing support ticket, for the agent to read. Use it when the user answers a ' +
    'question of an agent or has something to add to a ticket. Do not use it to open a new one.',
  permission: ZENDESK_ACTIONS.ADD_COMMENT,
  scope: ['tickets:read', 'tickets:write'],
  annotations: { readOnly: false, destructive: false, idempotent: true, requiresConfirmation: true },
  extras: ['attachments'],
  inputSchema: (requester) => (requester === 'from-conversation' ? idAndEmail : idOnly),
  outputSchema: toSchema<AddedComment>(
    z.object({
      ticketId: z.int(),
      status: z.string(),
      replayed: z.boolean(),
      summary: z.string(),
      warnings: warningsSchema,
    }),
    jsonSchemas.addCommentOutput,
  ),

  question: ({ ticketId }, { phrases }) => phrases.askToComment(ticketId),

  run: (input, context) => oneAtATime(input.ticketId, context, () => answerOnce(input, context)),
});

async function answerOnce({ ticketId, body, email }: AddCommentInput, context: ActionContext): Promise<AddedComment> {
  const text = escapeMarkdown(withoutInvisible(body).trim());
  // Without a key of the host's, two calls with the same words are two answers: people say "yes" more than once.
  const intent = context.idempotencyKey ?? randomString();
  const attached = await filesOf(context);
  const [key, textHash] = await Promise.all([
    sha256(JSON.stringify([context.connectionId, ticketId, intent])),
    sha256(attached === undefined ? text : JSON.stringify([text, attached.fingerprint])),
  ]);
  const answer = { text, metadata: { [KEY]: key, [TEXT]: textHash } };
  let before: readonly WireComment[] | undefined;
  let ambiguous = false;
  let waits = 0;
  try {
    for (let attempt = 1; ; ) {
      const { ticket, headers, email: requesterEmail } = await readOwnTicket(ticketId, email, context);
      const comments = await readComments(ticket, context);
      const known = comments.find(({ metadata }) => metadata?.custom?.[KEY] === key);
      if (known !== undefined && known.metadata?.custom?.[TEXT] !== textHash) throw idempotencyConflict();
      // That comments show the metadata of their update is inferred from audits, which the scope may not let us read.
      // So what this call may have added itself is also known by its words.
      const isThere = known !== undefined || (ambiguous && foundByText(text, comments, before ?? [], ticket));
      if (isThere) return toResult(ticket, !ambiguous, context);
      before ??= comments;
      if (isClosed(ticket)) throw ticketClosed();
      // Without an author, Zendesk would publish it in the name of the connected user.
      if (!ticket.requester_id) throw withoutRequester();
      if (waits < MAX_WAITS && isUnsettled(ticket, headers)) {
        waits++;
        await sleep(1_000);
        continue;
      }
      if (attempt === 1) await enforceLimits('comments', [[PER_CONNECTION], [PER_TICKET, ticketId]], context);
      // Before the update, which alone may leave something open.
      const uploads = attached && (await uploadFiles(attached, { key, isDone: false }, context));
      try {
        const updated = await update(ticket, { ...answer, uploads }, context).finally(() =>
          forgetBackgrounds(requesterEmail, context),
        );
        const warnings = missingFiles(uploads, updated);
        announceWarnings(ticketId, warnings, context);
        return { ...toResult(updated.ticket, false, context), ...(warnings.length > 0 ? { warnings } : {}) };
      } catch (error) {
        const isConflict = error instanceof ApiError && error.zendeskStatus === 409;
        if (!isConflict && !isAmbiguous(error)) throw error;
        if (!isConflict) ambiguous = true;
        if (attempt++ === MAX_UPDATE_ATTEMPTS) throw isConflict ? changedAtEachTry(error) : error;
        // Another update was faster, or it is not known whether this one came through: look before it is sent again.
        await sleep(100 * attempt * Math.random());
      }
    }
  } catch (error) {
    // Whatever the last request came to: the comment may be there.
    throw ambiguous && error instanceof ZendeskError ? new NetworkError({ timedOut: false, ambiguous: true }) : error;
  }
}

/**
 * Whether the ticket was changed within this second. Its time has no parts of seconds, so a change later in the same
 * second could not be told from none.
 */
function isUnsettled(ticket: WireTicket, headers: Headers): boolean {
  return Date.parse(headers.get('date') ?? '') - Date.parse(ticket.updated_at) < 1_000;
}

async function readComments({ id }: WireTicket, context: ActionContext): Promise<readonly WireComment[]> {
  const newest = async (count: number) => {
    const query = { sort_order: 'desc', per_page: count };
    const path = `/api/v2/tickets/${id}/comments.json` as const;
    return (await context.send('GET', path, { query, schema: commentsResponse })).body.comments;
  };
  return newest(100).catch((error: unknown) => {
    // Comments may be long, and an answer only so large: a few always fit.
    if (error instanceof ResponseFormatError) return newest(5);
    throw error;
  });
}

async function update(
  { id, requester_id, status, updated_at }: WireTicket,
  {
    text,
    metadata,
    uploads,
  }: {
    readonly text: string;
    readonly metadata: Readonly<Record<string, string>>;
    readonly uploads: readonly string[] | undefined;
  },
  context: ActionContext,
): Promise<WrittenTicket & { readonly ticket: WireTicket }> {
  const { body } = await context
    .send('PUT', `/api/v2/tickets/${id}.json`, {
      body: {
        ticket: {
          comment: { body: text, public: true, author_id: requester_id, ...(uploads && { uploads }) },
          // As when the requester answers by mail. Whether the API does so by itself is not documented.
          // https://support.zendesk.com/hc/en-us/articles/4408894213018
          ...(['new', 'open'].includes(status) ? {} : { status: 'open' }),
          // https://developer.zendesk.com/documentation/ticketing/managing-tickets/creating-and-updating-tickets/#setting-metadata
          metadata,
          // Idempotency keys are documented for creating tickets only. This makes Zendesk refuse to do it twice.
          // https://developer.zendesk.com/api-reference/ticketing/tickets/tickets/#protecting-against-ticket-update-collisions
          updated_stamp: updated_at,
          safe_update: true,
        },
      },
      schema: writtenTicketResponse,
    })
    .catch((error: unknown) => explainUpdate(error, context));
  return body;
}

/** What changed since the ticket was read, and what the account demands, each as an error of its own. */
function explainUpdate(error: unknown, { requester }: ActionContext): never {
  if (isNotFound(error)) throw notFound();
  if (!(error instanceof ApiError) || error.zendeskStatus !== 422) throw error;
  const refused = [error.body, ...Object.values(error.body.details ?? {}).flat()];
  // Zendesk documents no code for it.
  const isFull = refused.some(
    ({ description = '' }) => /\bcomments\b/i.test(description) && /limit|maximum|too many|5,?000/i.test(description),
  );
  if (isClosedTicket(error)) throw ticketClosed();
  if (isFull) throw ticketFull();
  explainRefusal(error, requester);
}

/** Whether there is a comment in these words that was not there when this call began, and is of no other call. */
function foundByText(
  text: string,
  comments: readonly WireComment[],
  before: readonly WireComment[],
  { requester_id: requesterId }: WireTicket,
): boolean {
  const old = new Set(before.map(({ id }) => id));
  return comments.some(
    ({ id, author_id: authorId, body, metadata }) =>
      !old.has(id) && authorId === requesterId && body === text && metadata?.custom?.[KEY] === undefined,
  );
}

function toResult({ id, status }: WireTicket, replayed: boolean, { phrases }: ActionContext): AddedComment {
  return { ticketId: id, status, replayed, summary: describeCommented(id, phrases) };
}

function idempotencyConflict(): TicketError {
  return new TicketError({
    code: 'idempotency_conflict',
    message: 'This idempotency key was already used for another comment',
    userMessage: userMessages.refused,
    hint: 'Use a new key for a new comment.',
  });
}

// https://developer.zendesk.com/api-reference/ticketing/tickets/ticket_comments/
function ticketFull(): TicketError {
  return new TicketError({
    code: 'ticket_closed',
    message: 'The ticket has 5,000 comments: Zendesk takes no more comments on it',
    userMessage: userMessages.ticketFull,
    hint: 'Offer to create a new ticket that mentions the number of the full one.',
  });
}

function withoutRequester(): TicketError {
  return new TicketError({
    code: 'ticket_closed',
    message: 'The ticket has no requester in whose name a comment could be added',
    userMessage: userMessages.ticketFull,
    hint: 'Offer to create a new ticket that mentions the number of this one.',
  });
}

function ticketClosed(): TicketError {
  return new TicketError({
    code: 'ticket_closed',
    message: 'The ticket is closed: Zendesk takes no more comments on it',
    userMessage: userMessages.ticketClosed,
    hint: 'Offer to create a new ticket with the number of the closed one as followUpOf.',
  });
}
