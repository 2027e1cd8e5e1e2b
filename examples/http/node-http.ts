/**
 * The routes on node:http, without a framework.
 */
import { createServer, type Server } from 'node:http';
import { getRequestListener } from '@hono/node-server';

export function serveOnNodeHttp(routes: (request: Request) => Promise<Response>, port: number): Promise<Server> {
  const server = createServer(getRequestListener(routes));
  return new Promise((resolve) => server.listen(port, () => resolve(server)));
}
