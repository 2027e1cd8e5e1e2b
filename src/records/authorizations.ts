/**
 * The authorizations of one connection that browsers were sent to Zendesk for. Several may be pending, because people
 * press a button twice and open two tabs. Each one counts once, and is remembered until it expires, so that a callback
 * that the browser repeats is recognized.
 */
import type { ZendeskSubdomain } from '../subdomain.js';

interface AuthorizationBase {
  /** The name of the authorization within its connection; `state` holds it. */
  readonly nonce: string;
  readonly subdomain: ZendeskSubdomain;
  /** The hash of the browser session that began it. */
  readonly session: string;
  readonly returnTo?: string;
  /** Milliseconds since the epoch. */
  readonly expiresAt: number;
}

/** @internal An authorization whose callback has not led to a grant yet. */
export interface PendingAuthorization extends AuthorizationBase {
  readonly codeVerifier: string;
  /** The hash of the code whose callback is being handled: only that callback may store its grant. */
  readonly claimedBy?: string;
}

/** @internal An authorization that led to a grant. */
export interface CompletedAuthorization extends AuthorizationBase {
  /** The hash of the code that was exchanged. */
  readonly completedBy: string;
}

/** @internal */
export type Authorizations = readonly (PendingAuthorization | CompletedAuthorization)[];

const MAX_AUTHORIZATIONS = 10;

/** @internal Adds one. Drops what has expired, and the oldest when there are too many. */
export function addAuthorization(authorizations: Authorizations = [], added: PendingAuthorization): Authorizations {
  const current = authorizations.filter(({ expiresAt }) => expiresAt >= Date.now());
  return [...current, added].slice(-MAX_AUTHORIZATIONS);
}

/** @internal Returns the authorization by this name unless it has expired. */
export function findAuthorization(
  authorizations: Authorizations = [],
  nonce: string,
): PendingAuthorization | CompletedAuthorization | undefined {
  return authorizations.find((one) => one.nonce === nonce && one.expiresAt >= Date.now());
}

/** @internal Replaces the authorization by this name, or removes it; `undefined` when none is left. */
export function replaceAuthorization(
  authorizations: Authorizations = [],
  nonce: string,
  next?: PendingAuthorization | CompletedAuthorization,
): Authorizations | undefined {
  const replaced = authorizations.flatMap((one) => (one.nonce !== nonce ? [one] : next === undefined ? [] : [next]));
  return replaced.length === 0 ? undefined : replaced;
}
