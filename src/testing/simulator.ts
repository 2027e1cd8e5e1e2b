/**
 * A stateful Zendesk as a function from Request to Response: accounts by subdomain, a clock, faults, and a record of
 * all that was asked. What it answers is Zendesk's business, below in `simulator/`.
 */
import { SimulatedAccount } from './simulator/account.js';
import { answerApi } from './simulator/api.js';
import { applyFault, type Fault, type FaultMatch, Faults } from './simulator/faults.js';
import { IdempotencyStore } from './simulator/idempotency.js';
import { OAuthServer } from './simulator/oauth.js';
import { ErrorAnswer, html, json } from './simulator/respond.js';
import { type AccountOptions, DEFAULT_CLIENT, type SimulatedDelivery } from './simulator/types.js';
import { WebhookCourier } from './simulator/webhooks.js';

/** How a simulator is set up. */
export interface SimulatorOptions {
  /** Accounts that exist from the start; a text is the subdomain of one with defaults. @defaultValue `['acme']` */
  readonly accounts?: readonly (string | AccountOptions)[];
  /** Milliseconds since the epoch. @defaultValue `Date.now`, faked or not */
  readonly now?: () => number;
  /** Takes the requests of webhooks. @defaultValue `globalThis.fetch` */
  readonly webhookFetch?: (request: Request) => Promise<Response>;
}

/** A request that was answered. */
export interface RecordedRequest {
  readonly method: string;
  readonly subdomain: string;
  /** Without query and without `.json`. */
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  readonly headers: Readonly<Record<string, string>>;
  /** Parsed JSON, or text; undefined when there was none. */
  readonly body: unknown;
  /** `reset` when the connection broke. */
  status: number | 'reset' | 'pending';
  /** Of answers in JSON. */
  responseBody?: unknown;
}

/** Stands in for https://*.zendesk.com. */
export interface ZendeskSimulator {
  /** Answers a request as Zendesk would; a drop-in for `fetch`. Rejects only when a fault breaks the connection. */
  readonly fetch: (input: Request | URL | string, init?: RequestInit) => Promise<Response>;
  /** What a connector needs to talk to it: the OAuth client of the first account, and `fetch`. */
  readonly client: {
    readonly clientId: string;
    readonly clientSecret?: string;
    readonly redirectUri: string;
    readonly fetch: typeof globalThis.fetch;
  };
  /** Zendesk's time, in milliseconds since the epoch. */
  now(): number;
  /** Moves Zendesk's time forward, or back, by seconds. */
  advance(seconds: number): void;
  /** @throws Error when there is none */
  account(subdomain: string): SimulatedAccount;
  addAccount(options: string | AccountOptions): SimulatedAccount;
  /** All requests, oldest first, from their arrival on. */
  readonly requests: readonly RecordedRequest[];
  clearRequests(): void;
  /** What was sent to webhooks, oldest first. */
  readonly deliveries: readonly SimulatedDelivery[];
  /** Resolves when no webhook is under way. */
  delivered(): Promise<void>;
  /** Makes matching requests fail; the newest fault counts. Returns what takes it back. */
  fault(match: FaultMatch, fault: Fault): () => void;
  /**
   * Does what a person does in a browser: opens the authorization URL, signs in, presses Allow or Deny. Resolves to the
   * address to which the browser is sent back.
   */
  authorize(
    url: URL | string,
    options?: { readonly decision?: 'allow' | 'deny'; readonly userId?: number },
  ): Promise<URL>;
}

interface Tenant {
  readonly account: SimulatedAccount;
  readonly oauth: OAuthServer;
  readonly idempotency: IdempotencyStore;
  readonly window: { start: number; used: number };
}

