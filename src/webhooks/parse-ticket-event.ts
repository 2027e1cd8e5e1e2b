/**
 * Parses a verified webhook into a ticket event. Returns undefined for other types of events, and for changes of the
 * chatbot and of the requester.
 * https://developer.zendesk.com/api-reference/webhooks/event-types/ticket-events/
 */
import { oneLine, shorten, withoutInvisible } from '../actions/plain-text.js';
import { type InputIssue, InvalidInputError } from '../errors.js';
import { englishMessages } from '../schema.js';
import * as z from '../util/zod.js';
import { toPlainText } from './plain-markdown.js';
import type { AttachedFile, TicketEvent, TicketEventBase } from './ticket-event.js';

/** Options of {@link parseTicketEvent}. */
export interface ParseTicketEventOptions {
  /**
   * The Zendesk user who connected; `connection.webhookSource()` returns it. That `addComment()` opened the ticket, or
   * attached a file, is then not returned as an event.
   */
  readonly connectedUserId?: number | undefined;
}

// Which members are there, and of which type, is not documented for each event: they are read one by one below.
const member = z.optional(z.unknown());
const sequence = z.nullish(z.object({ id: member, position: member }));
const envelope = z.object({
  type: z.string(),
  id: z.string(),
  time: z.string(),
  event: z.nullish(z.object({ meta: z.nullish(z.object({ sequence })) })),
});
const ticketId = z.unknown().check(z.refine((value) => (toId(value) ?? 0) > 0, 'is not an id'));
const detail = z.object({ id: ticketId, external_id: member, requester_id: member, actor_id: member });
const attachment = z.object({ filename: member, content_type: member, size: member, is_public: member });
const author = z.nullish(z.object({ id: member, is_staff: member, name: member }));
const commentAdded = z.object({
  detail,
  event: z.object({
    comment: z.object({
      id: member,
      body: member,
      is_public: member,
      author,
      attachments: z.nullish(z.array(attachment)),
    }),
  }),
});
const attachmentLinked = z.object({ detail, event: z.object({ comment: z.object({ id: member, attachment }) }) });
const commentMadePrivate = z.object({ detail, event: z.object({ comment: z.object({ id: ticketId }) }) });
const change = z.object({ detail, event: z.object({ current: member, previous: member }) });

/** Statuses that say nothing to an end user: Zendesk's own housekeeping. */
const SILENT_STATUSES = new Set(['', 'archived', 'scrubbed']);

/**
 * Parses the body of a verified webhook.
 *
 * @returns undefined for an internal note, a comment of the requester, a change of the chatbot, and other types of events
 * @throws InvalidInputError when the body is not an event of Zendesk, such as the JSON of a trigger
 *
 * @example
 * const event = parseTicketEvent(webhook, { connectedUserId });
 * if (event?.type === 'ticket_solved') await closeConversation(event.externalId);
 */
export function parseTicketEvent(
  webhook: { readonly body: string },
  { connectedUserId }: ParseTicketEventOptions = {},
): TicketEvent | undefined {
  const payload = parseJson(webhook.body);
  const { type, id: eventId, time: at, event: common } = checked(envelope, payload);
  const place = common?.meta?.sequence;
  const occurrence = {
    eventId,
    at,
    ...(typeof place?.position === 'number' ? { sequence: { id: toText(place.id), position: place.position } } : {}),
  };
  switch (type) {
    case 'zen:event-type:ticket.comment_added':
      return fromComment(checked(commentAdded, payload), occurrence);
    case 'zen:event-type:ticket.attachment_linked_to_comment':
      return fromAttachment(checked(attachmentLinked, payload), occurrence, connectedUserId);
    case 'zen:event-type:ticket.comment_made_private': {
      const { detail, event } = checked(commentMadePrivate, payload);
      return {
        type: 'comment_made_private',
        ...occurrence,
        ...ticketOf(detail),
        commentId: toId(event.comment.id) ?? 0,
      };
    }
    case 'zen:event-type:ticket.status_changed':
      return fromStatus(checked(change, payload), occurrence, connectedUserId);
    case 'zen:event-type:ticket.custom_status_changed':
      return fromCustomStatus(checked(change, payload), occurrence);
    default:
      return undefined;
  }
}

type Occurrence = Pick<TicketEventBase, 'eventId' | 'at' | 'sequence'>;
type Detail = z.infer<typeof detail>;

