import type { Store } from '../core/store.js';
import type { SimulatedTrigger } from './trigger-record.js';

export function newTrigger(store: Store, trigger: Partial<SimulatedTrigger>): SimulatedTrigger {
  const now = store.timestamp();
  return {
    id: store.nextId(),
    title: 'Trigger',
    description: null,
    active: true,
    position: store.state.triggers.length,
    category_id: null,
    conditions: { all: [], any: [] },
    actions: [],
    created_at: now,
    updated_at: now,
    ...trigger,
  };
}
