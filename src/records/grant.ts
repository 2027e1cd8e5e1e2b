/**
 * What Zendesk granted to a connection, and what became of it.
 */
import type { ReconnectReason } from '../errors.js';
import type { GrantType } from '../events.js';
import type { ZendeskSubdomain } from '../subdomain.js';
import type { TokenSet } from './token-set.js';

/** The Zendesk user who approved the connection or, with client credentials, created the OAuth client. */
export interface ConnectedUser {
  readonly id: number;
  readonly name: string;
  readonly email?: string;
  /** `admin`, `agent` or `end-user`. */
  readonly role: string;
}

/** @internal A refresh under way, written before the token endpoint is called. */
export interface RefreshMarker {
  readonly id: string;
  readonly startedAt: number;
  /** The refresh has ended without a clear answer: Zendesk may have rotated the tokens. */
  readonly ambiguous?: true;
}

/** @internal Zendesk rejects access tokens that it has just issued. */
export interface TokenRejection {
  readonly since: number;
  /** The number of pairs of tokens in a row that were rejected, and the last one of them. */
  readonly count: number;
  readonly rotation: number;
  /** Until then the token endpoint is left alone. */
  readonly retryAt: number;
}

/** @internal The clocks of two hosts may differ by this much without anything being wrong. */
export const CLOCK_TOLERANCE_MS = 3_600_000;

// One pair may be revoked between its issue and its first use.
const TOLERATED_REJECTIONS = 1;
const REJECTION_PAUSE_MS = 15 * 60_000;

interface GrantBase {
  /** Differs for each connect, and stays the same over all refreshes. */
  readonly id: string;
  /** Absent: `authorization_code`. */
  readonly grantType?: GrantType;
  /** The OAuth client that the tokens were issued to. */
  readonly clientId: string;
  readonly subdomain: ZendeskSubdomain;
  readonly user?: ConnectedUser;
  readonly connectedAt: number;
  /** The number of refreshes so far. With `id` it says which pair of tokens is meant, without showing it. */
  readonly rotation: number;
}

/** @internal A grant that Zendesk may honor. Times in milliseconds since the epoch. */
export interface Grant extends GrantBase {
  readonly state: 'active';
  readonly tokens: TokenSet;
  readonly refresh?: RefreshMarker;
  readonly rejection?: TokenRejection;
  /** A disconnect has begun: only its revocation may still use the tokens. */
  readonly disconnecting?: true;
}

/** @internal A grant that Zendesk no longer honors; the tokens are forgotten. */
export interface EndedGrant extends GrantBase {
  readonly state: 'ended';
  readonly scope: readonly string[];
  readonly reason: ReconnectReason;
  readonly endedAt: number;
}

/** @internal */
export function grantTypeOf({ grantType = 'authorization_code' }: Grant | EndedGrant): GrantType {
  return grantType;
}

/** @internal Whether the tokens can be replaced without a person: by the refresh token, or by the credentials of the client. */
export function isRenewable(grant: Grant): boolean {
  return grantTypeOf(grant) === 'client_credentials' || grant.tokens.refreshToken !== undefined;
}

// Zendesk's default, for answers that do not say. Ours asks for 90 days.
// https://developer.zendesk.com/api-reference/ticketing/oauth/grant_type_tokens/
const DEFAULT_REFRESH_TOKEN_LIFETIME_MS = 30 * 24 * 3_600_000;

/** @internal Returns when the grant ends unless it is refreshed. Undefined: never, or unknown. */
export function grantExpiry(grant: Grant): number | undefined {
  if (grantTypeOf(grant) === 'client_credentials') return undefined;
  const { refreshToken, refreshTokenExpiresAt, obtainedAt, expiresAt } = grant.tokens;
  if (refreshToken === undefined) return expiresAt;
  return refreshTokenExpiresAt ?? obtainedAt + DEFAULT_REFRESH_TOKEN_LIFETIME_MS;
}

/** @internal Returns the grant without its tokens. */
export function endGrant(grant: Grant, reason: ReconnectReason): EndedGrant {
  const { tokens, refresh: _, rejection: __, disconnecting: ___, ...rest } = grant;
  return { ...rest, state: 'ended', scope: tokens.scope, reason, endedAt: Date.now() };
}

/** @internal Returns the grant with the tokens that Zendesk issued in place of its own. */
export function rotateGrant(grant: Grant, tokens: TokenSet): Grant {
  const { refresh: _, ...rest } = grant;
  return { ...rest, tokens, rotation: grant.rotation + 1 };
}

/** @internal Whether both are of one connect and of the same pair of tokens. */
export function isSamePair(one: Grant | EndedGrant | undefined, other: Grant): boolean {
  return one?.id === other.id && one.rotation === other.rotation;
}

/** @internal Returns the grant with the note that Zendesk rejects its access token, which it has just issued. */
export function rejectGrant(grant: Grant): Grant {
  const now = Date.now();
  const { rotation, rejection = { since: now, count: 0, rotation: -1 } } = grant;
  const count = rejection.rotation === rotation ? rejection.count : rejection.count + 1;
  return { ...grant, rejection: { since: rejection.since, count, rotation, retryAt: now + REJECTION_PAUSE_MS } };
}

/** @internal Whether Zendesk has rejected so many tokens that another refresh would not help. */
export function isRejected({ rejection }: Grant): boolean {
  return rejection !== undefined && rejection.count > TOLERATED_REJECTIONS;
}

/** @internal Whether another refresh would not help yet. A pause that ends far ahead was noted by a clock that was wrong. */
export function isPaused(grant: Grant): boolean {
  const left = (grant.rejection?.retryAt ?? 0) - Date.now();
  return isRejected(grant) && left > 0 && left < REJECTION_PAUSE_MS + CLOCK_TOLERANCE_MS;
}

/** @internal Returns the scope that Zendesk granted. */
export function scopeOf(grant: Grant | EndedGrant): readonly string[] {
  return grant.state === 'active' ? grant.tokens.scope : grant.scope;
}
