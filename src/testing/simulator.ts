/**
 * A stateful Zendesk as a function from Request to Response: accounts by subdomain, a clock, faults, and a record of
 * all that was asked.
 */

import { refuseUnknownOptions } from '../util/refuse-unknown-options.js';
import { ACCOUNT_OPTION_NAMES, type AccountOptions } from './simulator/account-options.js';
import { AccountServer, noSuchAccount, toAnswer } from './simulator/account-server.js';
import { Clock, type ClockOptions } from './simulator/core/clock.js';
import { parsed, readRequest, recordedBody } from './simulator/core/read-request.js';
import { logLine, type RecordedRequest } from './simulator/core/recorded-request.js';
import { Store } from './simulator/core/store.js';
import { applyFault, type Fault, type FaultMatch, Faults } from './simulator/faults.js';
import { seedAccount } from './simulator/seed.js';
import { SimulatedAccount } from './simulator/simulated-account.js';
import { runTriggers } from './simulator/triggers/run-triggers.js';
import { WebhookCourier } from './simulator/webhooks/courier.js';
import type { SimulatedDelivery } from './simulator/webhooks/webhook-record.js';

/** How a simulator is set up. */
export interface SimulatorOptions extends ClockOptions {
  /** Accounts that exist from the start; a text is the subdomain of one with defaults. @defaultValue `['acme']` */
  readonly accounts?: readonly (string | AccountOptions)[];
  /** Takes the requests of webhooks. @defaultValue `globalThis.fetch` */
  readonly webhookFetch?: (request: Request) => Promise<Response>;
  /** Receives each line of {@link ZendeskSimulator.log} as soon as a request is answered. */
  readonly onLog?: (line: string) => void;
}

