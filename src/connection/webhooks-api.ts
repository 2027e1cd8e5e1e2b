/**
 * Zendesk's webhooks API, as far as one webhook of a connection needs it. Admins only.
 * https://developer.zendesk.com/api-reference/webhooks/webhooks-api/webhooks/
 */
import { ApiError } from '../errors.js';
import { toStandardSchema } from '../schema.js';
import * as z from '../util/zod.js';
import type { AccountClient } from './account-client.js';

/** @internal What sends an authorized request to one account. */
export type WebhooksClient = Pick<AccountClient, 'send'>;

const EVENTS = [
  'comment_added',
  'comment_made_private',
  'attachment_linked_to_comment',
  'status_changed',
  'custom_status_changed',
].map((name) => `zen:event-type:ticket.${name}`);

const webhook = z.object({ id: z.string(), name: z.string(), endpoint: z.string(), status: z.string() });
const webhookResponse = toStandardSchema(z.object({ webhook }));
const webhooksResponse = toStandardSchema(z.object({ webhooks: z.array(webhook) }));
const secretResponse = toStandardSchema(
  z.object({ signing_secret: z.object({ secret: z.string().check(z.minLength(1)) }) }),
);

/** @internal Returns the id of the webhook to keep, and those of others by the same name, which a race may have created. */
export async function findOrCreateWebhook(
  client: WebhooksClient,
  { name, endpoint }: { readonly name: string; readonly endpoint: string },
): Promise<readonly [string, ...string[]]> {
  const query = { 'filter[name_contains]': name, 'page[size]': 100 };
  const { body } = await client.send('GET', '/api/v2/webhooks', { query, schema: webhooksResponse });
  const known = body.webhooks.filter((other) => other.name === name && other.endpoint === endpoint);
  // Every process that looks chooses the same one: ids are in the order in which webhooks were created.
  const active = known.filter(({ status }) => status === 'active').map(({ id }) => id);
  const [kept = await createWebhook(client, name, endpoint)] = active.toSorted();
  // A webhook that an admin paused, or that Zendesk stopped, is replaced.
  return [kept, ...known.map(({ id }) => id).filter((id) => id !== kept)];
}

/** @internal */
export async function fetchSigningSecret(client: WebhooksClient, webhookId: string): Promise<string> {
  const { body } = await client.send('GET', `${pathOf(webhookId)}/signing_secret`, { schema: secretResponse });
  return body.signing_secret.secret;
}

/** @internal Returns `missing` when there is no such webhook, else its status, such as `active` or `inactive`. */
export async function fetchWebhookStatus(client: WebhooksClient, webhookId: string): Promise<string> {
  try {
    const { body } = await client.send('GET', pathOf(webhookId), { schema: webhookResponse });
    return body.webhook.status;
  } catch (error) {
    if (isNotFound(error)) return 'missing';
    throw error;
  }
}

/** @internal Does nothing when there is no such webhook. */
export async function removeWebhook(client: WebhooksClient, webhookId: string): Promise<void> {
  try {
    await client.send('DELETE', pathOf(webhookId));
  } catch (error) {
    if (!isNotFound(error)) throw error;
  }
}

async function createWebhook(client: WebhooksClient, name: string, endpoint: string): Promise<string> {
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

function pathOf(webhookId: string): `/${string}` {
  return `/api/v2/webhooks/${encodeURIComponent(webhookId)}`;
}

function isNotFound(error: unknown): boolean {
  return error instanceof ApiError && error.zendeskStatus === 404;
}
