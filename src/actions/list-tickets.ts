/**
 * Lists the tickets of the requester, newest update first.
 */
import { PermissionError } from '../errors.js';
import { ZENDESK_ACTIONS } from '../permissions.js';
import { toSchema } from '../schema.js';
import * as z from '../util/zod.js';
import { defineAction } from './action.js';
import { type CustomerTicket, customerTicketSchema } from './customer-ticket.js';
import { emailSchema } from './email-address.js';
import { isKnownRequester } from './find-requester.js';
import * as jsonSchemas from './json-schemas.js';
import { loadRuns } from './load-runs.js';
import { optionalOrNull } from './model-input.js';
import { describeTickets } from './summaries.js';

/** The status that tickets are listed by. End users see new and on-hold tickets as open, so `open` holds these as well. */
export type ListedStatus = 'new' | 'open' | 'pending' | 'hold' | 'solved' | 'closed';

/** What a model supplies to list tickets. */
export interface ListTicketsInput {
  /** @defaultValue tickets of every status */
  readonly status?: ListedStatus | undefined;
  /** Only for an internal assistant; for a signed-in user your application says who it is. */
  readonly email?: string | undefined;
}

/** The tickets of a requester. */
export interface TicketList {
  /** Without an address for a requester by external id or user id. */
  readonly requester: { readonly email?: string | undefined };
  /** Newest update first, at most twenty of the hundred that were updated last. */
  readonly tickets: readonly CustomerTicket[];
  /** Whether there are, or may be, more. */
  readonly more: boolean;
  /** "Latest tickets: #42 Pending, updated 2 hours ago; …" Without anything that a customer wrote. */
  readonly summary: string;
}

const MAX_TICKETS = 20;
// Zendesk lists the tickets of a requester, but not by their status.
const AMONG = 100;

const fields = {
  status: optionalOrNull(
    z
      .enum(['new', 'open', 'pending', 'hold', 'solved', 'closed'])
      .check(z.describe('Only tickets of this status. "open" includes new and on-hold ones.')),
  ),
};
const statusInput = toSchema<ListTicketsInput>(z.strictObject(fields), jsonSchemas.listTicketsInput);
const emailInput = toSchema<ListTicketsInput>(
  z.strictObject({ ...fields, email: emailSchema.check(z.describe('The e-mail address of the customer.')) }),
  jsonSchemas.listTicketsInputWithEmail,
);

/**
 * Lists tickets of one requester; see {@link ListTicketsInput}.
 *
 * @example
 * const { tickets } = await listTickets(bot, { status: 'open' });
 */
export const listTickets = defineAction<ListTicketsInput, TicketList, 'zendesk_list_tickets'>({
  name: 'zendesk_list_tickets',
  title: 'List tickets',
  description:
    'Lists the support tickets of the user with number, subject and status. Use it when the user asks about their tickets and gives no number.',
  permission: ZENDESK_ACTIONS.LIST_TICKETS,
  scope: ['tickets:read', 'users:read'],
  annotations: { readOnly: true, destructive: false, idempotent: true, requiresConfirmation: false },
  // An anonymous end user could name any address.
  inputSchema: (requester) => {
    if (requester === 'from-conversation') return undefined;
    return requester === 'anyone' ? emailInput : statusInput;
  },
  outputSchema: toSchema<TicketList>(
    z.object({
      requester: z.object({ email: z.optional(z.string()) }),
      tickets: z.array(customerTicketSchema),
      more: z.boolean(),
      summary: z.string(),
    }),
    jsonSchemas.listTicketsOutput,
  ),

  async run({ status, email }, context) {
    const { requester, locale, phrases } = context;
    const customer = isKnownRequester(requester) ? requester : email === undefined ? undefined : { email };
    if (customer === undefined) {
      throw new PermissionError({
        reason: 'requester',
        message: 'Tickets are not listed for anonymous visitors',
        hint: 'Sign the visitor in.',
      });
    }
    const isWanted = status === undefined ? undefined : isListedAs(status);
    const { requesterTickets } = await loadRuns();
    const { tickets, more, now } = await requesterTickets(
      customer,
      { max: MAX_TICKETS, among: AMONG, isWanted },
      context,
    );
    const isNone = tickets.length === 0 && status !== undefined;
    const summary = isNone ? phrases.noSuchTickets : describeTickets(tickets, { phrases, locale, now });
    return { requester: 'email' in customer ? { email: customer.email } : {}, tickets, more, summary };
  },
});

function isListedAs(wanted: ListedStatus): (ticket: { readonly status: string }) => boolean {
  const statuses = wanted === 'open' ? ['new', 'open', 'hold'] : [wanted];
  return ({ status }) => statuses.includes(status);
}
