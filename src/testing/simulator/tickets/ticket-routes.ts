/**
 * https://developer.zendesk.com/api-reference/ticketing/tickets/tickets/
 */
import { objectIn } from '../core/fields.js';
import { isByCursor, paginate, paginateByOffset } from '../core/pagination.js';
import { json, noContent, notFound } from '../core/respond.js';
import { agents, type Call, type Limit, type PublicCall, type Route } from '../core/route.js';
import { changeTicket } from './change-ticket.js';
import { createTicket } from './create-ticket.js';
import { showTicket, sideloadTickets } from './show-ticket.js';
import { sortTickets } from './sort-tickets.js';
import { metricSetOf } from './ticket-metrics.js';
import type { SimulatedTicket } from './ticket-record.js';
import { requireNotClosed, updateTicket } from './update-ticket.js';

const READ = agents('tickets:read', 'read');
const WRITE = agents('tickets:write', 'write');

/** 30 updates in 10 minutes by one user to one ticket. */
const UPDATES: Limit = {
  name: 'per-ticket-updates',
  total: 30,
  windowSeconds: 600,
  key: ({ id, caller }) => `${id} ${caller?.id}`,
};

export const ticketRoutes: readonly Route[] = [
  { method: 'GET', path: '/tickets', access: READ, query: ['external_id'], answer: list },
  { method: 'POST', path: '/tickets', access: WRITE, answer: create },
  { method: 'GET', path: '/tickets/recent', access: READ, answer: listRecent },
  { method: 'GET', path: '/tickets/count', access: READ, answer: count },
  { method: 'GET', path: '/tickets/show_many', access: READ, query: ['ids'], answer: showMany },
  { method: 'GET', path: '/tickets/{id}', access: READ, answer: showOne },
  { method: 'PUT', path: '/tickets/{id}', access: WRITE, limit: UPDATES, answer: update },
  { method: 'DELETE', path: '/tickets/{id}', access: WRITE, answer: remove },
  { method: 'GET', path: '/tickets/{id}/metrics', access: READ, answer: showMetrics },
  { method: 'GET', path: '/ticket_metrics', access: READ, answer: listMetrics },
  { method: 'GET', path: '/tickets/{id}/collaborators', access: READ, answer: listCollaborators },
  { method: 'GET', path: '/tickets/{id}/incidents', access: READ, answer: listIncidents },
  { method: 'GET', path: '/users/{id}/tickets/requested', access: READ, answer: listRequested },
  { method: 'GET', path: '/users/{id}/tickets/assigned', access: READ, answer: listAssigned },
  { method: 'GET', path: '/users/{id}/tickets/ccd', access: READ, answer: listCcd },
  { method: 'GET', path: '/organizations/{id}/tickets', access: READ, answer: listOfOrganization },
];

function create({ store, idempotency, request, body, user }: Call): Promise<Response> {
  return idempotency.run(request.headers.get('idempotency-key'), JSON.stringify(body), async () => {
    const { ticket, audit } = createTicket(store, objectIn(body, 'ticket'), user);
    const shown = showTicket(store, ticket);
    return json({ ticket: shown, audit }, 201, { location: String(shown['url']) });
  });
}

function showOne(call: Call): Response {
  const ticket = ticketOf(call);
  return json({ ticket: showTicket(call.store, ticket), ...sideloadTickets(call.store, call.query, [ticket]) });
}

function update(call: Call): Response {
  const { store, body, user } = call;
  const ticket = ticketOf(call);
  const audit = updateTicket(store, ticket, objectIn(body, 'ticket'), user);
  return json({ ticket: showTicket(store, ticket), audit });
}

/** Soft: the ticket is gone from every list, and kept for 30 days. */
function remove(call: Call): Response {
  const ticket = ticketOf(call);
  requireNotClosed(ticket);
  changeTicket(call.store, { ticketId: ticket.id, changes: { status: 'deleted' }, actorId: call.user.id });
  return noContent();
}

function list(call: Call): Response {
  const externalId = call.query.get('external_id');
  return listed(
    call,
    liveTickets(call).filter(({ external_id }) => externalId === null || external_id === externalId),
  );
}

/** The tickets that were updated last. Zendesk lists those that the agent looked at, which a simulator cannot know. */
function listRecent(call: Call): Response {
  const newest = liveTickets(call).toSorted((a, b) => b.updated_at.localeCompare(a.updated_at));
  return listed(call, newest.slice(0, 5));
}

function count({ store }: Call): Response {
  const value = store.state.tickets.filter(({ status }) => status !== 'deleted').length;
  return json({ count: { value, refreshed_at: store.timestamp() } });
}

/** At most 100 ids. Those that are no tickets are left out. */
function showMany(call: Call): Response {
  const { store, query, url } = call;
  const ids = (query.get('ids') ?? '').split(',').slice(0, 100).map(Number);
  const tickets = liveTickets(call).filter(({ id }) => ids.includes(id));
  const { items, page } = paginateByOffset(tickets, url);
  return json({
    tickets: items.map((ticket) => showTicket(store, ticket)),
    ...sideloadTickets(store, query, items),
    ...page,
  });
}

function listRequested(call: Call): Response {
  return listOfUser(call, (ticket, userId) => ticket.requester_id === userId);
}

function listAssigned(call: Call): Response {
  return listOfUser(call, (ticket, userId) => ticket.assignee_id === userId);
}

function listCcd(call: Call): Response {
  return listOfUser(call, (ticket, userId) => ticket.collaborator_ids.includes(userId));
}

function listOfUser(call: Call, belongs: (ticket: SimulatedTicket, userId: number) => boolean): Response {
  call.store.get('users', call.id);
  return listed(
    call,
    liveTickets(call).filter((ticket) => belongs(ticket, call.id)),
  );
}

function listOfOrganization(call: Call): Response {
  call.store.get('organizations', call.id);
  return listed(
    call,
    liveTickets(call).filter(({ organization_id }) => organization_id === call.id),
  );
}

function listIncidents(call: Call): Response {
  const { id } = ticketOf(call);
  return listed(
    call,
    liveTickets(call).filter(({ problem_id }) => problem_id === id),
  );
}

function listCollaborators(call: Call): Response {
  const ids = ticketOf(call).collaborator_ids;
  return json({ users: call.store.state.users.filter(({ id }) => ids.includes(id)) });
}

function showMetrics(call: Call): Response {
  return json({ ticket_metric: metricSetOf(call.store, ticketOf(call)) });
}

function listMetrics(call: Call): Response {
  const { items, page } = paginate(liveTickets(call), call.url);
  return json({ ticket_metrics: items.map((ticket) => metricSetOf(call.store, ticket)), ...page });
}

function listed(call: Call, tickets: readonly SimulatedTicket[]): Response {
  const { store, query, url } = call;
  const isSorted = !(store.quirks.sortIsIgnored && !isByCursor(query));
  const { items, page } = paginate(isSorted ? sortTickets(tickets, query) : tickets, url);
  return json({
    tickets: items.map((ticket) => showTicket(store, ticket)),
    ...sideloadTickets(store, query, items),
    ...page,
  });
}

function liveTickets({ store }: PublicCall): readonly SimulatedTicket[] {
  return store.state.tickets.filter(({ status }) => status !== 'deleted');
}

/** A deleted ticket is not found. */
export function ticketOf({ store, id }: PublicCall): SimulatedTicket {
  const ticket = store.get('tickets', id);
  if (ticket.status === 'deleted') throw notFound(`ticket ${id}: it is deleted`);
  return ticket;
}
