/**
 * The errors that this library throws. Errors consist of plain, safe data: never a token, a secret, a request, a response
 * or the error of a transport. Every constructor takes one object.
 */
import * as userMessages from './locales/user-messages.js';
import type { ReconnectRequiredError } from './reconnect-required-error.js';
import type { WebhookSignatureError } from './webhook-signature-error.js';
import { type ErrorDetails, type ErrorInit, ZendeskError } from './zendesk-error.js';

export { type ReconnectReason, ReconnectRequiredError } from './reconnect-required-error.js';
export { WebhookSignatureError, type WebhookSignatureReason } from './webhook-signature-error.js';

export {
  type ErrorDetails,
  type ErrorInit,
  ZendeskError,
  type ZendeskErrorCode,
  type ZendeskErrorInit,
} from './zendesk-error.js';

/** An option that your application passed is missing or malformed. Thrown before anything is done. */
export class ConfigurationError extends ZendeskError {
  static override readonly className: string = 'ConfigurationError';
  declare readonly code: 'configuration';
  /** The option at fault. */
  readonly option: string;
  /** What is wrong with it. */
  readonly problem: string;

  constructor({ option, problem, ...more }: ErrorInit<{ option: string; problem: string }>) {
    super({
      message: `Option "${option}" ${problem}`,
      code: 'configuration',
      status: 500,
      ...more,
      userMessage: userMessages.misconfigured,
      ownerMessage:
        'The help desk is not set up correctly. Ask the developer of this chatbot to look at the error log.',
      hint: more.hint ?? `Correct the option "${option}".`,
    });
    this.option = option;
    this.problem = problem;
  }
}

/** One thing that is wrong with an input. */
export interface InputIssue {
  /** Where in the input, for example `['requester', 'email']`. */
  readonly path: readonly (string | number)[];
  readonly message: string;
}

/** The input of the model, or of the caller, is not usable. */
export class InvalidInputError extends ZendeskError {
  static override readonly className: string = 'InvalidInputError';
  declare readonly code: 'invalid_input';
  readonly issues: readonly InputIssue[];

  constructor({ issues, ...more }: ErrorInit<{ issues: readonly InputIssue[] }>) {
    const listed = issues.map(({ path, message }) => {
      // As zod begins its messages, and this one begins so, too.
      const what = message.replace(/^Invalid input: /, '');
      return path.length > 0 ? `${path.join('.')}: ${what}` : what;
    });
    super({
      message: `Invalid input: ${listed.join('; ')}`,
      code: 'invalid_input',
      status: 400,
      ...more,
      userMessage: more.userMessage ?? userMessages.invalidInput,
      hint: more.hint ?? `Correct these and try again: ${listed.join('; ')}.`,
    });
    this.issues = issues;
  }
}

/** Not allowed: by the permissions of the connection, by the requester policy, or by the OAuth scope or role at Zendesk. */
export class PermissionError extends ZendeskError {
  static override readonly className: string = 'PermissionError';
  declare readonly code: 'permission_denied';
  /** Who refused: the `permissions` of the connection, its `requester` policy, or Zendesk. */
  readonly reason: 'permission' | 'requester' | 'zendesk';

  constructor({
    reason,
    message,
    hint,
    ...more
  }: ErrorInit<{
    reason: 'permission' | 'requester' | 'zendesk';
    message: string;
    hint: string;
  }>) {
    super({
      message,
      code: 'permission_denied',
      status: 403,
      hint,
      ...more,
      userMessage: more.userMessage ?? userMessages.notAllowed,
      ownerMessage: more.ownerMessage ?? (reason === 'zendesk' ? hint : 'You do not have the permission to do that.'),
    });
    this.reason = reason;
  }
}

/** No Zendesk account is connected. */
export class NotConnectedError extends ZendeskError {
  static override readonly className: string = 'NotConnectedError';
  declare readonly code: 'not_connected';

  constructor(more: ErrorDetails = {}) {
    super({
      message: 'This connection is not connected to a Zendesk account',
      code: 'not_connected',
      status: 403,
      ...more,
      userMessage: more.userMessage ?? userMessages.notConnected,
      ownerMessage: more.ownerMessage ?? 'Connect your Zendesk account first.',
      hint: more.hint ?? 'Send the bot owner through connect(), or call connectWithClientCredentials().',
    });
  }
}

