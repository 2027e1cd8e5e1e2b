/**
 * The API of end users: their own tickets, and the public comments of them.
 * https://developer.zendesk.com/api-reference/ticketing/tickets/ticket-requests/
 */
import * as f from '../core/fields.js';
import { paginate } from '../core/pagination.js';
import { ErrorAnswer, invalidRecord, json, notFound } from '../core/respond.js';
import { type Call, everyUser, type PublicCall, type Route } from '../core/route.js';
import { matchesText } from '../search/match.js';
import { parseQuery } from '../search/parse-query.js';
import { changeTicket } from '../tickets/change-ticket.js';
import { readComment, requireRoomForComment } from '../tickets/comment-input.js';
import { createTicket } from '../tickets/create-ticket.js';
import { requesterOf } from '../tickets/resolve-fields.js';
import { showComment } from '../tickets/show-ticket.js';
import { sortTickets } from '../tickets/sort-tickets.js';
import type { SimulatedTicket } from '../tickets/ticket-record.js';
import { requireNotClosed } from '../tickets/update-ticket.js';
import { showUser } from '../users/show-user.js';
import { showRequest } from './show-request.js';

const READ = everyUser('requests:read', 'read');
const WRITE = everyUser('requests:write', 'write');
const CREATED = {
  subject: f.text,
  comment: f.object,
  requester: f.object,
  priority: f.oneOf('urgent', 'high', 'normal', 'low'),
  type: f.oneOf('problem', 'incident', 'question', 'task'),
  custom_fields: f.objects,
  ticket_form_id: f.id,
  via_followup_source_id: f.id,
  recipient: f.text,
  due_at: f.time,
};
const UPDATED = { comment: f.object, solved: f.flag };
const OPEN = ['new', 'open', 'pending', 'hold'];

export const requestRoutes: readonly Route[] = [
  {
    method: 'GET',
    path: '/requests',
    access: READ,
    query: ['status', 'organization_id'],
    answer: (call) => list(call, statusesOf(call)),
  },
  { method: 'GET', path: '/requests/open', access: READ, answer: (call) => list(call, OPEN) },
  { method: 'GET', path: '/requests/solved', access: READ, answer: (call) => list(call, ['solved', 'closed']) },
  { method: 'GET', path: '/requests/ccd', access: READ, answer: listCcd },
  { method: 'GET', path: '/requests/search', access: READ, query: ['query', 'status'], answer: search },
  { method: 'GET', path: '/users/{id}/requests', access: READ, answer: listOfUser },
  { method: 'POST', path: '/requests', access: WRITE, isPublic: true, answer: create },
  { method: 'GET', path: '/requests/{id}', access: READ, answer: (call) => shown(call, ownTicket(call)) },
  { method: 'PUT', path: '/requests/{id}', access: WRITE, answer: update },
  { method: 'GET', path: '/requests/{id}/comments', access: READ, query: ['since', 'role'], answer: listComments },
  { method: 'GET', path: '/requests/{id}/comments/{id}', access: READ, answer: showOneComment },
];

function list(call: Call, statuses: readonly string[] | undefined): Response {
  const own = requestedBy(call, call.user.id).filter(({ status }) => statuses?.includes(status) ?? true);
  return listed(call, own);
}

/** An unknown status returns all, as seen live. */
function statusesOf({ query }: Call): readonly string[] | undefined {
  const statuses = (query.get('status') ?? '')
    .split(',')
    .filter((status) => [...OPEN, 'solved', 'closed'].includes(status));
  return statuses.length === 0 ? undefined : statuses;
}

function listCcd(call: Call): Response {
  return listed(
    call,
    call.store.state.tickets.filter(
      ({ collaborator_ids: ids, status }) => status !== 'deleted' && ids.includes(call.user.id),
    ),
  );
}

/** Of another user: for agents. */
function listOfUser(call: Call): Response {
  if (call.user.role === 'end-user' && call.user.id !== call.id) throw accessDenied();
  call.store.get('users', call.id);
  return listed(call, requestedBy(call, call.id));
}

function search(call: Call): Response {
  const words = parseQuery(call.query.get('query') ?? '');
  const own = requestedBy(call, call.user.id).filter((ticket) =>
    words.every((term) => matchesText(`${ticket.subject} ${ticket.description}`, term)),
  );
  const statuses = statusesOf(call);
  return listed(
    call,
    own.filter(({ status }) => statuses?.includes(status) ?? true),
  );
}

