/**
 * The routes on Deno, by `Deno.serve`.
 */
export function serveOnDeno(routes: (request: Request) => Promise<Response>, port: number) {
  return Deno.serve({ port }, async (request) =>
    new URL(request.url).pathname.startsWith('/zendesk/') ? routes(request) : new Response('Your own pages.'),
  );
}