/**
 * Why a callback was refused.
 * - `state`: missing, forged, expired, already used, or the connection was disconnected meanwhile.
 * - `session`: another browser session began it.
 * - `client`: a connector with another OAuth client began it. Nothing is used up: the right connector can handle it.
 * - `denied`: Zendesk reports an error, such as `access_denied` when the bot owner pressed Deny.
 * - `exchange`: the code could not be exchanged for tokens.
 */
export type OAuthCallbackReason = 'state' | 'session' | 'client' | 'denied' | 'exchange';

const CALLBACK_STATUSES: Record<OAuthCallbackReason, number> = {
  state: 400,
  session: 403,
  client: 400,
  denied: 403,
  exchange: 502,
};

const CALLBACK_HINTS: Partial<Record<OAuthCallbackReason, string>> = {
  session:
    'Pass the same `session` to connect() and handleCallback(): the id of this browser session in your application.',
  client:
    'Pass the callback to the connector that has the OAuth client of connect(): give each client a path of its own.',
};

/** The redirect back from Zendesk did not lead to a connection. A connection from before is untouched. */
export class OAuthCallbackError extends ZendeskError {
  static override readonly className: string = 'OAuthCallbackError';
  declare readonly code: 'oauth_callback';
  readonly reason: OAuthCallbackReason;
  /**
   * The error code of Zendesk's authorization response or token endpoint, RFC 6749 sections 4.1.2.1 and 5.2, such as
   * `access_denied`, `invalid_scope` or `invalid_client`; otherwise the `code` of what failed, such as `network`.
   */
  readonly error?: string;
  /** What was passed to `connect()`, to send the browser back to. Absent when it is not known who began this. */
  readonly returnTo?: string;

  constructor({
    reason,
    message,
    error,
    returnTo,
    ...more
  }: ErrorInit<{
    reason: OAuthCallbackReason;
    message: string;
    error?: string | undefined;
    returnTo?: string | undefined;
  }>) {
    super({
      message,
      code: 'oauth_callback',
      status: CALLBACK_STATUSES[reason],
      ...more,
      userMessage:
        more.userMessage ??
        (reason === 'denied'
          ? 'Zendesk was not connected: access was not granted.'
          : 'Zendesk could not be connected. Please try again.'),
      hint: more.hint ?? CALLBACK_HINTS[reason] ?? 'Start again with connect().',
    });
    this.reason = reason;
    if (error !== undefined) this.error = error;
    if (returnTo !== undefined) this.returnTo = returnTo;
  }
}

/**
 * Whose limit was reached.
 * - `zendesk`: the rate limit of the Zendesk account, or Zendesk is overloaded.
 * - `ticket_updates`: Zendesk's limit of 30 updates of one ticket by one user in ten minutes.
 * - `tickets`: this library's limit on new tickets in ten minutes, of one requester or one connection.
 * - `comments`: this library's limit on comments in ten minutes, on one ticket or of one connection.
 * - `guesses`: this library's limit on wrong ticket numbers and addresses of anonymous requesters in ten minutes.
 */
export type RateLimitReason = 'zendesk' | 'ticket_updates' | 'tickets' | 'comments' | 'guesses';

/** Too many requests for Zendesk, or more than a limit of this library allows. */
export class RateLimitedError extends ZendeskError {
  static override readonly className: string = 'RateLimitedError';
  declare readonly code: 'rate_limited';
  /** Whose limit was reached. */
  readonly reason: RateLimitReason;
  /** Seconds to wait before the next try. */
  readonly retryAfter: number;
  /** 429 or 503 when Zendesk refused. Absent when a limit of this library did. */
  readonly zendeskStatus?: number;

  constructor({
    reason = 'zendesk',
    retryAfter,
    message,
    zendeskStatus,
    ...more
  }: ErrorInit<{
    reason?: RateLimitReason;
    retryAfter: number;
    message: string;
    zendeskStatus?: number | undefined;
  }>) {
    super({
      message,
      code: 'rate_limited',
      status: 429,
      retryable: true,
      ...more,
      userMessage: more.userMessage ?? userMessages.busy,
      ownerMessage:
        more.ownerMessage ??
        'Zendesk allows no more requests at the moment. How many it allows depends on your Zendesk plan.',
      hint: more.hint ?? `Wait ${Math.ceil(retryAfter)} seconds before the next try.`,
    });
    this.reason = reason;
    this.retryAfter = retryAfter;
    if (zendeskStatus !== undefined) this.zendeskStatus = zendeskStatus;
  }
}

