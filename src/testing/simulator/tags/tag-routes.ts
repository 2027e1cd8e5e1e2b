/**
 * The tags of tickets, users and organizations, and those of the account.
 * https://developer.zendesk.com/api-reference/ticketing/ticket-management/tags/
 */
import * as f from '../core/fields.js';
import { paginate } from '../core/pagination.js';
import { json } from '../core/respond.js';
import { agents, type Call, type Route } from '../core/route.js';
import { tagEndpoints } from '../core/tag-endpoints.js';
import { changeTicket } from '../tickets/change-ticket.js';
import { ticketOf } from '../tickets/ticket-routes.js';
import { requireFresh, requireNotClosed } from '../tickets/update-ticket.js';

const READ = agents('tickets:read', 'read');
const STAMP = { safe_update: f.flag, updated_stamp: f.text };

export const tagRoutes: readonly Route[] = [
  { method: 'GET', path: '/tags', access: READ, answer: listAll },
  ...tagEndpoints({
    path: '/tickets/{id}/tags',
    read: READ,
    write: agents('tickets:write', 'write'),
    tagsOf: (call) => ticketOf(call).tags,
    save(call, tags, input) {
      const ticket = ticketOf(call);
      requireNotClosed(ticket);
      requireFresh(ticket, f.readFields(STAMP, input));
      changeTicket(call.store, { ticketId: ticket.id, changes: { tags }, actorId: call.user.id });
    },
  }),
  ...tagEndpoints({
    path: '/users/{id}/tags',
    read: agents('users:read', 'read'),
    write: agents('users:write', 'write'),
    tagsOf: ({ store, id }) => store.get('users', id).tags,
    save({ store, id }, tags, input) {
      f.readFields({}, input);
      Object.assign(store.get('users', id), { tags, updated_at: store.timestamp() });
    },
  }),
  ...tagEndpoints({
    path: '/organizations/{id}/tags',
    read: agents('organizations:read', 'read'),
    write: agents('organizations:write', 'write'),
    tagsOf: ({ store, id }) => store.get('organizations', id).tags,
    save({ store, id }, tags, input) {
      f.readFields({}, input);
      Object.assign(store.get('organizations', id), { tags, updated_at: store.timestamp() });
    },
  }),
];

/** The most used first. */
function listAll({ store, url }: Call): Response {
  const counts = new Map<string, number>();
  for (const { tags } of store.state.tickets) for (const tag of tags) counts.set(tag, (counts.get(tag) ?? 0) + 1);
  const all = [...counts].map(([name, count]) => ({ name, count })).sort((a, b) => b.count - a.count);
  const { items, page } = paginate(all, url);
  return json({ tags: items, ...page });
}
