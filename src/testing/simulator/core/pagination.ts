/**
 * Pages of a list, by offset or by cursor.
 * https://developer.zendesk.com/api-reference/introduction/pagination/
 */
import { errorsAnswer } from './respond.js';

export interface Page<T> {
  readonly items: readonly T[];
  /** The properties of the answer that lead to other pages. */
  readonly page: Readonly<Record<string, unknown>>;
}

const MAX_PER_PAGE = 100;
/** Since August 2023. https://developer.zendesk.com/documentation/api-basics/pagination/paginating-through-lists-using-offset-pagination/ */
const MAX_OFFSET_RECORDS = 10_000;

export function isByCursor(query: URLSearchParams): boolean {
  return [...query.keys()].some((name) => name.startsWith('page['));
}

/** By cursor if a parameter `page[…]` is there, else by offset. */
export function paginate<T>(items: readonly T[], url: URL): Page<T> {
  return isByCursor(url.searchParams) ? paginateByCursor(items, url) : paginateByOffset(items, url);
}

export function paginateByOffset<T>(items: readonly T[], url: URL, maxRecords = MAX_OFFSET_RECORDS): Page<T> {
  const query = url.searchParams;
  const perPage = sizeOf(query.get('per_page'));
  const number = Math.max(1, Number(query.get('page') ?? 1) || 1);
  if (number * perPage > maxRecords && number > 1) {
    throw errorsAnswer(
      400,
      'InvalidPaginationDepth',
      'Pagination depth',
      `Number of requested resources exceeds the limit of ${maxRecords}. Use cursor pagination to fetch more.`,
    );
  }
  const page = {
    next_page: number * perPage < items.length ? linkWith(url, { page: number + 1 }) : null,
    previous_page: number > 1 ? linkWith(url, { page: number - 1 }) : null,
    count: items.length,
  };
  return { items: items.slice((number - 1) * perPage, number * perPage), page };
}

export function paginateByCursor<T>(items: readonly T[], url: URL): Page<T> {
  const query = url.searchParams;
  const size = sizeOf(query.get('page[size]'));
  const before = query.get('page[before]');
  const start = before === null ? positionOf(query.get('page[after]')) : Math.max(0, positionOf(before) - size);
  const end = before === null ? start + size : positionOf(before);
  const hasMore = before === null ? end < items.length : start > 0;
  const isEmpty = start >= items.length;
  const after_cursor = isEmpty ? null : cursorAt(Math.min(end, items.length));
  const before_cursor = isEmpty ? null : cursorAt(start);
  const hasNext = end < items.length;
  const page = {
    meta: { has_more: hasMore, after_cursor, before_cursor },
    links: {
      prev: start > 0 ? linkWith(url, { 'page[after]': undefined, 'page[before]': before_cursor }) : null,
      next: hasNext ? linkWith(url, { 'page[before]': undefined, 'page[after]': after_cursor }) : null,
    },
  };
  return { items: items.slice(start, end), page };
}

function linkWith(url: URL, parameters: Readonly<Record<string, string | number | null | undefined>>): string {
  const link = new URL(url);
  for (const [name, value] of Object.entries(parameters)) {
    if (value === undefined || value === null) link.searchParams.delete(name);
    else link.searchParams.set(name, String(value));
  }
  return link.href;
}

function sizeOf(size: string | null): number {
  return Math.min(MAX_PER_PAGE, Math.max(1, Number(size ?? MAX_PER_PAGE) || MAX_PER_PAGE));
}

/** Opaque to clients, as Zendesk's are. */
function cursorAt(position: number): string {
  return btoa(`position:${position}`);
}

function positionOf(cursor: string | null): number {
  if (cursor === null) return 0;
  const position = /^position:(\d+)$/.exec(decoded(cursor))?.[1];
  if (position === undefined)
    throw errorsAnswer(400, 'InvalidPaginationParameter', 'Pagination', 'The cursor is invalid.');
  return Number(position);
}

function decoded(cursor: string): string {
  try {
    return atob(cursor);
  } catch {
    return '';
  }
}
