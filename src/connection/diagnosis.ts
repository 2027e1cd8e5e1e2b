/**
 * The report on a connection.
 */

import type { HelpCenterAccess } from '../actions/help-center-access.js';
import type { ReconnectReason, ZendeskErrorCode } from '../errors.js';
import type { GrantType } from '../events.js';
import type { WebhookSubscription } from './webhook-subscription.js';

/** The report of {@link ZendeskConnection.diagnose}. */
export interface Diagnosis {
  readonly state: 'disconnected' | 'connected' | 'reconnect_required';
  /** Why the bot owner must connect again. Only with `reconnect_required`. */
  readonly reason?: ReconnectReason;
  readonly subdomain?: string;
  /** Whether a person approved in a browser, or the OAuth client connected with its own credentials. */
  readonly grantType?: GrantType;
  /** Who the bot is at Zendesk, as Zendesk says now. */
  readonly user?: { readonly id: number; readonly name: string; readonly role: string };
  /**
   * What to enter in Admin Center as Allowed scopes of the OAuth client: what the option `scope` asks for. A narrower scope
   * of a broad one is left out, because Admin Center refuses a list with both.
   */
  readonly allowedScopes: readonly string[];
  /** What Zendesk granted. */
  readonly scope: readonly string[];
  /** What the actions of the chatbot lack. */
  readonly actions: readonly ActionDiagnosis[];
  /** ISO 8601. Absent: Zendesk did not say, and the token is used until it is refused. */
  readonly accessTokenExpiresAt?: string;
  /** Until the connection ends if it is not used. Absent: it does not. */
  readonly daysLeft?: number;
  /** By how many seconds the clock of this host is ahead of Zendesk's; negative when it is behind. */
  readonly clockSkewSeconds?: number;
  /** Requests a minute that the account allows, and how many of them are left. */
  readonly rateLimit?: { readonly limit: number; readonly remaining: number };
  /** The webhook; absent when your application does not listen. */
  readonly webhook?: WebhookDiagnosis;
  /**
   * Whether `searchHelpCenter()` can find anything. Absent when this handle may run actions, but not this one, and when
   * the request to Zendesk failed.
   */
  readonly helpCenter?: HelpCenterAccess;
  /** How the request to Zendesk failed, if it did. */
  readonly failure?: { readonly code: ZendeskErrorCode; readonly message: string; readonly hint: string };
  /** Empty if nothing is wrong. */
  readonly problems: readonly Problem[];
}

/** The state of the webhook at Zendesk. */
export interface WebhookDiagnosis extends WebhookSubscription {
  /**
   * - `active`: it sends.
   * - `inactive`: an admin paused it, or Zendesk did because your route kept failing.
   * - `missing`: it was deleted.
   * - `unknown`: the role of the connected user or the granted scope does not allow the library to ask.
   */
  readonly state: 'active' | 'inactive' | 'missing' | 'unknown';
}

/** What one action lacks. */
export interface ActionDiagnosis {
  readonly name: string;
  /** Whether this handle may run it. Absent for a handle of the bot owner, which is not there to run actions. */
  readonly permitted?: boolean;
  /** Scopes that the action needs and that were not granted. */
  readonly missingScope: readonly string[];
}

/**
 * What is wrong with a connection.
 * - `not_connected`: no Zendesk account is connected.
 * - `reconnect_required`: the grant is no longer valid, or cannot be used; see `reason` of the report.
 * - `request_failed`: Zendesk did not answer as it should; see `failure` of the report.
 * - `end_user_connected`: the connected user is an end user, who may not use the API of agents.
 * - `missing_scope`: an action needs a scope that was not granted.
 * - `redundant_scope`: the option `scope` has a broad scope and a narrower one of it, which Zendesk refuses as Allowed scopes.
 * - `clock_skew`: the clock of this machine and that of Zendesk differ by more than a minute.
 * - `rate_limit_low`: less than a tenth of this minute's rate limit remains.
 * - `help_center_sign_in`: the help center demands sign-in, so `searchHelpCenter()` finds nothing.
 * - `help_center_missing`: this handle may search the help center, and the account has none.
 * - `connection_expiring`: the connection ends within two weeks if it is not used.
 * - `webhook_missing`: the webhook was deleted at Zendesk.
 * - `webhook_inactive`: the webhook is paused at Zendesk.
 * - `webhook_left`: a webhook is left in an account that is no longer connected.
 */
export type ProblemCode =
  | 'not_connected'
  | 'reconnect_required'
  | 'request_failed'
  | 'end_user_connected'
  | 'missing_scope'
  | 'redundant_scope'
  | 'clock_skew'
  | 'rate_limit_low'
  | 'help_center_sign_in'
  | 'help_center_missing'
  | 'connection_expiring'
  | 'webhook_missing'
  | 'webhook_inactive'
  | 'webhook_left';

/** One thing that is wrong with a connection. */
export interface Problem {
  /** Stable identifier for programs. */
  readonly code: ProblemCode;
  /** What is wrong. */
  readonly message: string;
  /** What the developer should do about it. */
  readonly hint: string;
}
