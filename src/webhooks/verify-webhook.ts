/**
 * Verifies that a request is a webhook that Zendesk signed, just now, and for the first time.
 */
import { ConfigurationError, WebhookSignatureError } from '../errors.js';
import type { SeenStore } from '../stores/seen-store.js';
import { refuseUnknownOptions } from '../util/refuse-unknown-options.js';
import { claim, type Duplicate } from './claim.js';
import { inTime } from './in-time.js';
import { noRawBody, type RawWebhook, readBody, readHeaders } from './raw-webhook.js';
import { isSignedWith } from './signature.js';

/** The signing secret of a webhook, or several while one is being replaced. */
export type WebhookSecret = string | readonly string[] | undefined;

/** Options of {@link verifyWebhook}. */
export interface VerifyWebhookOptions {
  /** The signing secret, all that may have been used, or a function that reads them; see `connection.webhookSource()`. */
  readonly secret: WebhookSecret | (() => Promise<WebhookSecret>);
  /** By how many seconds the time of the signature may differ, both ways. @defaultValue 300 */
  readonly toleranceSeconds?: number | undefined;
  /** Recognizes repeated deliveries. Without one, a webhook can be sent again while its time is tolerated. */
  readonly seen?: SeenStore | undefined;
}

/** A webhook that Zendesk signed. */
export interface VerifiedWebhook {
  readonly duplicate?: undefined;
  readonly body: string;
  /** Zendesk's id of this delivery, the same when Zendesk sends it again. It is not signed. */
  readonly invocationId?: string;
  /** When it was signed, ISO 8601. */
  readonly signedAt: string;
  readonly webhookId?: string;
  readonly accountId?: string;
  /** Call it after handling the webhook. Repeated deliveries are then answered as handled. */
  done(): Promise<void>;
  /** Call it if handling failed. The next delivery is then handled. */
  release(): Promise<void>;
}

/** A delivery of a webhook that another delivery is handling, or has handled. */
export interface DuplicateWebhook {
  readonly duplicate: Duplicate;
}

// The compiler demands every option here, so that none is refused as unknown.
const OPTION_NAMES: Readonly<Record<keyof VerifyWebhookOptions, true>> = {
  secret: true,
  toleranceSeconds: true,
  seen: true,
};

// Zendesk gives up sooner.
const RETRY_HORIZON_SECONDS = 3_600;
// An ISO 8601 time and nothing else, so that no byte of the body can be moved into it.
const TIMESTAMP = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{1,9})?(Z|[+-]\d{2}:\d{2})$/;

/**
 * Verifies one request. `receiveTicketEvents()` does that, parses the event and answers the request.
 *
 * @throws WebhookSignatureError for a request that cannot be trusted; ConfigurationError without a secret, or when the
 * body has been read; the error of the seen store
 *
 * @example
 * const webhook = await verifyWebhook(request, { secret, seen });
 * if (webhook.duplicate === undefined) {
 *   await queue.add(webhook.body);
 *   await webhook.done();
 * }
 */
export async function verifyWebhook(
  request: Request | RawWebhook,
  options: VerifyWebhookOptions,
): Promise<VerifiedWebhook | DuplicateWebhook> {
  refuseUnknownOptions(options, OPTION_NAMES);
  const { secret } = options;
  const signed = await authenticate(request, {
    ...options,
    secrets: async () => (typeof secret === 'function' ? secret() : secret),
  });
  const claimed = await claimWebhook(signed, options, windowOf(options));
  if (claimed.duplicate !== undefined) return claimed;
  const { signature: _, ...webhook } = signed;
  return { ...webhook, ...claimed };
}

/** @internal A webhook whose signature is right. It may be a repeated delivery. */
export interface SignedWebhook extends Omit<VerifiedWebhook, 'duplicate' | 'done' | 'release'> {
  readonly signature: string;
}

/**
 * Checks the signature and its time.
 *
 * @internal
 */
export async function authenticate(
  request: Request | RawWebhook,
  options: {
    readonly secrets: () => Promise<WebhookSecret>;
    readonly toleranceSeconds?: number | undefined;
  },
): Promise<SignedWebhook> {
  const window = windowOf(options);
  const header = readHeaders(request);
  const signature = requireHeader(header, 'x-zendesk-webhook-signature');
  const signedAt = requireHeader(header, 'x-zendesk-webhook-signature-timestamp');
  // Before anything is read: a signature that is too old needs neither a secret nor a hash.
  requireRecent(signedAt, window / 2);
  const body = await readBody(request);
  const secrets = requireSecrets(await inTime('The function that reads the signing secrets', options.secrets));
  // All of them, so that the time it takes does not show which one it was.
  const matches = await Promise.all(secrets.map((each) => isSignedWith(each, signature, signedAt, body)));
  if (!matches.includes(true)) {
    // A route whose server reads no body, or a parser that left none: your application can correct that.
    throw request.body === undefined ? noRawBody() : new WebhookSignatureError({ reason: 'signature' });
  }
  const invocationId = header('x-zendesk-webhook-invocation-id');
  const webhookId = header('x-zendesk-webhook-id');
  const accountId = header('x-zendesk-account-id');
  return {
    body: new TextDecoder().decode(body),
    signature,
    signedAt,
    ...(invocationId === undefined ? {} : { invocationId }),
    ...(webhookId === undefined ? {} : { webhookId }),
    ...(accountId === undefined ? {} : { accountId }),
  };
}

/**
 * Claims a webhook, so that no other delivery of it is handled.
 *
 * @param leaseSeconds for how long it counts as being handled
 * @internal
 */
export function claimWebhook(
  { signature, invocationId }: SignedWebhook,
  options: { readonly seen?: SeenStore | undefined; readonly toleranceSeconds?: number | undefined },
  leaseSeconds: number,
) {
  // The invocation id is not signed: a copy with another one is known by its signature.
  const ids = [`signature ${signature}`, ...(invocationId === undefined ? [] : [`invocation ${invocationId}`])];
  // Zendesk signs its next try again, so it is known by its invocation for longer than a signature is valid.
  const memorySeconds = Math.max(windowOf(options), RETRY_HORIZON_SECONDS);
  return claim(options.seen, ids, { leaseSeconds, memorySeconds });
}

function requireHeader(header: (name: string) => string | undefined, name: string): string {
  const value = header(name);
  if (value !== undefined) return value;
  throw new WebhookSignatureError({ reason: 'missing', message: `The request lacks the header ${name}` });
}

function requireRecent(signedAt: string, toleranceSeconds: number): void {
  // NaN also for a month or an hour that does not exist.
  const age = TIMESTAMP.test(signedAt) ? (Date.now() - Date.parse(signedAt)) / 1000 : Number.NaN;
  if (Math.abs(age) <= toleranceSeconds) return;
  const when = `${Math.ceil(Math.abs(age))} seconds ${age > 0 ? 'ago' : 'in the future'}`;
  const message = Number.isNaN(age)
    ? 'The time of the signature is not an ISO 8601 time'
    : `The webhook was signed ${when}, and ${toleranceSeconds} seconds are tolerated`;
  throw new WebhookSignatureError({ reason: 'timestamp', message });
}

/** Returns for how many seconds a signature may be valid: from the earliest time that is tolerated to the latest. */
function windowOf({ toleranceSeconds = 300 }: { readonly toleranceSeconds?: number | undefined }): number {
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
    problem: 'is missing: a webhook cannot be verified without its signing secret',
    hint: 'Call subscribe() first, and pass the connection or the secrets of its webhookSource().',
  });
}
