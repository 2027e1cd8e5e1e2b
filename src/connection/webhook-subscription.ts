/**
 * The webhook of a connection: created at Zendesk when the host wants to hear of its tickets, and removed again.
 * https://developer.zendesk.com/api-reference/webhooks/webhooks-api/webhooks/
 */

import type { ConnectorCore } from '../core.js';
import { ApiError, InvalidInputError, NotConnectedError, PermissionError } from '../errors.js';
import type { WebhookRemoval } from '../events.js';
import type { Deadline } from '../http/deadline.js';
import type { ConnectionRecord, Grant, Subscription } from '../records/connection-records.js';
import { coversScope } from '../records/token-set.js';
import { toSchema } from '../schema.js';
import { sha256 } from '../util/hash.js';
import * as z from '../util/zod.js';
import { type AccountClient, createAccountClient } from './account-client.js';
import type { Caller } from './caller.js';

/** The webhook that tells the host what happens to the tickets of the account. */
export interface WebhookSubscription {
  readonly webhookId: string;
  readonly url: string;
}

const EVENTS = ['zen:event-type:ticket.comment_added', 'zen:event-type:ticket.status_changed'];
// Milliseconds; Zendesk gives up on a webhook sooner.
const DELIVERY_WINDOW_MS = 600_000;
const SCOPES = ['webhooks:read', 'webhooks:write'];

const webhook = z.object({ id: z.string(), name: z.string(), endpoint: z.string(), status: z.string() });
const webhookResponse = toSchema(z.object({ webhook }));
const webhooksResponse = toSchema(z.object({ webhooks: z.array(webhook) }));
const secretResponse = toSchema(z.object({ signing_secret: z.object({ secret: z.string().check(z.minLength(1)) }) }));

