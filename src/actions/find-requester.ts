/**
 * Finds Zendesk's user of a requester that your application vouches for: by e-mail address, external id or user id.
 */
import { ApiError, PermissionError } from '../errors.js';
import type { ActionContext, KnownRequester, Requester } from './action.js';
import { canonicalEmail, isSameEmail } from './email-address.js';
import { identitiesResponse, usersResponse } from './wire.js';

// Search finds similar addresses too; so many of them are looked at more closely.
const MAX_CANDIDATES = 5;

/** @internal Whether your application says who the requester is. */
export function isKnownRequester(requester: Requester): requester is KnownRequester {
  return typeof requester === 'object';
}

/** @internal Names the requester within an account, for what is remembered and counted. No two share a name. */
export function requesterName(requester: KnownRequester): string {
  if ('email' in requester) return canonicalEmail(requester.email);
  // No address has quotation marks.
  return JSON.stringify('userId' in requester ? { userId: requester.userId } : { externalId: requester.externalId });
}

/** @internal Where the id of a requester is remembered: by account, because ids mean nothing in another one. */
export function requesterKey(subdomain: string, requester: KnownRequester): string {
  return `${subdomain} ${requesterName(requester)}`;
}

/**
 * Returns Zendesk's id of the user, which this process remembers for ten minutes.
 *
 * @returns undefined if Zendesk knows no such user
 * @internal
 */
export async function findRequesterId(requester: KnownRequester, context: ActionContext): Promise<number | undefined> {
  if ('userId' in requester) return requester.userId;
  const { requesterIds } = context.memory;
  const { subdomain } = await context.account();
  const key = requesterKey(subdomain, requester);
  const known = requesterIds.get(key);
  if (known !== undefined) return known;
  const found = await ('email' in requester
    ? findByEmail(requester.email, context)
    : findByExternalId(requester.externalId, context));
  if (found !== undefined) requesterIds.set(key, found);
  return found;
}

/**
 * Finds the user who goes by exactly this address. Search answers with similar ones too, whatever the query says, and
 * Zendesk offers no way to find a user by an address without its search syntax.
 */
async function findByEmail(email: string, context: ActionContext): Promise<number | undefined> {
  // A domain may be known in either form, in Unicode or in ASCII.
  for (const form of new Set([email, isAscii(email) ? email : canonicalEmail(email)])) {
    const { body } = await context.send('GET', '/api/v2/users/search.json', {
      query: { query: `email:"${form}"` },
      schema: usersResponse,
    });
    const exact = body.users.find((user) => isSameEmail(user.email, email));
    if (exact !== undefined) return exact.id;
    for (const candidate of body.users.slice(0, MAX_CANDIDATES)) {
      if (await hasIdentity(candidate.id, email, context)) return candidate.id;
    }
  }
  return undefined;
}

/**
 * From the list of users, which knows no search syntax. Zendesk ignores the case of external ids; two users of your
 * application may differ in nothing else, so only the very id counts.
 * https://developer.zendesk.com/api-reference/ticketing/users/users/#list-users
 */
async function findByExternalId(externalId: string, context: ActionContext): Promise<number | undefined> {
  const { body } = await context.send('GET', '/api/v2/users.json', {
    query: { external_id: externalId },
    schema: usersResponse,
  });
  const found = body.users.filter((user) => user.external_id === externalId && user.active !== false);
  return found.length === 1 ? found[0]?.id : undefined;
}

/** @internal Whether the user goes by this address, as their primary one or as another one. */
export async function hasIdentity(userId: number, email: string, context: ActionContext): Promise<boolean> {
  try {
    const { body } = await context.send('GET', `/api/v2/users/${userId}/identities.json`, {
      schema: identitiesResponse,
    });
    return body.identities.some(({ type, value }) => type === 'email' && isSameEmail(value, email));
  } catch (error) {
    if (isHidden(error)) return false;
    throw error;
  }
}

/** Zendesk has no such user, or does not show them to the connected user. */
function isHidden(error: unknown): boolean {
  return (
    (error instanceof ApiError && error.code === 'not_found') ||
    (error instanceof PermissionError && error.reason === 'zendesk')
  );
}

function isAscii(text: string): boolean {
  return !/\P{ASCII}/u.test(text);
}
