/**
 * https://developer.zendesk.com/api-reference/ticketing/tickets/ticket_forms/
 */
import { crudRoutes } from '../core/crud.js';
import * as f from '../core/fields.js';
import { admins, everyUser } from '../core/route.js';
import { newTicketForm } from './new-ticket-form.js';
import type { FormCondition, SimulatedTicketForm } from './ticket-form-record.js';

const FORM = {
  name: f.requiredText,
  display_name: f.text,
  position: f.number,
  active: f.flag,
  end_user_visible: f.flag,
  default: f.flag,
  in_all_brands: f.flag,
  restricted_brand_ids: f.ids,
  ticket_field_ids: f.ids,
  agent_conditions: f.objects,
  end_user_conditions: f.objects,
};
const SHOWN_ONLY = ['raw_name', 'raw_display_name'];

export const ticketFormRoutes = crudRoutes({
  many: 'ticket_forms',
  one: 'ticket_form',
  read: everyUser('read'),
  write: admins('write'),
  query: ['active', 'end_user_visible', 'associated_to_brand', 'fallback_to_default'],
  create: (store, input) => newTicketForm(store, written(f.readFields(FORM, input, SHOWN_ONLY))),
  update: (_, form, input) => Object.assign(form, written(f.readFields(FORM, input, SHOWN_ONLY))),
  show: (store, form) => ({
    url: store.url(`/ticket_forms/${form.id}.json`),
    ...form,
    raw_name: form.name,
    raw_display_name: form.display_name,
  }),
  select: (form, query) =>
    (query.get('active') ?? String(form.active)) === String(form.active) &&
    (query.get('end_user_visible') ?? String(form.end_user_visible)) === String(form.end_user_visible),
});

function written({ display_name: displayName, ...fields }: f.Values<typeof FORM>): Partial<SimulatedTicketForm> {
  const { agent_conditions: agent, end_user_conditions: endUser, ...plain } = fields;
  return {
    ...plain,
    ...(displayName == null ? {} : { display_name: displayName }),
    ...(agent === undefined ? {} : { agent_conditions: agent.map(conditionOf) }),
    ...(endUser === undefined ? {} : { end_user_conditions: endUser.map(conditionOf) }),
  };
}

const CONDITION = { parent_field_id: f.number, value: f.anything, parent_field_type: f.text, child_fields: f.objects };
const CHILD = { id: f.number, is_required: f.flag, required_on_statuses: f.object };
const ON_STATUSES = {
  type: f.oneOf('ALL_STATUSES', 'SOME_STATUSES', 'NO_STATUSES'),
  statuses: f.texts,
  custom_statuses: f.ids,
};

function conditionOf(input: f.Input): FormCondition {
  const { parent_field_id = 0, value, child_fields = [] } = f.readFields(CONDITION, input);
  const children = child_fields.map((child) => {
    const { is_required = false, required_on_statuses: on } = f.readFields(CHILD, child, ['id']);
    const { type, statuses = [] } = f.readFields(ON_STATUSES, on ?? {});
    return { id: Number(child['id']), is_required, ...(type ? { required_on_statuses: { type, statuses } } : {}) };
  });
  return { parent_field_id, value, child_fields: children };
}
