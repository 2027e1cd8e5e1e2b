/**
 * The routes in a Hono application, which speaks Request and Response itself: on Node, Bun, Deno and Workers.
 */
import type { Server } from 'node:http';
import { serve } from '@hono/node-server';
import { Hono } from 'hono';

export function serveOnHono(routes: (request: Request) => Promise<Response>, port: number): Promise<Server> {
  const app = new Hono();
  app.all('/zendesk/*', ({ req }) => routes(req.raw));
  app.get('/', (context) => context.text('Your own pages.'));
  return new Promise((resolve) => {
    const server = serve({ fetch: app.fetch, port }, () => resolve(server as Server));
  });
}
