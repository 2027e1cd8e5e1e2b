/**
 * The error of a request that claims to be a webhook of Zendesk.
 */
import { type ErrorDetails, ZendeskError } from './zendesk-error.js';

/**
 * Why a webhook request cannot be trusted.
 * - `missing`: it lacks a header that Zendesk sends.
 * - `timestamp`: it was signed too long ago, or in the future.
 * - `signature`: its body and time were not signed with a known secret.
 * - `too_large`: its body is larger than any webhook of Zendesk.
 * - `incomplete`: its body did not arrive in time.
 */
export type WebhookSignatureReason = 'missing' | 'timestamp' | 'signature' | 'too_large' | 'incomplete';

const SIGNATURE_EXPLANATIONS: Record<WebhookSignatureReason, readonly [status: number, message: string, hint: string]> =
  {
    missing: [
      401,
      'The request lacks a header of a webhook that Zendesk signed',
      'Pass the request as it arrived, with all headers. Check whether a proxy drops some. If it is not from Zendesk, there is nothing to do.',
    ],
    timestamp: [
      401,
      'The webhook was signed outside of the time that is tolerated',
      'If it is from Zendesk, check the clock of this machine.',
    ],
    signature: [
      401,
      'The signature of the webhook does not fit its body, its timestamp and any of the secrets',
      'Pass the raw request body, not parsed and re-serialized JSON. If the secret was reset, call subscribe() again.',
    ],
    too_large: [413, 'The body of the request is larger than a webhook of Zendesk', 'There is nothing to do.'],
    incomplete: [
      408,
      'The body of the request did not arrive in time',
      'If it is from Zendesk, Zendesk sends it again.',
    ],
  };

/** A request that claims to be a webhook of Zendesk, and cannot be trusted. */
export class WebhookSignatureError extends ZendeskError {
  static override readonly className: string = 'WebhookSignatureError';
  declare readonly code: 'webhook_signature';
  readonly reason: WebhookSignatureReason;

  constructor({
    reason,
    message,
    ...more
  }: ErrorDetails & { readonly reason: WebhookSignatureReason; readonly message?: string | undefined }) {
    const [status, explanation, hint] = SIGNATURE_EXPLANATIONS[reason];
    super({
      message: message ?? explanation,
      code: 'webhook_signature',
      status,
      ...more,
      userMessage: more.userMessage ?? 'That request cannot be accepted.',
      hint: more.hint ?? hint,
    });
    this.reason = reason;
  }
}
