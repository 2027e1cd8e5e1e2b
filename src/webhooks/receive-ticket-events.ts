/**
 * The whole route for webhooks: verifies a request, parses the event, has your application handle it once, and answers so
 * that Zendesk sends it again only when that makes sense.
 */
import { ConfigurationError, WebhookSignatureError } from '../errors.js';
import type { SeenStore } from '../stores/seen-store.js';
import { notify } from '../util/notify.js';
import { refuseUnknownOptions } from '../util/refuse-unknown-options.js';
import { parseTicketEvent } from './parse-ticket-event.js';
import type { RawWebhook } from './raw-webhook.js';
import type { TicketEvent } from './ticket-event.js';
import { authenticate, claimWebhook, type SignedWebhook } from './verify-webhook.js';

/** What receiving webhooks needs to know about a connection; `connection.webhookSource()` returns it. */
export interface WebhookSource {
  /** The signing secrets that may have been used. */
  readonly secrets: readonly string[];
  /** The Zendesk user who connected, whose changes are those of the chatbot. */
  readonly connectedUserId?: number | undefined;
}

/** Options of {@link receiveTicketEvents}. */
export interface ReceiveTicketEventsOptions {
  /** A handle with the permission RECEIVE_WEBHOOKS. Anything with `webhookSource()` works. */
  readonly connection: { webhookSource(): Promise<WebhookSource> };
  /** Recognizes repeated deliveries. Share one between all processes that receive webhooks. */
  readonly seen: SeenStore;
  /**
   * Called with the reason why a request was not handled: a WebhookSignatureError for one that cannot be trusted, an
   * InvalidInputError for one that Zendesk signed and that cannot be read, or what `handler`, the connection or the seen
   * store threw. An error or a rejection of it changes no answer.
   */
  readonly onError: (error: unknown) => unknown;
  /** By how many seconds the time of the signature may differ, both ways. @defaultValue 300 */
  readonly toleranceSeconds?: number | undefined;
}

// The compiler demands every option here, so that none is refused as unknown.
const OPTION_NAMES: Readonly<Record<keyof ReceiveTicketEventsOptions, true>> = {
  connection: true,
  seen: true,
  onError: true,
  toleranceSeconds: true,
};

// Longer than Zendesk waits for an answer, and shorter than it goes on trying.
const LEASE_SECONDS = 30;
// Zendesk tries again when this is less than a minute.
const TRY_AGAIN = { 'retry-after': '10' };

/**
 * Handles one request and resolves to its answer.
 * - 204: the event was handled, or the request holds no event for a conversation.
 * - 200: another delivery was handled before.
 * - 409: another delivery is being handled.
 * - 401, 408, 413: the request cannot be trusted.
 * - 503 with `Retry-After`: your application failed, and Zendesk sends it again.
 *
 * @param handler should be fast, or add the event to a queue: Zendesk waits about ten seconds
 * @throws ConfigurationError when an argument is missing or of another kind; nothing else
 *
 * @example
 * const seen = new MemorySeenStore();
 * const bot = connector.connection('bot-42', { permissions: [ZENDESK_ACTIONS.RECEIVE_WEBHOOKS] });
 * return receiveTicketEvents(request, { connection: bot, seen, onError: console.error }, async (event) => {
 *   if (event.type === 'agent_replied' && event.externalId) await deliver(event.externalId, event.comment.plainText);
 * });
 */
export async function receiveTicketEvents(
  request: Request | RawWebhook,
  options: ReceiveTicketEventsOptions,
  handler: (event: TicketEvent) => unknown,
): Promise<Response> {
  checkArguments(request, options, handler);
  let connectedUserId: number | undefined;
  let webhook: SignedWebhook;
  try {
    const secrets = async () => {
      const source = await options.connection.webhookSource();
      connectedUserId = source.connectedUserId;
      return source.secrets;
    };
    webhook = await authenticate(request, { secrets, toleranceSeconds: options.toleranceSeconds });
  } catch (error) {
    notify(options.onError, error);
    return error instanceof WebhookSignatureError ? new Response(null, { status: error.status }) : tryAgain();
  }
  let event: TicketEvent | undefined;
  try {
    event = parseTicketEvent(webhook, { connectedUserId });
  } catch (error) {
    // It will not become readable, so Zendesk must not send it again.
    notify(options.onError, error);
  }
  return event === undefined ? new Response(null, { status: 204 }) : handleOnce(event, webhook, options, handler);
}

async function handleOnce(
  event: TicketEvent,
  webhook: SignedWebhook,
  options: ReceiveTicketEventsOptions,
  handler: (event: TicketEvent) => unknown,
): Promise<Response> {
  let release = async (): Promise<void> => {};
  let done: () => Promise<void>;
  try {
    const claimed = await claimWebhook(webhook, options, LEASE_SECONDS);
    if (claimed.duplicate !== undefined) {
      return new Response(null, { status: claimed.duplicate === 'handled' ? 200 : 409 });
    }
    ({ release, done } = claimed);
    await handler(event);
  } catch (error) {
    notify(options.onError, error);
    // A claim that cannot be released ends with its lease.
    await release().catch(() => {});
    return tryAgain();
  }
  // It is handled, even if the seen store cannot remember that.
  await done().catch((error: unknown) => notify(options.onError, error));
  return new Response(null, { status: 204 });
}

function tryAgain(): Response {
  return new Response(null, { status: 503, headers: TRY_AGAIN });
}

/** Tells the developer at the first request, whatever it holds. */
function checkArguments(request: unknown, options: Partial<ReceiveTicketEventsOptions> = {}, handler: unknown): void {
  refuseUnknownOptions(options, OPTION_NAMES);
  const { connection, seen, onError } = options;
  for (const [option, isGood, kind] of [
    ['request', typeof request === 'object' && request !== null, 'the request as it arrived'],
    ['connection', typeof connection?.webhookSource === 'function', 'a handle that connector.connection() returned'],
    ['seen', typeof seen?.add === 'function', 'a seen store, such as a MemorySeenStore'],
    ['onError', typeof onError === 'function', 'a function'],
    ['handler', typeof handler === 'function', 'a function'],
  ] as const) {
    if (!isGood) throw new ConfigurationError({ option, problem: `must be ${kind}` });
  }
}
