/**
 * The requester guard: the schemas for people, and the check that a ticket is the requester's. A ticket of another person
 * and a ticket that does not exist give the same answer after the same number of requests, and wrong guesses are limited.
 */
import { ApiError, InvalidInputError, PermissionError, RateLimitedError, TicketError } from '../errors.js';
import * as userMessages from '../locales/user-messages.js';
import { sha256 } from '../util/hash.js';
import * as z from '../util/zod.js';
import type { ActionContext, ExternalUser, Requester, ZendeskUser } from './action.js';
import { canonicalEmail, emailSchema, isEmailAddress, isSameEmail } from './email-address.js';
import { findRequesterId, hasIdentity, isKnownRequester, requesterKey } from './find-requester.js';
import { enforceLimits } from './limits.js';
import { optionalOrNull, ticketNumber } from './model-input.js';
import { ticketResponse, type WireTicket, type WireUser } from './wire.js';

// Numbers of tickets are in sequence: who knows an address could try them all.
const GUESSES_PER_EMAIL = { max: 10, windowSeconds: 600 };
const GUESSES_PER_CONNECTION = { max: 100, windowSeconds: 600 };

/** @internal In characters. */
export const MAX_NAME = 200;

/** @internal */
export const requesterSchema = z.strictObject({
  email: emailSchema.check(z.describe('The e-mail address that the user gave. Ask for it; never invent one.')),
  name: optionalOrNull(
    z
      .string()
      .check(z.maxLength(MAX_NAME), z.describe('The name that the user gave. Needed if they never wrote in before.')),
  ),
});

/** @internal */
export const ticketIdSchema = ticketNumber('The number of the ticket, for example 42 for ticket #42.');

/** @internal What an anonymous requester must know besides the number. */
export const knownEmailSchema = emailSchema.check(
  z.describe('The e-mail address that the ticket was filed with. Ask the user for it.'),
);

/**
 * @throws InvalidInputError if your application passed a requester without a usable e-mail address
 * @internal
 */
export function requireEmailAddress(requester: Requester): void {
  if (!isKnownRequester(requester) || !('email' in requester) || isEmailAddress(requester.email)) return;
  throw new InvalidInputError({
    issues: [{ path: ['requester', 'email'], message: 'is not an e-mail address' }],
    userMessage: userMessages.profileEmailInvalid,
    hint: 'Tell the user to correct the e-mail address in their profile. Do not ask for it in the conversation.',
  });
}

/** @internal A ticket that the requester may know of. */
export interface OwnTicket {
  readonly ticket: WireTicket;
  /** An address of the person whose ticket it is, if Zendesk told one. */
  readonly email: string | undefined;
  readonly headers: Headers;
}

/**
 * Reads a ticket if it is the requester's.
 *
 * @param email the address that an anonymous requester gave
 * @throws TicketError `not_found`, RateLimitedError after ten wrong guesses of an anonymous requester
 * @internal
 */
export async function readOwnTicket(
  ticketId: number,
  email: string | undefined,
  context: ActionContext,
): Promise<OwnTicket> {
  const { requester } = context;
  if (requester === 'anyone') return withoutDeleted(await readTicket(ticketId, context));
  if (requester !== 'from-conversation') {
    const read =
      'email' in requester ? readTicketOf(requester.email, ticketId, context) : readById(requester, ticketId, context);
    return withoutDeleted(await read);
  }
  if (email === undefined) throw notFound();
  // Each try counts as a wrong guess until it turns out to be right, so that many tries at once are limited as well.
  const perEmail = [GUESSES_PER_EMAIL, await sha256(canonicalEmail(email))] as const;
  const takeBack = await enforceLimits('guesses', [[GUESSES_PER_CONNECTION], perEmail], context);
  try {
    const own = withoutDeleted(await readTicketOf(email, ticketId, context));
    await takeBack();
    return own;
  } catch (error) {
    if (!isNotFound(error)) await takeBack();
    throw error;
  }
}

async function readTicketOf(email: string, ticketId: number, context: ActionContext): Promise<OwnTicket | undefined> {
  const { subdomain } = await context.account();
  const key = requesterKey(subdomain, { email });
  const read = await readTicket(ticketId, context);
  const requesterId = read?.ticket.requester_id;
  if (read === undefined || !requesterId) {
    // As many requests as for a ticket of another person, so that nothing tells the two apart. The answer is known.
    await readTicket(ticketId, context).catch((error: unknown) => {
      if (error instanceof RateLimitedError) throw error;
    });
    return undefined;
  }
  const isOwn =
    context.memory.requesterIds.get(key) === requesterId ||
    isSameEmail(read.email, email) ||
    (await hasIdentity(requesterId, email, context));
  if (!isOwn) return undefined;
  context.memory.requesterIds.set(key, requesterId);
  return { ...read, email: read.email ?? email };
}

/** Takes as many requests for a ticket of another person as for none. */
async function readById(
  requester: ExternalUser | ZendeskUser,
  ticketId: number,
  context: ActionContext,
): Promise<OwnTicket | undefined> {
  const requesterId = await findRequesterId(requester, context);
  if (requesterId === undefined) return undefined;
  const read = await readTicket(ticketId, context);
  return read?.ticket.requester_id === requesterId ? read : undefined;
}

/** Undefined if there is no such ticket, or the connected user may not see it. */
async function readTicket(ticketId: number, context: ActionContext): Promise<OwnTicket | undefined> {
  try {
    const { body, headers } = await context.send('GET', `/api/v2/tickets/${ticketId}.json`, {
      query: { include: 'users' },
      schema: ticketResponse,
    });
    const { ticket, users } = body;
    // Whether users are side-loaded with a scope as narrow as ours is not documented.
    const user: WireUser | undefined = users?.find(({ id }) => id === ticket.requester_id);
    return { ticket, email: user?.email ?? undefined, headers };
  } catch (error) {
    if (isNotFound(error) || (isRefused(error) && (await mayReadTickets(context)))) return undefined;
    throw error;
  }
}

/** With the scope for tickets, a refusal is about this ticket: agents may be limited to groups, brands or organizations. */
async function mayReadTickets(context: ActionContext): Promise<boolean> {
  const { scope } = await context.account();
  return context.requester !== 'anyone' && (scope.includes('read') || scope.includes('tickets:read'));
}

function isRefused(error: unknown): boolean {
  return error instanceof PermissionError && error.reason === 'zendesk';
}

// Zendesk takes no changes of these.
const CLOSED: ReadonlySet<string> = new Set(['closed', 'archived', 'scrubbed']);

/** @internal */
export function isClosed({ status }: WireTicket): boolean {
  return CLOSED.has(status);
}

/** @internal Whether Zendesk, or this guard, found no such record. */
export function isNotFound(error: unknown): boolean {
  return (error instanceof ApiError || error instanceof TicketError) && error.code === 'not_found';
}

function withoutDeleted(own: OwnTicket | undefined): OwnTicket {
  if (own !== undefined && own.ticket.status !== 'deleted') return own;
  throw notFound();
}

/** @internal The same for a ticket of another person and for none. */
export function notFound(): TicketError {
  return new TicketError({
    code: 'not_found',
    message: 'There is no such ticket for this requester',
    userMessage: userMessages.ticketNotFound,
    hint: 'Ask the user for the number of the ticket and the e-mail address that it was filed with.',
  });
}
