/**
 * POST /api/v2/tickets, and the requests of end users.
 * https://developer.zendesk.com/api-reference/ticketing/tickets/tickets/#create-ticket
 */
import type { Input } from '../core/fields.js';
import { invalidRecord } from '../core/respond.js';
import type { Store } from '../core/store.js';
import { requireFieldsOfEndUser, requireFieldsToSolve } from '../ticket-forms/required-fields.js';
import type { SimulatedUser } from '../users/user-record.js';
import { readComment } from './comment-input.js';
import { fileTicket, newTicket } from './file-ticket.js';
import { requesterOf, resolveFields } from './resolve-fields.js';
import { readCreatedTicket } from './ticket-input.js';
import type { SimulatedAudit, SimulatedTicket, Via } from './ticket-record.js';

/** @param by the user of the token: the requester of a ticket that names none */
export function createTicket(
  store: Store,
  input: Input,
  by: SimulatedUser,
): { readonly ticket: SimulatedTicket; readonly audit: SimulatedAudit } {
  const fields = readCreatedTicket(input);
  const { description, submitter_id: submitterId, recipient = null, metadata } = fields;
  // Before a requester is added, for a ticket that is refused adds none.
  const changes = resolveFields(store, fields);
  const draft = fields.comment ?? (description == null ? undefined : { body: description });
  const comment = readComment(store, draft, by.id);
  if (comment === undefined) {
    throw invalidRecord({ base: [{ description: 'Description: cannot be blank', error: 'BlankValue' }] });
  }
  const requester = requesterOf(store, fields) ?? by;
  const submitter = store.find('users', submitterId) ?? by;
  const isNamed = fields.comment?.['author_id'] !== undefined;
  const authorId = isNamed || by.role === 'end-user' ? comment.authorId : requester.id;
  const status = changes.status ?? (changes.assignee_id == null ? 'new' : 'open');
  const custom = store.find('custom_statuses', changes.custom_status_id);
  const ticket = {
    ...changes,
    status: custom?.status_category ?? status,
    requester_id: requester.id,
    submitter_id: submitter.id,
    recipient,
    ...followUp(store, fields.via_followup_source_id),
  };
  const whole = newTicket(store, ticket);
  if (by.role === 'end-user') requireFieldsOfEndUser(store, whole);
  if (whole.status === 'solved') requireFieldsToSolve(store, whole);
  const filed = fileTicket(store, ticket, { ...comment, authorId }, metadata);
  linkFollowUp(store, fields.via_followup_source_id, filed.ticket.id);
  return filed;
}

/** Has no effect unless the source is closed. https://developer.zendesk.com/documentation/ticketing/managing-tickets/creating-and-updating-tickets/#creating-follow-up-tickets */
function followUp(store: Store, sourceId: number | null | undefined): { readonly via?: Via } {
  const source = store.find('tickets', sourceId);
  if (source?.status !== 'closed') return {};
  const from = { ticket_id: source.id, subject: source.subject, channel: source.via.channel };
  return { via: { channel: 'api', source: { from, to: {}, rel: 'follow_up' } } };
}

function linkFollowUp(store: Store, sourceId: number | null | undefined, ticketId: number): void {
  const source = store.find('tickets', sourceId);
  if (source?.status === 'closed') source.followup_ids = [...source.followup_ids, ticketId];
}
