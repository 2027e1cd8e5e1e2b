/**
 * The webhook of a connection: created in the account when your application subscribes, and removed again.
 */

import type { ConnectorCore } from '../core.js';
import { InvalidInputError, NotConnectedError, PermissionError } from '../errors.js';
import type { WebhookRemoval } from '../events.js';
import type { Deadline } from '../http/deadline.js';
import { connectionState } from '../records/connection-state.js';
import type { Grant } from '../records/grant.js';
import {
  currentSubscription,
  findSubscription,
  type Subscription,
  withSubscription,
} from '../records/subscriptions.js';
import { missingScope } from '../records/token-set.js';
import { sha256 } from '../util/hash.js';
import { type AccountClient, createAccountClient } from './account-client.js';
import type { Caller } from './caller.js';
import { createGrantClient } from './grant-client.js';
import { runCall } from './run-call.js';
import { fetchSigningSecret, findOrCreateWebhook, removeWebhook } from './webhooks-api.js';

/** The webhook that tells the host what happens to the tickets of the account. */
export interface WebhookSubscription {
  readonly webhookId: string;
  readonly url: string;
}

// Milliseconds; Zendesk gives up on a webhook sooner.
const DELIVERY_WINDOW_MS = 600_000;
type FoundWebhook = Pick<Subscription, 'webhookId' | 'url' | 'secret'>;

const SCOPES = ['webhooks:read', 'webhooks:write'];

/** @internal */
export function subscribe(
  core: ConnectorCore,
  caller: Caller,
  url: string,
  deadline: Deadline,
): Promise<WebhookSubscription> {
  const endpoint = requireEndpoint(url);
  const { connectionId } = caller;
  return oneWebhookAtATime(core, connectionId, async () => {
    const grant = await core.accessTokens.current(connectionId, deadline);
    requireAdmin(grant.user, grant.tokens.scope);
    const client = createAccountClient(core, { connectionId, deadline });
    // By its name it is found again after a crash, and told from those of other connections and other applications.
    const name = `zendesk-connector ${await sha256(JSON.stringify([connectionId, endpoint]))}`;
    const [webhookId, ...others] = await findOrCreateWebhook(client, { name, endpoint });
    try {
      const secret = await fetchSigningSecret(client, webhookId);
      await store(core, connectionId, { grant, others, found: { webhookId, url: endpoint, secret } });
    } catch (error) {
      await removeUnknown(core, connectionId, { grant, webhookId, url: endpoint });
      throw error;
    }
    // What cannot be removed now is removed the next time.
    await removeObsolete(core, connectionId, client).catch(() => {});
    core.emit(connectionId, { type: 'webhook.subscribed', webhookId });
    return { webhookId, url: endpoint };
  });
}

/**
 * @returns what became of the webhook; undefined when there was none
 * @internal
 */
export function unsubscribe(
  core: ConnectorCore,
  caller: Caller,
  deadline: Deadline,
): Promise<WebhookRemoval | undefined> {
  const { connectionId } = caller;
  return oneWebhookAtATime(core, connectionId, async () => {
    const { record } = await core.records.read(connectionId);
    const subscription = currentSubscription(record);
    if (subscription === undefined) return undefined;
    const { subdomain, webhookId, obsolete } = subscription;
    const client = createAccountClient(core, { connectionId, deadline });
    for (const id of [webhookId, ...obsolete]) await removeWebhook(client, id);
    await core.records.update(connectionId, (record) =>
      findSubscription(record, subdomain)?.webhookId === webhookId ? withSubscription(record, subdomain) : record,
    );
    core.emit(connectionId, { type: 'webhook.unsubscribed', webhookId });
    return 'removed';
  });
}

/** @internal Tasks in this process wait for one another, and those of other processes at the store's lock, if it has one. */
export function oneWebhookAtATime<T>(
  { webhookMutex, records }: ConnectorCore,
  connectionId: string,
  task: () => Promise<T>,
): Promise<T> {
  // Not the lock of the connection itself, which a refresh takes in between. The hash keeps it apart from the lock of a
  // connection whose id looks like this name.
  return webhookMutex.run(connectionId, async () => records.locked(`webhook of ${await sha256(connectionId)}`, task));
}

