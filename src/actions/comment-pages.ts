/**
 * Reads the comments of a ticket page by page, newest first.
 */
import { ResponseFormatError } from '../errors.js';
import type { ActionContext } from './action.js';
import { commentsResponse, type WireComment, type WireUser } from './wire.js';

// Comments may be long, and an answer of Zendesk only so large: so few always fit.
const PAGE_SIZE = 100;
const SMALL_PAGE_SIZE = 5;
const MAX_PAGES = 10;

/** @internal */
export interface CommentPage {
  readonly comments: readonly WireComment[];
  readonly users?: readonly WireUser[] | null | undefined;
}

/** @internal Ends after ten pages. A comment that comes in meanwhile moves another one to the next page. */
export async function* commentPages(
  ticketId: number,
  context: ActionContext,
  more: Readonly<Record<string, string>> = {},
): AsyncGenerator<CommentPage, void> {
  const path = `/api/v2/tickets/${ticketId}/comments.json` as const;
  let size = PAGE_SIZE;
  for (let page = 1; page <= MAX_PAGES; ) {
    const query = { sort_order: 'desc', per_page: size, page, ...more };
    const answer = await context.send('GET', path, { query, schema: commentsResponse }).catch((error: unknown) => {
      if (error instanceof ResponseFormatError && page === 1 && size === PAGE_SIZE) return undefined;
      throw error;
    });
    if (answer === undefined) {
      size = SMALL_PAGE_SIZE;
      continue;
    }
    yield answer.body;
    if (!answer.body.next_page) return;
    page++;
  }
}
