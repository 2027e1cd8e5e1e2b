/**
 * Changes a ticket: the fields, the comment of the same update, its audit, and what follows by itself.
 */

import type { Store } from '../core/store.js';
import { defaultStatusOf } from '../custom-statuses/find-status.js';
import type { SimulatedAudit, SimulatedTicket, Via } from './ticket-record.js';
import { type CommentDraft, writeAudit } from './write-comment.js';

export type TicketChanges = Partial<Omit<SimulatedTicket, 'id' | 'via' | 'submitter_id' | 'created_at'>>;

export interface TicketUpdate {
  readonly ticketId: number;
  readonly changes: TicketChanges;
  readonly comment?: CommentDraft | undefined;
  /** Who makes the change; -1 is the system. */
  readonly actorId: number;
  readonly metadata?: Readonly<Record<string, unknown>>;
  readonly mergedInto?: number;
}

// https://support.zendesk.com/hc/en-us/articles/4408894213018 lists these as reopened by an answer of the end user.
const REOPENED_BY_END_USER = ['pending', 'hold', 'solved'];

export function changeTicket(store: Store, update: TicketUpdate): SimulatedAudit {
  const { ticketId, comment, actorId, metadata, mergedInto } = update;
  const ticket = store.get('tickets', ticketId);
  const previous = { ...ticket };
  Object.assign(ticket, withStatus(store, ticket, { ...reopened(store, ticket, update), ...update.changes }));
  ticket.updated_at = store.timestamp();
  if (comment?.isPublic) ticket.is_public = true;
  const via: Via =
    actorId === -1
      ? { channel: 'rule', source: { from: {}, to: {}, rel: 'trigger' } }
      : { ...ticket.via, channel: 'api' };
  const written = writeAudit(store, {
    ticketId,
    authorId: comment?.authorId ?? actorId,
    events: changeEvents(previous, ticket),
    via,
    at: ticket.updated_at,
    ...(metadata && { metadata }),
    ...(comment && { comment }),
  });
  store.announce({
    ticket,
    previous,
    actorId,
    ...(written.comment && { comment: written.comment }),
    ...(mergedInto !== undefined && { mergedInto }),
  });
  return written.audit;
}

/** The requester's public answer opens the ticket, unless the update says otherwise. */
function reopened(store: Store, ticket: SimulatedTicket, { comment, changes }: TicketUpdate): TicketChanges {
  const author = store.find('users', comment?.authorId);
  const isSaid = changes.status !== undefined || changes.custom_status_id !== undefined;
  if (isSaid || !comment?.isPublic || author?.role !== 'end-user') return {};
  return REOPENED_BY_END_USER.includes(ticket.status) ? { status: 'open' } : {};
}

/** `status` and `custom_status_id` go together; so do an assignee and the end of `new`. */
function withStatus(store: Store, ticket: SimulatedTicket, changes: TicketChanges): TicketChanges {
  const custom = store.find('custom_statuses', changes.custom_status_id);
  if (custom !== undefined) return { ...changes, status: custom.status_category };
  const isAssigned = changes.assignee_id != null && ticket.status === 'new';
  const status = changes.status ?? (isAssigned ? 'open' : undefined);
  if (status === undefined) return changes;
  return { ...changes, status, custom_status_id: defaultStatusOf(store, status)?.id ?? ticket.custom_status_id };
}

function changeEvents(before: SimulatedTicket, after: SimulatedTicket): readonly Readonly<Record<string, unknown>>[] {
  const fields = Object.entries(after).filter(([name]) => !['updated_at', 'custom_fields', 'is_public'].includes(name));
  const changed = fields
    .map(([name, value]) => ({ field_name: name, value, previous_value: before[name as keyof SimulatedTicket] }))
    .filter(({ value, previous_value }) => JSON.stringify(value) !== JSON.stringify(previous_value));
  const custom = after.custom_fields
    .map(({ id, value }) => {
      const previous_value = before.custom_fields.find((field) => field.id === id)?.value ?? null;
      return { field_name: String(id), value, previous_value };
    })
    .filter(({ value, previous_value }) => JSON.stringify(value) !== JSON.stringify(previous_value));
  return [...changed, ...custom].map(({ field_name, value, previous_value }) => ({
    type: 'Change',
    value: asText(value),
    field_name,
    previous_value: asText(previous_value),
  }));
}

/** Audits show numbers as text, and lists as they are. */
function asText(value: unknown): unknown {
  return typeof value === 'number' ? String(value) : value;
}
