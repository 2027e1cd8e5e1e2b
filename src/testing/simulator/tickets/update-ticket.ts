/**
 * PUT /api/v2/tickets/{id}.
 * https://developer.zendesk.com/api-reference/ticketing/tickets/tickets/#update-ticket
 */
import type { Input } from '../core/fields.js';
import { ErrorAnswer, invalidRecord } from '../core/respond.js';
import type { Store } from '../core/store.js';
import { uniqueTags } from '../core/unique-tags.js';
import { requireFieldsToSolve } from '../ticket-forms/required-fields.js';
import type { SimulatedUser } from '../users/user-record.js';
import { changeTicket } from './change-ticket.js';
import { readComment, requireRoomForComment } from './comment-input.js';
import { requesterOf, resolveFields } from './resolve-fields.js';
import { readUpdatedTicket, type UpdatedTicket } from './ticket-input.js';
import type { SimulatedAudit, SimulatedTicket } from './ticket-record.js';

export function updateTicket(store: Store, ticket: SimulatedTicket, input: Input, by: SimulatedUser): SimulatedAudit {
  requireNotClosed(ticket);
  const fields = readUpdatedTicket(input);
  requireFresh(ticket, fields);
  const comment = readComment(store, fields.comment, by.id);
  if (comment !== undefined) requireRoomForComment(store, ticket.id);
  const resolved = resolveFields(store, fields, ticket);
  const requester = requesterOf(store, fields);
  const changes = {
    ...resolved,
    ...changedTags(ticket, fields),
    ...(requester === undefined ? {} : { requester_id: requester.id }),
  };
  const custom = store.find('custom_statuses', changes.custom_status_id);
  const after = { ...ticket, ...changes, ...(custom && { status: custom.status_category }) };
  const isSolving = after.status === 'solved' && ticket.status !== 'solved';
  if (isSolving) requireFieldsToSolve(store, after);
  return changeTicket(store, { ticketId: ticket.id, changes, comment, actorId: by.id, ...metadataOf(fields) });
}

/** The words of 422 for a closed ticket, as recorded. */
export function requireNotClosed({ status }: SimulatedTicket): void {
  if (status !== 'closed') return;
  throw invalidRecord({ status: [{ description: 'Status: closed prevents ticket update', error: 'InvalidValue' }] });
}

/** https://developer.zendesk.com/documentation/ticketing/managing-tickets/creating-and-updating-tickets/#protecting-against-ticket-update-collisions */
export function requireFresh(
  ticket: SimulatedTicket,
  { safe_update: isSafe, updated_stamp: stamp }: Pick<UpdatedTicket, 'safe_update' | 'updated_stamp'>,
): void {
  if (!isSafe || (stamp != null && Date.parse(stamp) === Date.parse(ticket.updated_at))) return;
  throw new ErrorAnswer(409, {
    error: 'UpdateConflict',
    description: 'Safe Update prevented the update due to outdated ticket data.',
  });
}

function changedTags(ticket: SimulatedTicket, fields: UpdatedTicket): { readonly tags?: readonly string[] } {
  const { additional_tags: added = [], remove_tags: removed = [] } = fields;
  if (added.length === 0 && removed.length === 0) return {};
  const tags = [...(fields.tags ?? ticket.tags), ...added].filter((tag) => !removed.includes(tag));
  return { tags: uniqueTags(tags) };
}

/** Shown under `metadata.custom` of the audit and of its comment. */
function metadataOf({ metadata }: UpdatedTicket): { readonly metadata?: Input } {
  return metadata === undefined ? {} : { metadata };
}
