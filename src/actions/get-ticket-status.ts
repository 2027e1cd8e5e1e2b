/**
 * Tells how a ticket stands, to those whom it concerns: "Pending — last updated 2 hours ago by agent Carla."
 */

import { ApiError, PermissionError } from '../errors.js';
import { ZENDESK_ACTIONS } from '../permissions.js';
import { toSchema } from '../schema.js';
import * as z from '../util/zod.js';
import { type ActionContext, defineAction } from './action.js';
import { knownEmailSchema, readOwnTicket, ticketIdSchema } from './requester-guard.js';
import { statusLabeler } from './status-label.js';
import { describeStatus, type Updater } from './summaries.js';
import { auditsResponse, commentsResponse, type WireTicket, type WireUser } from './wire.js';

/** What a model supplies to ask for a ticket. */
export interface GetTicketStatusInput {
  readonly ticketId: number;
  /** Only for an anonymous visitor, who must know the requester's e-mail address as well. */
  readonly email?: string | undefined;
}

/** How a ticket stands. */
export interface TicketStatus {
  readonly ticketId: number;
  /** Zendesk's name of the status: `new`, `open`, `pending`, `hold`, `solved`, `closed`, or one that is not known yet. */
  readonly status: string;
  /** The status as end users see it, custom statuses by their own label. */
  readonly statusLabel: string;
  /** ISO 8601. */
  readonly updatedAt: string;
  /** Who made that last update; absent when it cannot be known. */
  readonly updatedBy?: Updater | undefined;
  /** "Pending — last updated 2 hours ago by agent Carla." */
  readonly summary: string;
}

const idOnly = toSchema<GetTicketStatusInput>(z.strictObject({ ticketId: ticketIdSchema }));
const idAndEmail = toSchema<GetTicketStatusInput>(
  z.strictObject({ ticketId: ticketIdSchema, email: knownEmailSchema }),
);

/** Reads the status of one ticket; see {@link GetTicketStatusInput}. */
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
      updatedBy: z.optional(
        z.union([z.object({ kind: z.literal('agent'), name: z.string() }), z.object({ kind: z.literal('requester') })]),
      ),
      summary: z.string(),
    }),
  ),

  async run({ ticketId, email }, context) {
    const { ticket, headers } = await readOwnTicket(ticketId, email, context);
    const [updatedBy, nameStatus] = await Promise.all([lastUpdater(ticket, context), statusLabeler([ticket], context)]);
    const label = nameStatus(ticket);
    const now = Date.parse(headers.get('date') ?? '') || Date.now();
    return {
      ticketId: ticket.id,
      status: ticket.status,
      statusLabel: label,
      updatedAt: ticket.updated_at,
      ...(updatedBy === undefined ? {} : { updatedBy }),
      summary: describeStatus({ label, updatedAt: ticket.updated_at, updatedBy }, { locale: context.locale, now }),
    };
  },
});

// A comment, or an audit, that is this close to the ticket's own time of update is that update.
const SAME_UPDATE = 2_000;

/**
 * Who made the update that the ticket's time tells of: the author of the newest audit if the scope lets us read audits,
 * else of the newest comment. If that is not the same update, such as when a rule changed the status since, it is not
 * known, and nobody is named.
 */
async function lastUpdater(ticket: WireTicket, context: ActionContext): Promise<Updater | undefined> {
  const { scope } = await context.account();
  const newest = await (scope.includes('read')
    ? newestAudit(ticket.id, context)
    : newestComment(ticket.id, context)
  ).catch(
    // Not worth failing the answer: the status is known.
    (error: unknown) => {
      if (error instanceof PermissionError || error instanceof ApiError) return undefined;
      throw error;
    },
  );
  if (newest === undefined || !newest.isPublic) return undefined;
  if (Math.abs(Date.parse(newest.createdAt) - Date.parse(ticket.updated_at)) > SAME_UPDATE) return undefined;
  if (newest.authorId && newest.authorId === ticket.requester_id) return { kind: 'requester' };
  const { author } = newest;
  const name = author?.alias || author?.name;
  const isAgent = author?.role === 'agent' || author?.role === 'admin';
  return isAgent && name ? { kind: 'agent', name } : undefined;
}

interface Update {
  readonly authorId: number | null | undefined;
  readonly createdAt: string;
  readonly author: WireUser | undefined;
  /** False for an internal note: a visitor must not learn of it. */
  readonly isPublic: boolean;
}

async function newestComment(ticketId: number, context: ActionContext): Promise<Update | undefined> {
  const query = { sort_order: 'desc', per_page: 1, include: 'users' };
  const { body } = await context.send('GET', `/api/v2/tickets/${ticketId}/comments.json`, {
    query,
    schema: commentsResponse,
  });
  const comment = newestOf(body.comments);
  return comment && toUpdate(comment, body.users, comment.public === true);
}

async function newestAudit(ticketId: number, context: ActionContext): Promise<Update | undefined> {
  // That audits can be sorted is not documented; if they are not, a page of a usual ticket holds the newest all the same.
  const query = { sort_order: 'desc', per_page: 30, include: 'users' };
  const { body } = await context.send('GET', `/api/v2/tickets/${ticketId}/audits.json`, {
    query,
    schema: auditsResponse,
  });
  const audit = newestOf(body.audits);
  const isPublic = !audit?.events?.some(({ type, public: isPublic }) => type === 'Comment' && isPublic === false);
  return audit && toUpdate(audit, body.users, isPublic);
}

function newestOf<T extends { readonly created_at: string }>(updates: readonly T[]): T | undefined {
  return [...updates].sort((a, b) => Date.parse(b.created_at) - Date.parse(a.created_at))[0];
}

function toUpdate(
  update: { readonly author_id?: number | null | undefined; readonly created_at: string },
  users: readonly WireUser[] | null | undefined,
  isPublic: boolean,
): Update {
  const author = users?.find(({ id }) => id === update.author_id);
  return { authorId: update.author_id, createdAt: update.created_at, author, isPublic };
}
