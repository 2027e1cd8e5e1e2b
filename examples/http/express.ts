/**
 * The routes in an Express 5 application.
 */
import type { Server } from 'node:http';
import { getRequestListener } from '@hono/node-server';
import express from 'express';

export function serveOnExpress(routes: (request: Request) => Promise<Response>, port: number): Promise<Server> {
  const app = express();
  // Before any body parser: the routes read the body themselves.
  const listener = getRequestListener(routes);
  app.all('/zendesk/*path', (request, response) => listener(request, response));
  app.use(express.json());
  app.get('/', (_, response) => {
    response.send('Your own pages.');
  });
  return new Promise((resolve) => {
    const server = app.listen(port, () => resolve(server));
  });
}
