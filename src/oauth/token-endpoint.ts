/**
 * Zendesk's token endpoint. Parameters go as JSON, which is what Zendesk asks for
 * where RFC 6749 says form encoding; the names are those of the RFC.
 * https://developer.zendesk.com/api-reference/ticketing/oauth/grant_type_tokens/
 */
import { ApiError, ConfigurationError, NetworkError, PermissionError, RateLimitedError } from '../errors.js';
import type { Revocation } from '../events.js';
import { withDeadline } from '../http/deadline.js';
import type { Http } from '../http/http.js';
import type { TokenSet } from '../records/token-set.js';
import type { ZendeskSubdomain } from '../subdomain.js';
import { revokeTokens } from './revocation.js';
import { parseTokenResponse } from './token-response.js';

/** @internal */
export interface TokenEndpointOptions {
  readonly clientId: string;
  readonly clientSecret: string | undefined;
  readonly redirectUri: string | undefined;
  readonly scope: readonly string[];
  /** Lifetimes to ask for, in seconds. Old OAuth clients get tokens that expire only if they ask. */
  readonly accessTokenLifetime: number;
  readonly refreshTokenLifetime: number;
}

/** @internal */
export interface RevokeOptions {
  /** The OAuth client that the tokens were issued to. @defaultValue the one of this connector */
  readonly clientId?: string;
  /** Saves the tokens of the last refresh, which an expired access token needs. */
  readonly onRefreshed?: (tokens: TokenSet) => Promise<unknown>;
}

// Breaking off a refresh is how a rotation gets lost, so this is longer than any call waits.
const TOKEN_TIMEOUT_MS = 20_000;

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
    const { redirectUri = '', scope, refreshTokenLifetime } = this.#options;
    const parameters = {
      grant_type: 'authorization_code',
      code,
      redirect_uri: redirectUri,
      code_verifier: codeVerifier,
      scope: scope.join(' '),
      refresh_token_expires_in: refreshTokenLifetime,
    };
    // A 429 is waited for: nothing else can be done with a code.
    return this.#request(subdomain, parameters, { previous: { scope }, retry: true });
  }

  /** Zendesk deletes both previous tokens the moment it answers: RFC 6749 section 6, with rotation. */
  refreshTokenGrant(subdomain: ZendeskSubdomain, refreshToken: string, previous: TokenSet): Promise<TokenSet> {
    const { refreshTokenLifetime } = this.#options;
    const parameters = {
      grant_type: 'refresh_token',
      refresh_token: refreshToken,
      refresh_token_expires_in: refreshTokenLifetime,
    };
    // Not repeated here: what to do about a failure depends on what the callers can wait for.
    return this.#request(subdomain, parameters, { previous, retry: false });
  }

  /**
   * Asks for an access token for the OAuth client itself, RFC 6749 section 4.4. It acts for the user who created the
   * client. The scope is always sent, because Zendesk does not document what holds without one.
   *
   * @param options.retry whether to wait for a 429
   * @throws ConfigurationError without a client secret
   */
  async clientCredentialsGrant(subdomain: ZendeskSubdomain, { retry }: { readonly retry: boolean }): Promise<TokenSet> {
    const { scope } = this.#options;
    this.requireSecret();
    const parameters = { grant_type: 'client_credentials', scope: scope.join(' ') };
    const tokens = await this.#request(subdomain, parameters, { previous: { scope }, retry });
    // Zendesk issues none here, RFC 6749 section 4.4.3. If it did, nothing would use it.
    const { refreshToken: _, refreshTokenExpiresAt: __, ...accessToken } = tokens;
    return accessToken;
  }

  /** @throws ConfigurationError without a client secret */
  requireSecret(): void {
    if (this.#options.clientSecret !== undefined) return;
    throw new ConfigurationError({
      option: 'clientSecret',
      problem: 'is missing: only a confidential OAuth client can connect with its own credentials',
    });
  }

  /** Whether the tokens of a grant were issued to this OAuth client: no other client can refresh them. */
  issued({ clientId }: { readonly clientId?: string }): boolean {
    return clientId === undefined || clientId === this.#options.clientId;
  }

  /** Revokes the tokens and proves it; see {@link revokeTokens}. */
  revoke(subdomain: ZendeskSubdomain, tokens: TokenSet, options: RevokeOptions = {}): Promise<Revocation> {
    const refresh = async () => {
      try {
        const last = await this.refreshTokenGrant(subdomain, tokens.refreshToken ?? '', tokens);
        await options.onRefreshed?.(last).catch(() => {});
        return last;
      } catch (error) {
        if (oauthErrorOf(error) === 'invalid_grant') return 'refused';
        throw error;
      }
    };
    return revokeTokens(this.#http, { subdomain, tokens, ...(this.issued(options) ? { refresh } : {}) });
  }

  #request(
    subdomain: ZendeskSubdomain,
    parameters: Readonly<Record<string, string | number>>,
    { previous, retry }: { readonly previous: Pick<TokenSet, 'refreshToken' | 'scope'>; readonly retry: boolean },
  ): Promise<TokenSet> {
    const { clientId, clientSecret, accessTokenLifetime } = this.#options;
    // No signal of any caller: who gives up waiting must not lose the tokens for everybody else.
    return withDeadline(TOKEN_TIMEOUT_MS, undefined, async (deadline) => {
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
        },
        deadline,
        retry,
      });
      return parseTokenResponse(body, { requestedAt, previous });
    });
  }
}

/** @internal Returns the code of a definite refusal, RFC 6749 section 5.2, as opposed to an answer that is not proper. */
export function oauthErrorOf(error: unknown): string | undefined {
  return error instanceof ApiError && error.zendeskStatus < 500 ? error.body.error : undefined;
}

/**
 * Whether Zendesk may have issued tokens before it failed to say so. Only an error of the client, such as a 429, and a
 * request that was not sent rule that out.
 *
 * @internal
 */
export function isAmbiguous(error: unknown): boolean {
  if (error instanceof NetworkError) return error.ambiguous;
  if (error instanceof RateLimitedError) return error.zendeskStatus !== 429;
  if (error instanceof ApiError) return error.zendeskStatus >= 500 || error.zendeskStatus === 408;
  return !(error instanceof PermissionError);
}