/** Without a token: an anonymous request, which must name its requester. */
function create({ store, body, caller }: PublicCall): Response {
  const input = f.objectIn(body, 'request');
  const { requester, ...fields } = f.readFields(CREATED, input);
  if (caller === undefined && requester === undefined) {
    throw invalidRecord({ requester: [{ description: 'Requester: cannot be blank', error: 'BlankValue' }] });
  }
  const by = caller ?? requesterOf(store, { requester: requester ?? {} });
  if (by === undefined) throw accessDenied();
  // The author is the end user, and the first comment is public.
  const comment = { ...fields.comment, author_id: by.id, public: true };
  const { ticket } = createTicket(store, { ...fields, comment, requester_id: by.id }, by);
  const shownRequest = showRequest(store, ticket);
  return json({ request: shownRequest }, 201, { location: String(shownRequest['url']) });
}

/** Adds a comment, or solves the request of an end user. Under an agent's token `solved` changes nothing, as reported. */
function update(call: Call): Response {
  const { store, user, body } = call;
  const ticket = ownTicket(call);
  requireNotClosed(ticket);
  const { comment: input, solved } = f.readFields(UPDATED, f.objectIn(body, 'request'), ['status', 'subject']);
  const comment = readComment(
    store,
    input === undefined ? undefined : { ...input, author_id: user.id, public: true },
    user.id,
  );
  if (comment !== undefined) requireRoomForComment(store, ticket.id);
  const isSolving = solved === true && user.role === 'end-user' && ticket.assignee_id !== null;
  const changes = isSolving ? ({ status: 'solved' } as const) : {};
  if (comment !== undefined || isSolving)
    changeTicket(store, { ticketId: ticket.id, changes, comment, actorId: user.id });
  return shown(call, ticket);
}

function listComments(call: Call): Response {
  const comments = publicComments(call);
  const { items, page } = paginate(
    call.query.get('sort_order') === 'desc' ? comments.toReversed() : comments,
    call.url,
  );
  const authors = new Set(items.map(({ author_id }) => author_id));
  const users = call.store.state.users
    .filter(({ id }) => authors.has(id))
    .map((author) => {
      const { id, name, photo, organization_id } = showUser(call.store, author);
      return { id, name: author.alias ?? name, photo, agent: author.role !== 'end-user', organization_id };
    });
  return json({
    comments: items.map((comment) => showComment(call.store, comment)),
    users,
    organizations: [],
    ...page,
  });
}

function showOneComment(call: Call): Response {
  const comment = publicComments(call).find(({ id }) => id === call.subId);
  if (comment === undefined) throw notFound(`public comment ${call.subId} of request ${call.id}`);
  return json({ comment: showComment(call.store, comment) });
}

function publicComments(call: Call) {
  const { id } = ownTicket(call);
  return call.store.state.comments.filter((comment) => comment.ticket_id === id && comment.public);
}

/** The request of another end user is refused, as seen live. */
function ownTicket({ store, id, user }: Call): SimulatedTicket {
  const ticket = store.get('tickets', id);
  if (ticket.status === 'deleted') throw notFound(`request ${id}: it is deleted`);
  const isOwn = ticket.requester_id === user.id || ticket.collaborator_ids.includes(user.id);
  if (!isOwn && user.role === 'end-user') throw accessDenied();
  return ticket;
}

function requestedBy({ store }: Call, userId: number): readonly SimulatedTicket[] {
  return store.state.tickets.filter(({ requester_id, status }) => requester_id === userId && status !== 'deleted');
}

function listed({ store, query, url }: Call, tickets: readonly SimulatedTicket[]): Response {
  const { items, page } = paginate(sortTickets(tickets, query), url);
  return json({ requests: items.map((ticket) => showRequest(store, ticket)), ...page });
}

function shown({ store }: Call, ticket: SimulatedTicket): Response {
  return json({ request: showRequest(store, ticket) });
}

function accessDenied() {
  return new ErrorAnswer(
    403,
    { error: 'AccessDenied', description: 'Access denied' },
    {},
    'the request is of another end user',
  );
}
