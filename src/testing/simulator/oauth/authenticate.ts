/**
 * Who a request is from.
 */
import type { Store } from '../core/store.js';
import type { SimulatedUser } from '../users/user-record.js';
import type { SimulatedToken } from './oauth-record.js';

interface Caller {
  readonly user: SimulatedUser;
  readonly token: SimulatedToken;
}

/** The caller, or why the request has none. */
export function authenticate(store: Store, authorization: string | null): Caller | string {
  if (authorization === null) return 'there is no Authorization header';
  const accessToken = /^Bearer (.+)$/i.exec(authorization)?.[1];
  const token = store.state.tokens.findLast((token) => token.accessToken === accessToken);
  if (accessToken === undefined || token === undefined) return 'the access token is not known';
  if (token.revokedAt !== undefined) return 'the access token is revoked, or was replaced by a refresh';
  if ((token.expiresAt ?? Number.POSITIVE_INFINITY) <= store.now()) return 'the access token has expired';
  const user = store.find('users', token.userId);
  if (user === undefined || !user.active) return 'the user of the access token is deleted';
  if (user.suspended) return 'the user of the access token is suspended';
  return { user, token };
}
