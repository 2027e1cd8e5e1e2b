/**
 * Adds users, and the identities by which they are reached.
 */
import type { Store } from '../core/store.js';
import type { SimulatedIdentity, SimulatedUser } from './user-record.js';

const FIRST_USER_ID = 1_900_000_000_001;

/** The values of a new user where none are given. */
export function addUser(store: Store, user: Partial<SimulatedUser> & Pick<SimulatedUser, 'name'>): SimulatedUser {
  const { users } = store.state;
  const now = store.timestamp();
  const added: SimulatedUser = {
    id: Math.max(FIRST_USER_ID - 1, ...users.map(({ id }) => id)) + 1,
    email: null,
    role: 'end-user',
    alias: null,
    suspended: false,
    active: true,
    verified: true,
    phone: null,
    external_id: null,
    organization_id: null,
    default_group_id: null,
    tags: [],
    user_fields: {},
    notes: null,
    details: null,
    signature: null,
    locale: 'en-US',
    time_zone: 'Etc/UTC',
    last_login_at: null,
    created_at: now,
    updated_at: now,
    ...user,
  };
  users.push(added);
  return added;
}

/** Adds an identity; the first of its kind becomes the primary one. */
export function addIdentity(
  store: Store,
  identity: Pick<SimulatedIdentity, 'user_id' | 'type' | 'value'> & Partial<SimulatedIdentity>,
): SimulatedIdentity {
  const { identities } = store.state;
  const now = store.timestamp();
  const isFirst = !identities.some(({ user_id, type }) => user_id === identity.user_id && type === identity.type);
  const added = {
    id: store.nextId(),
    verified: true,
    primary: isFirst,
    created_at: now,
    updated_at: now,
    ...identity,
  };
  identities.push(added);
  return added;
}

/** Adds a user together with the identities of these addresses, the first of which is the primary one. */
export function addUserWithEmails(
  store: Store,
  user: Partial<SimulatedUser> & Pick<SimulatedUser, 'name'>,
  emails: readonly string[],
): SimulatedUser {
  const added = addUser(store, { ...user, email: emails[0] ?? null });
  for (const value of emails) {
    addIdentity(store, { user_id: added.id, type: 'email', value, verified: added.verified });
  }
  return added;
}

/** The addresses of a user, the primary one first. */
export function emailsOf(store: Store, userId: number): readonly string[] {
  return store.state.identities
    .filter(({ user_id, type }) => user_id === userId && type === 'email')
    .sort((a, b) => Number(b.primary) - Number(a.primary))
    .map(({ value }) => value);
}

/** The user who has this address, as the primary one or as another. */
export function userByEmail(store: Store, email: string): SimulatedUser | undefined {
  const folded = email.toLowerCase();
  const owner = store.state.identities.find(({ type, value }) => type === 'email' && value.toLowerCase() === folded);
  return owner === undefined ? undefined : store.find('users', owner.user_id);
}
