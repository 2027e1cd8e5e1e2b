/**
 * Sends webhooks, signed, and tries again as Zendesk does.
 * https://developer.zendesk.com/documentation/webhooks/creating-and-monitoring-webhooks/
 */
import { signWebhook } from '../../sign-webhook.js';
import type { Store } from '../core/store.js';
import type { TicketChange } from '../tickets/ticket-record.js';
import { ticketEventsOf } from './ticket-events.js';
import type { SimulatedDelivery, SimulatedWebhook } from './webhook-record.js';

type Delivery = SimulatedDelivery & { readonly attempts: (number | 'failed')[] };

// After a 409, after a 429 or 503 that says when to come again within a minute, and when no answer comes in time: as
// Zendesk's help describes it. The simulator does not wait in between.
const RETRIES = { conflict: 3, later: 3, failed: 5 };

/** What is sent to a webhook. */
export interface Parcel {
  readonly eventType: string;
  readonly body: string | object;
}

export class WebhookCourier {
  readonly deliveries: Delivery[] = [];
  readonly #fetch: (request: Request) => Promise<Response>;
  readonly #now: () => number;
  readonly #underWay = new Set<Promise<void>>();

  constructor(fetch: (request: Request) => Promise<Response>, now: () => number) {
    this.#fetch = fetch;
    this.#now = now;
  }

  /** Sends the events of a change to the webhooks that subscribed to them. */
  sendEvents(store: Store, change: TicketChange): void {
    for (const body of ticketEventsOf(store, change)) {
      for (const webhook of store.state.webhooks) {
        if (webhook.subscriptions.includes(body.type)) this.send(webhook, { eventType: body.type, body });
      }
    }
  }

  send(webhook: SimulatedWebhook, parcel: Parcel): void {
    if (webhook.status !== 'active' || webhook.endpoint.startsWith('noop://')) return;
    const { eventType } = parcel;
    const delivery = { webhookId: webhook.id, invocationId: crypto.randomUUID(), eventType, attempts: [] };
    this.deliveries.push(delivery);
    const sent = this.#deliver(webhook, delivery, parcel).finally(() => this.#underWay.delete(sent));
    this.#underWay.add(sent);
  }

  async delivered(): Promise<void> {
    while (this.#underWay.size > 0) await Promise.all(this.#underWay);
  }

  async #deliver(webhook: SimulatedWebhook, delivery: Delivery, { body }: Parcel): Promise<void> {
    const left = { ...RETRIES };
    for (;;) {
      const { endpoint: url, id: webhookId, secret, custom_headers: headers } = webhook;
      const { invocationId } = delivery;
      const signedAt = new Date(this.#now());
      const request = await signWebhook({ url, webhookId, secret, body, invocationId, signedAt });
      for (const [name, value] of Object.entries(headers ?? {})) request.headers.set(name, value);
      const response = await this.#fetch(request).catch(() => undefined);
      delivery.attempts.push(response?.status ?? 'failed');
      await response?.body?.cancel();
      const cause = response === undefined ? 'failed' : causeOfRetry(response);
      if (cause === undefined || left[cause]-- === 0) return;
    }
  }
}

function causeOfRetry({ status, headers }: Response): 'conflict' | 'later' | undefined {
  if (status === 409) return 'conflict';
  const after = Number(headers.get('retry-after') ?? Number.NaN);
  return (status === 429 || status === 503) && after < 60 ? 'later' : undefined;
}
