/**
 * `npm run playground`: see it work in a browser, against the simulator, or against a Zendesk sandbox when ZENDESK_CLIENT_ID
 * is set. With AI_GATEWAY_API_KEY a real model talks; otherwise a scripted one.
 */
import { serve } from '@hono/node-server';
import { scriptedAiSdkModel } from '../support/scripted/ai-sdk.ts';
import { scriptedBot } from './bot/scripted-bot.ts';
import { createPlayground } from './playground.ts';
import { createSimulatedPlayground } from './simulated-playground.ts';

const port = Number(process.env['PORT'] ?? 8787);
const origin = `http://localhost:${port}`;
const clientId = process.env['ZENDESK_CLIENT_ID'];
const gatewayModel = process.env['AI_GATEWAY_API_KEY'] && (process.env['AI_MODEL'] ?? 'anthropic/claude-haiku-5.5');
const model = {
  createModel: () => gatewayModel || scriptedAiSdkModel(scriptedBot()),
  modelName: gatewayModel || 'a scripted bot',
};

const app =
  clientId === undefined
    ? createSimulatedPlayground(origin, model)
    : createPlayground({
        ...{ origin, ...model },
        client: { clientId, clientSecret: process.env['ZENDESK_CLIENT_SECRET'] },
        // A real Zendesk needs an address that it can reach.
        webhookUrl: process.env['WEBHOOK_URL'],
      });
// Anyone who reaches it may connect and disconnect: for this machine only.
serve({ fetch: app.fetch, port, hostname: 'localhost' }, () => console.log(`The playground is at ${origin}/`));
