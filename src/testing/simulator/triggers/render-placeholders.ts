/**
 * Placeholders in the body of a trigger's webhook. One that there is not becomes nothing, as in Liquid.
 * https://support.zendesk.com/hc/en-us/articles/4408886858138
 */
import type { Store } from '../core/store.js';
import type { TicketChange } from '../tickets/ticket-record.js';
import type { SimulatedUser } from '../users/user-record.js';

export function renderPlaceholders(store: Store, template: string, change: TicketChange): string {
  const values = valuesOf(store, change);
  return template.replace(/\{\{\s*([\w.]+)\s*\}\}/g, (_, name: string) => values[name] ?? '');
}

function valuesOf(store: Store, { ticket, actorId }: TicketChange): Readonly<Record<string, string>> {
  const comments = store.state.comments.filter(({ ticket_id }) => ticket_id === ticket.id);
  const publicComments = comments.filter((comment) => comment.public);
  const group = store.find('groups', ticket.group_id);
  return {
    'ticket.id': String(ticket.id),
    'ticket.title': ticket.subject,
    'ticket.description': ticket.description,
    'ticket.status': capitalized(ticket.status),
    'ticket.priority': capitalized(ticket.priority ?? ''),
    'ticket.ticket_type': capitalized(ticket.type ?? ''),
    'ticket.external_id': ticket.external_id ?? '',
    'ticket.tags': ticket.tags.join(' '),
    'ticket.url': `${store.subdomain}.zendesk.com/agent/tickets/${ticket.id}`,
    'ticket.link': `https://${store.subdomain}.zendesk.com/agent/tickets/${ticket.id}`,
    'ticket.via': ticket.via.channel,
    'ticket.created_at_with_timestamp': ticket.created_at,
    'ticket.updated_at_with_timestamp': ticket.updated_at,
    'ticket.created_at': ticket.created_at.slice(0, 10),
    'ticket.updated_at': ticket.updated_at.slice(0, 10),
    'ticket.latest_comment': comments.at(-1)?.plain_body ?? '',
    'ticket.latest_public_comment': publicComments.at(-1)?.plain_body ?? '',
    'ticket.group.name': group?.name ?? '',
    ...person('ticket.requester', store.find('users', ticket.requester_id)),
    ...person('ticket.assignee', store.find('users', ticket.assignee_id)),
    ...person('ticket.submitter', store.find('users', ticket.submitter_id)),
    ...person('current_user', store.find('users', actorId)),
  };
}

function person(name: string, user: SimulatedUser | undefined): Readonly<Record<string, string>> {
  return {
    [`${name}.id`]: String(user?.id ?? ''),
    [`${name}.name`]: user?.name ?? '',
    [`${name}.first_name`]: user?.name.split(' ')[0] ?? '',
    [`${name}.email`]: user?.email ?? '',
    [`${name}.external_id`]: user?.external_id ?? '',
    [`${name}.role`]: user?.role ?? '',
  };
}

function capitalized(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
}
