/**
 * The demo's world when it is a real Zendesk account, configured by environment variables.
 */
import { connectRequest, type World } from './world.ts';

export function openSandbox(): World {
  const subdomain = variable('ZENDESK_SUBDOMAIN');
  const redirectUri = new URL(process.env['ZENDESK_REDIRECT_URI'] ?? 'http://localhost:8787/zendesk/callback');
  let isTokenSpoiled = false;
  let arrived = () => {};
  return {
    subdomain,
    clientId: variable('ZENDESK_CLIENT_ID'),
    clientSecret: process.env['ZENDESK_CLIENT_SECRET'],
    redirectUri,
    scope: process.env['ZENDESK_SCOPE']?.split(' '),
    customer: { email: process.env['ZENDESK_REQUESTER_EMAIL'] ?? 'tier0-demo@example.com', name: 'Tier 0 Demo' },

    async fetch(input, init) {
      const request = new Request(input, init);
      if (isTokenSpoiled && request.headers.has('authorization')) {
        isTokenSpoiled = false;
        request.headers.set('authorization', 'Bearer expired');
      }
      return fetch(request);
    },

    watchCallback(routes) {
      return async (request) => {
        const { pathname } = new URL(request.url);
        // A person cannot be made to press a button of a page that this demo does not have: a link does.
        if (pathname === '/') return routes(connectRequest(new URL('/zendesk/connect', redirectUri), subdomain, ''));
        const response = await routes(request);
        if (pathname === redirectUri.pathname) arrived();
        return response;
      };
    },

    async approve() {
      console.log(`   Open ${redirectUri.origin}/ in your browser and press Allow …`);
      await new Promise<void>((resolve) => {
        arrived = resolve;
      });
    },

    // An agent of your own may answer meanwhile; the demo does not depend on it.
    async agentAnswers() {},

    // A real token cannot be made to expire; one that Zendesk does not know has the same effect.
    async expireAccessToken() {
      isTokenSpoiled = true;
    },

    async revokeGrant(connection) {
      const { token } = await connection.request<{ token: { id: number } }>('GET', '/api/v2/oauth/tokens/current.json');
      await connection.request('DELETE', `/api/v2/oauth/tokens/${token.id}.json`);
    },

    async close() {},
  };
}

function variable(name: string): string {
  const value = process.env[name];
  if (value) return value;
  console.error(`Set ${name}. See "Against a Zendesk sandbox" in docs/getting-started.md.`);
  process.exit(2);
}
