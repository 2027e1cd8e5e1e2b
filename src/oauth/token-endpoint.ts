/**
 * Zendesk's token endpoint and the revocation of what it issued. Parameters go as JSON, which is what Zendesk asks for
 * where RFC 6749 says form encoding; the names are those of the RFC.
 * https://developer.zendesk.com/api-reference/ticketing/oauth/grant_type_tokens/
 */

import { ApiError, PermissionError } from '../errors.js';
import type { Revocation } from '../events.js';
import { type Deadline, withDeadline } from '../http/deadline.js';
import type { Http } from '../http/http.js';
import type { TokenSet } from '../records/token-set.js';
import type { ZendeskSubdomain } from '../subdomain.js';
import * as z from '../util/zod.js';
import { authorizeBy } from './bearer.js';
import { parseTokenResponse } from './token-response.js';

/** @internal */
export interface TokenEndpointOptions {
  readonly clientId: string;
  readonly clientSecret: string | undefined;
  readonly redirectUri: string;
  readonly scope: readonly string[];
  /** Lifetimes to ask for, in seconds. Old OAuth clients get tokens that expire only if they ask. */
  readonly accessTokenLifetime: number;
  readonly refreshTokenLifetime: number;
}

// Breaking off a refresh is how a rotation gets lost, so this is longer than any call waits.
const TOKEN_TIMEOUT = 20_000;
const REVOCATION_TIMEOUT = 5_000;

/** @internal */
export class TokenEndpoint {
  readonly #http: Http;
  readonly #options: TokenEndpointOptions;

  constructor(http: Http, options: TokenEndpointOptions) {
    this.#http = http;
    this.#options = options;
  }

  /** Exchanges the code of a callback, RFC 6749 section 4.1.3 with RFC 7636 section 4.5. */
  authorizationCodeGrant(subdomain: ZendeskSubdomain, code: string, codeVerifier: string): Promise<TokenSet> {
    const { redirectUri, scope } = this.#options;
    return this.#request(subdomain, {
      grant_type: 'authorization_code',
      code,
      redirect_uri: redirectUri,
      code_verifier: codeVerifier,
      scope: scope.join(' '),
    });
  }

  /** Zendesk deletes both previous tokens the moment it answers: RFC 6749 section 6, with rotation. */
  refreshTokenGrant(subdomain: ZendeskSubdomain, refreshToken: string, previous: TokenSet): Promise<TokenSet> {
    return this.#request(subdomain, { grant_type: 'refresh_token', refresh_token: refreshToken }, previous);
  }

  /**
   * Kills the tokens at Zendesk and makes sure of it: looks up the token's id, deletes by that id, and then expects a
   * 401. Deleting `current` has been reported to answer 204 and do nothing, so it is only the fallback.
   *
   * @returns never throws: what cannot be proven is `unconfirmed`
   */
  async revoke(subdomain: ZendeskSubdomain, tokens: TokenSet): Promise<Revocation> {
    try {
      return await withDeadline(REVOCATION_TIMEOUT, undefined, async (deadline) => {
        let { accessToken } = tokens;
        let id = await this.#tokenId(subdomain, accessToken, deadline);
        if (id === 'dead') {
          // An expired access token cannot revoke its refresh token, so a last refresh is needed to do it.
          if (tokens.refreshToken === undefined) return 'already_invalid';
          const last = await this.refreshTokenGrant(subdomain, tokens.refreshToken, tokens).catch(deadIfInvalidGrant);
          if (last === 'dead') return 'already_invalid';
          accessToken = last.accessToken;
          id = await this.#tokenId(subdomain, accessToken, deadline);
        }
        const send = this.#bearer(subdomain, accessToken, deadline);
        await send('DELETE', `/api/v2/oauth/tokens/${id}.json`).catch(ignoreApiErrors);
        return (await this.#tokenId(subdomain, accessToken, deadline)) === 'dead' ? 'revoked' : 'unconfirmed';
      });
    } catch {
      return 'unconfirmed';
    }
  }

  /** The id under which this token can be deleted; `dead` when Zendesk answers 401. */
  async #tokenId(
    subdomain: ZendeskSubdomain,
    accessToken: string,
    deadline: Deadline,
  ): Promise<number | 'current' | 'dead'> {
    try {
      const { body } = await this.#bearer(subdomain, accessToken, deadline)('GET', '/api/v2/oauth/tokens/current.json');
      const parsed = z.safeParse(tokenRecord, body);
      return parsed.success ? parsed.data.token.id : 'current';
    } catch (error) {
      if (error instanceof ApiError && error.zendeskStatus === 401) return 'dead';
      ignoreApiErrors(error);
      return 'current';
    }
  }

  #bearer(subdomain: ZendeskSubdomain, accessToken: string, deadline: Deadline) {
    const authorize = authorizeBy(accessToken);
    return (method: 'GET' | 'DELETE', path: string) =>
      this.#http.send({ subdomain, method, path, deadline, authorize });
  }

  #request(
    subdomain: ZendeskSubdomain,
    parameters: Readonly<Record<string, string>>,
    previous?: TokenSet,
  ): Promise<TokenSet> {
    const { clientId, clientSecret, accessTokenLifetime, refreshTokenLifetime } = this.#options;
    // No signal of any caller: who gives up waiting must not lose the tokens for everybody else.
    return withDeadline(TOKEN_TIMEOUT, undefined, async (deadline) => {
      const requestedAt = Date.now();
      const { body } = await this.#http.send({
        subdomain,
        method: 'POST',
        path: '/oauth/tokens',
        body: {
          ...parameters,
          client_id: clientId,
          ...(clientSecret === undefined ? {} : { client_secret: clientSecret }),
          expires_in: accessTokenLifetime,
          refresh_token_expires_in: refreshTokenLifetime,
        },
        deadline,
        retry: false,
      });
      return parseTokenResponse(body, requestedAt, previous);
    });
  }
}

const tokenRecord = z.object({ token: z.object({ id: z.int().check(z.positive()) }) });

/** @internal Whether Zendesk definitely refused the grant, as opposed to not answering properly. */
export function isInvalidGrant(error: unknown): boolean {
  return error instanceof ApiError && error.zendeskStatus < 500 && error.body.error === 'invalid_grant';
}

function deadIfInvalidGrant(error: unknown): 'dead' {
  if (isInvalidGrant(error)) return 'dead';
  throw error;
}

/** What Zendesk says to a revocation proves nothing; only what the token can still do does. */
function ignoreApiErrors(error: unknown): void {
  if (error instanceof ApiError || error instanceof PermissionError) return;
  throw error;
}
