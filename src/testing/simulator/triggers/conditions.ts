/**
 * Conditions on tickets, as triggers and views have them.
 * https://developer.zendesk.com/documentation/ticketing/reference-guides/conditions-reference/
 */
import * as f from '../core/fields.js';
import { invalidRecord, notModeled } from '../core/respond.js';
import type { Store } from '../core/store.js';
import type { SimulatedTicket, TicketChange } from '../tickets/ticket-record.js';
import type { Condition } from './trigger-record.js';

export interface Conditions {
  readonly all: readonly Condition[];
  readonly any: readonly Condition[];
}

const FIELDS = [
  'status',
  'custom_status_id',
  'priority',
  'type',
  'group_id',
  'assignee_id',
  'requester_id',
  'organization_id',
  'brand_id',
  'ticket_form_id',
  'current_tags',
  'update_type',
  'role',
  'comment_is_public',
  'via_id',
  'subject_includes_word',
  'comment_includes_word',
];
const OPERATORS = [
  'is',
  'is_not',
  'less_than',
  'greater_than',
  'includes',
  'not_includes',
  'changed',
  'not_changed',
  'value',
  'value_previous',
];
const STATUSES = ['new', 'open', 'pending', 'hold', 'solved', 'closed'];
const PRIORITIES = ['low', 'normal', 'high', 'urgent'];
const CONDITION = { field: f.requiredText, operator: f.text, value: f.anything };

/** @throws ErrorAnswer 422 for a field or an operator that the simulator does not model */
export function readConditions(input: f.Input): Conditions {
  const { all = [], any = [] } = f.readFields({ all: f.objects, any: f.objects }, input);
  return { all: all.map(readCondition), any: any.map(readCondition) };
}

function readCondition(input: f.Input): Condition {
  const { field = '', operator, value } = f.readFields(CONDITION, input);
  if (!FIELDS.includes(field)) throw invalidRecord({ conditions: [notModeled(`The condition ${field}`)] });
  const known = operator ?? 'is';
  if (!OPERATORS.includes(known)) throw invalidRecord({ conditions: [notModeled(`The operator ${known}`)] });
  return { field, operator: known, value: String(value ?? '') };
}

/** Whether a ticket meets the conditions. Those about an update, such as `update_type`, are met by a change alone. */
export function meets(store: Store, { all, any }: Conditions, ticket: SimulatedTicket, change?: TicketChange): boolean {
  const isMet = (condition: Condition) => meetsOne(store, condition, ticket, change);
  return all.every(isMet) && (any.length === 0 || any.some(isMet));
}

function meetsOne(
  store: Store,
  condition: Condition,
  ticket: SimulatedTicket,
  change: TicketChange | undefined,
): boolean {
  const { field, operator, value } = condition;
  switch (field) {
    case 'current_tags': {
      const wanted = value.split(/[\s,]+/);
      const hasAny = wanted.some((tag) => ticket.tags.includes(tag));
      return operator === 'not_includes' ? !hasAny : hasAny;
    }
    case 'update_type':
      return change !== undefined && (value === 'Create') === (change.previous === undefined);
    case 'role': {
      const role = store.find('users', change?.actorId)?.role;
      const isIt =
        value === 'end_user'
          ? role === 'end-user'
          : value === 'agent'
            ? role !== 'end-user'
            : String(change?.actorId) === value;
      return isNegated(operator, change !== undefined && isIt);
    }
    case 'comment_is_public':
      if (value === 'not_relevant') return change?.comment !== undefined;
      return change?.comment !== undefined && String(change.comment.public) === value;
    case 'via_id':
      return isNegated(operator, ticket.via.channel === value || (value === '5' && ticket.via.channel === 'api'));
    case 'subject_includes_word':
      return includesWord(operator, ticket.subject, value);
    case 'comment_includes_word':
      return includesWord(operator, change?.comment?.plain_body ?? '', value);
    default:
      return meetsValue(condition, ticket, change?.previous);
  }
}

/** A field with one value, also before and after the change. */
function meetsValue(
  { field, operator, value }: Condition,
  ticket: SimulatedTicket,
  previous: SimulatedTicket | undefined,
): boolean {
  const valueIn = (of: SimulatedTicket | undefined) => String(of?.[field as keyof SimulatedTicket] ?? '');
  const now = valueIn(ticket);
  const before = valueIn(previous);
  const ranks = field === 'priority' ? PRIORITIES : STATUSES;
  switch (operator) {
    case 'is_not':
      return now !== value;
    case 'less_than':
      return ranks.indexOf(now) < ranks.indexOf(value);
    case 'greater_than':
      return ranks.indexOf(now) > ranks.indexOf(value);
    case 'changed':
      return now !== before;
    case 'not_changed':
      return now === before;
    case 'value':
      return now !== before && now === value;
    case 'value_previous':
      return now !== before && before === value;
    default:
      return now === value;
  }
}

function includesWord(operator: string, text: string, value: string): boolean {
  const words = value.toLowerCase().split(/\s+/).filter(Boolean);
  const has = words.some((word) => text.toLowerCase().includes(word));
  return operator === 'not_includes' ? !has : has;
}

function isNegated(operator: string, value: boolean): boolean {
  return operator === 'is_not' ? !value : value;
}
