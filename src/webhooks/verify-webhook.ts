/**
 * Makes sure that a request is a webhook that Zendesk signed, just now, and for the first time.
 */
import { ConfigurationError, WebhookSignatureError } from '../errors.js';
import type { SeenStore } from '../stores/seen-store.js';
import { claim } from './claim.js';
import { type RawWebhook, readBody, readHeaders } from './raw-webhook.js';
import { isSignedWith } from './signature.js';

/** The signing secret of the webhook; several while one is being replaced; or where to get them. */
export type WebhookSecret = string | readonly string[] | undefined;

/** How {@link verifyWebhook} is done. */
export interface VerifyWebhookOptions {
  /** The signing secret, or all that may have been used; see `connection.webhookSecrets()`. */
  readonly secret: WebhookSecret | (() => Promise<WebhookSecret>);
  /** By how much the time of the signature may differ, in seconds, both ways. @defaultValue 300 */
  readonly toleranceSeconds?: number | undefined;
  /** Refuses what was received before. Without one, a webhook can be sent again while its time is tolerated. */
  readonly seen?: SeenStore | undefined;
}

/** A webhook that can be trusted. */
export interface VerifiedWebhook {
  readonly body: string;
  /** Zendesk's id of this delivery, the same when it is tried again. It is not signed. */
  readonly invocationId: string;
  /** When it was signed, ISO 8601. */
  readonly signedAt: string;
  readonly webhookId?: string;
  readonly accountId?: string;
  /** Call it when the webhook is handled: repetitions are from then on answered as done. */
  done(): Promise<void>;
  /** Call it when the webhook could not be handled: the next try is then not taken for a repetition. */
  release(): Promise<void>;
}

// Seconds; Zendesk gives up sooner.
const RETRY_HORIZON_SECONDS = 3_600;
// As Zendesk writes it. Nothing else, so that no byte of the body can be moved into it.
const TIMESTAMP = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?Z$/;

/**
 * Verifies one request. {@link receiveWebhook} does that and answers it, too.
 *
 * @throws WebhookSignatureError for everything that cannot be trusted, and for repetitions with the reason `in_progress`
 * until `done()` was called, and `replayed` then; ConfigurationError without a secret, or when the body has been read;
 * what the seen store throws
 */
export async function verifyWebhook(
  request: Request | RawWebhook,
  options: VerifyWebhookOptions,
): Promise<VerifiedWebhook> {
  const window = windowOf(options);
  return verify(request, options, window);
}

/**
 * @param leaseSeconds for how long it is known as being handled
 * @internal
 */
export async function verify(
  request: Request | RawWebhook,
  options: VerifyWebhookOptions,
  leaseSeconds: number,
): Promise<VerifiedWebhook> {
  const window = windowOf(options);
  const { secret, seen } = options;
  const secrets = requireSecrets(typeof secret === 'function' ? await secret() : secret);
  const header = readHeaders(request);
  const signature = header('x-zendesk-webhook-signature');
  const signedAt = header('x-zendesk-webhook-signature-timestamp');
  const invocationId = header('x-zendesk-webhook-invocation-id');
  if (!signature || !signedAt || !invocationId) throw new WebhookSignatureError({ reason: 'missing' });
  // Before anything is read: what is too old, or no time at all, needs no hash.
  const age = TIMESTAMP.test(signedAt) ? Math.abs(Date.now() - Date.parse(signedAt)) : Number.NaN;
  if (!(age <= (window / 2) * 1000)) throw new WebhookSignatureError({ reason: 'timestamp' });
  const body = await readBody(request);
  // All of them, so that the time it takes does not tell which one it was.
  const matches = await Promise.all(secrets.map((each) => isSignedWith(each, signature, signedAt, body)));
  if (!matches.includes(true)) throw new WebhookSignatureError({ reason: 'signature' });
  // The invocation id is not signed: a copy that has another one is known by its signature.
  const ids = [`signature ${signature}`, `invocation ${invocationId}`];
  // A next try of Zendesk is signed anew: it is known by its invocation for longer than a signature is good.
  const claimed = await claim(seen, ids, leaseSeconds, Math.max(window, RETRY_HORIZON_SECONDS));
  const webhookId = header('x-zendesk-webhook-id');
  const accountId = header('x-zendesk-account-id');
  return {
    body: new TextDecoder().decode(body),
    invocationId,
    signedAt,
    ...(webhookId === undefined ? {} : { webhookId }),
    ...(accountId === undefined ? {} : { accountId }),
    ...claimed,
  };
}

/** For how long a signature may be good, in seconds: from the earliest time that is tolerated to the latest. */
function windowOf({ toleranceSeconds = 300 }: VerifyWebhookOptions): number {
  if (typeof toleranceSeconds === 'number' && toleranceSeconds > 0 && toleranceSeconds <= 86_400) {
    return toleranceSeconds * 2;
  }
  throw new ConfigurationError({ option: 'toleranceSeconds', problem: 'must be more than 0 and at most 86,400' });
}

function requireSecrets(secret: WebhookSecret): readonly string[] {
  const secrets = typeof secret === 'string' ? [secret] : (secret ?? []);
  if (
    Array.isArray(secrets) &&
    secrets.length > 0 &&
    secrets.every((each) => typeof each === 'string' && each !== '')
  ) {
    return secrets;
  }
  throw new ConfigurationError({
    option: 'secret',
    problem: 'is missing: without the signing secret nobody knows who sent a webhook',
    hint: 'Pass what webhookSecrets() of the connection gives, or the signing secret from Admin Center. Call subscribe() first.',
  });
}
