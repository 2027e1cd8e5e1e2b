/**
 * Revokes tokens at Zendesk and proves it. Deleting `current` has been reported to answer 204 and do nothing, so the
 * token is deleted by its id where Zendesk shows the id, and then must be rejected.
 * https://developer.zendesk.com/api-reference/ticketing/oauth/oauth_tokens/
 */
import { ApiError, PermissionError } from '../errors.js';
import type { Revocation } from '../events.js';
import { type Deadline, withDeadline } from '../http/deadline.js';
import type { Http } from '../http/http.js';
import type { TokenSet } from '../records/token-set.js';
import type { ZendeskSubdomain } from '../subdomain.js';
import * as z from '../util/zod.js';
import { authorizeBy } from './bearer.js';
import { PROPAGATION_PAUSES } from './propagation.js';

/** @internal */
export interface TokensToRevoke {
  readonly subdomain: ZendeskSubdomain;
  readonly tokens: TokenSet;
  /**
   * Replaces the tokens when Zendesk rejects the access token, because an expired access token cannot revoke its
   * refresh token. Absent: the refresh token cannot be used by this OAuth client.
   */
  readonly refresh?: () => Promise<TokenSet | 'refused'>;
}

/**
 * The outcome of one try with one access token.
 * - `rejected`: Zendesk answered 401 from the start.
 * - `lost`: Zendesk knew the token and then answered 401 to the deletion, so something else ended it.
 */
type Deletion = 'revoked' | 'unconfirmed' | 'rejected' | 'lost';

const REVOCATION_TIMEOUT_MS = 5_000;

/**
 * @returns `revoked` only for tokens that Zendesk knew, deleted, and then rejected. Never rejects
 * @internal
 */
export async function revokeTokens(http: Http, { subdomain, tokens, refresh }: TokensToRevoke): Promise<Revocation> {
  try {
    return await withDeadline(REVOCATION_TIMEOUT_MS, undefined, async (deadline) => {
      const remove = ({ accessToken }: TokenSet) => deleteToken(http, { subdomain, accessToken, deadline });
      const first = await remove(tokens);
      if (first === 'revoked' || first === 'unconfirmed') return first;
      const alreadyInvalid = first === 'rejected' ? 'already_invalid' : 'unconfirmed';
      if (tokens.refreshToken === undefined) return alreadyInvalid;
      const last = await refresh?.();
      if (last === undefined) return 'unconfirmed';
      if (last === 'refused') return alreadyInvalid;
      const second = await remove(last);
      if (second !== 'rejected') return second === 'revoked' ? 'revoked' : 'unconfirmed';
      for (const pause of PROPAGATION_PAUSES) {
        await deadline.sleep(pause);
        if ((await remove(last)) !== 'rejected') break;
      }
      // An API that rejects a token that is alive proves nothing by rejecting it later.
      return 'unconfirmed';
    });
  } catch {
    return 'unconfirmed';
  }
}

async function deleteToken(
  http: Http,
  token: { readonly subdomain: ZendeskSubdomain; readonly accessToken: string; readonly deadline: Deadline },
): Promise<Deletion> {
  const { subdomain, accessToken, deadline } = token;
  const authorize = authorizeBy(accessToken);
  const send = (method: 'GET' | 'DELETE', id: number | 'current') =>
    answerOf(http.send({ subdomain, method, path: `/api/v2/oauth/tokens/${id}.json`, deadline, authorize }));
  const known = await send('GET', 'current');
  if (known === 'rejected') return 'rejected';
  const deleted = await send('DELETE', idOf(known));
  if (deleted === 'rejected') return 'lost';
  if (deleted === 'refused') return 'unconfirmed';
  return (await send('GET', 'current')) === 'rejected' ? 'revoked' : 'unconfirmed';
}

/** The body of a success; `rejected` for a 401, `refused` for any other error of the API. */
async function answerOf(
  answer: Promise<{ readonly body: unknown }>,
): Promise<{ readonly body: unknown } | 'rejected' | 'refused'> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof ApiError && error.zendeskStatus === 401) return 'rejected';
    if (error instanceof ApiError || error instanceof PermissionError) return 'refused';
    throw error;
  }
}

const tokenResponse = z.object({ token: z.object({ id: z.int().check(z.positive()) }) });

function idOf(answer: { readonly body: unknown } | 'refused'): number | 'current' {
  const parsed = answer === 'refused' ? undefined : z.safeParse(tokenResponse, answer.body);
  return parsed?.success ? parsed.data.token.id : 'current';
}
