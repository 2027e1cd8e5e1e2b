/**
 * Connects the one account that the OAuth client belongs to.
 */
import type { ZendeskConnection } from 'zendesk-connector';

export async function connectWithoutBrowser(
  owner: ZendeskConnection,
  subdomain: string,
): Promise<void> {
  await owner.connectWithClientCredentials({ subdomain });
}