async function store(
  core: ConnectorCore,
  connectionId: string,
  created: { readonly grant: Grant; readonly others: readonly string[]; readonly found: FoundWebhook },
): Promise<void> {
  const { grant, others, found } = created;
  const { subdomain } = grant;
  await core.records.update(connectionId, (record) => {
    // Disconnected, or connected again, meanwhile: that wins.
    const current = connectionState(record, core.clientId);
    if (current.state === 'disconnected' || current.grant.id !== grant.id) throw new NotConnectedError();
    const previous = findSubscription(record, subdomain);
    return withSubscription(record, subdomain, succeed(previous, { subdomain, ...found }, others));
  });
}

/** Removes a webhook that no record will ever know: another account is connected now, or none. */
async function removeUnknown(
  core: ConnectorCore,
  connectionId: string,
  created: { readonly grant: Grant; readonly webhookId: string; readonly url: string },
): Promise<void> {
  const { grant, webhookId, url } = created;
  const { subdomain } = grant;
  try {
    const { record } = await core.records.read(connectionId);
    // In the same account the next subscribe() finds it by its name.
    if (record.grant?.subdomain === subdomain || findSubscription(record, subdomain)?.webhookId === webhookId) return;
    await runCall(core, { timeout: core.timeout / 2 }, (deadline) =>
      removeWebhook(createGrantClient(core, grant, deadline), webhookId),
    );
  } catch {
    core.emit(connectionId, { type: 'webhook.not_removed', subdomain, webhookId, url });
  }
}

function succeed(
  previous: Subscription | undefined,
  found: FoundWebhook & Pick<Subscription, 'subdomain'>,
  others: readonly string[],
): Subscription {
  const isSame = previous?.webhookId === found.webhookId;
  if (isSame && previous.secret === found.secret && others.length === 0) return previous;
  const obsolete = new Set([...others, ...(previous?.obsolete ?? [])]);
  if (previous !== undefined && !isSame) obsolete.add(previous.webhookId);
  obsolete.delete(found.webhookId);
  // What was signed before is still good while it may be under way, and no longer: a secret is reset because it may be
  // known.
  const replaced = previous !== undefined && previous.secret !== found.secret;
  return {
    ...found,
    ...(replaced
      ? { previousSecret: { secret: previous.secret, until: Date.now() + DELIVERY_WINDOW_MS } }
      : previous?.previousSecret && { previousSecret: previous.previousSecret }),
    obsolete: [...obsolete],
  };
}

async function removeObsolete(core: ConnectorCore, connectionId: string, client: AccountClient): Promise<void> {
  const { record } = await core.records.read(connectionId);
  for (const id of currentSubscription(record)?.obsolete ?? []) {
    await removeWebhook(client, id);
    await core.records.update(connectionId, (record) => {
      const subscription = currentSubscription(record);
      if (!subscription?.obsolete.includes(id)) return record;
      const obsolete = subscription.obsolete.filter((other) => other !== id);
      return withSubscription(record, subscription.subdomain, { ...subscription, obsolete });
    });
  }
}

function requireAdmin(user: Grant['user'], scope: readonly string[]): void {
  const missing = missingScope(SCOPES, scope).join(' ');
  if (missing !== '') {
    throw new PermissionError({
      reason: 'zendesk',
      message: `Webhooks need the scope ${missing}, which was not granted`,
      hint: `Add ${SCOPES.map((name) => `"${name}"`).join(' and ')} to the option "scope", and have an admin connect again.`,
      ownerMessage: `Agent replies need the Zendesk scope ${missing}, which this connection lacks. Ask the developer to add it, then connect again as an admin.`,
    });
  }
  if (user !== undefined && user.role !== 'admin') {
    throw new PermissionError({
      reason: 'zendesk',
      message: `Webhooks can be created by admins only, and ${user.role} connected`,
      hint: 'Have an admin of the Zendesk account connect.',
      ownerMessage: `Only admins can create webhooks in Zendesk, and the connected user has the role ${user.role}. Have an admin connect.`,
    });
  }
}

function requireEndpoint(url: string): string {
  const endpoint = typeof url === 'string' && URL.canParse(url) ? new URL(url) : undefined;
  if (endpoint?.protocol === 'https:' && endpoint.username === '' && endpoint.hash === '') return endpoint.href;
  throw new InvalidInputError({ issues: [{ path: ['url'], message: 'must be the https URL of your webhook route' }] });
}
