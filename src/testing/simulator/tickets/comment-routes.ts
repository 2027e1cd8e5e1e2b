/**
 * https://developer.zendesk.com/api-reference/ticketing/tickets/ticket_comments/
 */
import { isByCursor, paginate } from '../core/pagination.js';
import { json, notFound } from '../core/respond.js';
import { agents, type Call, type Route } from '../core/route.js';
import { sideloadUsers } from '../users/show-user.js';
import { makePrivate } from './make-private.js';
import { showComment } from './show-ticket.js';
import { ticketOf } from './ticket-routes.js';

const READ = agents('tickets:read', 'read');
const WRITE = agents('tickets:write', 'write');

export const commentRoutes: readonly Route[] = [
  { method: 'GET', path: '/tickets/{id}/comments', access: READ, query: ['include_inline_images'], answer: list },
  { method: 'GET', path: '/tickets/{id}/comments/count', access: READ, answer: count },
  { method: 'PUT', path: '/tickets/{id}/comments/{id}/make_private', access: WRITE, answer: hide },
];

function list(call: Call): Response {
  const { store, query, url } = call;
  const all = commentsOf(call);
  const { items, page } = paginate(isNewestFirst(query) ? all.toReversed() : all, url);
  const authors = items.map(({ author_id }) => author_id);
  const comments = items.map((comment) => showComment(store, comment));
  return json({ comments, ...sideloadUsers(store, query, authors), ...page });
}

function count(call: Call): Response {
  return json({ count: { value: commentsOf(call).length, refreshed_at: call.store.timestamp() } });
}

function hide(call: Call): Response {
  const comment = commentsOf(call).find(({ id }) => id === call.subId);
  if (comment === undefined) throw notFound(`comment ${call.subId} of ticket ${call.id}`);
  makePrivate(call.store, comment, call.user.id);
  return json({});
}

/** `sort` with a cursor, `sort_order` by offset. */
export function isNewestFirst(query: URLSearchParams): boolean {
  return isByCursor(query) ? query.get('sort') === '-created_at' : query.get('sort_order') === 'desc';
}

function commentsOf(call: Call) {
  const { id } = ticketOf(call);
  return call.store.state.comments.filter(({ ticket_id }) => ticket_id === id);
}
