/**
 * The connector: one OAuth client, a place for tokens, and a listener for the audit trail.
 */
import {
  generateEncryptionKey,
  MemoryTokenStore,
  ZendeskConnector,
  type ZendeskConnectorOptions,
} from 'zendesk-connector';

export type OAuthClient = Pick<
  ZendeskConnectorOptions,
  'clientId' | 'clientSecret' | 'fetch'
>;

export function createConnector(
  client: OAuthClient,
  options: Pick<
    ZendeskConnectorOptions,
    'redirectUri' | 'scope' | 'onEvent'
  >,
): ZendeskConnector {
  return new ZendeskConnector({
    ...client,
    ...options,
    // Yours: files, Redis, PostgreSQL.
    tokenStore: new MemoryTokenStore(),
    // Yours: from the environment.
    encryptionKey: generateEncryptionKey(),
  });
}
