/**
 * The route that Zendesk's webhooks come to, for any framework: one address for each bot, `/zendesk/webhook/{botId}`.
 */
import { type ZendeskConnector, ZendeskError } from 'zendesk-connector';
import { parseTicketEvent, type SeenStore, type TicketEvent, verifyWebhook } from 'zendesk-connector/webhooks';

interface WebhookRouteOptions {
  /** Shared by all processes that this route runs in. */
  readonly seen: SeenStore;
  /** Puts it into the conversation `event.externalId`, or into a queue. */
  deliver(botId: string, event: TicketEvent): Promise<void>;
}

export function createWebhookRoute(connector: ZendeskConnector, { seen, deliver }: WebhookRouteOptions) {
  return async (request: Request): Promise<Response> => {
    const botId = decodeURIComponent(new URL(request.url).pathname.split('/').at(-1) ?? '');
    try {
      const bot = connector.connection(botId, { permissions: ['ZENDESK_ACTIONS.READ_INTEGRATIONS'] });
      const webhook = await verifyWebhook(request, { secret: await bot.webhookSecrets(), seen });
      const status = await bot.status();
      const connectedUserId = status.state === 'connected' ? status.user?.id : undefined;
      const event = parseTicketEvent(webhook, { connectedUserId });
      // Tickets that were not created by a conversation of ours are nobody's business here.
      if (event?.externalId === undefined) return new Response(null, { status: 204 });
      try {
        await deliver(botId, event);
        return new Response(null, { status: 204 });
      } catch {
        await webhook.release();
        return new Response(null, { status: 503, headers: { 'retry-after': '10' } });
      }
    } catch (error) {
      if (!(error instanceof ZendeskError)) throw error;
      return Response.json({ error: error.code }, { status: error.status });
    }
  };
}
