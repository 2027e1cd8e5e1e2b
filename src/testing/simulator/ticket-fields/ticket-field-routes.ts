/**
 * https://developer.zendesk.com/api-reference/ticketing/tickets/ticket_fields/
 */
import { crudRoutes } from '../core/crud.js';
import * as f from '../core/fields.js';
import { invalidRecord } from '../core/respond.js';
import { admins, everyUser } from '../core/route.js';
import type { Store } from '../core/store.js';
import { newTicketField, optionsOf } from './new-ticket-field.js';
import { CUSTOM_FIELD_TYPES } from './ticket-field-record.js';

const UPDATED = {
  title: f.requiredText,
  description: f.text,
  active: f.flag,
  required: f.flag,
  required_in_portal: f.flag,
  visible_in_portal: f.flag,
  editable_in_portal: f.flag,
  title_in_portal: f.text,
  position: f.number,
  tag: f.text,
  regexp_for_validation: f.text,
  custom_field_options: f.objects,
};
const CREATED = { ...UPDATED, type: f.oneOf(...CUSTOM_FIELD_TYPES) };
const SHOWN_ONLY = [
  'raw_title',
  'raw_title_in_portal',
  'raw_description',
  'removable',
  'collapsed_for_agents',
  'agent_description',
];

export const ticketFieldRoutes = crudRoutes({
  many: 'ticket_fields',
  one: 'ticket_field',
  read: everyUser('read'),
  write: admins('write'),
  create(store, input) {
    const { type, title, ...fields } = f.readFields(CREATED, input, SHOWN_ONLY);
    if (!type || title === undefined) {
      throw invalidRecord({ base: [{ description: 'Type: cannot be blank', error: 'BlankValue' }] });
    }
    return newTicketField(store, { type, title, ...written(store, fields) });
  },
  update: (store, field, input) =>
    Object.assign(field, written(store, f.readFields(UPDATED, input, [...SHOWN_ONLY, 'type']))),
  show(store, field) {
    const { custom_field_options: options, ...shown } = field;
    const hasOptions = field.type === 'tagger' || field.type === 'multiselect';
    return {
      url: store.url(`/ticket_fields/${field.id}.json`),
      ...shown,
      raw_title: field.title,
      raw_description: field.description,
      raw_title_in_portal: field.title_in_portal,
      agent_description: null,
      collapsed_for_agents: false,
      removable: CUSTOM_FIELD_TYPES.some((type) => type === field.type),
      ...(hasOptions
        ? { custom_field_options: options.map((option) => ({ ...option, raw_name: option.name, default: false })) }
        : {}),
    };
  },
});

function written(
  store: Store,
  { description, title_in_portal: titleInPortal, custom_field_options: options, ...fields }: f.Values<typeof UPDATED>,
) {
  return {
    ...fields,
    ...(description == null ? {} : { description }),
    ...(titleInPortal == null ? {} : { title_in_portal: titleInPortal }),
    ...(options === undefined ? {} : { custom_field_options: optionsOf(store, options) }),
  };
}
