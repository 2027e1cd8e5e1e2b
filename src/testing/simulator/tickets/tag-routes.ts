/**
 * The tags of a ticket, and those of the account.
 * https://developer.zendesk.com/api-reference/ticketing/ticket-management/tags/
 */
import * as f from '../core/fields.js';
import { paginate } from '../core/pagination.js';
import { json } from '../core/respond.js';
import { agents, type Call, type Route } from '../core/route.js';
import { changeTicket } from './change-ticket.js';
import { uniqueTags } from './resolve-fields.js';
import { ticketOf } from './ticket-routes.js';
import { requireFresh, requireNotClosed } from './update-ticket.js';

const READ = agents('tickets:read', 'read');
const WRITE = agents('tickets:write', 'write');
const PATH = '/tickets/{id}/tags';
const INPUT = { tags: f.texts, safe_update: f.flag, updated_stamp: f.text };

export const tagRoutes: readonly Route[] = [
  { method: 'GET', path: '/tags', access: READ, answer: listAll },
  { method: 'GET', path: PATH, access: READ, answer: (call) => json({ tags: ticketOf(call).tags }) },
  { method: 'POST', path: PATH, access: WRITE, answer: (call) => changed(call, (_, tags) => tags, 201) },
  { method: 'PUT', path: PATH, access: WRITE, answer: (call) => changed(call, (before, tags) => [...before, ...tags]) },
  {
    method: 'DELETE',
    path: PATH,
    access: WRITE,
    answer: (call) => changed(call, (before, tags) => before.filter((tag) => !tags.includes(tag))),
  },
];

/** The most used first. */
function listAll({ store, url }: Call): Response {
  const counts = new Map<string, number>();
  for (const { tags } of store.state.tickets) for (const tag of tags) counts.set(tag, (counts.get(tag) ?? 0) + 1);
  const all = [...counts].map(([name, count]) => ({ name, count })).sort((a, b) => b.count - a.count);
  const { items, page } = paginate(all, url);
  return json({ tags: items, ...page });
}

function changed(
  call: Call,
  change: (before: readonly string[], tags: readonly string[]) => readonly string[],
  status = 200,
): Response {
  const { store, body, user } = call;
  const ticket = ticketOf(call);
  requireNotClosed(ticket);
  const { tags = [], ...stamp } = f.readFields(INPUT, f.isObject(body) ? body : {});
  requireFresh(ticket, stamp);
  const next = uniqueTags(change(ticket.tags, uniqueTags(tags)));
  changeTicket(store, { ticketId: ticket.id, changes: { tags: next }, actorId: user.id });
  return json({ tags: ticket.tags }, status);
}
