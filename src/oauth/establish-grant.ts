/**
 * Makes a grant of tokens that Zendesk has just issued: looks up their user, and stores the grant. Tokens that
 * come to nothing are revoked.
 */
import type { Emit, GrantedScope, GrantType } from '../events.js';
import type { Http } from '../http/http.js';
import type { EndedGrant, Grant } from '../records/grant.js';
import type { TokenSet } from '../records/token-set.js';
import type { ZendeskSubdomain } from '../subdomain.js';
import { fetchConnectedUser } from './connected-user.js';
import type { TokenEndpoint } from './token-endpoint.js';

/** @internal */
export interface EstablishGrantParts {
  readonly clientId: string;
  /** What was asked for. */
  readonly scope: readonly string[];
  /** Says what Zendesk left out of that. */
  readonly grantedScope: (granted: readonly string[]) => GrantedScope;
  /** Milliseconds for a look at the user. */
  readonly timeout: number;
  readonly tokenEndpoint: TokenEndpoint;
  readonly http: Http;
  readonly emit: Emit;
}

/** @internal */
export interface IssuedTokens {
  readonly grantType: GrantType;
  readonly subdomain: ZendeskSubdomain;
  readonly tokens: TokenSet;
}

/** @internal */
export interface EstablishedGrant {
  readonly grant: Grant;
  /** The grant from before, whose tokens and webhook are still at Zendesk. */
  readonly replaced?: Grant | EndedGrant;
}

/**
 * @param how.store stores the grant, and returns the one from before
 * @param how.explain throws the error for one of the look at the user
 * @internal
 */
export async function establishGrant(
  { clientId, grantedScope, timeout, tokenEndpoint, http, emit }: EstablishGrantParts,
  connectionId: string,
  { grantType, subdomain, tokens }: IssuedTokens,
  how: {
    readonly store: (grant: Grant) => Promise<Grant | EndedGrant | undefined>;
    readonly explain: (error: unknown) => never;
  },
): Promise<EstablishedGrant> {
  try {
    const token = { subdomain, accessToken: tokens.accessToken };
    const user = await fetchConnectedUser(http, token, timeout).catch(how.explain);
    const grant: Grant = {
      state: 'active',
      id: crypto.randomUUID(),
      grantType,
      clientId,
      subdomain,
      ...(user === undefined ? {} : { user }),
      connectedAt: Date.now(),
      rotation: 0,
      tokens,
    };
    const replaced = await how.store(grant);
    emit(connectionId, {
      type: 'connect.succeeded',
      grantType,
      subdomain,
      ...grantedScope(tokens.scope),
      ...(user === undefined ? {} : { userId: user.id }),
    });
    return { grant, ...(replaced === undefined ? {} : { replaced }) };
  } catch (error) {
    const revocation = await tokenEndpoint.revoke(subdomain, tokens);
    emit(connectionId, { type: 'token.discarded', revocation });
    throw error;
  }
}
