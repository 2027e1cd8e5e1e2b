/**
 * The demo's world when it is the simulator, served over HTTP on this machine.
 */
import { createZendeskSimulator, fetchVia, serve } from 'zendesk-connector/testing';
import { connectRequest, type World } from './world.ts';

export async function openSimulation(): Promise<World> {
  const zendesk = createZendeskSimulator({ accounts: ['acme'] });
  const account = zendesk.account('acme');
  const carla = account.addUser({ name: 'Carla', email: 'carla@acme.example', role: 'agent' });
  account.addArticle({ title: 'Reset your password', body: '<p>Use “Forgot password” on the sign-in page.</p>' });
  const server = await serve(zendesk.fetch);
  const fetch = fetchVia(server.url);
  // A port that is free now; the demo's own routes listen there in a moment.
  const probe = await serve(async () => new Response());
  const redirectUri = new URL('/zendesk/callback', probe.url);
  await probe.close();

  return {
    subdomain: 'acme',
    clientId: 'support_bot',
    clientSecret: 'simulated-client-secret',
    redirectUri,
    scope: undefined,
    customer: { email: 'ann@customer.example', name: 'Ann' },
    fetch,
    watchCallback: (routes) => routes,

    /** A browser without a screen: posts forms and follows redirects. */
    async approve(host, cookie) {
      const start = await globalThis.fetch(connectRequest(new URL('/zendesk/connect', host), 'acme', cookie), {
        redirect: 'manual',
      });
      const consentPage = new URL(start.headers.get('location') ?? '');
      const page = await (await fetch(consentPage)).text();
      const fields = [...page.matchAll(/<input type="hidden" name="([^"]+)" value="([^"]*)">/g)];
      const form = new URLSearchParams(fields.map(([, name = '', value = '']) => [name, unescapeHtml(value)]));
      form.set('decision', 'allow');
      const decided = await fetch(new URL('/oauth/authorizations', consentPage), {
        method: 'POST',
        body: form,
        redirect: 'manual',
      });
      const callback = await globalThis.fetch(decided.headers.get('location') ?? '', {
        headers: { cookie },
        redirect: 'manual',
      });
      if (callback.status !== 303)
        throw new Error(`the callback answered ${callback.status}: ${await callback.text()}`);
    },

    async agentAnswers(ticketId) {
      account.addComment(ticketId, { author: carla, body: 'Could you try another browser?', status: 'pending' });
      zendesk.advance(2 * 3600);
    },

    async expireAccessToken() {
      account.expireAccessTokens();
    },

    async revokeGrant() {
      account.revokeTokens();
    },

    close: () => server.close(),
  };
}

function unescapeHtml(text: string): string {
  const entities: Record<string, string> = { '&lt;': '<', '&gt;': '>', '&quot;': '"', '&#39;': "'", '&amp;': '&' };
  return text.replace(/&(?:lt|gt|quot|#39|amp);/g, (entity) => entities[entity] ?? entity);
}
