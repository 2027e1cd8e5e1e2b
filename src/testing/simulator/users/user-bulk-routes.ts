/**
 * Many users in one request, as background jobs.
 * https://developer.zendesk.com/api-reference/ticketing/users/users/#create-or-update-many-users
 */
import { type Input, objectIn, objectsIn } from '../core/fields.js';
import { inputsOf, runJob } from '../core/jobs.js';
import { notFound } from '../core/respond.js';
import { admins, agents, type Call, type Route } from '../core/route.js';
import { deleteUser } from './delete-user.js';
import { createOrUpdateUser, createUser, updateUser } from './user-input.js';
import type { SimulatedUser } from './user-record.js';

const WRITE = agents('users:write', 'write');
const BY_IDS = ['ids', 'external_ids'];

export const userBulkRoutes: readonly Route[] = [
  { method: 'POST', path: '/users/create_many', access: WRITE, answer: createMany },
  { method: 'POST', path: '/users/create_or_update_many', access: WRITE, answer: createOrUpdateMany },
  { method: 'PUT', path: '/users/update_many', access: WRITE, query: BY_IDS, answer: updateMany },
  {
    method: 'DELETE',
    path: '/users/destroy_many',
    access: admins('users:write', 'write'),
    query: BY_IDS,
    answer: destroyMany,
  },
];

function createMany({ store, body }: Call): Response {
  return runJob(store, objectsIn(body, 'users'), (input, index) => ({ id: createUser(store, input).id, index }));
}

function createOrUpdateMany({ store, body }: Call): Response {
  return runJob(store, objectsIn(body, 'users'), (input, index) => {
    const { user, isNew } = createOrUpdateUser(store, input);
    const done = isNew ? { action: 'create', status: 'Created' } : { action: 'update', status: 'Updated' };
    return { index, id: user.id, ...done, success: true };
  });
}

/** The same change of many (`?ids=` and `user`), or a change of each (`users`, each with its id or external id). */
function updateMany({ store, body, query }: Call): Response {
  const isOneChange = BY_IDS.some((name) => query.has(name));
  const inputs = isOneChange
    ? inputsOf(query).map((key) => ({ key, change: objectIn(body, 'user') }))
    : objectsIn(body, 'users').map((input) => ({ key: input, change: input }));
  return runJob(store, inputs, ({ key, change }, index) => {
    const user = updateUser(store, userOf(store, key as Input), change as Input);
    return { index, id: user.id, action: 'update', status: 'Updated', success: true };
  });
}

function destroyMany({ store, query }: Call): Response {
  return runJob(store, inputsOf(query), (key, index) => {
    const { id } = deleteUser(store, userOf(store, key));
    return { index, id, action: 'delete', status: 'Deleted', success: true };
  });
}

function userOf({ state }: Call['store'], { id, external_id: externalId }: Input): SimulatedUser {
  const user = state.users.find((other) =>
    id === undefined ? externalId != null && other.external_id === externalId : other.id === id,
  );
  if (user === undefined) throw notFound(`user ${String(id ?? externalId)}`);
  return user;
}
