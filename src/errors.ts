/**
 * Every error that this library throws. Imports nothing, so that anything may import it.
 * Errors are made of plain, safe data: never a token, a secret, a request, a response or a `cause` from a transport.
 */

const brand = Symbol.for('zendesk-connector.error');

/** Stable identifiers for programs; messages may change, these do not. */
export type ZendeskErrorCode =
  | 'configuration'
  | 'invalid_input'
  | 'permission_denied'
  | 'not_connected'
  | 'reconnect_required'
  | 'oauth_callback'
  | 'rate_limited'
  | 'api_error'
  | 'not_found'
  | 'idempotency_conflict'
  | 'requester_suspended'
  | 'ticket_closed'
  | 'redirect_refused'
  | 'response_format'
  | 'network'
  | 'timeout'
  | 'token_store'
  | 'webhook_signature';

/** What every error says; see {@link ZendeskError} for the meaning of each member. */
export interface ZendeskErrorInit {
  readonly message: string;
  readonly code: ZendeskErrorCode;
  readonly status: number;
  readonly userMessage: string;
  readonly hint: string;
  readonly retryable?: boolean;
  readonly requestId?: string | undefined;
}

/**
 * Base class of every error of this library. `instanceof` also recognizes errors of another copy of the package.
 */
export class ZendeskError extends Error {
  /** The class by name, which survives minification and tells classes of two package copies alike. */
  static readonly className: string = 'ZendeskError';
  /** Stable identifier of what went wrong. */
  readonly code: ZendeskErrorCode;
  /** The HTTP status that a route of the host should answer with. */
  readonly status: number;
  /** Whether the same call may succeed later without anything being changed. */
  readonly retryable: boolean;
  /** A sentence that is safe to show to the person who chats. */
  readonly userMessage: string;
  /** What the developer, or the model, should do next. */
  readonly hint: string;
  /** Zendesk's id of the request, for its support team. */
  readonly requestId?: string;

  constructor(init: ZendeskErrorInit) {
    super(init.message);
    // Not enumerable: neither belongs into a log line that spreads the error.
    Object.defineProperty(this, brand, { value: true });
    Object.defineProperty(this, 'name', { value: new.target.className, configurable: true });
    this.code = init.code;
    this.status = init.status;
    this.retryable = init.retryable ?? false;
    this.userMessage = init.userMessage;
    this.hint = init.hint;
    if (init.requestId !== undefined) this.requestId = init.requestId;
  }

  static override [Symbol.hasInstance](value: unknown): boolean {
    if (typeof value !== 'object' || value === null || !(brand in value)) return false;
    return this.className === ZendeskError.className || (value as unknown as Error).name === this.className;
  }

  /** Everything that the error says, without its stack. */
  toJSON(): Record<string, unknown> {
    return Object.assign({ name: this.name, message: this.message }, this) as unknown as Record<string, unknown>;
  }
}

/** An option that the host passed is missing or malformed. Thrown before anything is done. */
export class ConfigurationError extends ZendeskError {
  static override readonly className: string = 'ConfigurationError';
  /** The option at fault. */
  readonly option: string;

  constructor(option: string, problem: string, hint?: string) {
    super({
      message: `Option "${option}" ${problem}`,
      code: 'configuration',
      status: 500,
      userMessage: 'The help desk is not set up correctly.',
      hint: hint ?? `Correct the option "${option}".`,
    });
    this.option = option;
  }
}

/**
 * @throws ConfigurationError for the first option that has no such name
 * @internal
 */
export function refuseUnknownOptions(options: object, names: Readonly<Record<string, true>>): void {
  for (const option of Object.keys(options)) {
    if (!Object.hasOwn(names, option)) {
      throw new ConfigurationError(option, 'is unknown', `The options are: ${Object.keys(names).join(', ')}.`);
    }
  }
}

/** One thing that is wrong with an input. */
export interface InputIssue {
  /** Where in the input, for example `['requester', 'email']`. */
  readonly path: readonly (string | number)[];
  readonly message: string;
}

