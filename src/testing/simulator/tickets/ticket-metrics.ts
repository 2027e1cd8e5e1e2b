/**
 * https://developer.zendesk.com/api-reference/ticketing/tickets/ticket_metrics/
 */
import type { Store } from '../core/store.js';
import type { SimulatedTicket } from './ticket-record.js';

/** Computed from the audits of a ticket. Business hours are the hours of the calendar. */
export function metricSetOf(store: Store, ticket: SimulatedTicket): Record<string, unknown> {
  const audits = store.state.audits.filter(({ ticket_id }) => ticket_id === ticket.id);
  const statuses = audits.flatMap(({ created_at, events }) =>
    events
      .filter(({ type, field_name: name }) => (type === 'Change' || type === 'Create') && name === 'status')
      .map(({ value }) => ({ at: created_at, status: String(value) })),
  );
  const solved = statuses.filter(({ status }) => status === 'solved');
  const assigned = audits.find(({ events }) =>
    events.some(({ field_name: name, value }) => name === 'assignee_id' && value),
  );
  const reply = store.state.comments.find(
    ({ ticket_id, author_id, public: isPublic }) =>
      ticket_id === ticket.id && isPublic && store.find('users', author_id)?.role !== 'end-user',
  );
  return {
    id: ticket.id,
    url: store.url(`/ticket_metrics/${ticket.id}.json`),
    ticket_id: ticket.id,
    created_at: ticket.created_at,
    updated_at: ticket.updated_at,
    group_stations: ticket.group_id === null ? 0 : 1,
    assignee_stations: ticket.assignee_id === null ? 0 : 1,
    reopens: statuses.filter(({ status }, at) => status === 'open' && statuses[at - 1]?.status === 'solved').length,
    replies: store.state.comments.filter(
      ({ ticket_id, author_id, public: isPublic }) =>
        ticket_id === ticket.id && isPublic && store.find('users', author_id)?.role !== 'end-user',
    ).length,
    assignee_updated_at: assigned?.created_at ?? null,
    requester_updated_at: ticket.created_at,
    status_updated_at: statuses.at(-1)?.at ?? ticket.created_at,
    initially_assigned_at: assigned?.created_at ?? null,
    assigned_at: assigned?.created_at ?? null,
    solved_at: ticket.status === 'solved' || ticket.status === 'closed' ? (solved.at(-1)?.at ?? null) : null,
    latest_comment_added_at:
      store.state.comments.findLast(({ ticket_id }) => ticket_id === ticket.id)?.created_at ?? null,
    reply_time_in_minutes: minutes(ticket.created_at, reply?.created_at),
    first_resolution_time_in_minutes: minutes(ticket.created_at, solved[0]?.at),
    full_resolution_time_in_minutes: minutes(ticket.created_at, solved.at(-1)?.at),
  };
}

function minutes(
  from: string,
  to: string | undefined,
): { readonly calendar: number | null; readonly business: number | null } {
  const between = to === undefined ? null : Math.floor((Date.parse(to) - Date.parse(from)) / 60_000);
  return { calendar: between, business: between };
}
