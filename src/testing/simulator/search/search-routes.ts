/**
 * https://developer.zendesk.com/api-reference/ticketing/ticket-management/search/
 */
import { paginateByCursor, paginateByOffset } from '../core/pagination.js';
import { ErrorAnswer, errorsAnswer, invalidRecord, json, notModeled } from '../core/respond.js';
import { agents, type Call, type Route } from '../core/route.js';
import { showGroup } from '../groups/group-routes.js';
import { showOrganization } from '../organizations/organization-routes.js';
import { showTicket, sideloadTickets } from '../tickets/show-ticket.js';
import { sorted } from '../tickets/sort-tickets.js';
import type { SimulatedTicket } from '../tickets/ticket-record.js';
import { showUser } from '../users/show-user.js';
import { indexed } from './indexed.js';
import { matchesText } from './match.js';
import { parseQuery } from './parse-query.js';
import { searchTickets } from './search-tickets.js';
import { searchUsers } from './search-users.js';

// No scope of its own: the global one.
const READ = agents('read');
const MAX_RESULTS = 1_000;
const TYPES: readonly string[] = ['ticket', 'user', 'group', 'organization'] satisfies Found['type'][];

export const searchRoutes: readonly Route[] = [
  { method: 'GET', path: '/search', access: READ, query: ['query'], answer: search },
  { method: 'GET', path: '/search/count', access: READ, query: ['query'], answer: count },
  { method: 'GET', path: '/search/export', access: READ, query: ['query', 'filter[type]'], answer: exportAll },
];

interface Found {
  readonly type: 'ticket' | 'user' | 'group' | 'organization';
  readonly created_at: string;
  readonly updated_at: string;
  readonly ticket?: SimulatedTicket;
  readonly shown: () => object;
}

function search(call: Call): Response {
  const { store, query, url } = call;
  requireQuery(query);
  const number = Number(query.get('page') ?? 1);
  const perPage = Math.min(100, Number(query.get('per_page') ?? 100));
  if (number * perPage > MAX_RESULTS) {
    throw new ErrorAnswer(422, {
      error: 'invalid',
      description: 'Invalid search: Requested response size was greater than Search Response Limits',
    });
  }
  const all = sort(find(call, query.get('query') ?? ''), query);
  const { items, page } = paginateByOffset(all, url);
  const tickets = items.flatMap(({ ticket }) => ticket ?? []);
  return json({ results: items.map(present), facets: null, ...sideloadTickets(store, query, tickets), ...page });
}

function count(call: Call): Response {
  requireQuery(call.query);
  return json({ count: find(call, call.query.get('query') ?? '').length });
}

/** By cursor, without a limit of results. The type stands in the filter: Zendesk refuses one in the query. */
function exportAll(call: Call): Response {
  requireQuery(call.query);
  const type = call.query.get('filter[type]') ?? '';
  const query = call.query.get('query') ?? '';
  if (!TYPES.includes(type)) throw invalidExport(`filter[type] must be one of ${TYPES.join(', ')}`);
  if (parseQuery(query).some(({ field }) => field === 'type')) throw invalidExport('the query must not have a type');
  const found = find(call, `type:${type} ${query}`);
  const { items, page } = paginateByCursor(found, call.url);
  return json({ results: items.map(present), facets: null, ...page });
}

function invalidExport(detail: string): ErrorAnswer {
  return errorsAnswer(400, 'InvalidParameter', 'Invalid parameter', detail);
}

function requireQuery(query: URLSearchParams): void {
  if (query.has('query')) return;
  throw new ErrorAnswer(400, {
    error: {
      title: 'Invalid attribute',
      message: 'You passed an invalid value for the query attribute. Missing query',
    },
  });
}

/** Without `type:` every kind of record is found. */
function find({ store, user }: Call, query: string): readonly Found[] {
  const terms = parseQuery(query);
  const types = terms.filter(({ field }) => field === 'type').map(({ value }) => value);
  const words = terms.filter(({ field }) => field === undefined);
  const isWanted = (type: string) => types.length === 0 || types.includes(type);
  // Properties such as `status` belong to tickets alone.
  const onlyWords = words.length === terms.length - types.length && words.length > 0;
  const named = (record: { readonly name: string }) =>
    onlyWords && words.every((term) => matchesText(record.name, term));
  const tickets = isWanted('ticket') ? searchTickets(store, query, user.id) : [];
  const users = types.includes('user') || (types.length === 0 && onlyWords) ? searchUsers(store, query) : [];
  const groups = isWanted('group') ? indexed(store, store.state.groups).filter(named) : [];
  const organizations = isWanted('organization') ? indexed(store, store.state.organizations).filter(named) : [];
  return [
    ...tickets.map((ticket) => found('ticket', ticket, () => showTicket(store, ticket), ticket)),
    ...users.map((record) => found('user', record, () => showUser(store, record))),
    ...groups.map((record) => found('group', record, () => showGroup(store, record))),
    ...organizations.map((record) => found('organization', record, () => showOrganization(store, record))),
  ];
}

function found(
  type: Found['type'],
  { created_at, updated_at }: Pick<Found, 'created_at' | 'updated_at'>,
  shown: () => object,
  ticket?: SimulatedTicket,
): Found {
  return { type, created_at, updated_at, shown, ...(ticket && { ticket }) };
}

function present({ type, shown }: Found): object {
  return { ...shown(), result_type: type };
}

/** `sort_by` takes these five; without it the order is that of relevance, here of age. */
function sort(all: readonly Found[], query: URLSearchParams): readonly Found[] {
  const by = query.get('sort_by') ?? 'relevance';
  const isDescending = query.get('sort_order') !== 'asc';
  switch (by) {
    case 'relevance':
      return all;
    case 'created_at':
    case 'updated_at':
      return sorted(all, (item) => item[by], isDescending);
    case 'status':
      return sorted(
        all,
        ({ ticket }) => rank(['new', 'open', 'pending', 'hold', 'solved', 'closed'], ticket?.status),
        isDescending,
      );
    case 'priority':
      return sorted(all, ({ ticket }) => rank(['low', 'normal', 'high', 'urgent'], ticket?.priority), isDescending);
    case 'ticket_type':
      return sorted(all, ({ ticket }) => ticket?.type ?? '', isDescending);
    default:
      throw invalidRecord({ sort_by: [notModeled(`Sorting by ${by}`)] });
  }
}

function rank(ranks: readonly string[], value: string | null | undefined): number {
  return ranks.indexOf(value ?? '');
}
