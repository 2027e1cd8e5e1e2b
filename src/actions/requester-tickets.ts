/**
 * The tickets of one requester: from the list of their tickets, not from the search index, which runs minutes behind.
 */
import { ApiError, ResponseFormatError } from '../errors.js';
import * as z from '../util/zod.js';
import type { ActionContext } from './action.js';
import { canonicalEmail, isSameEmail } from './email-address.js';
import { oneLine, shorten } from './plain-text.js';
import { hasIdentity, requesterKey } from './requester-guard.js';
import { statusLabeler } from './status-label.js';
import { ticketsResponse, usersResponse, type WireTicket, type WireUser } from './wire.js';

/** One of the customer's tickets. */
export interface CustomerTicket {
  readonly ticketId: number;
  /** Written by a customer or an agent: untrusted text, at most 150 characters. */
  readonly subject: string;
  readonly status: string;
  readonly statusLabel: string;
  /** ISO 8601. */
  readonly updatedAt: string;
}

/** @internal */
export const customerTicketSchema = z.object({
  ticketId: z.int(),
  subject: z.string(),
  status: z.string(),
  statusLabel: z.string(),
  updatedAt: z.string(),
});

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
  readonly isWanted?: (ticket: WireTicket) => boolean;
}

const MAX_SUBJECT = 150;
// Search finds similar addresses too; so many of them are looked at more closely.
const MAX_CANDIDATES = 5;
// Tickets come with their descriptions, and an answer may be only so large: so many always fit.
const ALWAYS_FITS = 20;

/** @internal Reads the tickets of the user who goes by exactly this address; none if there is no such user. */
export async function requesterTickets(
  email: string,
  selection: Selection,
  context: ActionContext,
): Promise<RequesterTickets> {
  const { subdomain } = await context.account();
  const key = requesterKey(subdomain, email);
  const known = context.memory.requesterIds.get(key);
  if (known !== undefined) {
    try {
      return await ticketsOf(known, selection, context);
    } catch (error) {
      if (!(error instanceof ApiError && error.zendeskStatus === 404)) throw error;
      // Deleted or merged into another user since.
      context.memory.requesterIds.delete(key);
    }
  }
  const user = await findUser(email, context);
  if (user === undefined) return { tickets: [], more: false, now: Date.now() };
  context.memory.requesterIds.set(key, user.id);
  return ticketsOf(user.id, selection, context);
}

/**
 * Finds the user who goes by exactly this address. Search answers with similar ones too, whatever the query says, and
 * Zendesk offers no way to find a user by an address without its search syntax.
 */
async function findUser(email: string, context: ActionContext): Promise<WireUser | undefined> {
  // A domain may be known in either form, in Unicode or in ASCII.
  for (const form of new Set([email, isAscii(email) ? email : canonicalEmail(email)])) {
    const { body } = await context.send('GET', '/api/v2/users/search.json', {
      query: { query: `email:"${form}"` },
      schema: usersResponse,
    });
    const exact = body.users.find((user) => isSameEmail(user.email, email));
    if (exact !== undefined) return exact;
    for (const candidate of body.users.slice(0, MAX_CANDIDATES)) {
      if (await hasIdentity(candidate.id, email, context)) return candidate;
    }
  }
  return undefined;
}

function isAscii(text: string): boolean {
  return !/\P{ASCII}/u.test(text);
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
