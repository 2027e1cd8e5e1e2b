/**
 * The simulator behind a real server, with delays and faults, and with a book of who refreshed what.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { createZendeskSimulator, type LocalServer, serve, type ZendeskSimulator } from 'zendesk-connector/testing';

/** The newest refresh of an account that Zendesk honored. */
interface Rotation {
  readonly worker: string;
  /** Whether its worker has told that the new tokens are stored. */
  isSaved: boolean;
}

interface ChaoticZendeskOptions {
  /** The token endpoint takes up to so many milliseconds, and as many again after it has rotated the tokens. */
  readonly tokenDelay: number;
  /** Called when the tokens are rotated and their worker does not know it yet. */
  readonly onRotated: (subdomain: string, worker: string) => void;
}

export class ChaoticZendesk {
  readonly simulator: ZendeskSimulator;
  refreshesSent = 0;
  refreshesThatCounted = 0;
  /** By subdomain. */
  readonly rotations = new Map<string, Rotation>();
  readonly #options: ChaoticZendeskOptions;
  #isCalm = false;
  #server: LocalServer | undefined;

  constructor(subdomains: readonly string[], options: ChaoticZendeskOptions) {
    this.#options = options;
    this.simulator = createZendeskSimulator({
      accounts: subdomains.map((subdomain) => ({ subdomain, rateLimit: 1_000_000 })),
    });
  }

  async open(): Promise<URL> {
    this.#server = await serve((request) => this.#answer(request));
    return this.#server.url;
  }

  /** No more faults from now on. */
  calm(): void {
    this.#isCalm = true;
  }

  async close(): Promise<void> {
    await this.#server?.close();
  }

  async #answer(request: Request): Promise<Response> {
    const { pathname } = new URL(request.url);
    const isTokenEndpoint = pathname === '/oauth/tokens';
    const isRefresh = isTokenEndpoint && /"refresh_token":|"client_credentials"/.test(await request.clone().text());
    const delay = isTokenEndpoint ? this.#options.tokenDelay : 10;
    await sleep(Math.random() * delay);
    // The simulator remembers every request; nobody asks here.
    if (this.simulator.requests.length > 1_000) this.simulator.clearRequests();
    if (this.#happens(0.01)) throw new Error('reset before anything happened');
    if (this.#happens(0.01)) return new Response('Service Unavailable', { status: 503 });

    if (isRefresh) this.refreshesSent++;
    const response = await this.simulator.fetch(request);
    if (isRefresh && response.status === 201) {
      this.refreshesThatCounted++;
      const subdomain = request.headers.get('x-forwarded-host')?.split('.')[0] ?? '';
      const worker = request.headers.get('x-worker') ?? '';
      this.rotations.set(subdomain, { worker, isSaved: false });
      if (!this.#isCalm) this.#options.onRotated(subdomain, worker);
    }
    await sleep(Math.random() * delay);
    // The ticket is there, and nobody is told. At the token endpoint this would be the one loss that nobody prevents.
    if (!isTokenEndpoint && this.#happens(0.02)) throw new Error('reset after it happened');
    return response;
  }

  #happens(probability: number): boolean {
    return !this.#isCalm && Math.random() < probability;
  }
}