/** What the model, or the caller, passed is not usable. No request left. */
export class InvalidInputError extends ZendeskError {
  static override readonly className: string = 'InvalidInputError';
  readonly issues: readonly InputIssue[];

  constructor(
    issues: readonly InputIssue[],
    say: { readonly hint?: string; readonly userMessage?: string; readonly requestId?: string | undefined } = {},
  ) {
    const listed = issues.map(({ path, message }) => (path.length > 0 ? `${path.join('.')}: ${message}` : message));
    super({
      message: `Invalid input: ${listed.join('; ')}`,
      code: 'invalid_input',
      status: 400,
      userMessage: say.userMessage ?? 'Some of the details are missing or not valid.',
      hint: say.hint ?? `Correct these and try again: ${listed.join('; ')}.`,
      requestId: say.requestId,
    });
    this.issues = issues;
  }
}

/** Not allowed: by the host's permissions, by the requester policy, or by the OAuth scope or role at Zendesk. */
export class PermissionError extends ZendeskError {
  static override readonly className: string = 'PermissionError';
  /** Who said no: the host's `permissions`, the `requester` policy, or Zendesk. */
  readonly reason: 'permission' | 'requester' | 'zendesk';

  constructor(
    reason: 'permission' | 'requester' | 'zendesk',
    message: string,
    hint: string,
    requestId?: string | undefined,
  ) {
    super({
      message,
      code: 'permission_denied',
      status: 403,
      userMessage: 'I am not allowed to do that here.',
      hint,
      requestId,
    });
    this.reason = reason;
  }
}

/** There is no Zendesk account behind this connection. */
export class NotConnectedError extends ZendeskError {
  static override readonly className: string = 'NotConnectedError';

  constructor() {
    super({
      message: 'This connection is not connected to a Zendesk account',
      code: 'not_connected',
      status: 403,
      userMessage: 'The help desk is not connected at the moment.',
      hint: 'Send the bot owner through connect().',
    });
  }
}

/**
 * Why a connection must be renewed by its owner.
 * - `refused`: Zendesk answered `invalid_grant`: the grant was revoked, or its user or OAuth client was disabled.
 * - `expired`: the refresh token was not used within its lifetime.
 * - `rotation_lost`: a process died between Zendesk's answer to a refresh and the save.
 * - `no_refresh_token`: the access token died and Zendesk had issued none to renew it with.
 * - `token_rejected`: Zendesk rejects even an access token that it has just issued.
 */
export type ReconnectReason = 'refused' | 'expired' | 'rotation_lost' | 'no_refresh_token' | 'token_rejected';

const RECONNECT_EXPLANATIONS: Record<ReconnectReason, string> = {
  refused: 'Zendesk refused to refresh the access token: the grant was revoked or its user or client was disabled',
  expired: 'the refresh token was not used within its lifetime',
  rotation_lost: 'a refresh was cut off between the answer of Zendesk and the save, so the new tokens are lost',
  no_refresh_token: 'the access token is no longer valid and Zendesk issued no refresh token with it',
  token_rejected: 'Zendesk rejects even an access token that it has just issued',
};

/** The grant is dead; only a new connect by the bot owner helps. */
export class ReconnectRequiredError extends ZendeskError {
  static override readonly className: string = 'ReconnectRequiredError';
  readonly reason: ReconnectReason;

  constructor(reason: ReconnectReason) {
    super({
      message: `Reconnect required: ${RECONNECT_EXPLANATIONS[reason]}`,
      code: 'reconnect_required',
      status: 403,
      userMessage: 'The help desk connection has expired and must be renewed by its owner.',
      hint: 'Ask the bot owner to connect Zendesk again: send them through connect().',
    });
    this.reason = reason;
  }
}

/**
 * Why a callback was refused.
 * - `state`: missing, forged, expired, already used, or replaced by a newer connect.
 * - `session`: another browser session began it.
 * - `denied`: Zendesk reports an error, such as `access_denied` when the person pressed Deny.
 * - `exchange`: the code could not be exchanged for tokens.
 */
export type OAuthCallbackReason = 'state' | 'session' | 'denied' | 'exchange';

