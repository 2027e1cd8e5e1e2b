import type { CustomStatusOptions } from '../account-options.js';
import type { Store } from '../core/store.js';
import type { SimulatedStatus } from './custom-status-record.js';

const FIRST_STATUS_ID = 4_100_001;

/** Zendesk's own statuses as recorded: end users are shown "Open" for New and for On-hold. */
const STANDARD = [
  ['new', 'New', 'Open'],
  ['open', 'Open', 'Open'],
  ['pending', 'Pending', 'Awaiting your reply'],
  ['hold', 'On-hold', 'Open'],
  ['solved', 'Solved', 'Solved'],
] as const;

/** Adds Zendesk's own status to each category that has no default yet. */
export function addStandardStatuses(store: Store): void {
  for (const [category, agentLabel, endUserLabel] of STANDARD) {
    if (store.state.custom_statuses.some((known) => known.default && known.status_category === category)) continue;
    const added = addStatus(store, { category, agentLabel, endUserLabel, isDefault: true });
    added.raw_agent_label = `{{zd.status_${category}}}`;
    added.raw_end_user_label = `{{zd.status_end_user_${category}}}`;
  }
}

export function addStatus(store: Store, status: CustomStatusOptions): SimulatedStatus {
  const { category, agentLabel, endUserLabel, isDefault = false } = status;
  const { custom_statuses: statuses } = store.state;
  const now = store.timestamp();
  if (isDefault) {
    for (const known of statuses) if (known.status_category === category) known.default = false;
  }
  const added: SimulatedStatus = {
    id: Math.max(FIRST_STATUS_ID - 1, ...statuses.map(({ id }) => id)) + 1,
    status_category: category,
    agent_label: agentLabel,
    end_user_label: endUserLabel,
    raw_agent_label: agentLabel,
    raw_end_user_label: endUserLabel,
    description: '',
    end_user_description: '',
    active: true,
    default: isDefault,
    created_at: now,
    updated_at: now,
  };
  statuses.push(added);
  return added;
}
