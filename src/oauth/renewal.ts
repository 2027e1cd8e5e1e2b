/**
 * How the tokens of a grant are replaced without a person: by its refresh token, RFC 6749 section 6, or by the credentials
 * of the OAuth client, section 4.4.
 */
import type { ReconnectReason } from '../errors.js';
import { type Grant, grantTypeOf } from '../records/grant.js';
import type { TokenSet } from '../records/token-set.js';
import { notRefreshed } from './connect-errors.js';
import { oauthErrorOf, type TokenEndpoint } from './token-endpoint.js';

/** @internal */
export interface Renewal {
  /** Whether the old tokens die with the answer, so that an answer that is lost takes the connection with it. */
  readonly rotates: boolean;
  /** Asks Zendesk for new tokens, once. */
  ask(): Promise<TokenSet>;
  /** Returns why the grant has ended if this error is Zendesk's definite refusal. */
  refusalOf(error: unknown): ReconnectReason | undefined;
}

/** @internal Returns undefined for tokens that cannot be replaced. */
export function renewalOf(grant: Grant, tokenEndpoint: TokenEndpoint): Renewal | undefined {
  const { subdomain, tokens } = grant;
  if (grantTypeOf(grant) === 'client_credentials') {
    return {
      rotates: false,
      ask: () => tokenEndpoint.clientCredentialsGrant(subdomain, { retry: false }),
      refusalOf: (error) => CLIENT_REFUSALS.get(oauthErrorOf(error)),
    };
  }
  const { refreshToken, refreshTokenExpiresAt = Number.POSITIVE_INFINITY } = tokens;
  if (refreshToken === undefined) return undefined;
  return {
    rotates: true,
    async ask() {
      try {
        return await tokenEndpoint.refreshTokenGrant(subdomain, refreshToken, tokens);
      } catch (error) {
        throw notRefreshed(error);
      }
    },
    refusalOf(error) {
      if (oauthErrorOf(error) !== 'invalid_grant') return undefined;
      return refreshTokenExpiresAt < Date.now() ? 'expired' : 'refused';
    },
  };
}

/** RFC 6749 section 5.2. What Zendesk answers when the user behind the client is gone is not documented. */
const CLIENT_REFUSALS: ReadonlyMap<string | undefined, ReconnectReason> = new Map([
  ['invalid_client', 'client_refused'],
  ['unauthorized_client', 'client_refused'],
  ['invalid_scope', 'scope_refused'],
  ['invalid_grant', 'user_refused'],
]);
