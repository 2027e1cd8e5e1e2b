/**
 * What a request may set on a user, and the rules for it.
 * https://developer.zendesk.com/api-reference/ticketing/users/users/
 */
import * as f from '../core/fields.js';
import { invalidRecord } from '../core/respond.js';
import type { Store } from '../core/store.js';
import { addIdentity, addUserWithEmails, userByEmail } from './add-user.js';
import type { SimulatedUser } from './user-record.js';

const USER = {
  name: f.requiredText,
  email: f.text,
  role: f.oneOf('end-user', 'agent', 'admin'),
  alias: f.text,
  phone: f.text,
  external_id: f.text,
  organization_id: f.id,
  default_group_id: f.id,
  tags: f.texts,
  user_fields: f.object,
  notes: f.text,
  details: f.text,
  signature: f.text,
  locale: f.text,
  time_zone: f.text,
  verified: f.flag,
  suspended: f.flag,
  identities: f.objects,
  skip_verify_email: f.flag,
};
// Properties that Zendesk shows and does not let a client set.
const SHOWN_ONLY = ['active', 'last_login_at', 'iana_time_zone', 'locale_id', 'photo', 'shared', 'shared_agent'];
const SHOWN_ONLY_OF_STAFF = ['role_type', 'moderator', 'restricted_agent', 'report_csv', 'two_factor_auth_enabled'];
const IDENTITY_TYPES = ['email', 'phone_number', 'twitter', 'facebook', 'google', 'agent_forwarding'] as const;
const IDENTITY = { type: f.oneOf(...IDENTITY_TYPES), value: f.requiredText };

export function createUser(store: Store, input: f.Input): SimulatedUser {
  const { email, identities = [], skip_verify_email: isVerified = false, ...fields } = readUser(store, input);
  const { name } = fields;
  if (name === undefined) {
    throw invalidRecord({ name: [{ description: 'Name: cannot be blank', error: 'BlankValue' }] });
  }
  if (email) checkEmail(store, email, undefined);
  // A new user has to follow a link in a mail before the address counts as verified.
  const added = addUserWithEmails(store, { verified: isVerified, ...defined(fields), name }, email ? [email] : []);
  for (const identity of identities) addIdentityOf(store, added, identity, isVerified);
  return added;
}

export function updateUser(store: Store, user: SimulatedUser, input: f.Input): SimulatedUser {
  const { email, identities: _, skip_verify_email: __, ...fields } = readUser(store, input);
  Object.assign(user, defined(fields), { updated_at: store.timestamp() });
  if (email && email.toLowerCase() !== user.email?.toLowerCase()) {
    checkEmail(store, email, user);
    // An address that is set on a user who has one becomes a second identity, not the primary one.
    const identity = addIdentity(store, { user_id: user.id, type: 'email', value: email, verified: user.verified });
    if (identity.primary) user.email = email;
  }
  return user;
}

/** Finds the user by `external_id`, else by e-mail address. */
export function createOrUpdateUser(
  store: Store,
  input: f.Input,
): { readonly user: SimulatedUser; readonly isNew: boolean } {
  const { external_id: externalId, email } = input;
  const known =
    store.state.users.find(({ external_id, active }) => active && external_id !== null && external_id === externalId) ??
    (typeof email === 'string' ? userByEmail(store, email) : undefined);
  if (known === undefined) return { user: createUser(store, input), isNew: true };
  return { user: updateUser(store, known, input), isNew: false };
}

function readUser(store: Store, input: f.Input) {
  const fields = f.readFields(USER, input, [...SHOWN_ONLY, ...SHOWN_ONLY_OF_STAFF]);
  const { organization_id: organizationId } = fields;
  if (organizationId && store.find('organizations', organizationId) === undefined) {
    throw invalidRecord({ organization: [{ description: 'Organization: is invalid', error: 'InvalidValue' }] });
  }
  return fields;
}

function addIdentityOf(store: Store, user: SimulatedUser, input: f.Input, verified: boolean): void {
  const { type, value } = f.readFields(IDENTITY, input);
  if (!type || value === undefined) {
    throw invalidRecord({ identities: [{ description: 'Identities: is invalid', error: 'InvalidValue' }] });
  }
  if (type === 'email') checkEmail(store, value, user);
  const identity = addIdentity(store, { user_id: user.id, type, value, verified });
  if (type === 'email' && identity.primary) user.email = value;
}

/** Zendesk's words for an address that it does not take. */
export function checkEmail(store: Store, email: string, of: SimulatedUser | undefined): void {
  if (!/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(email)) {
    throw invalidRecord({
      email: [{ description: `Email: ${email} is not properly formatted`, error: 'InvalidFormat' }],
    });
  }
  const owner = userByEmail(store, email);
  if (owner === undefined || owner === of) return;
  throw invalidRecord({
    email: [{ description: `Email: ${email} is already being used by another user`, error: 'DuplicateValue' }],
  });
}

/** Null resets what may be null, and leaves the rest as it is. */
function defined<T extends object>(fields: T): Partial<SimulatedUser> {
  const nullable = [
    'alias',
    'phone',
    'external_id',
    'organization_id',
    'default_group_id',
    'notes',
    'details',
    'signature',
  ];
  return Object.fromEntries(
    Object.entries(fields).filter(([name, value]) => value !== null || nullable.includes(name)),
  );
}