/** Stands in for https://*.zendesk.com. */
export interface ZendeskSimulator {
  /** Answers a request as Zendesk would; a drop-in for `fetch`. Rejects only when a fault breaks the connection. */
  readonly fetch: (input: Request | URL | string, init?: RequestInit) => Promise<Response>;
  /** The options with which a connector talks to it: the OAuth client of the first account, and `fetch`. */
  readonly client: {
    readonly clientId: string;
    readonly clientSecret?: string;
    readonly redirectUri: string;
    readonly fetch: typeof globalThis.fetch;
  };
  /** Zendesk's time, in milliseconds since the epoch. */
  now(): number;
  /**
   * Moves Zendesk's time forward by seconds. It does not move your application's clock, which decides when your
   * application thinks that a token has expired: set the option `advanceClock` to move both, or fake `Date`, which both read.
   */
  advance(seconds: number): void;
  /** Runs a task when Zendesk's time has moved on by seconds: within `advance()`, or before the next request then. */
  after(seconds: number, task: () => void): void;
  /** @throws Error when there is none */
  account(subdomain: string): SimulatedAccount;
  addAccount(options: string | AccountOptions): SimulatedAccount;
  /** All requests, oldest first, from their arrival on. */
  readonly requests: readonly RecordedRequest[];
  clearRequests(): void;
  /** One line for each request that was answered: what arrived, and why it was refused. Without headers and bodies. */
  readonly log: readonly string[];
  /** The webhooks that were sent, oldest first. */
  readonly deliveries: readonly SimulatedDelivery[];
  /** Resolves when no webhook is under way. */
  delivered(): Promise<void>;
  /** Makes matching requests fail; the newest fault counts. Returns a function that removes the fault. */
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

// The compiler demands every option here, so that none is refused as unknown.
const OPTION_NAMES: Readonly<Record<keyof SimulatorOptions, true>> = {
  accounts: true,
  webhookFetch: true,
  onLog: true,
  now: true,
  advanceClock: true,
};

interface Tenant {
  readonly account: SimulatedAccount;
  readonly server: AccountServer;
}

/**
 * Creates a Zendesk without network, accounts and bills: see docs/testing.md.
 *
 * @throws ConfigurationError for an unknown option; Error when a seed names a resource that the simulator does not have
 *
 * @example
 * const zendesk = createZendeskSimulator();
 * const connector = new ZendeskConnector({ ...options, ...zendesk.client });
 */
export function createZendeskSimulator(options: SimulatorOptions = {}): ZendeskSimulator {
  refuseUnknownOptions(options, OPTION_NAMES);
  const clock = new Clock(options);
  const tenants = new Map<string, Tenant>();
  const faults = new Faults();
  const requests: RecordedRequest[] = [];
  const courier = new WebhookCourier(options.webhookFetch ?? ((request) => globalThis.fetch(request)), clock.now);

  const addAccount = (account: string | AccountOptions): SimulatedAccount => {
    const accountOptions = typeof account === 'string' ? { subdomain: account } : account;
    refuseUnknownOptions(accountOptions, ACCOUNT_OPTION_NAMES);
    const store = new Store(accountOptions, clock.now);
    seedAccount(store, accountOptions);
    store.onTicketChange((change) => courier.sendEvents(store, change));
    store.onTicketChange((change) => runTriggers(store, courier, change));
    const tenant = { account: new SimulatedAccount(store), server: new AccountServer(store) };
    tenants.set(store.subdomain, tenant);
    return tenant.account;
  };
  for (const account of options.accounts ?? ['acme']) addAccount(account);

  const fetch: ZendeskSimulator['fetch'] = async (input, init) => {
    const request = new Request(input, init);
    request.signal.throwIfAborted();
    clock.runDue();
    const read = await readRequest(request);
    const { url, path, subdomain = tenants.keys().next().value ?? '' } = read;
    const recorded: RecordedRequest = {
      method: request.method,
      subdomain,
      path,
      query: Object.fromEntries(url.searchParams),
      headers: Object.fromEntries(request.headers),
      body: recordedBody(read),
      at: clock.now(),
      status: 'pending',
    };
    requests.push(recorded);
    const run = async () => {
      const server = tenants.get(subdomain)?.server;
      const { response, reason } = (await server?.answer(read)) ?? toAnswer(noSuchAccount(subdomain));
      if (reason !== undefined) recorded.reason = reason;
      return withCommonHeaders(response, clock.now());
    };
    const fault = faults.take({ method: request.method, path, subdomain });
    try {
      const response = await (fault === undefined ? run() : applyFault(fault, request, run));
      recorded.status = response.status;
      if (fault !== undefined) recorded.reason = 'a fault of the test';
      else if (response.headers.get('content-type')?.includes('json')) {
        recorded.responseBody = parsed(await response.clone().text());
      }
      return response;
    } catch (error) {
      recorded.status = 'reset';
      recorded.reason = 'a fault of the test';
      throw error;
    } finally {
      options.onLog?.(logLine(recorded));
    }
  };

  return {
    fetch,
    client: { ...clientOf([...tenants.values()][0]?.account), fetch },
    now: clock.now,
    advance: (seconds) => clock.advance(seconds),
    after: (seconds, task) => clock.after(seconds, task),
    account(subdomain) {
      const tenant = tenants.get(subdomain);
      if (tenant === undefined) throw new Error(`There is no account ${subdomain}`);
      return tenant.account;
    },
    addAccount,
    requests,
    get log() {
      return requests.filter(({ status }) => status !== 'pending').map(logLine);
    },
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

function clientOf(account: SimulatedAccount | undefined) {
  const [{ clientId, clientSecret, redirectUris } = { clientId: 'support_bot' }] = account?.clients ?? [];
  return {
    clientId,
    ...(clientSecret === undefined ? {} : { clientSecret }),
    redirectUri: redirectUris?.[0] ?? 'https://bot.example/zendesk/callback',
  };
}

function withCommonHeaders(response: Response, now: number): Response {
  response.headers.set('date', new Date(now).toUTCString());
  const id = crypto.randomUUID();
  response.headers.set('x-request-id', id);
  response.headers.set('x-zendesk-request-id', id);
  return response;
}
