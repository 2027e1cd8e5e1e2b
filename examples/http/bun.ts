/**
 * The routes on Bun, by `Bun.serve`.
 */
import { serve } from 'bun';

export function serveOnBun(routes: (request: Request) => Promise<Response>, port: number) {
  return serve({ port, routes: { '/zendesk/*': routes, '/': new Response('Your own pages.') } });
}
