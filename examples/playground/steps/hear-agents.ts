/**
 * Brings what agents do back into the chat.
 */
import type { ZendeskConnection } from 'zendesk-connector';
import {
  receiveTicketEvents,
  type SeenStore,
  type TicketEvent,
} from 'zendesk-connector/webhooks';

export async function listen(
  owner: ZendeskConnection,
  url: string,
): Promise<void> {
  await owner.subscribe({ url });
}

export async function stopListening(
  owner: ZendeskConnection,
): Promise<void> {
  await owner.unsubscribe();
}

/** The route that Zendesk calls. */
export function receive(
  request: Request,
  connection: ZendeskConnection,
  seen: SeenStore,
  hear: (event: TicketEvent) => void,
): Promise<Response> {
  return receiveTicketEvents(
    request,
    { connection, seen, onError: console.error },
    hear,
  );
}
