/**
 * The webhooks that a connection has created: one for each account, of which only the one of the connected account
 * counts. One of another account is a webhook that could not be removed when the account was replaced.
 */
import type { ZendeskSubdomain } from '../subdomain.js';

/** @internal A webhook that was created for the connection. */
export interface Subscription {
  readonly subdomain: ZendeskSubdomain;
  readonly webhookId: string;
  readonly url: string;
  readonly secret: string;
  /** The secret that was replaced, and until when what is signed with it may still be on its way. */
  readonly previousSecret?: { readonly secret: string; readonly until: number };
  /** Webhooks from before that could not be removed yet. */
  readonly obsolete: readonly string[];
}

/** The part of a connection record that this file needs. */
interface SubscribedRecord {
  readonly subscriptions?: readonly Subscription[] | undefined;
  readonly grant?: { readonly subdomain: ZendeskSubdomain } | undefined;
}

/** @internal Returns the webhook in this account. */
export function findSubscription(
  { subscriptions = [] }: SubscribedRecord,
  subdomain: ZendeskSubdomain | undefined,
): Subscription | undefined {
  return subscriptions.find((one) => one.subdomain === subdomain);
}

/** @internal Returns the webhook in the connected account. */
export function currentSubscription(record: SubscribedRecord): Subscription | undefined {
  return findSubscription(record, record.grant?.subdomain);
}

/** @internal Returns the webhooks that are left in accounts that were connected before. */
export function leftSubscriptions({ subscriptions = [], grant }: SubscribedRecord): readonly Subscription[] {
  return subscriptions.filter(({ subdomain }) => subdomain !== grant?.subdomain);
}

/** @internal Stores the webhook of an account in place of the one before; without `next` there is none any more. */
export function withSubscription<Current extends SubscribedRecord>(
  record: Current,
  subdomain: ZendeskSubdomain,
  next?: Subscription,
): Current {
  if (next === findSubscription(record, subdomain)) return record;
  const others = (record.subscriptions ?? []).filter((one) => one.subdomain !== subdomain);
  const subscriptions = next === undefined ? others : [...others, next];
  return { ...record, subscriptions: subscriptions.length === 0 ? undefined : subscriptions };
}

/** @internal Those that a webhook may be signed with now, the current one first. */
export function secretsOf(record: SubscribedRecord): readonly string[] {
  const subscription = currentSubscription(record);
  if (subscription === undefined) return [];
  const { secret, previousSecret } = subscription;
  const isOnItsWay = previousSecret !== undefined && previousSecret.until > Date.now();
  return isOnItsWay ? [secret, previousSecret.secret] : [secret];
}
