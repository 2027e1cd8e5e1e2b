/**
 * Runs the triggers of an account after a ticket changed.
 * https://support.zendesk.com/hc/en-us/articles/4408822236058
 */
import type { Store } from '../core/store.js';
import { uniqueTags } from '../core/unique-tags.js';
import { changeTicket, type TicketChanges } from '../tickets/change-ticket.js';
import type { SimulatedTicket, TicketChange } from '../tickets/ticket-record.js';
import type { WebhookCourier } from '../webhooks/courier.js';
import { CONDITIONAL } from '../webhooks/event-types.js';
import { meets } from './conditions.js';
import { renderPlaceholders } from './render-placeholders.js';
import type { TriggerAction } from './trigger-record.js';

const SYSTEM = -1;

/** Each trigger runs at most once for a change, in the order of their positions. A change by a trigger starts no others. */
export function runTriggers(store: Store, courier: WebhookCourier, change: TicketChange): void {
  if (change.actorId === SYSTEM) return;
  for (const { active, conditions, actions } of store.state.triggers.toSorted((a, b) => a.position - b.position)) {
    const ticket = store.find('tickets', change.ticket.id);
    if (!active || ticket === undefined || !meets(store, conditions, ticket, change)) continue;
    const changes = changesOf(ticket, actions);
    if (Object.keys(changes).length > 0) changeTicket(store, { ticketId: ticket.id, changes, actorId: SYSTEM });
    for (const action of actions) notify(store, courier, action, { ...change, ticket });
  }
}

function notify(store: Store, courier: WebhookCourier, { field, value }: TriggerAction, change: TicketChange): void {
  if (field !== 'notification_webhook') return;
  const [id, template = ''] = Array.isArray(value) ? value.map(String) : [String(value)];
  const webhook = store.state.webhooks.find((known) => known.id === id);
  if (webhook === undefined) return;
  courier.send(webhook, { eventType: CONDITIONAL, body: renderPlaceholders(store, template, change) });
}

function changesOf(ticket: SimulatedTicket, actions: readonly TriggerAction[]): TicketChanges {
  let changes: TicketChanges = {};
  for (const { field, value } of actions) {
    const tags = changes.tags ?? ticket.tags;
    const words = String(value ?? '')
      .split(/[\s,]+/)
      .filter(Boolean);
    if (field === 'set_tags') changes = { ...changes, tags: uniqueTags(words) };
    if (field === 'current_tags') changes = { ...changes, tags: uniqueTags([...tags, ...words]) };
    if (field === 'remove_tags') changes = { ...changes, tags: tags.filter((tag) => !words.includes(tag)) };
    if (field === 'status' || field === 'priority' || field === 'type')
      changes = { ...changes, [field]: String(value) };
    if (field === 'group_id' || field === 'assignee_id') changes = { ...changes, [field]: Number(value) || null };
  }
  return changes;
}
