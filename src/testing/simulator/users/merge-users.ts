/**
 * https://developer.zendesk.com/api-reference/ticketing/users/users/#merge-end-users
 */
import { invalidRecord } from '../core/respond.js';
import type { Store } from '../core/store.js';
import type { SimulatedUser } from './user-record.js';

/** Gives the tickets and addresses of one end user to another. Returns the one who stays. */
export function mergeUsers(store: Store, loser: SimulatedUser, winner: SimulatedUser): SimulatedUser {
  if (loser === winner || [loser, winner].some(({ role }) => role !== 'end-user')) {
    throw invalidRecord({ base: [{ description: 'Users cannot be merged', error: 'InvalidValue' }] });
  }
  for (const ticket of store.state.tickets) {
    if (ticket.requester_id === loser.id) ticket.requester_id = winner.id;
  }
  const { identities } = store.state;
  const moved = identities.map((identity) =>
    identity.user_id === loser.id ? { ...identity, user_id: winner.id, primary: false } : identity,
  );
  identities.splice(0, identities.length, ...moved);
  const now = store.timestamp();
  Object.assign(loser, { active: false, email: null, updated_at: now });
  winner.updated_at = now;
  return winner;
}
