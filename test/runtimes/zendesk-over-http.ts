/**
 * A simulated Zendesk that is served over HTTP, which takes the account from `x-forwarded-host`. Uses web standards only.
 */
import type { ZendeskConnection, ZendeskConnector } from 'zendesk-connector';

/** Returns the option `fetch` of a connector. */
export function fetchFrom(zendeskUrl: string): typeof globalThis.fetch {
  return async (input, init) => {
    const request = new Request(input, init);
    const target = new URL(request.url);
    const headers = new Headers(request.headers);
    headers.set('x-forwarded-host', target.host);
    const { method, redirect, signal } = request;
    const body = method === 'GET' || method === 'DELETE' ? {} : { body: await request.text() };
    return fetch(new URL(target.pathname + target.search, zendeskUrl), { method, headers, redirect, signal, ...body });
  };
}

/** Connects the account, as the owner and the owner's browser do. */
export async function connectAccount(
  connector: ZendeskConnector,
  connection: ZendeskConnection,
  { zendeskUrl, subdomain }: { readonly zendeskUrl: string; readonly subdomain: string },
): Promise<void> {
  const { url } = await connection.connect({ subdomain, session: 'browser-1' });
  await connector.handleCallback(await approve(url, zendeskUrl), { session: 'browser-1' });
}

/** Presses "Allow", and returns the address that Zendesk sends the owner's browser to. */
export async function approve(consentPage: string | URL, zendeskUrl: string): Promise<URL> {
  const { host, searchParams } = new URL(consentPage);
  const answer = await fetch(new URL('/oauth/authorizations', zendeskUrl), {
    method: 'POST',
    body: new URLSearchParams([...searchParams, ['decision', 'allow']]),
    redirect: 'manual',
    headers: { 'x-forwarded-host': host },
  });
  return new URL(answer.headers.get('location') ?? '');
}