/** What Zendesk's error body said, shortened and without anything that looks like a credential. */
export interface ZendeskErrorBody {
  /** Zendesk's own code, such as `RecordInvalid` or `invalid_grant`. */
  readonly error?: string;
  /** All codes that the answer names; `error` is the first. */
  readonly codes?: readonly string[];
  readonly description?: string;
  /** What Zendesk's validation refused, by field. */
  readonly details?: Readonly<Record<string, readonly ZendeskFieldError[]>>;
}

/** One thing that Zendesk's validation refused. */
export interface ZendeskFieldError {
  /** Zendesk's stable code, such as `BlankValue` or `UserSuspended`. */
  readonly error?: string;
  /** Words for people, perhaps in the language of the account. */
  readonly description?: string;
  /** The ticket field of the account that it is about. */
  readonly ticketFieldId?: number;
}

/**
 * What Zendesk's answer means.
 * - `endpoint_not_found`: Zendesk has no such path, or the plan of the account lacks the product behind it.
 * - `account_not_found`: no Zendesk account has this subdomain, or the account is closed.
 * - `redirect_refused`: Zendesk answered with a redirect, which the library never follows.
 * - `not_found`: Zendesk has no such record.
 * - `idempotency_conflict`: the idempotency key was used for another request.
 * - `api_error`: any other error.
 */
export type ApiErrorCode =
  | 'api_error'
  | 'account_not_found'
  | 'endpoint_not_found'
  | 'redirect_refused'
  | 'not_found'
  | 'idempotency_conflict';

/** Zendesk answered with an error. */
export class ApiError extends ZendeskError {
  static override readonly className: string = 'ApiError';
  declare readonly code: ApiErrorCode;
  /** The HTTP status that Zendesk answered with. */
  readonly zendeskStatus: number;
  readonly body: ZendeskErrorBody;

  constructor({
    zendeskStatus,
    body,
    ...more
  }: ErrorInit<{
    message: string;
    zendeskStatus: number;
    body: ZendeskErrorBody;
    code?: ApiErrorCode;
    status?: number;
    retryable?: boolean;
  }>) {
    super({
      ...more,
      code: more.code ?? 'api_error',
      status: more.status ?? 502,
      userMessage: more.userMessage ?? userMessages.refused,
      ownerMessage: more.ownerMessage ?? `Zendesk refused this: ${body.description ?? body.error ?? zendeskStatus}`,
      hint: more.hint ?? 'See `body` for what Zendesk said.',
    });
    this.zendeskStatus = zendeskStatus;
    this.body = body;
  }
}

/**
 * Why a ticket could not be read or written.
 * - `not_found`: no such ticket exists, or it is of another requester. The two cannot be told apart.
 * - `ticket_closed`: Zendesk takes no more changes, or the ticket has no requester who could answer.
 * - `requester_suspended`: Zendesk takes no tickets from this requester.
 * - `idempotency_conflict`: the idempotency key was used for another ticket or comment.
 * - `ticket_field_rejected`: a field of the account is required or has a value that Zendesk refuses. The bot owner, not
 *   the end user, can correct it.
 * - `attachment_too_large`: the file is larger than `maxBytes`.
 * - `attachment_refused`: Zendesk found malware in the file, does not open it for the connected user, or does not keep it.
 */
export type TicketErrorCode =
  | 'not_found'
  | 'ticket_closed'
  | 'requester_suspended'
  | 'idempotency_conflict'
  | 'ticket_field_rejected'
  | 'attachment_too_large'
  | 'attachment_refused';

const TICKET_STATUS: Record<TicketErrorCode, number> = {
  not_found: 404,
  ticket_closed: 409,
  requester_suspended: 422,
  idempotency_conflict: 409,
  ticket_field_rejected: 500,
  attachment_too_large: 413,
  attachment_refused: 403,
};

/** The ticket is not there for this requester, or does not take what it was to take. */
export class TicketError extends ZendeskError {
  static override readonly className: string = 'TicketError';
  declare readonly code: TicketErrorCode;

