import type { Store } from '../core/store.js';
import type { SimulatedMacro } from './macro-record.js';

export function newMacro(store: Store, macro: Partial<SimulatedMacro>): SimulatedMacro {
  const now = store.timestamp();
  return {
    id: store.nextId(),
    title: 'Macro',
    description: null,
    active: true,
    position: store.state.macros.length,
    actions: [],
    created_at: now,
    updated_at: now,
    ...macro,
  };
}
