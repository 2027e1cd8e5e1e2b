/**
 * Tells the webhooks of an account what happens to its tickets, signed, and tries again as Zendesk does.
 * https://developer.zendesk.com/api-reference/webhooks/event-types/ticket-events/
 */
import { signWebhook } from '../sign-webhook.js';
import type { SimulatedAccount } from './account.js';
import type { SimulatedDelivery, SimulatedTicket, SimulatedWebhook, TicketChange } from './types.js';

type Delivery = SimulatedDelivery & { readonly attempts: (number | 'failed')[] };

// After a 409, after a 429 or 503 that says when to come again within a minute, and when nobody answers in time: as
// Zendesk's help describes it. This is a simulator, so nobody waits in between.
const RETRIES = { conflict: 3, later: 3, failed: 5 };

export class WebhookCourier {
  readonly deliveries: Delivery[] = [];
  readonly #fetch: (request: Request) => Promise<Response>;
  readonly #now: () => number;
  readonly #underWay = new Set<Promise<void>>();

  constructor(fetch: (request: Request) => Promise<Response>, now: () => number) {
    this.#fetch = fetch;
    this.#now = now;
  }

  tell(account: SimulatedAccount, change: TicketChange): void {
    for (const event of eventsOf(account, change, new Date(this.#now()).toISOString())) {
      for (const webhook of account.webhooks) {
        if (webhook.status !== 'active' || !webhook.subscriptions.includes(event.type)) continue;
        const delivery = {
          webhookId: webhook.id,
          invocationId: crypto.randomUUID(),
          eventType: event.type,
          attempts: [],
        };
        this.deliveries.push(delivery);
        const sent = this.#deliver(webhook, delivery, event).finally(() => this.#underWay.delete(sent));
        this.#underWay.add(sent);
      }
    }
  }

  async delivered(): Promise<void> {
    while (this.#underWay.size > 0) await Promise.all(this.#underWay);
  }

  async #deliver(webhook: SimulatedWebhook, delivery: Delivery, body: object): Promise<void> {
    const left = { ...RETRIES };
    for (;;) {
      const { endpoint: url, id: webhookId, secret } = webhook;
      const { invocationId } = delivery;
      const signedAt = new Date(this.#now());
      const request = await signWebhook({ url, webhookId, secret, body, invocationId, signedAt });
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

function eventsOf(account: SimulatedAccount, change: TicketChange, time: string) {
  const { ticket, actorId, isNew, comment, previousStatus } = change;
  const happened: (readonly [name: string, event: object])[] = [];
  if (isNew) happened.push(['created', {}]);
  if (comment !== undefined) {
    const { id, body, public: isPublic, author_id: authorId } = comment;
    const author = account.users.find((user) => user.id === authorId);
    const staff = author !== undefined && author.role !== 'end-user';
    const shown = { id: String(authorId), is_staff: staff, name: author?.name ?? '' };
    happened.push(['comment_added', { comment: { id: String(id), body, is_public: isPublic, author: shown } }]);
  }
  if (previousStatus !== undefined) {
    happened.push(['status_changed', { current: ticket.status.toUpperCase(), previous: previousStatus.toUpperCase() }]);
  }
  const sequence = crypto.randomUUID();
  return happened.map(([name, event], position) => ({
    account_id: 1,
    id: crypto.randomUUID(),
    type: `zen:event-type:ticket.${name}`,
    time,
    zendesk_event_version: '2022-11-06',
    subject: `zen:ticket:${ticket.id}`,
    detail: detailOf(ticket, actorId),
    event: { meta: { sequence: { id: sequence, position: position + 1, total: happened.length } }, ...event },
  }));
}

/** Ids as texts and names in capitals, as events have them and the API has not. */
function detailOf(ticket: SimulatedTicket, actorId: number): object {
  return {
    id: String(ticket.id),
    actor_id: String(actorId),
    requester_id: String(ticket.requesterId),
    submitter_id: String(ticket.submitterId),
    assignee_id: ticket.assigneeId === null ? null : String(ticket.assigneeId),
    external_id: ticket.externalId,
    subject: ticket.subject,
    description: ticket.description,
    status: ticket.status.toUpperCase(),
    priority: ticket.priority?.toUpperCase() ?? null,
    tags: ticket.tags,
    is_public: true,
    created_at: new Date(ticket.createdAt).toISOString(),
    updated_at: new Date(ticket.updatedAt).toISOString(),
    via: { channel: 'API' },
  };
}
