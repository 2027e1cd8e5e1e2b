import type { Store } from '../core/store.js';
import type { SimulatedStatus } from './custom-status-record.js';

/** The status that a ticket of this category has unless another is named. A closed ticket keeps a status of `solved`. */
export function defaultStatusOf(store: Store, status: string): SimulatedStatus | undefined {
  const category = status === 'closed' ? 'solved' : status;
  return store.state.custom_statuses.find((known) => known.default && known.status_category === category);
}

/** Whether the account has statuses of its own. Until then Zendesk says nothing of custom statuses. */
export function hasCustomStatuses(store: Store): boolean {
  return store.state.custom_statuses.some(({ raw_agent_label: label }) => !label.startsWith('{{zd.'));
}
