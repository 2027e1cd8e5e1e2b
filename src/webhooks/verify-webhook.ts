/**
 * Makes sure that a request is a webhook that Zendesk signed, just now, and for the first time.
 */
import { ConfigurationError, WebhookSignatureError } from '../errors.js';
import type { SeenStore } from './seen-store.js';
import { isSignedWith } from './signature.js';

/** A request whose body somebody has read already, such as Express with `express.raw()`. */
export interface RawWebhook {
  readonly headers: Headers | Readonly<Record<string, string | readonly string[] | undefined>>;
  /** As it arrived: never parsed and printed again. */
  readonly body: string | Uint8Array;
}

/** How {@link verifyWebhook} is done. */
export interface VerifyWebhookOptions {
  /** The signing secret of the webhook; several while one is being replaced. */
  readonly secret: string | readonly string[] | undefined;
  /** By how much the time of the signature may differ, in seconds, both ways. @defaultValue 300 */
  readonly toleranceSeconds?: number | undefined;
  /** Refuses what was received before. Without one, a webhook can be sent again while its time is tolerated. */
  readonly seen?: SeenStore | undefined;
}

/** A webhook that can be trusted. */
export interface VerifiedWebhook {
  readonly body: string;
  /** Zendesk's id of this delivery, the same when it is tried again. */
  readonly invocationId: string;
  /** When it was signed, ISO 8601. */
  readonly signedAt: string;
  readonly webhookId?: string;
  readonly accountId?: string;
  /**
   * Call it when you could not handle the webhook, and answer 503 with a `Retry-After` below 60: Zendesk's next try is
   * then not taken for a repetition.
   */
  release(): Promise<void>;
}

// Far more than a ticket event has: a comment is at most 64 kB.
const MAX_BYTES = 1_048_576;

/**
 * @throws WebhookSignatureError for everything that cannot be trusted, and with the reason `replayed` and the status
 * 200 for what was received before; ConfigurationError without a secret, or when the body has been read; what the seen
 * store throws
 */
export async function verifyWebhook(
  request: Request | RawWebhook,
  options: VerifyWebhookOptions,
): Promise<VerifiedWebhook> {
  const { toleranceSeconds = 300, seen } = options ?? {};
  const secrets = secretsOf(options?.secret);
  if (!(typeof toleranceSeconds === 'number' && toleranceSeconds > 0 && toleranceSeconds <= 86_400)) {
    throw new ConfigurationError('toleranceSeconds', 'must be more than 0 and at most 86,400');
  }
  const header = headersOf(request);
  const signature = header('x-zendesk-webhook-signature');
  const signedAt = header('x-zendesk-webhook-signature-timestamp');
  const invocationId = header('x-zendesk-webhook-invocation-id');
  if (!signature || !signedAt || !invocationId) throw new WebhookSignatureError('missing');
  const body = await bodyOf(request);
  // All of them, so that the time it takes does not tell which one it was.
  const matches = await Promise.all(secrets.map((secret) => isSignedWith(secret, signature, signedAt, body)));
  if (!matches.includes(true)) throw new WebhookSignatureError('signature');
  // Only what is signed is looked at: a time that is no time fails here, too.
  if (!(Math.abs(Date.now() - Date.parse(signedAt)) <= toleranceSeconds * 1000)) {
    throw new WebhookSignatureError('timestamp');
  }
  // The invocation id is not signed: a copy that has another one is known by its signature.
  const ids = [`signature ${signature}`, `invocation ${invocationId}`];
  for (const id of ids) {
    if ((await seen?.add(id, toleranceSeconds * 2)) === false) throw new WebhookSignatureError('replayed');
  }
  const webhookId = header('x-zendesk-webhook-id');
  const accountId = header('x-zendesk-account-id');
  return {
    body: new TextDecoder().decode(body),
    invocationId,
    signedAt,
    ...(webhookId === undefined ? {} : { webhookId }),
    ...(accountId === undefined ? {} : { accountId }),
    async release() {
      for (const id of ids) await seen?.delete(id);
    },
  };
}

function secretsOf(secret: string | readonly string[] | undefined): readonly string[] {
  const secrets = typeof secret === 'string' ? [secret] : (secret ?? []);
  if (
    Array.isArray(secrets) &&
    secrets.length > 0 &&
    secrets.every((each) => typeof each === 'string' && each !== '')
  ) {
    return secrets;
  }
  throw new ConfigurationError(
    'secret',
    'is missing: without the signing secret nobody knows who sent a webhook',
    'Pass what webhookSecrets() of the connection gives, or the signing secret from Admin Center. Call subscribe() first.',
  );
}

function headersOf({ headers }: Request | RawWebhook): (name: string) => string | undefined {
  // Not `instanceof Headers`: some servers bring a class of their own.
  if (isHeaders(headers)) return (name) => headers.get(name) ?? undefined;
  const lower = new Map(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
  return (name) => {
    const value = lower.get(name);
    return typeof value === 'string' ? value : undefined;
  };
}

function isHeaders(headers: RawWebhook['headers']): headers is Headers {
  return typeof headers.get === 'function';
}

async function bodyOf(request: Request | RawWebhook): Promise<Uint8Array> {
  if (request.body instanceof Uint8Array) return limited(request.body);
  if (typeof request.body === 'string') return limited(new TextEncoder().encode(request.body));
  if (!('arrayBuffer' in request) || request.bodyUsed) {
    throw new ConfigurationError(
      'request',
      'has no raw body: it was read or parsed before',
      'Verify before anything else reads the body, or pass { headers, body } with the body as it arrived.',
    );
  }
  return limited(new Uint8Array(await request.arrayBuffer()));
}

function limited(body: Uint8Array): Uint8Array {
  // Zendesk sends nothing of that size, so it is not signed by it either.
  if (body.length > MAX_BYTES) throw new WebhookSignatureError('signature');
  return body;
}
