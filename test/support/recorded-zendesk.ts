/**
 * A `fetch` that answers from a table of routes, in shapes that Zendesk was recorded or documented to send, and a connector
 * that is connected over it. Nothing of the simulator takes part.
 */
import {
  generateEncryptionKey,
  MemoryTokenStore,
  PUBLIC_BOT_PERMISSIONS,
  type Requester,
  ZENDESK_ACTIONS,
  type ZendeskConnection,
  ZendeskConnector,
  type ZendeskConnectorOptions,
} from '../../src/index.js';

export interface RecordedRequest {
  readonly method: string;
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  readonly headers: Headers;
  /** The parsed JSON; undefined for files. */
  readonly body: unknown;
}

type Answer = Response | object;
export type Route = readonly [
  method: string,
  path: RegExp,
  answer: (request: RecordedRequest) => Answer | Promise<Answer>,
];

export const json = (status: number, body: unknown, headers: Record<string, string> = {}): Response =>
  Response.json(body, { status, headers });

/** A time so many seconds ago, as Zendesk writes it. */
export const secondsAgo = (seconds: number): string =>
  new Date(Date.now() - seconds * 1000).toISOString().replace(/\.\d+Z$/, 'Z');

export const ANN = { id: 77, name: 'Ann', email: 'ann@customer.example', role: 'end-user' };
export const CARLA = { id: 88, name: 'Carla', email: 'carla@acme.example', role: 'agent' };

/** Ticket 5 of Ann, which changed two hours ago. */
export const ticket = (more: object = {}) => ({
  id: 5,
  subject: 'Order 1234',
  status: 'open',
  requester_id: ANN.id,
  created_at: secondsAgo(1_000_000),
  updated_at: secondsAgo(7_200),
  ...more,
});

const ALL_BOT_PERMISSIONS = [
  ...PUBLIC_BOT_PERMISSIONS,
  ZENDESK_ACTIONS.READ_CUSTOMER_CONTEXT,
  ZENDESK_ACTIONS.ADD_COMMENT,
  ZENDESK_ACTIONS.CREATE_OAUTH,
  ZENDESK_ACTIONS.DELETE_INTEGRATIONS,
  ZENDESK_ACTIONS.READ_INTEGRATIONS,
];

export interface RecordedWorld {
  readonly bot: ZendeskConnection;
  readonly connector: ZendeskConnector;
  readonly requests: readonly RecordedRequest[];
}

/** Connects a chatbot to an account that answers from `routes`. A request without a route gets `InvalidEndpoint`. */
export async function connectRecorded({
  routes,
  requester = { email: ANN.email, name: ANN.name },
  token = {},
  options = {},
  ...connection
}: {
  readonly routes: readonly Route[];
  readonly requester?: Requester;
  /** Replaces members of the token answer. */
  readonly token?: object;
  readonly options?: Partial<ZendeskConnectorOptions>;
  readonly locale?: string;
}): Promise<RecordedWorld> {
  const requests: RecordedRequest[] = [];
  const all: readonly Route[] = [
    ...routes,
    [
      'POST',
      /^\/oauth\/tokens$/,
      () =>
        json(201, {
          access_token: 'access-1',
          refresh_token: 'refresh-1',
          token_type: 'bearer',
          scope: 'tickets:read tickets:write users:read',
          expires_in: 3600,
          refresh_token_expires_in: 7_775_999,
          ...token,
        }),
    ],
    ['GET', /^\/api\/v2\/users\/me/, () => ({ user: { ...CARLA, role: 'admin' } })],
  ];
  const fetch: typeof globalThis.fetch = async (input, init) => {
    const sent = new Request(input, init);
    const url = new URL(sent.url);
    const text = await sent.text();
    const request: RecordedRequest = {
      method: sent.method,
      path: url.pathname,
      query: Object.fromEntries(url.searchParams),
      headers: sent.headers,
      body: sent.headers.get('content-type') === 'application/json' ? JSON.parse(text) : undefined,
    };
    requests.push(request);
    const route = all.find(([method, path]) => method === sent.method && path.test(url.pathname));
    if (route === undefined) return json(404, { error: 'InvalidEndpoint', description: 'Not found' });
    const answer = await route[2](request);
    return answer instanceof Response ? answer : json(200, answer);
  };
  const connector = new ZendeskConnector({
    clientId: 'recorded',
    clientSecret: 'secret',
    redirectUri: 'https://bot.example/zendesk/callback',
    tokenStore: new MemoryTokenStore(),
    encryptionKey: generateEncryptionKey(),
    fetch,
    ...options,
  });
  const bot = connector.connection('bot-1', { permissions: ALL_BOT_PERMISSIONS, requester, ...connection });
  const { url } = await bot.connect({ subdomain: 'acme', session: 's' });
  const state = encodeURIComponent(url.searchParams.get('state') ?? '');
  await connector.handleCallback(`/zendesk/callback?code=c&state=${state}`, { session: 's' });
  requests.length = 0;
  return { bot, connector, requests };
}
