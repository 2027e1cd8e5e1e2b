/**
 * The webhook of a connection: created at Zendesk when the host wants to hear of its tickets, and removed again.
 * https://developer.zendesk.com/api-reference/webhooks/webhooks-api/webhooks/
 */
import * as z from 'zod/mini';
import type { ActionContext } from './actions/action.js';
import type { Caller } from './caller.js';
import type { ConnectorCore } from './core.js';
import { sha256 } from './digest.js';
import { ApiError, InvalidInputError, NotConnectedError, PermissionError } from './errors.js';
import type { Deadline } from './http/deadline.js';
import { coversScope } from './oauth/token-set.js';
import { createContext } from './run-action.js';
import { toSchema } from './schema.js';
import type { ConnectionRecord, Grant, Subscription } from './stores/connection-records.js';

/** The webhook that tells the host what happens to the tickets of the account. */
export interface WebhookSubscription {
  readonly webhookId: string;
  readonly url: string;
}

const EVENTS = ['zen:event-type:ticket.comment_added', 'zen:event-type:ticket.status_changed'];
const SCOPES = ['webhooks:read', 'webhooks:write'];

const webhook = z.object({ id: z.string(), name: z.string(), endpoint: z.string(), status: z.string() });
const webhookResponse = toSchema(z.object({ webhook }));
const webhooksResponse = toSchema(z.object({ webhooks: z.array(webhook) }));
const secretResponse = toSchema(z.object({ signing_secret: z.object({ secret: z.string().check(z.minLength(1)) }) }));

/** @internal */
export async function subscribe(
  core: ConnectorCore,
  caller: Caller,
  url: string,
  deadline: Deadline,
): Promise<WebhookSubscription> {
  const endpoint = requireEndpoint(url);
  const { connectionId } = caller;
  const { id: grantId, subdomain, user, tokens } = await deadline.race(core.accessTokens.current(connectionId));
  requireAdmin(user, tokens.scope);
  const context = createContext(core, caller, 'anyone', deadline, {});
  // By its name it is found again after a crash, and told from those of other connections and other hosts.
  const name = `zendesk-connector ${await sha256(JSON.stringify([connectionId, endpoint]))}`;
  const [active, ...others] = await findOrCreate(name, endpoint, context);
  const { body } = await context.send('GET', `/api/v2/webhooks/${active}/signing_secret`, { schema: secretResponse });
  const { secret } = body.signing_secret;
  let previous: Subscription | undefined;
  await core.records.update(connectionId, (record) => {
    // Disconnected, or connected anew, meanwhile: that wins.
    if (record.grant?.id !== grantId) throw new NotConnectedError();
    previous = subscriptionOf(record);
    const isSame = previous?.webhookId === active;
    if (isSame && previous?.secrets[0] === secret) return record;
    // What was signed before the secret was replaced may still be on its way.
    const secrets = isSame && previous !== undefined ? [secret, ...previous.secrets.slice(0, 1)] : [secret];
    return { ...record, subscription: { subdomain, webhookId: active, url: endpoint, secrets } };
  });
  if (previous !== undefined && previous.webhookId !== active) others.push(previous.webhookId);
  for (const other of others) await remove(other, context);
  core.emit(connectionId, { type: 'subscribed', webhookId: active });
  return { webhookId: active, url: endpoint };
}

/** @internal */
export async function unsubscribe(core: ConnectorCore, caller: Caller, deadline: Deadline): Promise<void> {
  const { connectionId } = caller;
  const { subscription } = (await core.records.read(connectionId)).record;
  if (subscription === undefined) return;
  const { subdomain, webhookId } = subscription;
  const grant = await deadline.race(core.accessTokens.current(connectionId));
  // In an account that is not connected any more nothing can be removed.
  if (grant.subdomain === subdomain) {
    await remove(webhookId, createContext(core, caller, 'anyone', deadline, {}));
  }
  await core.records.update(connectionId, (record) => {
    if (record.subscription?.webhookId !== webhookId) return record;
    const { subscription: _, ...rest } = record;
    return rest;
  });
  core.emit(connectionId, { type: 'unsubscribed', webhookId });
}

/** @internal The webhook, unless it is of an account that was connected before. */
export function subscriptionOf({ subscription, grant }: ConnectionRecord): Subscription | undefined {
  return subscription?.subdomain === grant?.subdomain ? subscription : undefined;
}

/** The id of the webhook to keep, and those of others by the same name, which two calls at once may have made. */
async function findOrCreate(
  name: string,
  endpoint: string,
  context: ActionContext,
): Promise<readonly [string, ...string[]] & string[]> {
  const query = { 'filter[name_contains]': name, 'page[size]': 100 };
  const { body } = await context.send('GET', '/api/v2/webhooks', { query, schema: webhooksResponse });
  const known = body.webhooks.filter((other) => other.name === name && other.endpoint === endpoint);
  const [active, ...others] = known.toSorted((a, b) => Number(b.status === 'active') - Number(a.status === 'active'));
  if (active?.status === 'active') return [active.id, ...others.map(({ id }) => id)];
  const created = await context.send('POST', '/api/v2/webhooks', {
    body: {
      webhook: {
        ...{ name, endpoint, subscriptions: EVENTS },
        ...{ status: 'active', http_method: 'POST', request_format: 'json' },
      },
    },
    schema: webhookResponse,
  });
  // One that somebody paused, or that Zendesk stopped, is replaced.
  return [created.body.webhook.id, ...known.map(({ id }) => id)];
}

async function remove(webhookId: string, context: ActionContext): Promise<void> {
  await context.send('DELETE', `/api/v2/webhooks/${encodeURIComponent(webhookId)}`).catch((error: unknown) => {
    if (!(error instanceof ApiError && error.zendeskStatus === 404)) throw error;
  });
}

function requireAdmin(user: Grant['user'], scope: readonly string[]): void {
  const missing = SCOPES.filter((name) => !coversScope(scope, name));
  if (missing.length > 0) {
    throw new PermissionError(
      'zendesk',
      `Webhooks need the scope ${missing.join(' ')}, which was not granted`,
      `Add ${SCOPES.map((name) => `"${name}"`).join(' and ')} to the option "scope", and have an admin connect again.`,
    );
  }
  if (user !== undefined && user.role !== 'admin') {
    throw new PermissionError(
      'zendesk',
      `Webhooks can be created by admins only, and ${user.role} connected`,
      'Have an admin of the Zendesk account connect.',
    );
  }
}

function requireEndpoint(url: string): string {
  const endpoint = typeof url === 'string' && URL.canParse(url) ? new URL(url) : undefined;
  if (endpoint?.protocol === 'https:' && endpoint.username === '' && endpoint.hash === '') return endpoint.href;
  throw new InvalidInputError([{ path: ['url'], message: 'must be the https URL of your webhook route' }]);
}
