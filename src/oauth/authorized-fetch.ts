/**
 * Sends a request with the bearer token of a connection. After a 401 it replaces the token and sends the request again.
 * Zendesk refuses with 401 before it does any work, so repeating even a POST is safe.
 */
import { NotConnectedError } from '../errors.js';
import type { Deadline } from '../http/deadline.js';
import { type Authorize, NotSent } from '../http/http.js';
import type { Grant } from '../records/grant.js';
import { LruCache } from '../util/lru-cache.js';
import type { AccessTokens } from './access-tokens.js';
import { bearer } from './bearer.js';

const JUST_ISSUED_MS = 5_000;
const PROPAGATION_PAUSE_MS = 2_000;

/** By grant, the tokens that Zendesk has taken: a 401 then says that the token is dead, not that it is too new. */
const accepted = new LruCache<number>({ maxEntries: 10_000, maxAge: 2 * JUST_ISSUED_MS });

/** @internal */
export function authorizeWith(
  accessTokens: AccessTokens,
  { connectionId, deadline }: { readonly connectionId: string; readonly deadline: Deadline },
): Authorize {
  const notSent = (error: unknown): never => {
    throw new NotSent(error);
  };
  return async (subdomain, send) => {
    let grant = accessTokens.peek(connectionId) ?? (await accessTokens.current(connectionId, deadline).catch(notSent));
    let isFresh = false;
    let hasRefreshed = false;
    let triedAgain: string | undefined;
    for (;;) {
      // The account may have been switched while the request waited: a token goes to its own account only.
      if (grant.subdomain !== subdomain) return notSent(new NotConnectedError());
      const { accessToken } = grant.tokens;
      const response = await send(bearer(accessToken));
      if (response.status !== 401) {
        if (isJustIssued(grant)) accepted.set(grant.id, grant.rotation);
        accessTokens.accept(connectionId, grant);
        return response;
      }
      await response.body?.cancel();
      if ((isFresh || isJustIssued(grant)) && triedAgain !== accessToken && accepted.get(grant.id) !== grant.rotation) {
        triedAgain = accessToken;
        // Another process may have replaced it. If not, a part of Zendesk may not know the token yet.
        grant = await accessTokens.latest(connectionId).catch(notSent);
        if (grant.tokens.accessToken !== accessToken) isFresh = false;
        else await deadline.sleep(Math.min(PROPAGATION_PAUSE_MS, deadline.remaining() / 3));
      } else if (hasRefreshed) {
        grant = await accessTokens.reject(connectionId, grant).catch(notSent);
        isFresh = false;
      } else {
        const replacement = await accessTokens.replace(connectionId, accessToken, deadline).catch(notSent);
        grant = replacement.grant;
        isFresh = replacement.refreshed;
        hasRefreshed = replacement.refreshed;
      }
    }
  };
}

/** Whether Zendesk issued the token a moment ago and has not taken it yet, as it does on connect to say who the user is. */
function isJustIssued({ rotation, user, tokens, rejection }: Grant): boolean {
  const hasBeenTaken = rotation === 0 && user !== undefined;
  return !hasBeenTaken && rejection === undefined && Math.abs(Date.now() - tokens.obtainedAt) < JUST_ISSUED_MS;
}
