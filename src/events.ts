/**
 * The audit trail: what happened to a connection, without tokens and without ticket text.
 * A listener that throws, rejects or hangs changes nothing.
 */
import type { OAuthCallbackReason, ReconnectReason, ZendeskErrorCode } from './errors.js';
import type { Keep } from './util/background.js';
import { notify } from './util/notify.js';

/** How a connection got its tokens, RFC 6749 section 1.3: a person approved, or the OAuth client acts for itself. */
export type GrantType = 'authorization_code' | 'client_credentials';

/** How a disconnect ended at Zendesk; see {@link ZendeskConnection.disconnect}. */
export type Revocation = 'revoked' | 'already_invalid' | 'unconfirmed';

/** Whether a disconnect removed the webhook; see {@link ZendeskConnection.disconnect}. */
export type WebhookRemoval = 'removed' | 'not_removed';

/** An action that Zendesk refuses, in whole or in part, because a scope was not granted. */
export interface LimitedAction {
  /** The name of the action, such as `zendesk_create_ticket`. */
  readonly name: string;
  /** The scopes that it needs and that were not granted. */
  readonly missingScope: readonly string[];
}

/** What Zendesk granted, and what it left out. */
export interface GrantedScope {
  /** What Zendesk granted, which may be less than what was asked for. */
  readonly scope: readonly string[];
  /** What the option `scope` asks for and Zendesk did not grant. */
  readonly missingScope: readonly string[];
  /** The actions that lack a scope. */
  readonly limitedActions: readonly LimitedAction[];
}

/** What happened, by `type`. */
export type ConnectorEventDetail =
  | { readonly type: 'connect.started'; readonly grantType: GrantType; readonly subdomain: string }
  | ({
      readonly type: 'connect.succeeded';
      readonly grantType: GrantType;
      readonly subdomain: string;
      readonly userId?: number;
    } & GrantedScope)
  | {
      readonly type: 'connect.failed';
      /** Why a callback was refused, or that a connect with client credentials was. */
      readonly reason: OAuthCallbackReason | 'client_credentials';
      readonly error?: string;
    }
  /** New tokens are stored. */
  | { readonly type: 'token.refreshed'; readonly durationMs: number }
  /** A refresh did not work out; the tokens are kept and it will be tried again. */
  | { readonly type: 'token.refresh_failed'; readonly code: ZendeskErrorCode; readonly durationMs: number }
  /** Zendesk rotated the tokens and they could not be saved: the refresh that began at `startedAt` is lost. */
  | { readonly type: 'token.rotation_lost'; readonly startedAt: string }
  /** Tokens that no call will use, because the connection changed meanwhile, were revoked (or not). */
  | { readonly type: 'token.discarded'; readonly revocation: Revocation }
  /** `keepAlive()` could not renew the tokens: unless a refresh succeeds, the connection ends at `expiresAt`. */
  | { readonly type: 'connection.expiring'; readonly expiresAt: string }
  | { readonly type: 'connection.reconnect_required'; readonly reason: ReconnectReason }
  | { readonly type: 'settings.updated'; readonly customerContextOnSessionStart: boolean }
  /** A webhook was created for the connection, or found again. */
  | { readonly type: 'webhook.subscribed'; readonly webhookId: string }
  | { readonly type: 'webhook.unsubscribed'; readonly webhookId: string }
  /** A webhook could not be removed from an account that is not connected any more, so it goes on sending. */
  | {
      readonly type: 'webhook.not_removed';
      readonly subdomain: string;
      readonly webhookId: string;
      readonly url: string;
    }
  | { readonly type: 'session.background_failed'; readonly code: ZendeskErrorCode | 'unknown' }
  | { readonly type: 'connection.disconnected'; readonly revocation: Revocation; readonly webhook?: WebhookRemoval }
  /** The rate limiter of the application failed, or did not answer in two seconds. This process counted instead. */
  | { readonly type: 'rate_limiter.failed'; readonly failure: string }
  /** Zendesk created a ticket without something that your application gave; `warnings` of the result say what. */
  | { readonly type: 'ticket.incomplete'; readonly ticketId: number; readonly warnings: readonly string[] }
  /** Exactly one for each run of an action. */
  | {
      readonly type: 'action.finished';
      readonly action: string;
      readonly outcome: 'succeeded' | 'denied' | 'failed';
      readonly code?: ZendeskErrorCode | 'aborted' | 'unknown';
      readonly ticketId?: number;
      /** Whether an earlier call had done it, so that nothing was done now. Absent: the action reads. */
      readonly replayed?: boolean;
      readonly requestId?: string;
      readonly durationMs: number;
    };

/** A JSON object of your application that says who acts, and where; see {@link ConnectionOptions.auditContext}. */
export type AuditContext = { readonly [name: string]: JsonValue | undefined };

/** A value that JSON can hold. */
export type JsonValue =
  | string
  | number
  | boolean
  | null
  | readonly JsonValue[]
  | { readonly [name: string]: JsonValue | undefined };

/** One entry of the audit trail. */
export type ConnectorEvent = ConnectorEventDetail & {
  /** ISO 8601. */
  readonly at: string;
  /** Absent when a callback could not be matched to a connection, and for `rate_limiter.failed`. */
  readonly connectionId?: string;
  /** The `auditContext` of the connection handle, or of `handleCallback()`, that set off what happened. */
  readonly auditContext?: AuditContext;
};

/** @internal */
export type Emit = (connectionId: string | undefined, detail: ConnectorEventDetail) => void;

/**
 * @param options.keep gets the promise that an async listener returns
 * @internal
 */
export function createEmit(
  listener: ((event: ConnectorEvent) => unknown) | undefined,
  options: { readonly keep: Keep; readonly auditContext: AuditContext | undefined },
): Emit {
  if (listener === undefined) return () => {};
  const { keep, auditContext } = options;
  return (connectionId, detail) => {
    const event = {
      at: new Date().toISOString(),
      ...(connectionId === undefined ? {} : { connectionId }),
      ...detail,
      ...(auditContext === undefined ? {} : { auditContext }),
    };
    const written = notify(listener, event);
    if (written !== undefined) void keep(written);
  };
}