  constructor({
    code,
    ...more
  }: ErrorInit<{
    code: TicketErrorCode;
    message: string;
    hint: string;
    userMessage: string;
  }>) {
    super({ code, status: TICKET_STATUS[code], ...more });
  }
}

/** Zendesk's answer is not what its API documents: a login page, cut off JSON, a wrong shape, or too large. */
export class ResponseFormatError extends ZendeskError {
  static override readonly className: string = 'ResponseFormatError';
  declare readonly code: 'response_format';

  constructor({ problem, ...more }: ErrorInit<{ problem: string; retryable?: boolean }>) {
    super({
      message: `Zendesk's answer ${problem}`,
      code: 'response_format',
      status: 502,
      ...more,
      userMessage: more.userMessage ?? userMessages.unreadable,
      hint:
        more.hint ?? 'Check the subdomain. If it is right, Zendesk or a proxy in between is failing: try again later.',
    });
  }
}

/** Zendesk could not be reached, or not in time. */
export class NetworkError extends ZendeskError {
  static override readonly className: string = 'NetworkError';
  declare readonly code: 'network' | 'timeout';
  readonly timedOut: boolean;
  /** Whether Zendesk may have carried out the request all the same. */
  readonly ambiguous: boolean;
  /** The error code of the transport, such as `ENOTFOUND` or `SELF_SIGNED_CERT_IN_CHAIN`. */
  readonly transportCode?: string;

  constructor({
    timedOut,
    ambiguous,
    transportCode,
    ...more
  }: ErrorInit<{
    timedOut: boolean;
    ambiguous: boolean;
    transportCode?: string | undefined;
  }>) {
    const why = transportCode === undefined ? '' : ` (${transportCode})`;
    super({
      message: `Zendesk ${timedOut ? 'did not answer in time' : 'could not be reached'}${why}`,
      code: timedOut ? 'timeout' : 'network',
      status: timedOut ? 504 : 502,
      retryable: true,
      ...more,
      userMessage: more.userMessage ?? userMessages.unreachable,
      ownerMessage:
        more.ownerMessage ?? `Zendesk cannot be reached right now${why}. Please try again in a little while.`,
      hint:
        more.hint ??
        (ambiguous
          ? 'Zendesk may have carried out the request: try again only with the same idempotency key.'
          : 'Try again later.'),
    });
    this.timedOut = timedOut;
    this.ambiguous = ambiguous;
    if (transportCode !== undefined) this.transportCode = transportCode;
  }
}

/**
 * Why the token store failed.
 * - `unavailable`: it threw or did not answer in time.
 * - `unreadable`: what it holds was altered, moved, or sealed with a key that is not given.
 * - `rotation_lost`: it could not save tokens that Zendesk had already rotated.
 * - `contended`: other writers kept changing the record.
 */
export type TokenStoreReason = 'unavailable' | 'unreadable' | 'rotation_lost' | 'contended';

/** The token store failed, or holds a value that cannot be opened. Nothing stored was changed. */
export class TokenStoreError extends ZendeskError {
  static override readonly className: string = 'TokenStoreError';
  declare readonly code: 'token_store';
  readonly reason: TokenStoreReason;

  // `cause` is the error of the store. It is not enumerable, so that a log line that spreads the error omits it.
  constructor({
    reason,
    message,
    hint,
    cause,
    ...more
  }: ErrorInit<{
    reason: TokenStoreReason;
    message: string;
    hint: string;
    cause?: unknown;
  }>) {
    super({
      message,
      code: 'token_store',
      status: 503,
      hint,
      retryable: reason === 'unavailable' || reason === 'contended',
      ...more,
      userMessage: more.userMessage ?? userMessages.storeUnavailable,
      ownerMessage:
        more.ownerMessage ??
        'The data of this connection cannot be read at the moment. Ask the developer of this chatbot to look at the error log.',
    });
    this.reason = reason;
    if (cause !== undefined) Object.defineProperty(this, 'cause', { value: cause, configurable: true });
  }
}

/** Any error of this library: a switch over `code` narrows to the class. */
export type AnyZendeskError =
  | ConfigurationError
  | InvalidInputError
  | PermissionError
  | NotConnectedError
  | ReconnectRequiredError
  | OAuthCallbackError
  | RateLimitedError
  | ApiError
  | TicketError
  | ResponseFormatError
  | NetworkError
  | TokenStoreError
  | WebhookSignatureError;
