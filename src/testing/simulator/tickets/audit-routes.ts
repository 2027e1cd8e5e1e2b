/**
 * https://developer.zendesk.com/api-reference/ticketing/tickets/ticket_audits/
 */
import { paginate } from '../core/pagination.js';
import { json, notFound } from '../core/respond.js';
import { agents, type Call, type Route } from '../core/route.js';
import { sideloadUsers } from '../users/show-user.js';
import { isNewestFirst } from './comment-routes.js';
import { makePrivate } from './make-private.js';
import type { SimulatedAudit } from './ticket-record.js';
import { ticketOf } from './ticket-routes.js';

// Not `tickets:read`: audits need the global scope.
const READ = agents('read');

export const auditRoutes: readonly Route[] = [
  { method: 'GET', path: '/ticket_audits', access: READ, query: ['limit', 'cursor'], answer: listAll },
  { method: 'GET', path: '/tickets/{id}/audits', access: READ, answer: list },
  { method: 'GET', path: '/tickets/{id}/audits/count', access: READ, answer: count },
  { method: 'GET', path: '/tickets/{id}/audits/{id}', access: READ, answer: show },
  { method: 'PUT', path: '/tickets/{id}/audits/{id}/make_private', access: agents('write'), answer: hide },
];

/** Newest last, with a cursor of its own form. */
function listAll({ store, query, url }: Call): Response {
  const { audits } = store.state;
  const limit = Math.min(1_000, Number(query.get('limit') ?? 1_000) || 1_000);
  const start = Number(query.get('cursor') ?? 0) || 0;
  const end = Math.min(audits.length, start + limit);
  const link = (cursor: number) => {
    const other = new URL(url);
    other.searchParams.set('cursor', String(cursor));
    return other.href;
  };
  return json({
    audits: audits.slice(start, end),
    after_url: end < audits.length ? link(end) : null,
    after_cursor: end < audits.length ? String(end) : null,
    before_url: start > 0 ? link(Math.max(0, start - limit)) : null,
    before_cursor: start > 0 ? String(Math.max(0, start - limit)) : null,
  });
}

function list(call: Call): Response {
  const { store, query, url } = call;
  const all = auditsOf(call);
  const { items, page } = paginate(isNewestFirst(query) ? all.toReversed() : all, url);
  const authors = items.map(({ author_id }) => author_id);
  return json({ audits: items, ...sideloadUsers(store, query, authors), ...page });
}

function count(call: Call): Response {
  return json({ count: { value: auditsOf(call).length, refreshed_at: call.store.timestamp() } });
}

function show(call: Call): Response {
  return json({ audit: auditOf(call) });
}

function hide(call: Call): Response {
  const audit = auditOf(call);
  const comment = call.store.state.comments.find(({ audit_id }) => audit_id === audit.id);
  if (comment === undefined) throw notFound(`comment of audit ${audit.id}`);
  makePrivate(call.store, comment, call.user.id);
  return json({});
}

function auditOf(call: Call): SimulatedAudit {
  const audit = auditsOf(call).find(({ id }) => id === call.subId);
  if (audit === undefined) throw notFound(`audit ${call.subId} of ticket ${call.id}`);
  return audit;
}

function auditsOf(call: Call): readonly SimulatedAudit[] {
  const { id } = ticketOf(call);
  return call.store.state.audits.filter(({ ticket_id }) => ticket_id === id);
}
