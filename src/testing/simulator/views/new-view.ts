import type { Store } from '../core/store.js';
import type { SimulatedView } from './view-record.js';

export function newView(store: Store, view: Partial<SimulatedView>): SimulatedView {
  const now = store.timestamp();
  return {
    id: store.nextId(),
    title: 'View',
    description: null,
    active: true,
    position: store.state.views.length,
    conditions: { all: [], any: [] },
    created_at: now,
    updated_at: now,
    ...view,
  };
}
