/**
 * Tickets and users that changed since a time.
 * https://developer.zendesk.com/api-reference/ticketing/ticket-management/incremental_exports/
 */
import { ErrorAnswer, json } from '../core/respond.js';
import { admins, type Call, type Limit, type Route } from '../core/route.js';
import type { Store } from '../core/store.js';
import { showTicket, sideloadTickets } from '../tickets/show-ticket.js';
import type { SimulatedTicket } from '../tickets/ticket-record.js';
import { showUser } from '../users/show-user.js';

const QUERY = ['start_time', 'cursor', 'support_type_scope'];
const MAX_PER_PAGE = 1_000;
/** https://developer.zendesk.com/api-reference/introduction/rate-limits/#endpoint-rate-limits */
const EXPORTS: Limit = { name: 'incremental-exports', total: 10, windowSeconds: 60, key: () => 'account' };

const EXPORT = { method: 'GET', access: admins('read'), query: QUERY, limit: EXPORTS } as const;

export const incrementalRoutes: readonly Route[] = [
  { ...EXPORT, path: '/incremental/tickets', answer: ticketsBy(byTime) },
  { ...EXPORT, path: '/incremental/tickets/cursor', answer: ticketsBy(byCursor) },
  { ...EXPORT, path: '/incremental/users', answer: usersBy(byTime) },
  { ...EXPORT, path: '/incremental/users/cursor', answer: usersBy(byCursor) },
];

interface Changed {
  readonly id: number;
  readonly updated_at: string;
}

/** Takes the records that changed, a page at a time. */
type Exporter = <T extends Changed>(
  records: readonly T[],
  url: URL,
) => { readonly items: readonly T[]; readonly page: object };

/** Deleted tickets are in an export, with the status `deleted`. */
function ticketsBy(exporter: Exporter) {
  return ({ store, query, url }: Call): Response => {
    const { items, page } = exporter(store.state.tickets, url);
    const tickets = items.map((ticket) => showExported(store, ticket));
    return json({ tickets, ...sideloadTickets(store, query, items), ...page });
  };
}

function usersBy(exporter: Exporter) {
  return ({ store, url }: Call): Response => {
    const { items, page } = exporter(store.state.users, url);
    return json({ users: items.map((user) => showUser(store, user)), ...page });
  };
}

function byTime<T extends Changed>(records: readonly T[], url: URL) {
  const start = startTimeOf(url);
  const changed = inOrder(records.filter(({ updated_at }) => seconds(updated_at) >= start));
  const items = changed.slice(0, sizeOf(url));
  const endTime = items.length === 0 ? null : seconds(items.at(-1)?.updated_at ?? '');
  const isEnd = items.length === changed.length;
  const next = new URL(url);
  next.searchParams.set('start_time', String(endTime ?? start));
  return {
    items,
    page: {
      count: items.length,
      end_of_stream: isEnd,
      end_time: endTime,
      next_page: endTime === null ? null : next.href,
    },
  };
}

/** The cursor is the last change that was returned, so nothing comes twice. */
function byCursor<T extends Changed>(records: readonly T[], url: URL) {
  const cursor = url.searchParams.get('cursor');
  const [time, afterId] = cursor === null ? [startTimeOf(url), 0] : decodedCursor(cursor);
  const changed = inOrder(
    records.filter(
      ({ id, updated_at }) => seconds(updated_at) > time || (seconds(updated_at) === time && id > afterId),
    ),
  );
  const items = changed.slice(0, sizeOf(url));
  const last = items.at(-1);
  const after = last === undefined ? cursor : btoa(`${seconds(last.updated_at)}|${last.id}`);
  const next = new URL(url);
  next.searchParams.delete('start_time');
  if (after !== null) next.searchParams.set('cursor', after);
  const page = {
    after_url: after === null ? null : next.href,
    after_cursor: after,
    before_url: null,
    before_cursor: null,
    end_of_stream: items.length === changed.length,
  };
  return { items, page };
}

/** An export shows in addition when the ticket last changed in any way. */
function showExported(store: Store, ticket: SimulatedTicket) {
  return { ...showTicket(store, ticket), generated_timestamp: seconds(ticket.updated_at) };
}

function startTimeOf({ searchParams }: URL): number {
  const start = Number(searchParams.get('start_time') ?? Number.NaN);
  if (Number.isSafeInteger(start)) return start;
  throw new ErrorAnswer(400, { error: 'InvalidValue', description: 'start_time: is required, in seconds since 1970' });
}

function decodedCursor(cursor: string): readonly [time: number, id: number] {
  try {
    const [time, id] = atob(cursor).split('|').map(Number);
    if (time !== undefined && id !== undefined) return [time, id];
  } catch {
    // Answered below.
  }
  throw new ErrorAnswer(400, { error: 'InvalidValue', description: 'cursor: is invalid' });
}

function inOrder<T extends Changed>(records: readonly T[]): readonly T[] {
  return records.toSorted((a, b) => a.updated_at.localeCompare(b.updated_at) || a.id - b.id);
}

function sizeOf({ searchParams }: URL): number {
  return Math.min(MAX_PER_PAGE, Math.max(1, Number(searchParams.get('per_page') ?? MAX_PER_PAGE) || MAX_PER_PAGE));
}

function seconds(timestamp: string): number {
  return Date.parse(timestamp) / 1000;
}
