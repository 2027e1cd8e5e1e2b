import type { Store } from '../core/store.js';
import type { SimulatedOrganization } from './organization-record.js';

export function newOrganization(store: Store, organization: Partial<SimulatedOrganization>): SimulatedOrganization {
  const now = store.timestamp();
  return {
    id: store.nextId(),
    name: 'Organization',
    external_id: null,
    domain_names: [],
    details: null,
    notes: null,
    group_id: null,
    shared_tickets: false,
    shared_comments: false,
    tags: [],
    organization_fields: {},
    created_at: now,
    updated_at: now,
    ...organization,
  };
}
