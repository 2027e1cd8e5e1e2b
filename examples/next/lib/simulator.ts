import { fetchVia } from 'zendesk-connector/testing';

/** With ZENDESK_URL the application talks to a simulated Zendesk at that address. */
export function simulatedFetch(): typeof fetch | undefined {
  const address = process.env.ZENDESK_URL;
  return address ? fetchVia(new URL(address)) : undefined;
}

/** Returns where the bot owner's browser goes: to Zendesk, or to the simulated one. */
export function consentPage({ href, pathname, search }: URL): URL {
  const address = process.env.ZENDESK_URL;
  return address ? new URL(pathname + search, address) : new URL(href);
}
