/**
 * What a connect led to.
 */
import type { ConnectorCore } from '../core.js';
import type { GrantedScope } from '../events.js';
import type { EstablishedGrant } from '../oauth/establish-grant.js';
import type { ZendeskSubdomain } from '../subdomain.js';

/** The result of {@link ZendeskConnector.handleCallback} and {@link ZendeskConnection.connectWithClientCredentials}. */
export interface ConnectResult extends GrantedScope {
  readonly connectionId: string;
  readonly subdomain: ZendeskSubdomain;
  /** As it was passed to `connect()`. */
  readonly returnTo?: string;
}

/** @internal Cleans up after the grant from before, and says what the new one is good for. */
export async function finishConnect(
  core: ConnectorCore,
  connectionId: string,
  { grant, replaced }: EstablishedGrant,
): Promise<Omit<ConnectResult, 'returnTo'>> {
  if (replaced !== undefined) {
    const { retireGrant } = await import('./owner.js');
    await retireGrant(core, connectionId, { replaced, current: grant });
  }
  return { connectionId, subdomain: grant.subdomain, ...core.grantedScope(grant.tokens.scope) };
}
