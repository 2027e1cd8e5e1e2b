/**
 * The tickets of one requester: from the list of their tickets, not from the search index, which runs minutes behind.
 */
import { ApiError, ResponseFormatError } from '../errors.js';
import { oneLine, shorten } from '../util/plain-text.js';
import type { ActionContext, KnownRequester } from './action.js';
import type { CustomerTicket } from './customer-ticket.js';
import { findRequesterId, requesterKey } from './find-requester.js';
import { statusLabeler } from './status-label.js';
import { ticketsResponse, type WireTicket } from './wire.js';

/** @internal */
export interface RequesterTickets {
  /** Newest update first. */
  readonly tickets: readonly CustomerTicket[];
  /** Whether there are, or may be, more. */
  readonly more: boolean;
  /** By Zendesk's clock, in milliseconds since the epoch. */
  readonly now: number;
}

interface Selection {
  /** How many tickets to return at most. */
  readonly max: number;
  /** How many tickets to look at. */
  readonly among: number;
  readonly isWanted?: ((ticket: WireTicket) => boolean) | undefined;
}

const MAX_SUBJECT = 150;
// Tickets come with their descriptions, and an answer may be only so large: so many always fit.
const ALWAYS_FITS = 20;

/** @internal Reads the tickets of a requester; none if Zendesk has no such user. */
export async function requesterTickets(
  requester: KnownRequester,
  selection: Selection,
  context: ActionContext,
): Promise<RequesterTickets> {
  const { requesterIds } = context.memory;
  const { subdomain } = await context.account();
  const key = requesterKey(subdomain, requester);
  const isRemembered = requesterIds.get(key) !== undefined;
  const userId = await findRequesterId(requester, context);
  if (userId === undefined) return { tickets: [], more: false, now: Date.now() };
  try {
    return await ticketsOf(userId, selection, context);
  } catch (error) {
    if (!isRemembered || !(error instanceof ApiError && error.zendeskStatus === 404)) throw error;
    // Deleted or merged into another user since.
    requesterIds.delete(key);
    return requesterTickets(requester, selection, context);
  }
}

async function ticketsOf(
  userId: number,
  { max, among, isWanted = () => true }: Selection,
  context: ActionContext,
): Promise<RequesterTickets> {
  const read = (count: number) =>
    context.send('GET', `/api/v2/users/${userId}/tickets/requested.json`, {
      query: { sort_by: 'updated_at', sort_order: 'desc', per_page: count },
      schema: ticketsResponse,
    });
  const { body, headers } = await read(among).catch((error: unknown) => {
    if (error instanceof ResponseFormatError && among > ALWAYS_FITS) return read(ALWAYS_FITS);
    throw error;
  });
  const wanted = body.tickets
    // Whatever was asked for, a ticket of another requester gets no further.
    .filter((ticket) => ticket.requester_id === userId && ticket.status !== 'deleted' && isWanted(ticket))
    // Sorting has been reported to be ignored at times.
    .sort((a, b) => Date.parse(b.updated_at) - Date.parse(a.updated_at));
  const latest = wanted.slice(0, max);
  const labelOf = await statusLabeler(latest, context);
  const tickets = latest.map((ticket) => ({
    ticketId: ticket.id,
    subject: shorten(oneLine(ticket.subject ?? ''), MAX_SUBJECT),
    status: ticket.status,
    statusLabel: labelOf(ticket),
    updatedAt: ticket.updated_at,
  }));
  const more = wanted.length > max || Boolean(body.next_page);
  return { tickets, more, now: Date.parse(headers.get('date') ?? '') || Date.now() };
}
