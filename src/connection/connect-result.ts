/**
 * What a connect led to.
 */
import type { ConnectorCore } from '../core.js';
import type { EstablishedGrant } from '../oauth/establish-grant.js';
import { missingScope } from '../records/token-set.js';
import type { ZendeskSubdomain } from '../subdomain.js';
import { type LimitedAction, limitedActions } from './built-in-actions.js';

/** The result of {@link ZendeskConnector.handleCallback} and {@link ZendeskConnection.connectWithClientCredentials}. */
export interface ConnectResult {
  readonly connectionId: string;
  readonly subdomain: ZendeskSubdomain;
  /** As it was passed to `connect()`. */
  readonly returnTo?: string;
  /** What Zendesk granted. */
  readonly scope: readonly string[];
  /** What the option `scope` asks for and Zendesk did not grant. */
  readonly missingScope: readonly string[];
  /** The actions that lack a scope. */
  readonly limitedActions: readonly LimitedAction[];
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
  const { scope } = grant.tokens;
  return {
    connectionId,
    subdomain: grant.subdomain,
    scope,
    missingScope: missingScope(core.scope, scope),
    limitedActions: limitedActions(scope),
  };
}
