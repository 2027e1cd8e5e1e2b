/**
 * Revokes the tokens of a grant that ends, and says no more of it than is certain.
 */
import type { Revocation } from '../events.js';
import type { TokenEndpoint } from '../oauth/token-endpoint.js';
import type { Grant } from '../records/grant.js';
import type { TokenSet } from '../records/token-set.js';

/**
 * @param onRefreshed saves the tokens of the last refresh, which an expired access token needs
 * @internal
 */
export async function revokeGrant(
  tokenEndpoint: TokenEndpoint,
  grant: Grant,
  onRefreshed?: (tokens: TokenSet) => Promise<unknown>,
): Promise<Revocation> {
  const { clientId, subdomain, tokens } = grant;
  const options = { clientId, ...(onRefreshed === undefined ? {} : { onRefreshed }) };
  const revocation = await tokenEndpoint.revoke(subdomain, tokens, options);
  return revocation === 'already_invalid' && mayBeRotated(grant) ? 'unconfirmed' : revocation;
}

/** Whether Zendesk may have replaced the tokens unseen: in a refresh, or in a disconnect that did not end. */
function mayBeRotated({ refresh, disconnecting }: Grant): boolean {
  return refresh !== undefined || disconnecting === true;
}
