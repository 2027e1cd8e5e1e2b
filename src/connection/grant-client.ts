/**
 * Sends requests with the tokens of one grant, also when the connection no longer uses that grant: what is left in an
 * account that was replaced can then still be removed.
 */
import type { Deadline } from '../http/deadline.js';
import type { Http } from '../http/http.js';
import { bearer } from '../oauth/bearer.js';
import { renewalOf } from '../oauth/renewal.js';
import type { TokenEndpoint } from '../oauth/token-endpoint.js';
import type { Grant } from '../records/grant.js';
import type { TokenSet } from '../records/token-set.js';
import type { AccountClient } from './account-client.js';

/** @internal */
export interface GrantClient extends Pick<AccountClient, 'send'> {
  /** Returns the newest tokens of the grant, which a request may have refreshed. */
  tokens(): TokenSet;
}

/** @internal */
export function createGrantClient(
  { http, tokenEndpoint }: { readonly http: Http; readonly tokenEndpoint: TokenEndpoint },
  grant: Grant,
  deadline: Deadline,
): GrantClient {
  const { subdomain } = grant;
  let { tokens } = grant;
  return {
    tokens: () => tokens,
    send: (method, path, options = {}) =>
      http.send({
        ...options,
        ...{ subdomain, method, path, deadline },
        async authorize(_, send) {
          const response = await send(bearer(tokens.accessToken));
          const renewal = tokenEndpoint.issued(grant) ? renewalOf(grant, tokenEndpoint) : undefined;
          if (response.status !== 401 || renewal === undefined || tokens !== grant.tokens) return response;
          await response.body?.cancel();
          tokens = await renewal.ask();
          return send(bearer(tokens.accessToken));
        },
      }),
  };
}
