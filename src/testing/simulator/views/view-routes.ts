/**
 * https://developer.zendesk.com/api-reference/ticketing/business-rules/views/
 */
import { crudRoutes } from '../core/crud.js';
import * as f from '../core/fields.js';
import { paginate } from '../core/pagination.js';
import { json } from '../core/respond.js';
import { agents, type Call, type Route } from '../core/route.js';
import { showTicket, sideloadTickets } from '../tickets/show-ticket.js';
import { sortTickets } from '../tickets/sort-tickets.js';
import { meets, readConditions } from '../triggers/conditions.js';
import { newView } from './new-view.js';
import type { SimulatedView } from './view-record.js';

const READ = agents('ticket_views:read', 'read');
const VIEW = {
  title: f.requiredText,
  description: f.text,
  active: f.flag,
  position: f.number,
  all: f.objects,
  any: f.objects,
};

export const viewRoutes: readonly Route[] = [
  { method: 'GET', path: '/views/{id}/tickets', access: READ, answer: listTickets },
  { method: 'GET', path: '/views/{id}/count', access: READ, answer: countTickets },
  ...crudRoutes({
    many: 'views',
    one: 'view',
    read: READ,
    write: agents('ticket_views:write', 'write'),
    query: ['active'],
    lists: { active: ({ active }) => active },
    create: (store, input) => newView(store, written(input)),
    update: (_, view, input) => Object.assign(view, written(input)),
    show: (store, view) => ({
      url: store.url(`/views/${view.id}.json`),
      ...view,
      raw_title: view.title,
      default: false,
    }),
    select: ({ active }, query) => (query.get('active') ?? String(active)) === String(active),
  }),
];

function listTickets(call: Call): Response {
  const { store, query, url } = call;
  const { items, page } = paginate(sortTickets(ticketsOf(call), query), url);
  return json({
    tickets: items.map((ticket) => showTicket(store, ticket)),
    ...sideloadTickets(store, query, items),
    ...page,
  });
}

function countTickets(call: Call): Response {
  const value = ticketsOf(call).length;
  return json({
    view_count: {
      view_id: call.id,
      url: call.store.url(`/views/${call.id}/count.json`),
      value,
      pretty: String(value),
      fresh: true,
    },
  });
}

function ticketsOf({ store, id }: Call) {
  const { conditions } = store.get('views', id);
  return store.state.tickets.filter((ticket) => ticket.status !== 'deleted' && meets(store, conditions, ticket));
}

function written(input: f.Input): Partial<SimulatedView> {
  const { all, any, ...fields } = f.readFields(VIEW, input, ['raw_title', 'default', 'conditions']);
  const conditions = { ...(all && { all }), ...(any && { any }) };
  return Object.keys(conditions).length === 0 ? fields : { ...fields, conditions: readConditions(conditions) };
}
