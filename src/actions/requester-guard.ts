/**
 * The requester guard: the schemas for people, and the check that a ticket is the requester's. A ticket of another person
 * and a ticket that does not exist give the same answer. An e-mail address is a search term at Zendesk, so its schema
 * allows nothing that can be a search operator.
 */

import { ApiError, TicketError } from '../errors.js';
import * as z from '../util/zod.js';
import type { ActionContext } from './action.js';
import { identitiesResponse, ticketResponse, userResponse, type WireTicket, type WireUser } from './wire.js';

/** @internal Unlike the patterns of HTML and RFC 5322, this one has no `*`, quotes or spaces. Never relax it. */
export const emailSchema = z.email().check(
  z.maxLength(254),
  z.refine((email) => !email.startsWith('-'), 'must not start with a minus sign'),
);

/** @internal */
export const requesterSchema = z.strictObject({
  email: emailSchema.check(z.describe('The e-mail address that the user gave. Ask for it; never invent one.')),
  name: z.optional(
    z
      .string()
      .check(z.maxLength(200), z.describe('The name that the user gave. Needed if they never wrote in before.')),
  ),
});

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
 * @throws TicketError `not_found`
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
  await assertRequesterOwns(ticket, users ?? [], email, context).catch(asNotFound);
  if (ticket.status === 'deleted') throw notFound();
  return { ticket, headers };
}

async function assertRequesterOwns(
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
  if (context.memory.requesterIds.get(requesterKey(subdomain, expected)) === requesterId) return;
  // Whether users are side-loaded with a scope as narrow as ours is not documented.
  const user =
    users.find(({ id }) => id === requesterId) ??
    (await context.send('GET', `/api/v2/users/${requesterId}.json`, { schema: userResponse })).body.user;
  if (!(await ownsEmail(user, expected, context))) throw notFound();
  context.memory.requesterIds.set(requesterKey(subdomain, expected), requesterId);
}

function notFound(): TicketError {
  return new TicketError({
    code: 'not_found',
    message: 'There is no such ticket for this requester',
    userMessage: 'I could not find that ticket. Please check its number and the e-mail address it was filed with.',
    hint: 'Ask the user for the number of the ticket and the e-mail address that it was filed with.',
  });
}

function asNotFound(error: unknown): never {
  throw error instanceof ApiError && error.code === 'not_found' ? notFound() : error;
}

/** @internal Addresses differ in nothing but case: Zendesk folds it too. */
export function isSameEmail(a: string | null | undefined, b: string): boolean {
  return a?.toLowerCase() === b.toLowerCase();
}

/** @internal Whether the address is this user's, as their primary one or as another that they go by. */
export async function ownsEmail(user: WireUser, email: string, context: ActionContext): Promise<boolean> {
  if (isSameEmail(user.email, email)) return true;
  const { body } = await context.send('GET', `/api/v2/users/${user.id}/identities.json`, {
    schema: identitiesResponse,
  });
  return body.identities.some(({ type, value }) => type === 'email' && isSameEmail(value, email));
}

/** @internal Where the id of a requester is remembered: by account, because ids mean nothing in another one. */
export function requesterKey(subdomain: string, email: string): string {
  return `${subdomain} ${email.toLowerCase()}`;
}