/** Makes a Zendesk without network, accounts and bills: see docs/testing.md. */
export function createZendeskSimulator(options: SimulatorOptions = {}): ZendeskSimulator {
  const wallClock = options.now ?? (() => Date.now());
  let offset = 0;
  const now = () => wallClock() + offset;
  const tenants = new Map<string, Tenant>();
  const faults = new Faults();
  const requests: RecordedRequest[] = [];

  const courier = new WebhookCourier(options.webhookFetch ?? ((request) => globalThis.fetch(request)), now);

  const addAccount = (account: string | AccountOptions): SimulatedAccount => {
    const added = new SimulatedAccount(typeof account === 'string' ? { subdomain: account } : account, now);
    const tenant = {
      account: added,
      oauth: new OAuthServer(added),
      idempotency: new IdempotencyStore(now),
      window: { start: 0, used: 0 },
    };
    tenants.set(added.subdomain, tenant);
    added.onTicketChange((change) => courier.tell(added, change));
    return added;
  };
  for (const account of options.accounts ?? ['acme']) addAccount(account);

  const fetch: ZendeskSimulator['fetch'] = async (input, init) => {
    const request = new Request(input, init);
    request.signal.throwIfAborted();
    const url = new URL(request.url);
    const subdomain = subdomainOf(request, url) ?? tenants.keys().next().value ?? '';
    const path = url.pathname.replace(/\.json$/, '');
    const text = await request.clone().text();
    const recorded: RecordedRequest = {
      method: request.method,
      subdomain,
      path,
      query: Object.fromEntries(url.searchParams),
      headers: Object.fromEntries(request.headers),
      body: text === '' ? undefined : (parsed(text) ?? text),
      status: 'pending',
    };
    requests.push(recorded);
    const run = async () =>
      withCommonHeaders(
        await answer(tenants.get(subdomain), subdomain, request, url, path, recorded.body, now()),
        now(),
      );
    const fault = faults.take({ method: request.method, path, subdomain });
    try {
      const response = await (fault === undefined ? run() : applyFault(fault, request, run));
      recorded.status = response.status;
      if (fault === undefined && response.headers.get('content-type')?.includes('json')) {
        recorded.responseBody = parsed(await response.clone().text());
      }
      return response;
    } catch (error) {
      recorded.status = 'reset';
      throw error;
    }
  };

  const [{ clientId, clientSecret, redirectUris } = DEFAULT_CLIENT] = [...tenants.values()][0]?.account.clients ?? [];
  return {
    fetch,
    client: {
      clientId,
      ...(clientSecret === undefined ? {} : { clientSecret }),
      redirectUri: redirectUris?.[0] ?? 'https://bot.example/zendesk/callback',
      fetch,
    },
    now,
    advance(seconds) {
      offset += seconds * 1000;
    },
    account(subdomain) {
      const tenant = tenants.get(subdomain);
      if (tenant === undefined) throw new Error(`There is no account ${subdomain}`);
      return tenant.account;
    },
    addAccount,
    requests,
    deliveries: courier.deliveries,
    delivered: () => courier.delivered(),
    clearRequests() {
      requests.length = 0;
    },
    fault: (match, fault) => faults.add(match, fault),
    async authorize(url, { decision = 'allow', userId } = {}) {
      const page = await fetch(url);
      if (page.status === 302) return new URL(page.headers.get('location') ?? '');
      const form = new URLSearchParams(new URL(url).search);
      form.set('decision', decision);
      if (userId !== undefined) form.set('user_id', String(userId));
      const answer = await fetch(new URL('/oauth/authorizations', url), { method: 'POST', body: form });
      const location = answer.headers.get('location');
      if (location === null) throw new Error(`The authorization ended with ${answer.status}: ${await answer.text()}`);
      return new URL(location);
    },
  };
}

async function answer(
  tenant: Tenant | undefined,
  subdomain: string,
  request: Request,
  url: URL,
  path: string,
  body: unknown,
  now: number,
): Promise<Response> {
  const query = url.searchParams;
  try {
    if (tenant === undefined) throw noSuchAccount(subdomain);
    switch (`${request.method} ${path}`) {
      case 'GET /oauth/authorizations/new':
        return tenant.oauth.consentPage(query);
      case 'POST /oauth/authorizations':
        return await tenant.oauth.decide(new URLSearchParams(typeof body === 'string' ? body : ''));
      case 'POST /oauth/tokens':
        return await tenant.oauth.token(request.headers.get('content-type')?.includes('json') ? body : undefined);
    }
    if (!path.startsWith('/api/v2/')) return html('<title>Not found</title><h1>Not found</h1>', 404);
    const limits = countRequest(tenant, now);
    const { account, oauth, idempotency } = tenant;
    const response = await answerApi(
      { account, oauth, idempotency, request, url, query, body },
      path.slice('/api/v2'.length),
    ).catch(toAnswer);
    for (const [name, value] of Object.entries(limits)) response.headers.set(name, value);
    return response;
  } catch (error) {
    return toAnswer(error);
  }
}

function toAnswer(error: unknown): Response {
  if (error instanceof ErrorAnswer) return json(error.body, error.status, error.headers);
  throw error;
}

/** Requests a minute, told on every answer. https://developer.zendesk.com/api-reference/introduction/rate-limits/ */
function countRequest({ account, window }: Tenant, now: number): Record<string, string> {
  if (now - window.start >= 60_000) Object.assign(window, { start: now, used: 0 });
  window.used++;
  const left = Math.max(0, account.rateLimit - window.used);
  const reset = Math.ceil((window.start + 60_000 - now) / 1000);
  const headers = {
    'x-rate-limit': String(account.rateLimit),
    'x-rate-limit-remaining': String(left),
    'ratelimit-limit': String(account.rateLimit),
    'ratelimit-remaining': String(left),
    'ratelimit-reset': String(reset),
  };
  if (window.used <= account.rateLimit) return headers;
  throw new ErrorAnswer(
    429,
    { error: 'APIRateLimitExceeded', description: 'Number of allowed API requests per minute exceeded' },
    { ...headers, 'retry-after': String(reset) },
  );
}

function withCommonHeaders(response: Response, now: number): Response {
  response.headers.set('date', new Date(now).toUTCString());
  const id = crypto.randomUUID();
  response.headers.set('x-request-id', id);
  response.headers.set('x-zendesk-request-id', id);
  return response;
}

/** From the host; behind a local server from the header that proxies set. */
function subdomainOf(request: Request, url: URL): string | undefined {
  const hosts = [url.hostname, request.headers.get('x-forwarded-host') ?? ''];
  return hosts.map((host) => /^([^.]+)\.zendesk\.com$/.exec(host)?.[1]).find(Boolean);
}

function noSuchAccount(subdomain: string): ErrorAnswer {
  return new ErrorAnswer(404, {
    error: {
      title: `No help desk at ${subdomain}.zendesk.com`,
      message: 'There is no help desk configured at this address. Please check the spelling.',
    },
  });
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
