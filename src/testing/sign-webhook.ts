/**
 * A webhook as Zendesk sends it, for the tests of a host's route.
 */
import { sign } from '../webhooks/signature.js';

/** What a webhook is made of. */
export interface SignWebhookInit {
  /** The signing secret. */
  readonly secret: string;
  /** Text, or what is to become JSON. */
  readonly body: string | object;
  /** The route. @defaultValue `https://bot.example/zendesk/webhook` */
  readonly url?: string;
  /** When it was signed. @defaultValue now */
  readonly signedAt?: Date;
  /** @defaultValue random */
  readonly invocationId?: string;
  /** @defaultValue `webhook` */
  readonly webhookId?: string;
}

/**
 * Creates a `POST` that `verifyWebhook()` accepts if it knows the secret.
 *
 * @example
 * const request = await signWebhook({ secret, body: { type: 'zen:event-type:ticket.comment_added' } });
 */
export async function signWebhook(init: SignWebhookInit): Promise<Request> {
  const { secret, url = 'https://bot.example/zendesk/webhook', signedAt = new Date() } = init;
  const { invocationId = crypto.randomUUID(), webhookId = 'webhook' } = init;
  const body = typeof init.body === 'string' ? init.body : JSON.stringify(init.body);
  // Zendesk writes whole seconds.
  const timestamp = signedAt.toISOString().replace(/\.\d+Z$/, 'Z');
  return new Request(url, {
    method: 'POST',
    body,
    headers: {
      'content-type': 'application/json',
      'x-zendesk-account-id': '1',
      'x-zendesk-webhook-id': webhookId,
      'x-zendesk-webhook-invocation-id': invocationId,
      'x-zendesk-webhook-signature': await sign(secret, timestamp, new TextEncoder().encode(body)),
      'x-zendesk-webhook-signature-timestamp': timestamp,
    },
  });
}
