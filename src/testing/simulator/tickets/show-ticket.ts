/**
 * Tickets, comments and audits as the API shows them.
 */
import type { Store } from '../core/store.js';
import { showAttachment } from '../uploads/upload-routes.js';
import { isIncluded, sideloadUsers } from '../users/show-user.js';
import { metricSetOf } from './ticket-metrics.js';
import type { SimulatedComment, SimulatedTicket } from './ticket-record.js';

type Shown = Record<string, unknown>;

export function showTicket(store: Store, ticket: SimulatedTicket): Shown {
  // Zendesk shows every active custom field, with null where the ticket has no value.
  const fields = store.state.ticket_fields
    .filter(({ type, active }) => active && isCustom(type))
    .map(({ id }) => ({ id, value: ticket.custom_fields.find((field) => field.id === id)?.value ?? null }));
  return {
    url: store.url(`/tickets/${ticket.id}.json`),
    ...ticket,
    raw_subject: ticket.subject,
    forum_topic_id: null,
    has_incidents: store.state.tickets.some(({ problem_id }) => problem_id === ticket.id),
    satisfaction_rating: { score: 'unoffered' },
    sharing_agreement_ids: [],
    custom_fields: fields,
    fields,
    allow_channelback: false,
    allow_attachments: true,
    from_messaging_channel: false,
  };
}

/** What `include` adds to tickets. */
export function sideloadTickets(store: Store, query: URLSearchParams, tickets: readonly SimulatedTicket[]): Shown {
  const people = tickets.flatMap(({ requester_id, submitter_id, assignee_id, collaborator_ids }) => [
    requester_id,
    submitter_id,
    assignee_id,
    ...collaborator_ids,
  ]);
  const groupIds = new Set(tickets.map(({ group_id }) => group_id));
  const organizationIds = new Set(tickets.map(({ organization_id }) => organization_id));
  return {
    ...sideloadUsers(store, query, people),
    ...(isIncluded(query, 'groups') && { groups: store.state.groups.filter(({ id }) => groupIds.has(id)) }),
    ...(isIncluded(query, 'organizations') && {
      organizations: store.state.organizations.filter(({ id }) => organizationIds.has(id)),
    }),
    ...(isIncluded(query, 'metric_sets') && { metric_sets: tickets.map((ticket) => metricSetOf(store, ticket)) }),
  };
}

/** Without the ticket it belongs to. */
export function showComment(store: Store, comment: SimulatedComment): Shown {
  const { ticket_id: _, ...shown } = comment;
  const attachments = comment.attachments.map((attachment) => showAttachment(store, attachment));
  const metadata = store.quirks.commentMetadataIsHidden ? { system: {} } : comment.metadata;
  return { ...shown, attachments, metadata };
}

function isCustom(type: string): boolean {
  return !['subject', 'description', 'status', 'tickettype', 'priority', 'group', 'assignee', 'custom_status'].includes(
    type,
  );
}
