/**
 * The route that receives Zendesk's webhooks, for any framework: one address for each bot, `/zendesk/webhook/{botId}`.
 *
 * A webhook reports all tickets of the account. Those of a conversation of this bot were created with
 * `ticketDefaults: { externalId: externalIdOf(botId, conversationId) }`.
 */
import { ZENDESK_ACTIONS, type ZendeskConnector } from 'zendesk-connector';
import { receiveTicketEvents, type SeenStore, type TicketEvent } from 'zendesk-connector/webhooks';

interface WebhookRouteOptions {
  /** Shared by all processes that run this route. */
  readonly seen: SeenStore;
  /** Adds the event to the conversation, or to a queue. If it throws, Zendesk sends the webhook again. */
  deliver(event: TicketEvent, to: { readonly botId: string; readonly conversationId: string }): Promise<void>;
  readonly log: (error: unknown) => void;
}

export function externalIdOf(botId: string, conversationId: string): string {
  return `${botId}/${conversationId}`;
}

export function createWebhookRoute(connector: ZendeskConnector, { seen, deliver, log }: WebhookRouteOptions) {
  return async (request: Request): Promise<Response> => {
    const [botId] = new URL(request.url).pathname.split('/').slice(-1).filter(Boolean);
    if (botId === undefined) return new Response(null, { status: 404 });
    const connection = connector.connection(botId, { permissions: [ZENDESK_ACTIONS.RECEIVE_WEBHOOKS] });
    return receiveTicketEvents(request, { connection, seen, onError: log }, async (event) => {
      if (!event.externalId?.startsWith(`${botId}/`)) return;
      await deliver(event, { botId, conversationId: event.externalId.slice(botId.length + 1) });
    });
  };
}
