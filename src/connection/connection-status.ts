/**
 * What is known of a connection without asking Zendesk.
 */
import type { ReconnectReason } from '../errors.js';
import type { GrantedScope, GrantType } from '../events.js';
import type { ConnectionRecord, ConnectionSettings } from '../records/connection-records.js';
import { type ConnectedUser, type Grant, grantExpiry } from '../records/grant.js';
import { currentSubscription, leftSubscriptions } from '../records/subscriptions.js';
import type { ZendeskSubdomain } from '../subdomain.js';
import type { WebhookSubscription } from './webhook-subscription.js';

/** How a connection stands. */
export type ConnectionStatus =
  | { readonly state: 'disconnected'; readonly settings: ConnectionSettings }
  | ({
      readonly state: 'connected';
      /** When it ends if it is not used, ISO 8601; see {@link ZendeskConnection.keepAlive}. Absent: it does not. */
      readonly expiresAt?: string;
    } & AccountStatus)
  | ({
      readonly state: 'reconnect_required';
      readonly reason: ReconnectReason;
      /** Since when, ISO 8601. */
      readonly since: string;
    } & AccountStatus);

/** What is known of the account behind a connection. */
export interface AccountStatus extends GrantedScope {
  readonly settings: ConnectionSettings;
  readonly subdomain: ZendeskSubdomain;
  /** Whether a person approved in a browser, or the OAuth client connected with its own credentials. */
  readonly grantType: GrantType;
  /** Who approved or, with client credentials, created the OAuth client; absent when the granted scope does not allow to ask. */
  readonly user?: ConnectedUser;
  /** ISO 8601. */
  readonly connectedAt: string;
  /** The webhook in this account; absent when your application does not listen. */
  readonly subscription?: WebhookSubscription;
  /**
   * Webhooks that could not be removed from accounts that were connected before. They go on sending until an admin
   * removes them in Admin Center, or their account is connected again. Absent when there are none.
   */
  readonly leftWebhooks?: readonly LeftWebhook[];
}

/** A webhook in an account that is not connected any more. */
export interface LeftWebhook extends WebhookSubscription {
  readonly subdomain: ZendeskSubdomain;
}

/** @internal The webhook of the account, and those that are left in others. */
export function toWebhookStatus(record: ConnectionRecord): Pick<AccountStatus, 'subscription' | 'leftWebhooks'> {
  const subscription = currentSubscription(record);
  const left = leftSubscriptions(record);
  return {
    ...(subscription === undefined
      ? {}
      : { subscription: { webhookId: subscription.webhookId, url: subscription.url } }),
    ...(left.length === 0
      ? {}
      : { leftWebhooks: left.map(({ subdomain, webhookId, url }) => ({ subdomain, webhookId, url })) }),
  };
}

/** @internal When the connection ends if it is not used. */
export function expiryOf(grant: Grant): { readonly expiresAt?: string } {
  const end = grantExpiry(grant);
  return end === undefined ? {} : { expiresAt: new Date(end).toISOString() };
}
