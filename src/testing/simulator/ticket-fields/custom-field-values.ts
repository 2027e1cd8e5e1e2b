/**
 * Values of custom fields, as Zendesk takes them.
 * https://developer.zendesk.com/documentation/ticketing/managing-tickets/creating-and-updating-tickets/#setting-custom-field-values
 */
import type { Input } from '../core/fields.js';
import { type FieldProblem, invalidRecord } from '../core/respond.js';
import type { Store } from '../core/store.js';
import type { CustomFieldValue } from '../tickets/ticket-record.js';
import { CUSTOM_FIELD_TYPES, type SimulatedTicketField } from './ticket-field-record.js';

/**
 * The values of a ticket after a write. An id that is no field of the account and a value that is no option of a
 * drop-down are dropped without a word, as seen at Zendesk.
 *
 * @throws ErrorAnswer 422 that names the field whose value has the wrong form
 */
export function mergeCustomFields(
  store: Store,
  current: readonly CustomFieldValue[],
  input: readonly Input[],
): readonly CustomFieldValue[] {
  const values = new Map(current.map(({ id, value }) => [id, value]));
  const problems: FieldProblem[] = [];
  for (const { id, value } of input) {
    const field = customFieldOf(store, Number(id));
    if (field === undefined) continue;
    const read = readValue(field, value);
    if (read === WRONG) {
      problems.push({
        description: `${field.title}: is invalid`,
        error: 'InvalidValue',
        ticket_field_id: field.id,
        ticket_field_type: rubyTypeOf(field.type),
      });
    } else values.set(field.id, read);
  }
  if (problems.length > 0) throw invalidRecord({ base: problems });
  return [...values].map(([id, value]) => ({ id, value }));
}

/** Drop-downs, multi-selects and checkboxes put their value among the tags of the ticket. */
export function tagsOfCustomFields(store: Store, values: readonly CustomFieldValue[]): readonly string[] {
  return values.flatMap(({ id, value }) => {
    const field = customFieldOf(store, id);
    if (field?.type === 'tagger') return typeof value === 'string' ? [value] : [];
    if (field?.type === 'multiselect') return Array.isArray(value) ? value.map(String) : [];
    if (field?.type === 'checkbox') return value === true && field.tag !== null ? [field.tag] : [];
    return [];
  });
}

/** `FieldTagger` for `tagger`, as errors name types. */
export function rubyTypeOf(type: string): string {
  return `Field${type.charAt(0).toUpperCase()}${type.slice(1)}`;
}

const WRONG = Symbol('wrong');

function readValue(field: SimulatedTicketField, value: unknown): unknown {
  if (value === null || value === '') return null;
  const text = String(value);
  switch (field.type) {
    case 'tagger':
      return field.custom_field_options.some((option) => option.value === text) ? text : null;
    case 'multiselect': {
      const chosen = Array.isArray(value) ? value.map(String) : [text];
      return field.custom_field_options.map((option) => option.value).filter((option) => chosen.includes(option));
    }
    case 'checkbox':
      return value === true || ['true', '1'].includes(text);
    case 'integer':
      return /^-?\d+$/.test(text) ? text : WRONG;
    case 'decimal':
      return /^-?\d+([.,]\d+)?$/.test(text) ? text : WRONG;
    case 'date':
      return /^\d{4}-\d{2}-\d{2}/.test(text) ? text.slice(0, 10) : WRONG;
    case 'regexp':
      return new RegExp(field.regexp_for_validation ?? '').test(text) ? text : WRONG;
    default:
      return Array.isArray(value) ? value : text;
  }
}

function customFieldOf(store: Store, id: number): SimulatedTicketField | undefined {
  const field = store.find('ticket_fields', id);
  return CUSTOM_FIELD_TYPES.some((type) => type === field?.type) ? field : undefined;
}
