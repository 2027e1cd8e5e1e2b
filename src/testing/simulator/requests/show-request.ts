/**
 * A ticket as its end user sees it.
 * https://developer.zendesk.com/api-reference/ticketing/tickets/ticket-requests/#json-format
 */
import type { Store } from '../core/store.js';
import { showTicket } from '../tickets/show-ticket.js';
import type { SimulatedTicket } from '../tickets/ticket-record.js';

export function showRequest(store: Store, ticket: SimulatedTicket): Record<string, unknown> {
  const { custom_fields: fields } = showTicket(store, ticket);
  const { rel, from } = ticket.via.source ?? { rel: null, from: {} };
  return {
    url: store.url(`/requests/${ticket.id}.json`),
    id: ticket.id,
    status: ticket.status,
    priority: ticket.priority,
    type: ticket.type,
    subject: ticket.subject,
    description: ticket.description,
    organization_id: ticket.organization_id,
    via: ticket.via,
    custom_fields: fields,
    fields,
    requester_id: ticket.requester_id,
    collaborator_ids: ticket.collaborator_ids,
    email_cc_ids: ticket.email_cc_ids,
    is_public: ticket.is_public,
    due_at: ticket.due_at,
    can_be_solved_by_me: ticket.assignee_id !== null && !['solved', 'closed'].includes(ticket.status),
    solved: ticket.status === 'solved' || ticket.status === 'closed',
    created_at: ticket.created_at,
    updated_at: ticket.updated_at,
    recipient: ticket.recipient,
    followup_source_id: rel === 'follow_up' && 'ticket_id' in from ? from.ticket_id : null,
    assignee_id: ticket.assignee_id,
    ticket_form_id: ticket.ticket_form_id,
    custom_status_id: ticket.custom_status_id,
    group_id: ticket.group_id,
  };
}