/** The redirect back from Zendesk did not lead to a connection. A connection from before is untouched. */
export class OAuthCallbackError extends ZendeskError {
  static override readonly className: string = 'OAuthCallbackError';
  readonly reason: OAuthCallbackReason;
  /** The error code of the authorization response, RFC 6749 section 4.1.2.1. */
  readonly error?: string;
  /** What was passed to `connect()`, to send the browser back to; absent when it is not known who began this. */
  readonly returnTo?: string;

  constructor(
    reason: OAuthCallbackReason,
    message: string,
    more: {
      readonly error?: string | undefined;
      readonly returnTo?: string | undefined;
      readonly requestId?: string | undefined;
    } = {},
  ) {
    super({
      message,
      code: 'oauth_callback',
      status: reason === 'exchange' ? 502 : reason === 'state' ? 400 : 403,
      userMessage:
        reason === 'denied'
          ? 'Zendesk was not connected: access was not granted.'
          : 'Zendesk could not be connected. Please try again.',
      hint:
        reason === 'session'
          ? 'Pass the same `session` to connect() and handleCallback(): the host’s own id of this browser session.'
          : 'Start again with connect().',
      requestId: more.requestId,
    });
    this.reason = reason;
    if (more.error !== undefined) this.error = more.error;
    if (more.returnTo !== undefined) this.returnTo = more.returnTo;
  }
}

/** Too many requests for Zendesk, or too many tickets for the host's own limit. */
export class RateLimitedError extends ZendeskError {
  static override readonly className: string = 'RateLimitedError';
  /** Seconds to wait before the next try. */
  readonly retryAfter: number;
  /** 429 or 503 when Zendesk said so; absent when the host's own limit did. */
  readonly zendeskStatus?: number;

  constructor(
    retryAfter: number,
    message: string,
    more: { readonly zendeskStatus?: number; readonly requestId?: string | undefined } = {},
  ) {
    super({
      message,
      code: 'rate_limited',
      status: 429,
      userMessage: 'The help desk is busy right now. Please try again in a little while.',
      hint: `Wait ${Math.ceil(retryAfter)} seconds before the next try.`,
      retryable: true,
      requestId: more.requestId,
    });
    this.retryAfter = retryAfter;
    if (more.zendeskStatus !== undefined) this.zendeskStatus = more.zendeskStatus;
  }
}

/** What Zendesk's error body said, shortened and without anything that looks like a credential. */
export interface ZendeskErrorBody {
  /** Zendesk's own code, such as `RecordInvalid` or `invalid_grant`. */
  readonly error?: string;
  readonly description?: string;
  /** Zendesk's validation messages by field. */
  readonly details?: Readonly<Record<string, readonly string[]>>;
}

/** Zendesk answered with an error. */
export class ApiError extends ZendeskError {
  static override readonly className: string = 'ApiError';
  /** The HTTP status that Zendesk answered with. */
  readonly zendeskStatus: number;
  readonly body: ZendeskErrorBody;

  constructor(
    zendeskStatus: number,
    body: ZendeskErrorBody,
    init: Partial<ZendeskErrorInit> & Pick<ZendeskErrorInit, 'message'>,
  ) {
    super({
      code: 'api_error',
      status: 502,
      userMessage: 'The help desk could not do that.',
      hint: 'See `body` for what Zendesk said.',
      ...init,
    });
    this.zendeskStatus = zendeskStatus;
    this.body = body;
  }
}

/** Zendesk's answer is not what its API documents: a login page, cut off JSON, a wrong shape, or too large. */
export class ResponseFormatError extends ZendeskError {
  static override readonly className: string = 'ResponseFormatError';

  constructor(problem: string, more: { readonly retryable?: boolean; readonly requestId?: string | undefined } = {}) {
    super({
      message: `Zendesk's answer ${problem}`,
      code: 'response_format',
      status: 502,
      userMessage: 'The help desk gave an answer that could not be read.',
      hint: 'Check the subdomain; if it is right, Zendesk or a proxy in between is failing: try again later.',
      ...more,
    });
  }
}