function fromComment({ detail, event }: z.infer<typeof commentAdded>, occurrence: Occurrence): TicketEvent | undefined {
  const { author, body, is_public: isPublic, attachments } = event.comment;
  // Only a comment that Zendesk marks as public and by an agent: a missing field counts as "no". A comment of the requester
  // has the requester as its author, whoever wrote it down.
  const authorId = toId(author?.id);
  const isOfRequester = authorId !== undefined && authorId === toId(detail.requester_id);
  if (isPublic !== true || author?.is_staff !== true || isOfRequester) return undefined;
  const id = toId(event.comment.id);
  const authorName = toName(author.name);
  const said = withoutInvisible(toText(body)).trim();
  return {
    type: 'agent_replied',
    ...occurrence,
    ...ticketOf(detail),
    comment: {
      ...(id === undefined ? {} : { id }),
      body: said,
      plainText: toPlainText(said),
      ...(authorName === '' ? {} : { authorName }),
      files: (attachments ?? []).flatMap(toFile),
    },
  };
}

function fromAttachment(
  { detail, event }: z.infer<typeof attachmentLinked>,
  occurrence: Occurrence,
  connectedUserId: number | undefined,
): TicketEvent | undefined {
  const { attachment } = event.comment;
  const actorId = toId(detail.actor_id);
  const isAgent = actorId === undefined || (actorId !== connectedUserId && actorId !== toId(detail.requester_id));
  const [file] = attachment.is_public === true && isAgent ? toFile(attachment) : [];
  if (file === undefined) return undefined;
  const commentId = toId(event.comment.id);
  return {
    type: 'file_attached',
    ...occurrence,
    ...ticketOf(detail),
    ...(commentId === undefined ? {} : { commentId }),
    file,
  };
}

function fromStatus(
  { detail, event }: z.infer<typeof change>,
  occurrence: Occurrence,
  connectedUserId: number | undefined,
): TicketEvent | undefined {
  const status = toStatus(event.current);
  const previousStatus = toStatus(event.previous);
  if (SILENT_STATUSES.has(status) || status === previousStatus) return undefined;
  // addComment() opens the ticket.
  if (status === 'open' && connectedUserId !== undefined && toId(detail.actor_id) === connectedUserId) return undefined;
  const base = { ...occurrence, ...ticketOf(detail), ...(previousStatus === '' ? {} : { previousStatus }) };
  return status === 'solved' ? { type: 'ticket_solved', ...base, status } : { type: 'status_changed', ...base, status };
}

function fromCustomStatus({ detail, event }: z.infer<typeof change>, occurrence: Occurrence): TicketEvent | undefined {
  const customStatusId = toId(event.current);
  const previousCustomStatusId = toId(event.previous);
  if (customStatusId === undefined || customStatusId === previousCustomStatusId) return undefined;
  return {
    type: 'custom_status_changed',
    ...occurrence,
    ...ticketOf(detail),
    customStatusId,
    ...(previousCustomStatusId === undefined ? {} : { previousCustomStatusId }),
  };
}

function toFile({ filename, content_type, size }: z.infer<typeof attachment>): AttachedFile[] {
  const name = toName(filename);
  const type = toName(content_type);
  if (name === '') return [];
  const isSize = typeof size === 'number' && Number.isSafeInteger(size) && size >= 0;
  return [{ name, ...(type === '' ? {} : { type }), ...(isSize ? { size } : {}) }];
}

function ticketOf({ id, external_id }: Detail) {
  const externalId = toText(external_id);
  return { ticketId: toId(id) ?? 0, ...(externalId === '' ? {} : { externalId }) };
}

/** Ids come as strings or numbers. Empty means none, and so does an id beyond 2^53, which would become another id. */
function toId(value: unknown): number | undefined {
  const number = typeof value === 'string' && /^-?\d{1,20}$/.test(value) ? Number(value) : value;
  return Number.isSafeInteger(number) ? (number as number) : undefined;
}

function toText(value: unknown): string {
  if (typeof value === 'number') return String(value);
  return typeof value === 'string' ? value : '';
}

function toStatus(value: unknown): string {
  return typeof value === 'string' ? toName(value).toLowerCase() : '';
}

function toName(value: unknown): string {
  return shorten(oneLine(toText(value)), 100);
}

function parseJson(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    throw unreadable([{ path: [], message: 'the body is not JSON' }]);
  }
}

function checked<T>(schema: z.ZodMiniType<T>, payload: unknown): T {
  const result = z.safeParse(schema, payload, englishMessages);
  if (result.success) return result.data;
  throw unreadable(result.error.issues.map(({ path, message }) => ({ path: path.map(String), message })));
}

function unreadable(issues: readonly InputIssue[]): InvalidInputError {
  return new InvalidInputError({
    issues,
    hint: 'The webhook is not an event of Zendesk. A webhook of a trigger has a body of its own: verify it with verifyWebhook() and parse it yourself.',
  });
}
