/**
 * The playground with a Zendesk of its own, whose webhooks come straight to the app.
 */
import type { Hono } from 'hono';
import { createZendeskSimulator } from 'zendesk-connector/testing';
import { SUBDOMAINS } from './desk.ts';
import { createPlayground, type PlaygroundOptions } from './playground.ts';

export function createSimulatedPlayground(
  origin: string,
  model: Pick<PlaygroundOptions, 'createModel' | 'modelName'>,
): Hono {
  const redirectUris = [`${origin}/zendesk/callback`];
  const clients = [{ clientId: 'support_bot', clientSecret: 'simulated-client-secret', redirectUris }];
  const zendesk = createZendeskSimulator({
    accounts: SUBDOMAINS.map((subdomain) => ({ subdomain, clients })),
    webhookFetch: async (request) => app.fetch(request),
  });
  const webhookUrl = 'https://playground.example/zendesk/webhook';
  const app = createPlayground({ origin, client: zendesk.client, zendesk, webhookUrl, ...model });
  return app;
}
