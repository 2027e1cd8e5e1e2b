/**
 * Cleans up after a grant that a new one has replaced: removes its webhook when another account is connected now, then
 * revokes its tokens.
 */
import type { ConnectorCore } from '../core.js';
import type { EndedGrant, Grant } from '../records/grant.js';
import { findSubscription, leftSubscriptions, type Subscription, withSubscription } from '../records/subscriptions.js';
import type { TokenSet } from '../records/token-set.js';
import type { ZendeskSubdomain } from '../subdomain.js';
import { createGrantClient } from './grant-client.js';
import { revokeGrant } from './revoke-grant.js';
import { runCall } from './run-call.js';
import { oneWebhookAtATime } from './webhook-subscription.js';
import { removeWebhook } from './webhooks-api.js';

/**
 * Never rejects: the new connection stands, whatever is left of the old one. The events say what is left.
 *
 * @internal
 */
export async function retireGrant(
  core: ConnectorCore,
  connectionId: string,
  { replaced, current }: { readonly replaced: Grant | EndedGrant; readonly current: Grant },
): Promise<void> {
  const { subdomain } = replaced;
  let tokens = replaced.state === 'active' ? replaced.tokens : undefined;
  // In the same account the webhook goes on.
  const subscription = subdomain === current.subdomain ? undefined : await findLeft(core, connectionId, subdomain);
  if (subscription !== undefined) tokens = await removeSubscription(core, connectionId, { replaced, subscription });
  if (tokens === undefined || replaced.state === 'ended') return;
  const revocation = await revokeGrant(core.tokenEndpoint, { ...replaced, tokens });
  core.emit(connectionId, { type: 'token.discarded', revocation });
}

/** A subscribe() that is under way may be creating the webhook, so this waits for it for a while. */
async function findLeft(
  core: ConnectorCore,
  connectionId: string,
  subdomain: ZendeskSubdomain,
): Promise<Subscription | undefined> {
  const find = async () => {
    const { record } = await core.records.read(connectionId);
    return leftSubscriptions(record).find((one) => one.subdomain === subdomain);
  };
  return runCall(core, { timeout: core.timeout / 2 }, () => oneWebhookAtATime(core, connectionId, find))
    .catch(find)
    .catch(() => undefined);
}

/** Returns the tokens that are left to revoke. */
async function removeSubscription(
  core: ConnectorCore,
  connectionId: string,
  { replaced, subscription }: { readonly replaced: Grant | EndedGrant; readonly subscription: Subscription },
): Promise<TokenSet | undefined> {
  const { subdomain, webhookId, url, obsolete } = subscription;
  let tokens = replaced.state === 'active' ? replaced.tokens : undefined;
  try {
    if (replaced.state === 'ended') throw new Error('There are no tokens to remove it with');
    await runCall(core, { timeout: core.timeout / 2 }, async (deadline) => {
      const client = createGrantClient(core, replaced, deadline);
      try {
        for (const id of [webhookId, ...obsolete]) await removeWebhook(client, id);
      } finally {
        tokens = client.tokens();
      }
    });
    await core.records.update(connectionId, (record) =>
      findSubscription(record, subdomain)?.webhookId === webhookId ? withSubscription(record, subdomain) : record,
    );
    core.emit(connectionId, { type: 'webhook.unsubscribed', webhookId });
  } catch {
    core.emit(connectionId, { type: 'webhook.not_removed', subdomain, webhookId, url });
  }
  return tokens;
}
