/**
 * A process whose callbacks all throw, reject or hang. It ends with 0 if that changed nothing and nothing was unhandled.
 * Node ends a process for one rejection that nobody handles.
 */
import {
  ALL_PERMISSIONS,
  generateEncryptionKey,
  MemoryTokenStore,
  ZendeskConnector,
  ZendeskError,
} from 'zendesk-connector';
import { createZendeskSimulator, signWebhook } from 'zendesk-connector/testing';
import { MemorySeenStore, receiveTicketEvents } from 'zendesk-connector/webhooks';

const MISBEHAVIORS: readonly (readonly [name: string, callback: () => never])[] = [
  ['throws', fail],
  ['throws undefined', () => raise(undefined)],
  ['rejects', (async () => fail()) as () => never],
  ['rejects with a string', (() => Promise.reject('no error')) as () => never],
  ['rejects later', (() => new Promise((_, reject) => setTimeout(reject, 20))) as () => never],
  ['has a then that throws', (() => Object.defineProperty({}, 'then', { get: fail })) as () => never],
  ['hangs', (() => new Promise(() => {})) as () => never],
];

function fail(): never {
  throw new Error('the callback failed');
}

function raise(value: unknown): never {
  throw value;
}

const requester = { email: 'ann@customer.example', name: 'Ann' };
const body = {
  type: 'zen:event-type:ticket.comment_added',
  id: 'e',
  time: new Date().toISOString(),
  detail: { id: '1', requester_id: '1' },
  event: { comment: { id: '9', body: 'On it.', is_public: true, author: { id: '2', is_staff: true } } },
};

for (const [name, callback] of MISBEHAVIORS) {
  const zendesk = createZendeskSimulator();
  let isReady = false;
  const connector = new ZendeskConnector({
    clientId: 'support_bot',
    clientSecret: 'simulated-client-secret',
    redirectUri: 'https://bot.example/zendesk/callback',
    tokenStore: new MemoryTokenStore(),
    encryptionKey: generateEncryptionKey(),
    timeout: 5_000,
    fetch: (input, init) =>
      isReady && String(input).includes('/search') ? callback() : zendesk.fetch(new Request(input, init)),
    onEvent: callback,
    onRequest: callback,
    waitUntil: callback,
    rateLimiter: { take: callback },
  });
  const bot = connector.connection('bot', { permissions: ALL_PERMISSIONS, requester });
  const { url } = await bot.connect({ subdomain: 'acme', session: 's' });
  await connector.handleCallback(await zendesk.authorize(url), { session: 's' });
  zendesk.account('acme').expireAccessTokens();
  const startedAt = performance.now();
  const { ticketId } = await bot.createTicket({ subject: 'Help', body: 'Please' });
  if (ticketId !== 1) throw new Error(`${name}: no ticket`);
  isReady = true;
  const stranger = connector.connection('bot', {
    permissions: ALL_PERMISSIONS,
    requester: { email: 'bob@customer.example' },
  });
  const error = await stranger.getCustomerContext({}, { timeout: 500 }).catch((error: unknown) => error);
  if (!(error instanceof ZendeskError)) throw new Error(`${name}: ${String(error)} is no typed error`);

  const memory = new MemorySeenStore();
  const source = { webhookSource: async () => ({ secrets: ['s'] }) };
  for (const options of [
    { connection: source, seen: { add: callback, has: callback, delete: callback } },
    { connection: { webhookSource: callback }, seen: memory },
    { connection: source, seen: memory },
  ]) {
    const request = await signWebhook({ secret: 's', body });
    const { status } = await receiveTicketEvents(request, { ...options, onError: callback }, () => fail());
    if (status !== 503) throw new Error(`${name}: the webhook was answered ${status}`);
  }
  console.log(`${name}: ${Math.round(performance.now() - startedAt)} ms`);
  if (performance.now() - startedAt > 25_000) throw new Error(`${name}: took too long`);
}
// Rejections are reported at the end of a turn of the event loop.
setTimeout(() => process.exit(), 100);
