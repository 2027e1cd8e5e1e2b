import type { Store } from '../core/store.js';
import type { SimulatedBrand } from './brand-record.js';

export function newBrand(store: Store, brand: Partial<SimulatedBrand>): SimulatedBrand {
  const now = store.timestamp();
  const subdomain = brand.subdomain ?? store.subdomain;
  return {
    id: store.nextId(),
    name: subdomain,
    subdomain,
    brand_url: `https://${subdomain}.zendesk.com`,
    active: true,
    default: store.state.brands.length === 0,
    has_help_center: true,
    help_center_state: 'enabled',
    ticket_form_ids: store.state.ticket_forms.map(({ id }) => id),
    is_deleted: false,
    created_at: now,
    updated_at: now,
    ...brand,
  };
}
