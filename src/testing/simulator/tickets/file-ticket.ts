/**
 * Files a new ticket with its first comment.
 */

import type { Store } from '../core/store.js';
import { defaultStatusOf } from '../custom-statuses/find-status.js';
import type { SimulatedAudit, SimulatedTicket } from './ticket-record.js';
import { type CommentDraft, writeAudit } from './write-comment.js';

/** The fields of a new ticket. Those that are left out get Zendesk's defaults. */
export type TicketDraft = Partial<Omit<SimulatedTicket, 'description' | 'is_public'>> &
  Pick<SimulatedTicket, 'requester_id'>;

const CREATE_EVENTS = ['subject', 'status', 'priority', 'type', 'requester_id', 'assignee_id', 'group_id'] as const;

export function fileTicket(
  store: Store,
  draft: TicketDraft,
  comment: CommentDraft,
  metadata: Readonly<Record<string, unknown>> = {},
): { readonly ticket: SimulatedTicket; readonly audit: SimulatedAudit } {
  const ticket = newTicket(store, { ...draft, is_public: comment.isPublic, description: comment.body });
  store.state.tickets.push(ticket);
  const events = CREATE_EVENTS.filter((name) => ticket[name] !== null).map((name) => ({
    type: 'Create',
    field_name: name,
    value: String(ticket[name]),
  }));
  const written = writeAudit(store, {
    ticketId: ticket.id,
    authorId: ticket.submitter_id,
    events,
    comment,
    metadata,
    via: ticket.via,
    at: ticket.created_at,
  });
  store.announce({ ticket, actorId: ticket.submitter_id, ...(written.comment && { comment: written.comment }) });
  return { ticket, audit: written.audit };
}

/** A ticket with Zendesk's defaults, in no list yet. */
export function newTicket(
  store: Store,
  draft: Partial<SimulatedTicket> & Pick<SimulatedTicket, 'requester_id'>,
): SimulatedTicket {
  const { brands, ticket_forms: forms, tickets } = store.state;
  const status = draft.status ?? 'new';
  const createdAt = draft.created_at ?? store.timestamp();
  const description = draft.description ?? draft.subject ?? '';
  return {
    id: Math.max(0, ...tickets.slice(-1).map(({ id }) => id)) + 1,
    external_id: null,
    via: { channel: 'api', source: { from: {}, to: {}, rel: null } },
    // Zendesk shows the beginning of the description where there is no subject.
    subject: description.slice(0, 100),
    description,
    type: null,
    priority: null,
    status,
    custom_status_id: defaultStatusOf(store, status)?.id ?? 0,
    recipient: null,
    submitter_id: draft.requester_id,
    assignee_id: null,
    organization_id: store.find('users', draft.requester_id)?.organization_id ?? null,
    group_id: null,
    brand_id: brands.find((brand) => brand.default)?.id ?? null,
    ticket_form_id: forms.find((form) => form.default)?.id ?? null,
    problem_id: null,
    due_at: null,
    collaborator_ids: [],
    follower_ids: [],
    email_cc_ids: [],
    followup_ids: [],
    tags: [],
    custom_fields: [],
    is_public: true,
    created_at: createdAt,
    updated_at: createdAt,
    ...draft,
  };
}
