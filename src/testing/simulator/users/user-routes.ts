/**
 * https://developer.zendesk.com/api-reference/ticketing/users/users/
 */
import { objectIn } from '../core/fields.js';
import { paginate, paginateByOffset } from '../core/pagination.js';
import { invalidRecord, json, notFound } from '../core/respond.js';
import { admins, agents, type Call, everyUser, type PublicCall, type Route } from '../core/route.js';
import { searchUsers } from '../search/search-users.js';
import { deleteUser } from './delete-user.js';
import { mergeUsers } from './merge-users.js';
import { showUser } from './show-user.js';
import { createOrUpdateUser, createUser, updateUser } from './user-input.js';
import type { SimulatedUser } from './user-record.js';

const READ = ['users:read', 'read'];
const WRITE = ['users:write', 'write'];
const LIST_QUERY = ['role', 'role[]', 'external_id'];

export const userRoutes: readonly Route[] = [
  { method: 'GET', path: '/users/me', access: everyUser(...READ), isPublic: true, answer: showMe },
  { method: 'GET', path: '/users/search', access: agents(...READ), query: ['query', 'external_id'], answer: search },
  { method: 'GET', path: '/users/autocomplete', access: agents(...READ), query: ['name'], answer: autocomplete },
  {
    method: 'GET',
    path: '/users/show_many',
    access: agents(...READ),
    query: ['ids', 'external_ids'],
    answer: showMany,
  },
  { method: 'GET', path: '/users/count', access: agents(...READ), query: LIST_QUERY, answer: count },
  { method: 'GET', path: '/users', access: agents(...READ), query: LIST_QUERY, answer: list },
  { method: 'POST', path: '/users', access: agents(...WRITE), answer: create },
  { method: 'POST', path: '/users/create_or_update', access: agents(...WRITE), answer: createOrUpdate },
  { method: 'GET', path: '/users/{id}', access: agents(...READ), answer: (call) => shown(call, userOf(call)) },
  { method: 'PUT', path: '/users/{id}', access: agents(...WRITE), answer: update },
  { method: 'DELETE', path: '/users/{id}', access: admins(...WRITE), answer: remove },
  { method: 'PUT', path: '/users/{id}/merge', access: admins(...WRITE), answer: merge },
  { method: 'GET', path: '/users/{id}/related', access: agents(...READ), answer: showRelated },
  {
    method: 'GET',
    path: '/organizations/{id}/users',
    access: agents(...READ),
    query: LIST_QUERY,
    answer: listOfOrganization,
  },
];

/** Zendesk answers a request without a token with an anonymous user, not with 401. */
function showMe(call: PublicCall): Response {
  if (call.caller !== undefined) return shown(call, call.caller);
  return json({
    user: { id: null, url: null, name: 'Anonymous user', email: 'invalid@example.com', role: 'end-user' },
  });
}

function search({ store, query, url }: Call): Response {
  const externalId = query.get('external_id');
  const found =
    externalId === null
      ? searchUsers(store, query.get('query') ?? '')
      : store.state.users.filter(({ external_id, active }) => active && external_id === externalId);
  const { items, page } = paginateByOffset(found, url);
  return json({ users: items.map((user) => showUser(store, user)), ...page });
}

/** Users whose name begins with the text. */
function autocomplete({ store, query, url }: Call): Response {
  const name = (query.get('name') ?? '').toLowerCase();
  if (name.length < 2) {
    throw invalidRecord({ name: [{ description: 'Name: is too short (minimum 2 characters)', error: 'TooShort' }] });
  }
  const found = activeUsers(store.state.users).filter((user) => user.name.toLowerCase().startsWith(name));
  const { items, page } = paginateByOffset(found, url);
  return json({ users: items.map((user) => showUser(store, user)), ...page });
}

function showMany({ store, query, url }: Call): Response {
  const by = query.has('external_ids') ? 'external_id' : 'id';
  const wanted = (query.get('ids') ?? query.get('external_ids') ?? '').split(',');
  const found = store.state.users.filter((user) => wanted.includes(String(user[by])));
  const { items, page } = paginateByOffset(found, url);
  return json({ users: items.map((user) => showUser(store, user)), ...page });
}

function count({ store, query }: Call): Response {
  const value = filtered(activeUsers(store.state.users), query).length;
  return json({ count: { value, refreshed_at: store.timestamp() } });
}

function list({ store, query, url }: Call): Response {
  return listed({ store, url }, filtered(activeUsers(store.state.users), query));
}

function listOfOrganization({ store, query, url, id }: Call): Response {
  store.get('organizations', id);
  const members = activeUsers(store.state.users).filter(({ organization_id }) => organization_id === id);
  return listed({ store, url }, filtered(members, query));
}

function listed({ store, url }: Pick<Call, 'store' | 'url'>, users: readonly SimulatedUser[]): Response {
  const { items, page } = paginate(users, url);
  return json({ users: items.map((user) => showUser(store, user)), ...page });
}

function filtered(users: readonly SimulatedUser[], query: URLSearchParams): readonly SimulatedUser[] {
  const roles = [...query.getAll('role'), ...query.getAll('role[]')];
  const externalId = query.get('external_id');
  return users.filter(
    ({ role, external_id }) =>
      (roles.length === 0 || roles.includes(role)) && (externalId === null || external_id === externalId),
  );
}

function create(call: Call): Response {
  const user = createUser(call.store, objectIn(call.body, 'user'));
  const url = call.store.url(`/users/${user.id}.json`);
  return json({ user: showUser(call.store, user) }, 201, { location: url });
}

function createOrUpdate({ store, body }: Call): Response {
  const { user, isNew } = createOrUpdateUser(store, objectIn(body, 'user'));
  return json({ user: showUser(store, user) }, isNew ? 201 : 200);
}

function update(call: Call): Response {
  return shown(call, updateUser(call.store, userOf(call), objectIn(call.body, 'user')));
}

function remove(call: Call): Response {
  return shown(call, deleteUser(call.store, userOf(call)));
}

/** How much depends on the user. */
function showRelated(call: Call): Response {
  const { id } = userOf(call);
  const { tickets } = call.store.state;
  const related = {
    assigned_tickets: tickets.filter(({ assignee_id }) => assignee_id === id).length,
    requested_tickets: tickets.filter(({ requester_id }) => requester_id === id).length,
    ccd_tickets: tickets.filter(({ email_cc_ids }) => email_cc_ids.includes(id)).length,
    organization_subscriptions: 0,
  };
  return json({ user_related: related });
}

/** Merges the user of the path into the user of the body, who stays. */
function merge(call: Call): Response {
  const { id } = objectIn(call.body, 'user');
  const winner = call.store.find('users', Number(id));
  if (winner === undefined) throw notFound(`user ${String(id)}`);
  return shown(call, mergeUsers(call.store, userOf(call), winner));
}

function shown({ store }: Pick<Call, 'store'>, user: SimulatedUser): Response {
  return json({ user: showUser(store, user) });
}

function userOf({ store, id }: Call): SimulatedUser {
  return store.get('users', id);
}

function activeUsers(users: readonly SimulatedUser[]): readonly SimulatedUser[] {
  return users.filter(({ active }) => active);
}
