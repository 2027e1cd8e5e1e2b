/**
 * `npm run playground`: see it work in a browser, against the simulator, or against a Zendesk sandbox when ZENDESK_CLIENT_ID
 * is set. With AI_GATEWAY_API_KEY a real model talks; otherwise a scripted one.
 */
import { serve } from '@hono/node-server';
import { createZendeskSimulator } from 'zendesk-connector/testing';
import { scriptedAiSdkModel } from '../support/scripted/ai-sdk.ts';
import { createPlayground } from './playground.ts';
import { scriptedBot } from './scripted-bot.ts';

const port = Number(process.env['PORT'] ?? 8787);
const origin = `http://localhost:${port}`;
const clientId = process.env['ZENDESK_CLIENT_ID'];
/** The simulator's webhooks come straight to the app; a real Zendesk needs an address that it can reach. */
const webhookUrl = clientId === undefined ? 'https://playground.example/zendesk/webhook' : process.env['WEBHOOK_URL'];
const zendesk =
  clientId === undefined
    ? createZendeskSimulator({
        webhookFetch: async (request) => app.fetch(request),
        accounts: [
          {
            subdomain: 'acme',
            clients: [
              {
                clientId: 'support_bot',
                clientSecret: 'simulated-client-secret',
                redirectUris: [`${origin}/zendesk/callback`],
              },
            ],
          },
        ],
      })
    : undefined;
const modelName = process.env['AI_GATEWAY_API_KEY'] && (process.env['AI_MODEL'] ?? 'anthropic/claude-haiku-5.5');

const app: ReturnType<typeof createPlayground> = createPlayground({
  origin,
  client: zendesk?.client ?? { clientId: clientId ?? '', clientSecret: process.env['ZENDESK_CLIENT_SECRET'] },
  zendesk,
  createModel: () => modelName || scriptedAiSdkModel(scriptedBot()),
  modelName: modelName || 'a scripted bot',
  webhookUrl,
});
// Anyone who reaches it may connect and disconnect: for this machine only.
serve({ fetch: app.fetch, port, hostname: 'localhost' }, () => console.log(`The playground is at ${origin}/`));
