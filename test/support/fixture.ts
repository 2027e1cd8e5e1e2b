/**
 * A connector and a simulated Zendesk that talk through the real `fetch`, which msw routes to the simulator.
 */
import { FetchInterceptor } from '@mswjs/interceptors/fetch/web';
import { HttpResponse, http } from 'msw';
import { defineNetwork, InterceptorSource } from 'msw/experimental';
import { onTestFinished } from 'vitest';
import {
  ALL_PERMISSIONS,
  type ConnectionOptions,
  type ConnectorEvent,
  generateEncryptionKey,
  MemoryTokenStore,
  type ZendeskConnection,
  ZendeskConnector,
  type ZendeskConnectorOptions,
} from '../../src/index.js';
import { createZendeskSimulator, type SimulatorOptions, type ZendeskSimulator } from '../../src/testing/index.js';

export const REDIRECT_URI = 'https://bot.example/zendesk/callback';
export const SESSION = 'browser-session-1';
export const ANN = { email: 'ann@customer.example', name: 'Ann Customer' };

// Not `setupServer`, which puts mock TLS sockets under undici: destroying one leaves an error in OpenSSL's queue, over
// which Node 24 then aborts in the next AES operation. Real TLS sockets do not.
const network = defineNetwork({
  // The class is declared twice in msw's packages; it is the same one.
  sources: [new InterceptorSource({ interceptors: [new FetchInterceptor() as never] })],
  handlers: [],
  context: { quiet: true },
  onUnhandledFrame: 'error',
});
let isEnabled = false;

/** Lets requests to this address be answered by `respond` until the test ends; any that nobody answers fails. */
export function route(address: string, respond: (request: Request) => Promise<Response>): void {
  if (!isEnabled) network.enable();
  isEnabled = true;
  network.use(
    http.all(address, async ({ request }) => {
      try {
        return (await respond(request)) as HttpResponse<string>;
      } catch {
        return HttpResponse.error();
      }
    }),
  );
  onTestFinished(() => network.resetHandlers());
}

export interface Fixture {
  readonly zendesk: ZendeskSimulator;
  readonly connector: ZendeskConnector;
  readonly options: ZendeskConnectorOptions;
  readonly events: ConnectorEvent[];
  /** A handle that may do everything, for the signed-in Ann unless it is told otherwise. */
  connection(options?: Partial<ConnectionOptions>): ZendeskConnection;
  /** Goes through the browser flow to the end. */
  connect(subdomain?: string): Promise<void>;
}

/** Not connected yet: call `connect()`. */
export function createFixture(
  options: Partial<ZendeskConnectorOptions> & { simulator?: SimulatorOptions; connectionId?: string } = {},
): Fixture {
  const { simulator, connectionId = 'bot-1', ...connectorOptions } = options;
  const zendesk = createZendeskSimulator(simulator);
  route('https://*.zendesk.com/*', zendesk.fetch);
  route('https://*.zdusercontent.com/*', zendesk.fetch);
  const events: ConnectorEvent[] = [];
  const all: ZendeskConnectorOptions = {
    clientId: 'support_bot',
    clientSecret: 'simulated-client-secret',
    redirectUri: REDIRECT_URI,
    tokenStore: new MemoryTokenStore(),
    encryptionKey: generateEncryptionKey(),
    onEvent: (event) => events.push(event),
    ...connectorOptions,
  };
  const connector = new ZendeskConnector(all);
  const connection = (more: Partial<ConnectionOptions> = {}) =>
    connector.connection(connectionId, { permissions: ALL_PERMISSIONS, requester: ANN, ...more });
  return {
    zendesk,
    connector,
    options: all,
    events,
    connection,
    async connect(subdomain = 'acme') {
      const { url } = await connection().connect({ subdomain, session: SESSION });
      const callback = await zendesk.authorize(url);
      await connector.handleCallback(callback, { session: SESSION });
    },
  };
}

/** The rejection, so that a test can look at it; fails when there is none. */
export async function rejection(promise: Promise<unknown>): Promise<unknown> {
  const value = await promise.then(
    (value) => ({ value }),
    (error: unknown) => ({ error }),
  );
  if ('error' in value) return value.error;
  throw new Error('expected a rejection');
}
