import type { Input } from '../core/fields.js';
import { invalidRecord } from '../core/respond.js';
import type { Store } from '../core/store.js';
import { type SimulatedTicketField, SYSTEM_FIELD_TYPES, type TicketFieldOption } from './ticket-field-record.js';

export function newTicketField(store: Store, field: Partial<SimulatedTicketField>): SimulatedTicketField {
  const now = store.timestamp();
  const title = field.title ?? 'Field';
  return {
    id: store.nextId(),
    type: 'text',
    title,
    description: '',
    active: true,
    required: false,
    required_in_portal: false,
    visible_in_portal: false,
    editable_in_portal: false,
    title_in_portal: title,
    position: store.state.ticket_fields.length,
    tag: null,
    regexp_for_validation: null,
    custom_field_options: [],
    created_at: now,
    updated_at: now,
    ...field,
  };
}

/** The fields that every account has, where the seed brings none of their type. */
export function addSystemFields(store: Store): void {
  const titles = { tickettype: 'Type', custom_status: 'Ticket status' };
  for (const type of SYSTEM_FIELD_TYPES) {
    if (store.state.ticket_fields.some((known) => known.type === type)) continue;
    const title =
      type in titles ? titles[type as keyof typeof titles] : `${type.charAt(0).toUpperCase()}${type.slice(1)}`;
    const isShown = type === 'subject' || type === 'description';
    const portal = { visible_in_portal: isShown, editable_in_portal: isShown, required_in_portal: isShown };
    store.state.ticket_fields.push(newTicketField(store, { type, title, ...portal }));
  }
}

export function optionsOf(store: Store, options: readonly Input[]): readonly TicketFieldOption[] {
  return options.map(({ id, name, value }) => {
    if (typeof name !== 'string' || typeof value !== 'string') {
      throw invalidRecord({
        custom_field_options: [{ description: 'Options: name and value cannot be blank', error: 'BlankValue' }],
      });
    }
    return { id: typeof id === 'number' ? id : store.nextId(), name, value };
  });
}
