import type { Store } from '../core/store.js';
import type { SimulatedGroup } from './group-record.js';

export function newGroup(store: Store, group: Partial<SimulatedGroup>): SimulatedGroup {
  const now = store.timestamp();
  return {
    id: store.nextId(),
    name: 'Support',
    description: '',
    default: store.state.groups.length === 0,
    is_public: true,
    deleted: false,
    created_at: now,
    updated_at: now,
    ...group,
  };
}
