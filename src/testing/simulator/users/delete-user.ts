import type { Store } from '../core/store.js';
import type { SimulatedUser } from './user-record.js';

/** Deletes a user, who keeps the id and loses the addresses. */
export function deleteUser(store: Store, user: SimulatedUser): SimulatedUser {
  const { identities } = store.state;
  identities.splice(0, identities.length, ...identities.filter(({ user_id }) => user_id !== user.id));
  return Object.assign(user, { active: false, email: null, phone: null, updated_at: store.timestamp() });
}
