/**
 * The route that Zendesk's webhooks come to, for any framework: one address for each bot, `/zendesk/webhook/{botId}`.
 *
 * A webhook tells of all tickets of the account. Those of a conversation of this bot were created with
 * `ticketDefaults: { externalId: externalIdOf(botId, conversationId) }`.
 */
import { ALL_PERMISSIONS, type ZendeskConnector } from 'zendesk-connector';
import { parseTicketEvent, receiveWebhook, type SeenStore, type TicketEvent } from 'zendesk-connector/webhooks';

interface WebhookRouteOptions {
  /** Shared by all processes that this route runs in. */
  readonly seen: SeenStore;
  /** Puts it into the conversation, or into a queue. What it throws is logged, and Zendesk sends the webhook again. */
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
    const bot = connector.connection(botId, { permissions: ALL_PERMISSIONS });
    const secret = () => bot.webhookSecrets();
    return receiveWebhook(request, { secret, seen, onError: log }, async (webhook) => {
      const status = await bot.status();
      const connectedUserId = status.state === 'connected' ? status.user?.id : undefined;
      const event = parseTicketEvent(webhook, { connectedUserId });
      if (!event?.externalId?.startsWith(`${botId}/`)) return;
      await deliver(event, { botId, conversationId: event.externalId.slice(botId.length + 1) });
    });
  };
}
