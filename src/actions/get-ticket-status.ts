/**
 * Returns the status of a ticket to its requester: "Pending — last updated 2 hours ago by agent Carla."
 */

import { ZENDESK_ACTIONS } from '../permissions.js';
import { toSchema } from '../schema.js';
import * as z from '../util/zod.js';
import { defineAction } from './action.js';
import * as jsonSchemas from './json-schemas.js';
import { loadRuns } from './load-runs.js';
import { knownEmailSchema, readOwnTicket, ticketIdSchema } from './requester-guard.js';
import { describeStatus, type LastAnswer, type Updater } from './summaries.js';
import { updaterSchema } from './updater-schema.js';

/** What a model supplies to ask for a ticket. */
export interface GetTicketStatusInput {
  readonly ticketId: number;
  /** Only for an anonymous visitor, who must know the requester's e-mail address as well. */
  readonly email?: string | undefined;
}

/** The status of a ticket. */
export interface TicketStatus {
  readonly ticketId: number;
  /** Zendesk's name of the status: `new`, `open`, `pending`, `hold`, `solved`, `closed`, or one that is not known yet. */
  readonly status: string;
  /** The status as end users see it: the account's own label, or "Open", "Pending", "Solved", "Closed". */
  readonly statusLabel: string;
  /** ISO 8601. */
  readonly updatedAt: string;
  /** Who made the last update. Absent when Zendesk does not say, and for internal notes. */
  readonly updatedBy?: Updater | undefined;
  /** The last public answer. Given instead of `updatedBy` when a business rule, or an unknown update, came later. */
  readonly lastAnswer?: LastAnswer | undefined;
  /** "Pending — last updated 2 hours ago by agent Carla." */
  readonly summary: string;
}

const idOnly = toSchema<GetTicketStatusInput>(
  z.strictObject({ ticketId: ticketIdSchema }),
  jsonSchemas.getTicketStatusInput,
);
const idAndEmail = toSchema<GetTicketStatusInput>(
  z.strictObject({ ticketId: ticketIdSchema, email: knownEmailSchema }),
  jsonSchemas.getTicketStatusInputWithEmail,
);

/**
 * Reads the status of one ticket; see {@link GetTicketStatusInput}.
 *
 * @example
 * const { summary } = await getTicketStatus(bot, { ticketId }); // Pending — last updated 2 hours ago by agent Carla.
 */
export const getTicketStatus = defineAction<GetTicketStatusInput, TicketStatus, 'zendesk_get_ticket_status'>({
  name: 'zendesk_get_ticket_status',
  title: 'Get the status of a ticket',
  description:
    'Tells the status of one support ticket and when it was last updated. Use it when the user asks about a ticket and gives its number.',
  permission: ZENDESK_ACTIONS.READ_TICKET_STATUS,
  scope: ['tickets:read'],
  annotations: { readOnly: true, destructive: false, idempotent: true, requiresConfirmation: false },
  inputSchema: (requester) => (requester === 'from-conversation' ? idAndEmail : idOnly),
  outputSchema: toSchema<TicketStatus>(
    z.object({
      ticketId: z.int(),
      status: z.string(),
      statusLabel: z.string(),
      updatedAt: z.string(),
      updatedBy: z.optional(updaterSchema),
      lastAnswer: z.optional(z.object({ by: updaterSchema, at: z.string() })),
      summary: z.string(),
    }),
    jsonSchemas.getTicketStatusOutput,
  ),

  async run({ ticketId, email }, context) {
    const { ticket, headers } = await readOwnTicket(ticketId, email, context);
    const { lastActivity, statusLabeler } = await loadRuns();
    const [activity, labelOf] = await Promise.all([lastActivity(ticket, context), statusLabeler([ticket], context)]);
    const label = labelOf(ticket);
    const now = Date.parse(headers.get('date') ?? '') || Date.now();
    const { phrases, locale, requester } = context;
    return {
      ticketId: ticket.id,
      status: ticket.status,
      statusLabel: label,
      updatedAt: ticket.updated_at,
      ...activity,
      summary: describeStatus(
        { label, updatedAt: ticket.updated_at, ...activity },
        { phrases, locale, now, isForRequester: requester !== 'anyone' },
      ),
    };
  },
});
