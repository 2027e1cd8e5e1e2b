/**
 * Sends a request with the bearer token of a connection. After a 401 it replaces the token and sends the request again.
 * Zendesk refuses with 401 before it does any work, so repeating even a POST is safe.
 */
import { NotConnectedError, ReconnectRequiredError } from '../errors.js';
import { type Authorize, NotSent } from '../http/http.js';
import type { AccessTokens } from './access-tokens.js';
import { bearer } from './bearer.js';

// One for a sibling process that has refreshed in between, one for a refresh of our own.
const MAX_REPLACEMENTS = 2;

/** @internal */
export function authorizeWith(accessTokens: AccessTokens, connectionId: string): Authorize {
  const notSent = (error: unknown): never => {
    throw new NotSent(error);
  };
  return async (subdomain, send) => {
    let grant = accessTokens.peek(connectionId) ?? (await accessTokens.current(connectionId).catch(notSent));
    for (let isFresh = false, replacements = 0; ; replacements++) {
      // The account may have been switched while the request waited: a token goes to its own account only.
      if (grant.subdomain !== subdomain) return notSent(new NotConnectedError());
      const response = await send(bearer(grant.tokens.accessToken));
      if (response.status !== 401) return response;
      await response.body?.cancel();
      if (isFresh || replacements === MAX_REPLACEMENTS)
        return notSent(new ReconnectRequiredError({ reason: 'token_rejected' }));
      const replaced = await accessTokens.replace(connectionId, grant.tokens.accessToken).catch(notSent);
      grant = replaced.grant;
      isFresh = replaced.refreshed;
    }
  };
}
