/**
 * The simulated playground on a port of this machine, with the scripted bot.
 */
import type { AddressInfo } from 'node:net';
import { type ServerType, serve } from '@hono/node-server';
import { scriptedBot } from '../../examples/playground/bot/scripted-bot.ts';
import { createSimulatedPlayground } from '../../examples/playground/simulated-playground.ts';
import { scriptedAiSdkModel } from '../../examples/support/scripted/ai-sdk.ts';

export interface ServedPlayground {
  readonly origin: string;
  close(): void;
}

export async function servePlayground(): Promise<ServedPlayground> {
  // The port is in the redirect URI, so it has to be known first.
  const probe = await listen(async () => new Response(), 0);
  const { port } = probe.address() as AddressInfo;
  await new Promise((resolve) => probe.close(resolve));
  const origin = `http://localhost:${port}`;
  const createModel = () => scriptedAiSdkModel(scriptedBot());
  const app = createSimulatedPlayground(origin, { createModel, modelName: 'a scripted bot' });
  const server = await listen(async (request) => app.fetch(request), port);
  return {
    origin,
    close() {
      if ('closeAllConnections' in server) server.closeAllConnections();
      server.close();
    },
  };
}

function listen(fetch: (request: Request) => Promise<Response>, port: number): Promise<ServerType> {
  return new Promise((resolve) => {
    const server = serve({ fetch, port, hostname: 'localhost' }, () => resolve(server));
  });
}
