import type { Store } from '../core/store.js';
import type { SimulatedTicketForm } from './ticket-form-record.js';

export function newTicketForm(store: Store, form: Partial<SimulatedTicketForm>): SimulatedTicketForm {
  const now = store.timestamp();
  const name = form.name ?? 'Default Ticket Form';
  return {
    id: store.nextId(),
    name,
    display_name: name,
    position: store.state.ticket_forms.length,
    active: true,
    end_user_visible: true,
    default: store.state.ticket_forms.length === 0,
    in_all_brands: true,
    restricted_brand_ids: [],
    ticket_field_ids: [],
    agent_conditions: [],
    end_user_conditions: [],
    created_at: now,
    updated_at: now,
    ...form,
  };
}
