import { ZENDESK_ACTIONS } from 'zendesk-connector';
import { receiveTicketEvents } from 'zendesk-connector/webhooks';
import { BOT, zendesk } from '@/lib/zendesk';

/** An agent's reply comes back to the conversation. */
export function POST(request: Request): Promise<Response> {
  const { connector, seen, replies } = zendesk();
  const connection = connector.connection(BOT, { permissions: [ZENDESK_ACTIONS.RECEIVE_WEBHOOKS] });
  return receiveTicketEvents(request, { connection, seen, onError: console.error }, async (event) => {
    const [bot, conversation] = event.externalId?.split('/') ?? [];
    if (event.type !== 'agent_replied' || bot !== BOT || conversation === undefined) return;
    const reply = { id: String(event.comment.id), text: event.comment.plainText };
    replies.set(conversation, [...(replies.get(conversation) ?? []), reply]);
  });
}