/** Zendesk could not be reached, or not in time. */
export class NetworkError extends ZendeskError {
  static override readonly className: string = 'NetworkError';
  readonly timedOut: boolean;
  /** Whether Zendesk may have carried out the request all the same. */
  readonly ambiguous: boolean;

  constructor(init: { readonly timedOut: boolean; readonly ambiguous: boolean }) {
    super({
      message: init.timedOut ? 'Zendesk did not answer in time' : 'Zendesk could not be reached',
      code: init.timedOut ? 'timeout' : 'network',
      status: init.timedOut ? 504 : 502,
      userMessage: 'The help desk cannot be reached right now. Please try again in a little while.',
      hint: init.ambiguous
        ? 'Zendesk may have carried it out: try again only with the same idempotency key.'
        : 'Try again later.',
      retryable: true,
    });
    this.timedOut = init.timedOut;
    this.ambiguous = init.ambiguous;
  }
}

/**
 * Why the token store is no help.
 * - `unavailable`: it threw or did not answer in time.
 * - `unreadable`: what it holds was altered, moved, or sealed with a key that is not given.
 * - `rotation_lost`: it could not save tokens that Zendesk had already rotated.
 * - `contended`: other writers kept changing the record.
 */
export type TokenStoreReason = 'unavailable' | 'unreadable' | 'rotation_lost' | 'contended';

/** The token store failed, or holds something that cannot be opened. Nothing stored was changed. */
export class TokenStoreError extends ZendeskError {
  static override readonly className: string = 'TokenStoreError';
  readonly reason: TokenStoreReason;

  constructor(reason: TokenStoreReason, message: string, hint: string) {
    super({
      message,
      code: 'token_store',
      status: 503,
      userMessage: 'The help desk connection is temporarily unavailable.',
      hint,
      retryable: reason === 'unavailable' || reason === 'contended',
    });
    this.reason = reason;
  }
}

/**
 * Why a webhook request was not accepted.
 * - `missing`: it lacks a header that Zendesk sends.
 * - `timestamp`: it was signed too long ago, or in the future.
 * - `signature`: nobody who knows the secret signed this body at this time.
 * - `in_progress`: it was accepted before, and whether it could be handled is not known yet.
 * - `replayed`: it was accepted before, and has been handled.
 */
export type WebhookSignatureReason = 'missing' | 'timestamp' | 'signature' | 'in_progress' | 'replayed';

const SIGNATURE_EXPLANATIONS: Record<WebhookSignatureReason, string> = {
  missing: 'The request lacks a header of a webhook that Zendesk signed',
  timestamp: 'The webhook was signed outside of the time that is tolerated',
  signature: 'The signature of the webhook does not fit its body, its timestamp and any of the secrets',
  in_progress: 'The webhook was received before, and is being handled',
  replayed: 'The webhook was received before, and has been handled',
};

const SIGNATURE_HINTS: Record<WebhookSignatureReason, string> = {
  missing: 'Pass the request as it arrived, with all headers. If it is not from Zendesk, there is nothing to do.',
  timestamp: 'If it is from Zendesk, check the clock of this host.',
  signature: 'Pass the raw body, not parsed and printed again. If the secret was reset, call subscribe() once more.',
  in_progress: 'Answer with `status`, so that Zendesk tries again in case the first one fails.',
  replayed: 'There is nothing to do: answer with `status`.',
};

/** A request that claims to be a webhook of Zendesk, and cannot be trusted to be a new one. */
export class WebhookSignatureError extends ZendeskError {
  static override readonly className: string = 'WebhookSignatureError';
  readonly reason: WebhookSignatureReason;

  constructor(reason: WebhookSignatureReason) {
    super({
      message: SIGNATURE_EXPLANATIONS[reason],
      code: 'webhook_signature',
      // What has been handled must not come again; what is being handled may have to. Zendesk tries again after a 409.
      status: reason === 'replayed' ? 200 : reason === 'in_progress' ? 409 : 401,
      userMessage: 'That request cannot be accepted.',
      hint: SIGNATURE_HINTS[reason],
    });
    this.reason = reason;
  }
}
