/**
 * Which fields a ticket must have filled in: to be solved by an agent, or to be created by an end user.
 * https://support.zendesk.com/hc/en-us/articles/4408838961562 (fields)
 * https://support.zendesk.com/hc/en-us/articles/4408834799770 (conditional fields)
 */
import { type FieldProblem, invalidRecord } from '../core/respond.js';
import type { Store } from '../core/store.js';
import { rubyTypeOf } from '../ticket-fields/custom-field-values.js';
import type { SimulatedTicketField } from '../ticket-fields/ticket-field-record.js';
import type { SimulatedTicket } from '../tickets/ticket-record.js';
import type { FormCondition, SimulatedTicketForm } from './ticket-form-record.js';

type Values = Pick<SimulatedTicket, 'custom_fields' | 'ticket_form_id' | 'status' | 'type' | 'priority'>;

/** @throws ErrorAnswer 422 in the form that was recorded: under `base`, each with its `ticket_field_id` */
export function requireFieldsToSolve(store: Store, ticket: Values): void {
  const form = formOf(store, ticket);
  const missing = fieldsOf(store, form).filter((field) => {
    const condition = conditionFor(form?.agent_conditions ?? [], field.id, ticket);
    const isRequired = condition === undefined ? field.required : isRequiredOn(condition, ticket.status);
    return isRequired && isBlank(field, ticket);
  });
  refuse(missing, (field) => `${field.title}: is required when solving a ticket`);
}

/** @throws ErrorAnswer 422, likewise */
export function requireFieldsOfEndUser(store: Store, ticket: Values): void {
  const form = formOf(store, ticket);
  const missing = fieldsOf(store, form).filter((field) => {
    const condition = conditionFor(form?.end_user_conditions ?? [], field.id, ticket);
    const isRequired = condition === undefined ? field.required_in_portal : condition.is_required;
    return isRequired && field.visible_in_portal && isBlank(field, ticket);
  });
  refuse(missing, (field) => `${field.title}: cannot be blank`);
}

function refuse(missing: readonly SimulatedTicketField[], words: (field: SimulatedTicketField) => string): void {
  if (missing.length === 0) return;
  const problems = missing.map(
    (field): FieldProblem => ({
      description: words(field),
      error: 'BlankValue',
      ticket_field_id: field.id,
      ticket_field_type: rubyTypeOf(field.type),
    }),
  );
  throw invalidRecord({ base: problems });
}

type Child = FormCondition['child_fields'][number];

/** Undefined: no condition is about the field. `is_required: false`: it does not show, so it need not be filled in. */
function conditionFor(conditions: readonly FormCondition[], fieldId: number, ticket: Values): Child | undefined {
  const about = conditions.filter(({ child_fields }) => child_fields.some(({ id }) => id === fieldId));
  if (about.length === 0) return undefined;
  const met = about.find(({ parent_field_id: id, value }) => String(fieldValueOf(id, ticket)) === String(value));
  return met?.child_fields.find(({ id }) => id === fieldId) ?? { id: fieldId, is_required: false };
}

function isRequiredOn({ is_required: isRequired, required_on_statuses: on }: Child, status: string): boolean {
  if (on === undefined) return isRequired;
  return on.type === 'ALL_STATUSES' || (on.type === 'SOME_STATUSES' && (on.statuses?.includes(status) ?? false));
}

function isBlank(field: SimulatedTicketField, ticket: Values): boolean {
  if (field.type === 'tickettype') return ticket.type === null;
  if (field.type === 'priority') return ticket.priority === null;
  const value = fieldValueOf(field.id, ticket);
  return value === null || value === '' || value === false || (Array.isArray(value) && value.length === 0);
}

function fieldValueOf(fieldId: number, ticket: Values): unknown {
  return ticket.custom_fields.find(({ id }) => id === fieldId)?.value ?? null;
}

/** The active fields of the form: all of the account where the form names none. */
function fieldsOf(store: Store, form: SimulatedTicketForm | undefined): readonly SimulatedTicketField[] {
  const ids = form?.ticket_field_ids ?? [];
  // Zendesk fills these in itself, or asks for them elsewhere.
  const always = ['subject', 'description', 'status', 'custom_status', 'group', 'assignee'];
  return store.state.ticket_fields.filter(
    ({ id, type, active }) => active && !always.includes(type) && (ids.length === 0 || ids.includes(id)),
  );
}

function formOf(store: Store, { ticket_form_id: id }: Values): SimulatedTicketForm | undefined {
  return store.find('ticket_forms', id);
}
