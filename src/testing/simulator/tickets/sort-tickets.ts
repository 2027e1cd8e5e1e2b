/**
 * The order of a list of tickets.
 */
import { isByCursor } from '../core/pagination.js';
import { invalidRecord, notModeled } from '../core/respond.js';
import type { SimulatedTicket } from './ticket-record.js';

const STATUSES = ['new', 'open', 'pending', 'hold', 'solved', 'closed'];
const PRIORITIES = [null, 'low', 'normal', 'high', 'urgent'];
type Order = (ticket: SimulatedTicket) => string | number;

const ORDERS: Readonly<Record<string, Order>> = {
  id: ({ id }) => id,
  created_at: ({ created_at }) => created_at,
  updated_at: ({ updated_at }) => updated_at,
  status: ({ status }) => STATUSES.indexOf(status),
  priority: ({ priority }) => PRIORITIES.indexOf(priority),
  subject: ({ subject }) => subject.toLowerCase(),
  ticket_type: ({ type }) => type ?? '',
  assignee: ({ assignee_id }) => assignee_id ?? 0,
  group: ({ group_id }) => group_id ?? 0,
  requester: ({ requester_id }) => requester_id,
};
const CURSOR_ORDERS = ['id', 'updated_at', 'status'];

/**
 * With a cursor Zendesk reads `sort`, which takes id, updated_at and status, and ignores `sort_by` without a word; by
 * offset it is the other way round. Both were seen live.
 */
export function sortTickets(tickets: readonly SimulatedTicket[], query: URLSearchParams): readonly SimulatedTicket[] {
  const byCursor = isByCursor(query);
  const sort = query.get('sort') ?? '';
  const name = byCursor ? sort.replace(/^-/, '') : (query.get('sort_by') ?? '');
  if (name === '') return tickets;
  const order = byCursor && !CURSOR_ORDERS.includes(name) ? undefined : ORDERS[name];
  if (order === undefined) {
    throw invalidRecord({ [byCursor ? 'sort' : 'sort_by']: [notModeled(`Sorting by ${name}`)] });
  }
  const isDescending = byCursor ? sort.startsWith('-') : query.get('sort_order') === 'desc';
  return sorted(tickets, order, isDescending);
}

export function sorted<T>(
  items: readonly T[],
  order: (item: T) => string | number,
  isDescending: boolean,
): readonly T[] {
  const direction = isDescending ? -1 : 1;
  return items.toSorted((a, b) => direction * compare(order(a), order(b)));
}

function compare(a: string | number, b: string | number): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
