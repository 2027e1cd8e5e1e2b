/**
 * Disconnects, and reports whether the tokens are proven dead.
 */
import type {
  Revocation,
  ZendeskConnection,
} from 'zendesk-connector';

export async function disconnect(
  owner: ZendeskConnection,
): Promise<Revocation> {
  const { revocation } = await owner.disconnect();
  return revocation;
}
