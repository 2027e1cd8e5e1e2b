/**
 * The requester guard: reads a ticket for those whom it concerns. A ticket of somebody else and a ticket that does not
 * exist give the same answer.
 */
import * as z from 'zod/mini';
import { ApiError } from '../errors.js';
import type { ActionContext } from './action.js';
import { emailSchema } from './person.js';
import { ownsEmail, requesterKey, ticketResponse, userResponse, type WireTicket, type WireUser } from './ticket.js';

/** @internal */
export const ticketIdSchema = z
  .int()
  .check(z.positive(), z.describe('The number of the ticket, for example 42 for ticket #42.'));

/** @internal What an anonymous visitor must know besides the number. */
export const knownEmailSchema = emailSchema.check(
  z.describe('The e-mail address that the ticket was filed with. Ask the user for it.'),
);

/**
 * @param email of an anonymous visitor
 * @throws ApiError `not_found`
 * @internal
 */
export async function readOwnTicket(
  ticketId: number,
  email: string | undefined,
  context: ActionContext,
): Promise<{ readonly ticket: WireTicket; readonly headers: Headers }> {
  const path = `/api/v2/tickets/${ticketId}.json` as const;
  const { body, headers } = await context
    .send('GET', path, { query: { include: 'users' }, schema: ticketResponse })
    .catch(asNotFound);
  const { ticket, users } = body;
  await requireRequester(ticket, users ?? [], email, context).catch(asNotFound);
  if (ticket.status === 'deleted') throw notFound();
  return { ticket, headers };
}

async function requireRequester(
  ticket: WireTicket,
  users: readonly WireUser[],
  email: string | undefined,
  context: ActionContext,
): Promise<void> {
  const { requester } = context;
  if (requester === 'anyone') return;
  const expected = requester === 'from-conversation' ? email : requester.email;
  const requesterId = ticket.requester_id;
  if (expected === undefined || !requesterId) throw notFound();
  const { subdomain } = await context.account();
  if (context.requesterIds.get(requesterKey(subdomain, expected)) === requesterId) return;
  // Whether users are side-loaded with a scope as narrow as ours is not documented.
  const user =
    users.find(({ id }) => id === requesterId) ??
    (await context.send('GET', `/api/v2/users/${requesterId}.json`, { schema: userResponse })).body.user;
  if (!(await ownsEmail(user, expected, context))) throw notFound();
  context.requesterIds.set(requesterKey(subdomain, expected), requesterId);
}

function notFound(): ApiError {
  return new ApiError(
    404,
    {},
    {
      message: 'There is no such ticket for this requester',
      code: 'not_found',
      status: 404,
      userMessage: 'I could not find that ticket. Please check its number and the e-mail address it was filed with.',
      hint: 'Ask the user for the number of the ticket and the e-mail address that it was filed with.',
    },
  );
}

function asNotFound(error: unknown): never {
  throw error instanceof ApiError && error.zendeskStatus === 404 ? notFound() : error;
}
