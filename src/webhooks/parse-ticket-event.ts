/**
 * Parses a verified webhook into a ticket event. Returns undefined for other types of events, and for changes of the
 * chatbot and of the requester.
 */

import { nameInAddress, toPlainText } from '../actions/plain-markdown.js';
import { withoutInvisible } from '../util/plain-text.js';
import { refuseUnknownOptions } from '../util/refuse-unknown-options.js';
import type * as z from '../util/zod.js';
import type { AttachedFile, TicketEvent, TicketEventBase } from './ticket-event.js';
import {
  attachmentLinked,
  checked,
  commentAdded,
  commentMadePrivate,
  customStatusChanged,
  type Detail,
  envelope,
  membersOf,
  parseJson,
  statusChanged,
  toExternalId,
  toId,
  toName,
  toStatus,
  toText,
} from './ticket-payload.js';
import type { VerifiedWebhook } from './verify-webhook.js';

/** Options of {@link parseTicketEvent}. */
export interface ParseTicketEventOptions {
  /**
   * The Zendesk user who connected; `connection.webhookSource()` returns it. That `addComment()` opened the ticket, or
   * attached a file, is then not returned as an event.
   */
  readonly connectedUserId?: number | undefined;
}

const TIME = /^\d{4}-\d{2}-\d{2}T[\d:.]{8,20}(Z|[+-]\d{2}:\d{2})$/;

/** Statuses that say nothing to an end user: Zendesk's own housekeeping. */
const SILENT_STATUSES = new Set(['archived', 'scrubbed']);

/**
 * Parses the body of a verified webhook.
 *
 * @returns undefined for an internal note, a comment of the requester, a change of the chatbot, and other types of events
 * @throws ConfigurationError for an unknown option; InvalidInputError when the body is not an event of Zendesk, such as the JSON of a trigger
 *
 * @example
 * const event = parseTicketEvent(webhook, { connectedUserId });
 * if (event?.type === 'ticket_solved') await closeConversation(event.externalId);
 */
export function parseTicketEvent(
  webhook: Pick<VerifiedWebhook, 'body'> & Partial<Pick<VerifiedWebhook, 'invocationId' | 'signedAt'>>,
  options: ParseTicketEventOptions = {},
): TicketEvent | undefined {
  refuseUnknownOptions(options, { connectedUserId: true } satisfies Record<keyof ParseTicketEventOptions, true>);
  const { connectedUserId } = options;
  const payload = parseJson(webhook.body);
  const { type, id, time, event } = checked(envelope, payload);
  const place = membersOf(membersOf(membersOf(event)['meta'])['sequence']);
  const position = toId(place['position']);
  const occurrence = {
    eventId: toName(id) || toName(webhook.invocationId),
    at: TIME.test(toText(time)) ? toText(time) : (webhook.signedAt ?? ''),
    ...(position === undefined ? {} : { sequence: { id: toName(place['id']), position } }),
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
      return fromStatus(checked(statusChanged, payload), occurrence, connectedUserId);
    case 'zen:event-type:ticket.custom_status_changed':
      return fromCustomStatus(checked(customStatusChanged, payload), occurrence, connectedUserId);
    default:
      return undefined;
  }
}

type Occurrence = Pick<TicketEventBase, 'eventId' | 'at' | 'sequence'>;

function fromComment({ detail, event }: z.infer<typeof commentAdded>, occurrence: Occurrence): TicketEvent | undefined {
  const { author, body, is_public: isPublic, attachment, attachments } = event.comment;
  // Only a comment that Zendesk marks as public and by an agent: a missing field counts as "no". A comment of the requester
  // has the requester as its author, also if an agent wrote it down.
  if (isPublic !== true || author?.is_staff !== true || isSameUser(author.id, detail.requester_id)) return undefined;
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
      files: [...(Array.isArray(attachments) ? attachments : []), attachment]
        .filter((file) => typeof file === 'object' && file !== null)
        .map(toFile),
    },
  };
}

function fromAttachment(
  { detail, event }: z.infer<typeof attachmentLinked>,
  occurrence: Occurrence,
  connectedUserId: number | undefined,
): TicketEvent | undefined {
  const { attachment } = event.comment;
  const { actor_id: actorId, requester_id: requesterId } = detail;
  const isOfOthers = !isSameUser(actorId, requesterId) && !isSameUser(actorId, connectedUserId);
  // The event does not say whether the comment is public. Zendesk's example of a public mail has a file that is not, and
  // the name of a file of an internal note must not get out: only `true` counts.
  // https://developer.zendesk.com/api-reference/webhooks/event-types/ticket-events/#attachment-linked-to-comment
  if (attachment['is_public'] !== true || !isOfOthers) return undefined;
  const commentId = toId(event.comment.id);
  return {
    type: 'file_attached',
    ...occurrence,
    ...ticketOf(detail),
    ...(commentId === undefined ? {} : { commentId }),
    file: toFile(attachment),
  };
}

function fromStatus(
  { detail, event }: z.infer<typeof statusChanged>,
  occurrence: Occurrence,
  connectedUserId: number | undefined,
): TicketEvent | undefined {
  const status = toStatus(event.current);
  const previousStatus = toStatus(event.previous);
  if (SILENT_STATUSES.has(status) || status === previousStatus) return undefined;
  if (isReopenedBy(connectedUserId, detail, status)) return undefined;
  const base = { ...occurrence, ...ticketOf(detail), ...(previousStatus === '' ? {} : { previousStatus }) };
  return status === 'solved' ? { type: 'ticket_solved', ...base, status } : { type: 'status_changed', ...base, status };
}

function fromCustomStatus(
  { detail, event }: z.infer<typeof customStatusChanged>,
  occurrence: Occurrence,
  connectedUserId: number | undefined,
): TicketEvent | undefined {
  const customStatusId = toId(event.current) ?? 0;
  const previousCustomStatusId = toId(event.previous);
  const status = toStatus(detail.status);
  if (customStatusId === previousCustomStatusId || isReopenedBy(connectedUserId, detail, status)) return undefined;
  return {
    type: 'custom_status_changed',
    ...occurrence,
    ...ticketOf(detail),
    ...(status === '' ? {} : { status }),
    customStatusId,
    ...(previousCustomStatusId === undefined ? {} : { previousCustomStatusId }),
  };
}

/** addComment() opens the ticket. */
function isReopenedBy(connectedUserId: number | undefined, detail: Detail, status: string): boolean {
  return status === 'open' && isSameUser(detail.actor_id, connectedUserId);
}

/** Compared as text: an id beyond 2^53 must not equal another one. */
function isSameUser(id: unknown, other: unknown): boolean {
  return toText(id) !== '' && toText(id) === toText(other);
}

function toFile(attachment: unknown): AttachedFile {
  const { id: given, filename, file_name, content_url, content_type, size } = membersOf(attachment);
  const id = toId(given);
  const name = toName(filename) || toName(file_name) || toName(nameInAddress(toText(content_url)));
  const type = toName(content_type);
  const isSize = typeof size === 'number' && Number.isSafeInteger(size) && size >= 0;
  return { ...(id === undefined ? {} : { id }), name, ...(type === '' ? {} : { type }), ...(isSize ? { size } : {}) };
}

function ticketOf({ id, external_id }: Detail) {
  const externalId = toExternalId(external_id);
  return { ticketId: toId(id) ?? 0, ...(externalId === '' ? {} : { externalId }) };
}
