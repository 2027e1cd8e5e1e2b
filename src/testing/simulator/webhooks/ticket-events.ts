/**
 * The events that a change of a ticket causes, as webhooks receive them.
 * https://developer.zendesk.com/api-reference/webhooks/event-types/ticket-events/
 */
import type { Store } from '../core/store.js';
import { hasCustomStatuses } from '../custom-statuses/find-status.js';
import type { SimulatedComment, SimulatedTicket, TicketChange } from '../tickets/ticket-record.js';

export interface TicketEventBody {
  readonly type: string;
  readonly id: string;
  readonly [name: string]: unknown;
}

type Happened = readonly [name: string, event: object];

export function ticketEventsOf(store: Store, change: TicketChange): readonly TicketEventBody[] {
  const { ticket, actorId, previous, comment, madePrivate, redacted, mergedInto } = change;
  const happened: readonly Happened[] = [
    ...(previous === undefined ? [['created', {}] as const] : []),
    ...(comment === undefined ? [] : commentEvents(store, comment)),
    ...(madePrivate === undefined
      ? []
      : [['comment_made_private', { comment: { id: String(madePrivate.id) } }] as const]),
    ...(redacted === undefined ? [] : [['comment_redacted', { comment: { id: String(redacted.id) } }] as const]),
    ...(previous === undefined ? [] : changesOf(store, previous, ticket)),
    ...(mergedInto === undefined ? [] : [['merged', { target_ticket_id: String(mergedInto) }] as const]),
  ];
  const sequence = crypto.randomUUID().replaceAll('-', '').toUpperCase();
  return happened.map(([name, event], at) => ({
    account_id: 1,
    id: crypto.randomUUID(),
    type: `zen:event-type:ticket.${name}`,
    time: new Date(store.now()).toISOString(),
    zendesk_event_version: '2022-11-06',
    subject: `zen:ticket:${ticket.id}`,
    detail: detailOf(ticket, actorId),
    event: { meta: { sequence: { id: sequence, position: at + 1, total: happened.length } }, ...event },
  }));
}

function commentEvents(store: Store, comment: SimulatedComment): readonly Happened[] {
  const { id, body, public: isPublic, author_id: authorId, attachments } = comment;
  const author = store.find('users', authorId);
  const isStaff = author !== undefined && author.role !== 'end-user';
  const shown = { id: String(authorId), is_staff: isStaff, name: author?.name ?? '' };
  const files = attachments.map((file): Happened => {
    const { id: fileId, file_name: filename, content_type, content_url } = file;
    const attachment = { content_type, content_url, filename, id: String(fileId), is_public: isPublic };
    return ['attachment_linked_to_comment', { comment: { attachment, id: String(id) } }];
  });
  return [['comment_added', { comment: { author: shown, body, id: String(id), is_public: isPublic } }], ...files];
}

/** Fields whose event holds the value before and after. */
const CHANGES = {
  status: 'status_changed',
  custom_status_id: 'custom_status_changed',
  priority: 'priority_changed',
  type: 'type_changed',
  subject: 'subject_changed',
  external_id: 'external_id_changed',
  assignee_id: 'agent_assignment_changed',
  group_id: 'group_assignment_changed',
  requester_id: 'requester_changed',
  organization_id: 'organization_changed',
  brand_id: 'brand_changed',
  ticket_form_id: 'form_changed',
  problem_id: 'problem_link_changed',
  due_at: 'task_due_at_changed',
} as const;

function changesOf(store: Store, before: SimulatedTicket, after: SimulatedTicket): readonly Happened[] {
  if (after.status === 'deleted') return before.status === 'deleted' ? [] : [['soft_deleted', {}]];
  const single = Object.entries(CHANGES).flatMap(([name, event]): readonly Happened[] => {
    const field = name as keyof typeof CHANGES;
    if (before[field] === after[field]) return [];
    if (field === 'custom_status_id' && !hasCustomStatuses(store)) return [];
    return [[event, { current: eventValueOf(field, after[field]), previous: eventValueOf(field, before[field]) }]];
  });
  return [
    ...single,
    ...listChange('tags_changed', 'tags_added', 'tags_removed', before.tags, after.tags),
    ...listChange('email_ccs_changed', 'ccs_added', 'ccs_removed', before.email_cc_ids, after.email_cc_ids),
    ...listChange('followers_changed', 'followers_added', 'followers_removed', before.follower_ids, after.follower_ids),
    ...customFieldChanges(store, before, after),
  ];
}

function listChange(
  event: string,
  addedName: string,
  removedName: string,
  before: readonly (string | number)[],
  after: readonly (string | number)[],
): readonly Happened[] {
  const added = after.filter((value) => !before.includes(value)).map(String);
  const removed = before.filter((value) => !after.includes(value)).map(String);
  return added.length + removed.length === 0 ? [] : [[event, { [addedName]: added, [removedName]: removed }]];
}

function customFieldChanges(store: Store, before: SimulatedTicket, after: SimulatedTicket): readonly Happened[] {
  return after.custom_fields.flatMap(({ id, value }): readonly Happened[] => {
    const previous = before.custom_fields.find((field) => field.id === id)?.value ?? null;
    if (JSON.stringify(previous) === JSON.stringify(value)) return [];
    const { title = '', type = 'text' } = store.find('ticket_fields', id) ?? {};
    return [['custom_field_changed', { current: value, field: { id: String(id), title, type }, previous }]];
  });
}

/** Ids as texts and names in capitals, as events have them and the API has not. */
function eventValueOf(field: string, value: string | number | null): string | null {
  if (value === null) return null;
  return ['status', 'priority', 'type'].includes(field) ? String(value).toUpperCase() : String(value);
}

function detailOf(ticket: SimulatedTicket, actorId: number): object {
  const idOf = (id: number | null) => (id === null ? null : String(id));
  return {
    actor_id: String(actorId),
    assignee_id: idOf(ticket.assignee_id),
    brand_id: idOf(ticket.brand_id),
    created_at: ticket.created_at,
    custom_status: String(ticket.custom_status_id),
    description: ticket.description,
    external_id: ticket.external_id,
    form_id: idOf(ticket.ticket_form_id),
    group_id: idOf(ticket.group_id),
    id: String(ticket.id),
    is_public: ticket.is_public,
    organization_id: idOf(ticket.organization_id),
    priority: ticket.priority?.toUpperCase() ?? null,
    requester_id: String(ticket.requester_id),
    status: ticket.status.toUpperCase(),
    subject: ticket.subject,
    submitter_id: String(ticket.submitter_id),
    tags: ticket.tags,
    type: ticket.type?.toUpperCase() ?? null,
    updated_at: ticket.updated_at,
    via: { channel: ticket.via.channel },
  };
}
