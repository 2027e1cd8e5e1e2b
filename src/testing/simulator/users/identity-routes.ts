/**
 * https://developer.zendesk.com/api-reference/ticketing/users/user_identities/
 */
import * as f from '../core/fields.js';
import { paginate } from '../core/pagination.js';
import { invalidRecord, json, noContent, notFound } from '../core/respond.js';
import { agents, type Call, type Route } from '../core/route.js';
import { addIdentity } from './add-user.js';
import { showIdentity } from './show-user.js';
import { checkEmail } from './user-input.js';
import type { SimulatedIdentity } from './user-record.js';

const READ = agents('users:read', 'read');
const WRITE = agents('users:write', 'write');
const ONE = '/users/{id}/identities/{id}';
const NEW_IDENTITY = {
  type: f.oneOf('email', 'phone_number', 'twitter', 'facebook', 'google', 'agent_forwarding'),
  value: f.requiredText,
  verified: f.flag,
  primary: f.flag,
  skip_verify_email: f.flag,
};
const UPDATED_IDENTITY = { value: f.requiredText, verified: f.flag };

export const identityRoutes: readonly Route[] = [
  { method: 'GET', path: '/users/{id}/identities', access: READ, query: ['type[]'], answer: list },
  { method: 'POST', path: '/users/{id}/identities', access: WRITE, answer: create },
  { method: 'GET', path: ONE, access: READ, answer: (call) => shown(call, identityOf(call)) },
  { method: 'PUT', path: ONE, access: WRITE, answer: update },
  { method: 'DELETE', path: ONE, access: WRITE, answer: remove },
  { method: 'PUT', path: `${ONE}/make_primary`, access: WRITE, answer: makePrimary },
  { method: 'PUT', path: `${ONE}/verify`, access: WRITE, answer: verify },
  { method: 'PUT', path: `${ONE}/request_verification`, access: WRITE, answer: requestVerification },
];

function list(call: Call): Response {
  const types = call.query.getAll('type[]');
  const wanted = identitiesOf(call).filter(({ type }) => types.length === 0 || types.includes(type));
  const { items, page } = paginate(wanted, call.url);
  return json({ identities: items.map((identity) => showIdentity(call.store, identity)), ...page });
}

function create(call: Call): Response {
  const { store, id } = call;
  const user = store.get('users', id);
  const input = f.objectIn(call.body, 'identity');
  const { type, value, verified = false, primary, skip_verify_email: isSkipped } = f.readFields(NEW_IDENTITY, input);
  if (!type || value === undefined) {
    throw invalidRecord({ value: [{ description: 'Value: cannot be blank', error: 'BlankValue' }] });
  }
  if (type === 'email') checkEmail(store, value, user);
  const identity = addIdentity(store, { user_id: id, type, value, verified: verified || isSkipped === true });
  if (type === 'email' && (primary || identity.primary)) choosePrimary(call, identity);
  const shownIdentity = showIdentity(store, identity);
  return json({ identity: shownIdentity }, 201, { location: String(shownIdentity['url']) });
}

function update(call: Call): Response {
  const identity = identityOf(call);
  const { value, verified } = f.readFields(UPDATED_IDENTITY, f.objectIn(call.body, 'identity'), ['type', 'primary']);
  if (value !== undefined) {
    const user = call.store.get('users', call.id);
    if (identity.type === 'email') checkEmail(call.store, value, user);
    identity.value = value;
    if (identity.type === 'email' && identity.primary) user.email = value;
  }
  if (verified !== undefined) identity.verified = verified;
  identity.updated_at = call.store.timestamp();
  return shown(call, identity);
}

function remove(call: Call): Response {
  const { store } = call;
  const identity = identityOf(call);
  const { identities } = store.state;
  identities.splice(identities.indexOf(identity), 1);
  const next = identitiesOf(call).find(({ type }) => type === identity.type);
  if (identity.primary && next !== undefined) choosePrimary(call, next);
  if (identity.type === 'email' && next === undefined) store.get('users', call.id).email = null;
  return noContent();
}

/** Answers with all identities: an operation on the collection. */
function makePrimary(call: Call): Response {
  choosePrimary(call, identityOf(call));
  return list(call);
}

function verify(call: Call): Response {
  const identity = identityOf(call);
  Object.assign(identity, { verified: true, updated_at: call.store.timestamp() });
  return shown(call, identity);
}

/** Sends a mail, which a simulator does not. */
function requestVerification(call: Call): Response {
  identityOf(call);
  return json({});
}

function choosePrimary(call: Call, chosen: SimulatedIdentity): void {
  for (const identity of identitiesOf(call)) {
    if (identity.type === chosen.type) identity.primary = identity === chosen;
  }
  if (chosen.type === 'email') call.store.get('users', call.id).email = chosen.value;
}

function identitiesOf({ store, id }: Call): readonly SimulatedIdentity[] {
  store.get('users', id);
  return store.state.identities
    .filter(({ user_id }) => user_id === id)
    .sort((a, b) => Number(b.primary) - Number(a.primary));
}

function identityOf(call: Call): SimulatedIdentity {
  const identity = identitiesOf(call).find(({ id }) => id === call.subId);
  if (identity === undefined) throw notFound(`identity ${call.subId} of user ${call.id}`);
  return identity;
}

function shown({ store }: Call, identity: SimulatedIdentity): Response {
  return json({ identity: showIdentity(store, identity) });
}
