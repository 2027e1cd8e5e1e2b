/**
 * Users and identities as the API shows them.
 * https://developer.zendesk.com/api-reference/ticketing/users/users/#json-format
 */
import type { Store } from '../core/store.js';
import type { SimulatedIdentity, SimulatedUser } from './user-record.js';

type Shown = Record<string, unknown>;

export function showUser(store: Store, user: SimulatedUser): Shown {
  const isStaff = user.role !== 'end-user';
  return {
    ...user,
    url: store.url(`/users/${user.id}.json`),
    iana_time_zone: user.time_zone,
    shared_phone_number: user.phone === null ? null : false,
    photo: null,
    locale_id: 1,
    shared: false,
    shared_agent: false,
    two_factor_auth_enabled: null,
    role_type: user.role === 'admin' ? 4 : isStaff ? 0 : null,
    custom_role_id: null,
    moderator: user.role === 'admin',
    ticket_restriction: isStaff ? null : 'requested',
    only_private_comments: false,
    restricted_agent: !isStaff,
    report_csv: user.role === 'admin',
  };
}

/** The users of these ids, as `include=users` adds them. */
export function sideloadUsers(store: Store, query: URLSearchParams, ids: readonly (number | null)[]): Shown {
  if (!isIncluded(query, 'users') || store.quirks.usersAreNotSideloaded) return {};
  const wanted = new Set(ids);
  return { users: store.state.users.filter(({ id }) => wanted.has(id)).map((user) => showUser(store, user)) };
}

/** Whether `include` names it. https://developer.zendesk.com/documentation/ticketing/using-the-zendesk-api/side_loading/ */
export function isIncluded(query: URLSearchParams, name: string): boolean {
  return query.get('include')?.split(',').includes(name) ?? false;
}

/** https://developer.zendesk.com/api-reference/ticketing/users/user_identities/#json-format */
export function showIdentity(store: Store, identity: SimulatedIdentity): Shown {
  const { id, user_id, type } = identity;
  const url = store.url(`/users/${user_id}/identities/${id}.json`);
  const isEmail = type === 'email';
  return { url, ...identity, ...(isEmail ? { undeliverable_count: 0, deliverable_state: 'deliverable' } : {}) };
}
