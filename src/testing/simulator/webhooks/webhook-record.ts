/** A webhook. https://developer.zendesk.com/api-reference/webhooks/webhooks-api/webhooks/#json-format */
export interface SimulatedWebhook {
  readonly id: string;
  name: string;
  description: string;
  /** An address, or `noop://` and any text, to which nothing is sent. */
  endpoint: string;
  http_method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  request_format: 'json' | 'xml' | 'form_encoded';
  status: 'active' | 'inactive';
  subscriptions: readonly string[];
  custom_headers: Readonly<Record<string, string>> | null;
  /** The secret with which Zendesk signs its requests. */
  secret: string;
  readonly created_at: string;
  readonly created_by: string;
  updated_at: string;
}

/** One event on its way to one webhook. */
export interface SimulatedDelivery {
  readonly webhookId: string;
  readonly invocationId: string;
  /** Such as `zen:event-type:ticket.comment_added`; `conditional_ticket_events` when a trigger sent it. */
  readonly eventType: string;
  /** The status of the answer to each try; `failed` when the endpoint could not be reached. */
  readonly attempts: readonly (number | 'failed')[];
}
