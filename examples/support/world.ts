/**
 * What differs for the demo between the simulator and a real account.
 */
import type { ZendeskConnection } from 'zendesk-connector';

export interface World {
  readonly subdomain: string;
  readonly clientId: string;
  readonly clientSecret: string | undefined;
  readonly redirectUri: URL;
  readonly scope: readonly string[] | undefined;
  readonly customer: { readonly email: string; readonly name: string };
  readonly fetch: typeof globalThis.fetch;
  /** Sees the requests to the routes, to know when a person is back from the browser. */
  watchCallback(routes: (request: Request) => Promise<Response>): (request: Request) => Promise<Response>;
  /** What a person does in the browser: press Connect, sign in, press Allow. */
  approve(host: URL, cookie: string): Promise<void>;
  agentAnswers(ticketId: number): Promise<void>;
  expireAccessToken(): Promise<void>;
  revokeGrant(connection: ZendeskConnection): Promise<void>;
  close(): Promise<void>;
}

/** The form post of a page with a Connect button. */
export function connectRequest(url: URL, subdomain: string, cookie: string): Request {
  return new Request(url, { method: 'POST', body: new URLSearchParams({ subdomain }), headers: { cookie } });
}
