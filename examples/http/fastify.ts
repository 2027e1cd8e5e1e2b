/**
 * The routes in a Fastify 5 application, as a plugin of their own so that its body parsers do not get in between.
 */
import type { Server } from 'node:http';
import { getRequestListener } from '@hono/node-server';
import fastify from 'fastify';

export async function serveOnFastify(routes: (request: Request) => Promise<Response>, port: number): Promise<Server> {
  const app = fastify();
  app.register(async (zendesk) => {
    const listener = getRequestListener(routes);
    zendesk.removeAllContentTypeParsers();
    zendesk.addContentTypeParser('*', (_, __, done) => done(null));
    zendesk.all('/zendesk/*', async (request, reply) => {
      reply.hijack();
      await listener(request.raw, reply.raw);
    });
  });
  app.get('/', async () => 'Your own pages.');
  await app.listen({ port });
  return app.server;
}
