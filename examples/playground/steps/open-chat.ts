/**
 * Gives a conversation its connection: what the bot may do, and for whom.
 */
import type {
  Permission,
  Requester,
  ZendeskConnection,
  ZendeskConnector,
} from 'zendesk-connector';

export function openChat(
  connector: ZendeskConnector,
  permissions: readonly Permission[],
  { conversationId, customer }: Visit,
): ZendeskConnection {
  const requester: Requester =
    customer ?? 'from-conversation';
  return connector.connection('demo-bot', {
    permissions,
    requester,
    ticketDefaults: { externalId: conversationId },
    auditContext: { conversationId },
  });
}

export interface Visit {
  readonly conversationId: string;
  /** Who is signed in; undefined for an anonymous visitor. */
  readonly customer:
    | { readonly email: string; readonly name: string }
    | undefined;
}
