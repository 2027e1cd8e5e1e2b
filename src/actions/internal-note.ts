/**
 * Adds the internal note of a new ticket, at most once. Loaded by the first call that has one.
 */
import { ApiError, NetworkError, RateLimitedError, ResponseFormatError } from '../errors.js';
import { withoutInvisible } from '../util/plain-text.js';
import { sleep } from '../util/sleep.js';
import type { ActionContext } from './action.js';
import { escapeMarkdown } from './escape-markdown.js';
import { commentsResponse, ticketResponse, type WireTicket } from './wire.js';

const MAX_CHARACTERS = 16_000;
const ATTEMPTS = 3;
const NOTE = 'zendesk_connector_note';

/**
 * @param key identifies the call that created the ticket
 * @param isNew whether no other call can have added the note
 * @throws what kept the note from being added
 * @internal
 */
export async function addInternalNote(
  note: string,
  { ticket, key, isNew }: { readonly ticket: WireTicket; readonly key: string; readonly isNew: boolean },
  context: ActionContext,
): Promise<void> {
  const path = `/api/v2/tickets/${ticket.id}.json` as const;
  const body = escapeMarkdown(lastCharacters(withoutInvisible(note).trim()));
  const draft = { comment: { body, public: false }, metadata: { [NOTE]: key } };
  for (let attempt = 1; ; attempt++) {
    const latest = isNew && attempt === 1 ? undefined : await readOpenTicket(path, context);
    if (latest !== undefined && (await isThere(latest, { body, key }, context))) return;
    // Without a look at the ticket, nothing can have been added yet.
    const guard = latest === undefined ? {} : { safe_update: true, updated_stamp: latest.updated_at };
    try {
      await context.send('PUT', path, { body: { ticket: { ...draft, ...guard } }, schema: ticketResponse });
      return;
    } catch (error) {
      if (attempt === ATTEMPTS || !mayBeRepeated(error)) throw error;
      // Zendesk tells changes apart by seconds.
      await sleep(1_000);
    }
  }
}

async function readOpenTicket(path: `/${string}`, context: ActionContext): Promise<WireTicket> {
  return (await context.send('GET', path, { schema: ticketResponse })).body.ticket;
}

/** Whether Zendesk shows the metadata of a comment is not documented, so the words count as well. */
async function isThere(
  { id }: WireTicket,
  { body, key }: { readonly body: string; readonly key: string },
  context: ActionContext,
): Promise<boolean> {
  // The note is among the first comments of the ticket.
  const query = { sort_order: 'asc', per_page: 20 };
  const answer = await context.send('GET', `/api/v2/tickets/${id}/comments.json`, { query, schema: commentsResponse });
  return answer.body.comments.some(
    (comment) => comment.metadata?.custom?.[NOTE] === key || (comment.public === false && comment.body === body),
  );
}

function mayBeRepeated(error: unknown): boolean {
  if (error instanceof NetworkError || error instanceof ResponseFormatError) return true;
  if (error instanceof RateLimitedError) return (error.zendeskStatus ?? 0) >= 500;
  return error instanceof ApiError && (error.zendeskStatus === 409 || error.zendeskStatus >= 500);
}

/** The end of a conversation says most about what is wrong. */
function lastCharacters(text: string): string {
  return text.length <= MAX_CHARACTERS ? text : `…${text.slice(1 - MAX_CHARACTERS).replace(/^[\uDC00-\uDFFF]/, '')}`;
}
