/**
 * The base of every error of this library, and what all errors say. Imports nothing, so that anything may import it.
 */

const brand = Symbol.for('zendesk-connector.error');

/** Stable identifiers for programs. Messages may change; these do not. */
export type ZendeskErrorCode =
  | 'configuration'
  | 'invalid_input'
  | 'permission_denied'
  | 'not_connected'
  | 'reconnect_required'
  | 'oauth_callback'
  | 'rate_limited'
  | 'api_error'
  | 'account_not_found'
  | 'endpoint_not_found'
  | 'redirect_refused'
  | 'not_found'
  | 'ticket_closed'
  | 'requester_suspended'
  | 'ticket_field_rejected'
  | 'attachment_too_large'
  | 'attachment_refused'
  | 'idempotency_conflict'
  | 'response_format'
  | 'network'
  | 'timeout'
  | 'token_store'
  | 'webhook_signature';

/** What an error may say in addition to what its class says; see {@link ZendeskError} for the meaning of each member. */
export interface ErrorDetails {
  readonly userMessage?: string | undefined;
  readonly ownerMessage?: string | undefined;
  readonly hint?: string | undefined;
  readonly request?: string | undefined;
  readonly requestId?: string | undefined;
}

/** What a constructor of an error takes: the members of its class, and what any error may say. */
export type ErrorInit<Fields> = ErrorDetails & Readonly<Fields>;

/** What every error says; see {@link ZendeskError} for the meaning of each member. */
export interface ZendeskErrorInit extends ErrorDetails {
  readonly message: string;
  readonly code: ZendeskErrorCode;
  readonly status: number;
  readonly userMessage: string;
  readonly hint: string;
  readonly retryable?: boolean | undefined;
}

/**
 * The base class of every error of this library. `instanceof` also recognizes errors of another copy of the package.
 *
 * @example
 * try {
 *   await bot.createTicket(input);
 * } catch (error) {
 *   if (!(error instanceof ZendeskError)) throw error;
 *   return Response.json({ code: error.code, message: error.userMessage }, { status: error.status });
 * }
 */
export class ZendeskError extends Error {
  /** The name of the class. It survives minification, and equals that of the same class in another package copy. */
  static readonly className: string = 'ZendeskError';
  /** Stable identifier of what went wrong. */
  readonly code: ZendeskErrorCode;
  /** The HTTP status that a route of your application should answer with. */
  readonly status: number;
  /** Whether the same call may succeed later without a change. */
  readonly retryable: boolean;
  /** A sentence that is safe to show to the end user. */
  readonly userMessage: string;
  /** A sentence for the bot owner that says what to do. */
  readonly ownerMessage: string;
  /** What the developer, or the model, should do next. */
  readonly hint: string;
  /** The method and path of the request to Zendesk, such as `GET /api/v2/users/42.json`. It never holds the query. */
  readonly request?: string;
  /** Zendesk's id of the request, for Zendesk's support team. */
  readonly requestId?: string;

  constructor(init: ZendeskErrorInit) {
    super(init.message);
    // Not enumerable, so that a log line that spreads the error leaves them out.
    Object.defineProperty(this, brand, { value: true });
    Object.defineProperty(this, 'name', { value: new.target.className, configurable: true });
    this.code = init.code;
    this.status = init.status;
    this.retryable = init.retryable ?? false;
    this.userMessage = init.userMessage;
    this.ownerMessage = init.ownerMessage ?? init.userMessage;
    this.hint = init.hint;
    if (init.request !== undefined) this.request = init.request;
    if (init.requestId !== undefined) this.requestId = init.requestId;
  }

  static override [Symbol.hasInstance](value: unknown): boolean {
    // A subclass of your application inherits `className`; only its own instances are instances of it.
    if (!Object.hasOwn(this, 'className')) return Function.prototype[Symbol.hasInstance].call(this, value);
    if (typeof value !== 'object' || value === null || !(brand in value)) return false;
    return this.className === ZendeskError.className || classNames(value).has(this.className);
  }

  /** Returns everything that the error says, without its stack. */
  toJSON(): Record<string, unknown> {
    return Object.assign({ name: this.name, message: this.message }, this) as unknown as Record<string, unknown>;
  }
}

/**
 * Returns a copy of the error with another `userMessage`. Calls that share a failure may differ in their language.
 *
 * @internal
 */
export function withUserMessage(error: ZendeskError, userMessage: string): ZendeskError {
  if (userMessage === error.userMessage) return error;
  // Without the constructors of subclasses, which may take anything.
  const copy = Reflect.construct(Error, [error.message], error.constructor) as ZendeskError;
  const properties = Object.getOwnPropertyDescriptors(error);
  Object.defineProperties(copy, {
    ...properties,
    stack: { value: error.stack, writable: true, configurable: true },
    userMessage: { ...properties.userMessage, value: userMessage },
  });
  return copy;
}

/** The names of the classes of an error of any package copy, those of its base classes included. */
function classNames(value: object): ReadonlySet<string> {
  const names = new Set<string>();
  for (let prototype = Object.getPrototypeOf(value); prototype !== null; prototype = Object.getPrototypeOf(prototype)) {
    const { className } = prototype.constructor as { readonly className?: unknown };
    if (typeof className === 'string') names.add(className);
  }
  return names;
}