/** @internal */
export function subscribe(
  core: ConnectorCore,
  caller: Caller,
  url: string,
  deadline: Deadline,
): Promise<WebhookSubscription> {
  const endpoint = requireEndpoint(url);
  return oneAtATime(core, caller, async () => {
    const { connectionId } = caller;
    const { id: grantId, subdomain, user, tokens } = await deadline.race(core.accessTokens.current(connectionId));
    requireAdmin(user, tokens.scope);
    const client = createAccountClient(core, { connectionId, deadline });
    // By its name it is found again after a crash, and told from those of other connections and other hosts.
    const name = `zendesk-connector ${await sha256(JSON.stringify([connectionId, endpoint]))}`;
    const [webhookId, ...others] = await findOrCreate(name, endpoint, client);
    const path = `/api/v2/webhooks/${encodeURIComponent(webhookId)}/signing_secret` as const;
    const { body } = await client.send('GET', path, { schema: secretResponse });
    const { secret } = body.signing_secret;
    const found = { subdomain, webhookId, url: endpoint, secret };
    await core.records.update(connectionId, (record) => {
      // Disconnected, or connected anew, meanwhile: that wins. The webhook is left, because it may be one that the record
      // already knows; by its name the next subscribe finds it.
      if (record.grant?.id !== grantId || ('tokens' in record.grant && record.grant.disconnecting)) {
        throw new NotConnectedError();
      }
      const subscription = succeed(subscriptionOf(record), found, others);
      return subscription === record.subscription ? record : { ...record, subscription };
    });
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
  return oneAtATime(core, caller, async () => {
    const { connectionId } = caller;
    const { record } = await core.records.read(connectionId);
    const { subscription } = record;
    if (subscription === undefined) return undefined;
    const { webhookId, obsolete } = subscription;
    const grant = await deadline.race(core.accessTokens.current(connectionId));
    // In an account that is not connected any more nothing can be removed.
    const isReachable = grant.subdomain === subscription.subdomain;
    if (isReachable) {
      const client = createAccountClient(core, { connectionId, deadline });
      for (const id of [webhookId, ...obsolete]) await remove(id, client);
    }
    await core.records.update(connectionId, (record) => {
      if (record.subscription?.webhookId !== webhookId) return record;
      const { subscription: _, ...rest } = record;
      return rest;
    });
    core.emit(connectionId, { type: 'webhook.unsubscribed', webhookId });
    return isReachable ? 'removed' : 'left';
  });
}

/** @internal Those that a webhook may be signed with now, the current one first. */
export function secretsOf(record: ConnectionRecord): readonly string[] {
  const subscription = subscriptionOf(record);
  if (subscription === undefined) return [];
  const { secret, previousSecret } = subscription;
  const isOnItsWay = previousSecret !== undefined && previousSecret.until > Date.now();
  return isOnItsWay ? [secret, previousSecret.secret] : [secret];
}

/** Calls in this process wait for one another, and those of other processes at the store's lock, if it has one. */
function oneAtATime<T>(
  { webhookMutex, records }: ConnectorCore,
  { connectionId }: Caller,
  task: () => Promise<T>,
): Promise<T> {
  // Not the lock of the connection itself, which a refresh takes in between.
  return webhookMutex.run(connectionId, () => records.locked(`webhook of ${connectionId}`, task));
}

function succeed(
  previous: Subscription | undefined,
  found: Pick<Subscription, 'subdomain' | 'webhookId' | 'url' | 'secret'>,
  others: readonly string[],
): Subscription {
  const isSame = previous?.webhookId === found.webhookId;
  if (isSame && previous.secret === found.secret && others.length === 0) return previous;
  const obsolete = new Set([...others, ...(previous?.obsolete ?? [])]);
  if (previous !== undefined && !isSame) obsolete.add(previous.webhookId);
  obsolete.delete(found.webhookId);
  // What was signed before is still good while it may be under way, and no longer: a secret is reset because somebody may
  // know it.
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
  for (const id of record.subscription?.obsolete ?? []) {
    await remove(id, client);
    await core.records.update(connectionId, (record) => {
      const { subscription } = record;
      if (!subscription?.obsolete.includes(id)) return record;
      const obsolete = subscription.obsolete.filter((other) => other !== id);
      return { ...record, subscription: { ...subscription, obsolete } };
    });
  }
}

/** @internal The webhook, unless it is of an account that was connected before. */
export function subscriptionOf({ subscription, grant }: ConnectionRecord): Subscription | undefined {
  return subscription?.subdomain === grant?.subdomain ? subscription : undefined;
}

/** The id of the webhook to keep, and those of others by the same name, which processes without a lock may have made. */
async function findOrCreate(
  name: string,
  endpoint: string,
  client: AccountClient,
): Promise<readonly [string, ...string[]]> {
  const query = { 'filter[name_contains]': name, 'page[size]': 100 };
  const { body } = await client.send('GET', '/api/v2/webhooks', { query, schema: webhooksResponse });
  const known = body.webhooks.filter((other) => other.name === name && other.endpoint === endpoint);
  // All who look choose the same one: ids are in the order in which webhooks were made.
  const active = known.filter(({ status }) => status === 'active').map(({ id }) => id);
  const [kept = await create(name, endpoint, client)] = active.toSorted();
  // One that somebody paused, or that Zendesk stopped, is replaced.
  return [kept, ...known.map(({ id }) => id).filter((id) => id !== kept)];
}

async function create(name: string, endpoint: string, client: AccountClient): Promise<string> {
  const { body } = await client.send('POST', '/api/v2/webhooks', {
    body: {
      webhook: {
        ...{ name, endpoint, subscriptions: EVENTS },
        ...{ status: 'active', http_method: 'POST', request_format: 'json' },
      },
    },
    schema: webhookResponse,
  });
  return body.webhook.id;
}

async function remove(webhookId: string, client: AccountClient): Promise<void> {
  await client.send('DELETE', `/api/v2/webhooks/${encodeURIComponent(webhookId)}`).catch((error: unknown) => {
    if (!(error instanceof ApiError && error.zendeskStatus === 404)) throw error;
  });
}

function requireAdmin(user: Grant['user'], scope: readonly string[]): void {
  const missing = SCOPES.filter((name) => !coversScope(scope, name));
  if (missing.length > 0) {
    throw new PermissionError({
      reason: 'zendesk',
      message: `Webhooks need the scope ${missing.join(' ')}, which was not granted`,
      hint: `Add ${SCOPES.map((name) => `"${name}"`).join(' and ')} to the option "scope", and have an admin connect again.`,
    });
  }
  if (user !== undefined && user.role !== 'admin') {
    throw new PermissionError({
      reason: 'zendesk',
      message: `Webhooks can be created by admins only, and ${user.role} connected`,
      hint: 'Have an admin of the Zendesk account connect.',
    });
  }
}

function requireEndpoint(url: string): string {
  const endpoint = typeof url === 'string' && URL.canParse(url) ? new URL(url) : undefined;
  if (endpoint?.protocol === 'https:' && endpoint.username === '' && endpoint.hash === '') return endpoint.href;
  throw new InvalidInputError({ issues: [{ path: ['url'], message: 'must be the https URL of your webhook route' }] });
}
