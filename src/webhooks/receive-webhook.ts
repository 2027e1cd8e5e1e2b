/**
 * The whole route for webhooks: verifies, has the host handle it once, and answers so that Zendesk tries again when, and
 * only when, that makes sense.
 */
import { WebhookSignatureError } from '../errors.js';
import type { RawWebhook } from './raw-webhook.js';
import { type VerifiedWebhook, type VerifyWebhookOptions, verify } from './verify-webhook.js';

/** How {@link receiveWebhook} is done. */
export interface ReceiveWebhookOptions extends VerifyWebhookOptions {
  /**
   * Told of what kept the webhook from being handled: what `handle`, `secret` or the seen store threw. Zendesk is asked
   * to send it again.
   */
  readonly onError: (error: unknown) => void;
}

// Longer than Zendesk waits for an answer, and shorter than it goes on trying.
const LEASE_SECONDS = 30;
// Zendesk tries again when this is less than a minute.
const TRY_AGAIN = { 'retry-after': '10' };

/**
 * Handles one request and resolves to its answer: 204 when it is handled, 200 when it was before, 409 while it is being
 * handled, 401 when it cannot be trusted, 503 with `Retry-After` when something failed here. Never rejects.
 *
 * @param handle is to be quick, or to put it into a queue: Zendesk waits some ten seconds
 */
export async function receiveWebhook(
  request: Request | RawWebhook,
  options: ReceiveWebhookOptions,
  handle: (webhook: VerifiedWebhook) => Promise<void> | void,
): Promise<Response> {
  let webhook: VerifiedWebhook | undefined;
  try {
    webhook = await verify(request, options, LEASE_SECONDS);
    await handle(webhook);
  } catch (error) {
    if (webhook === undefined && error instanceof WebhookSignatureError) {
      return new Response(null, { status: error.status });
    }
    report(options, error);
    // What cannot be released is free when its lease has run out.
    await webhook?.release().catch(() => {});
    return new Response(null, { status: 503, headers: TRY_AGAIN });
  }
  // It is handled, whatever becomes of the memory of it.
  await webhook.done().catch((error: unknown) => report(options, error));
  return new Response(null, { status: 204 });
}

/** A logger that fails changes no answer. */
function report({ onError }: ReceiveWebhookOptions, error: unknown): void {
  try {
    onError(error);
  } catch {
    // There is nobody left to tell.
  }
}
