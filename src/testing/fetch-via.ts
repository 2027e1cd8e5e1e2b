/**
 * Creates a `fetch` that sends requests for `https://{subdomain}.zendesk.com`, and for the contents of files, to a server on this machine, and all
 * others where they belong. For applications that run in a process of their own.
 *
 * @example
 * const local = await serve(zendesk.fetch);
 * const connector = new ZendeskConnector({ ...options, fetch: fetchVia(local.url) });
 */
export function fetchVia(local: URL): typeof globalThis.fetch {
  // That of now, so that the result may take its place.
  const { fetch } = globalThis;
  return async (input, init) => {
    const request = new Request(input, init);
    const target = new URL(request.url);
    if (!/\.(zendesk|zdusercontent)\.com$/.test(target.hostname))
      return fetch(request, init?.signal ? { signal: init.signal } : {});
    const headers = new Headers(request.headers);
    headers.set('x-forwarded-host', target.host);
    const body = request.body === null ? {} : { body: await request.arrayBuffer() };
    const { method, redirect } = request;
    // Not that of `request`, which may be collected before the answer has come.
    const signal = init?.signal ?? (input instanceof Request ? input.signal : null);
    return fetch(new URL(target.pathname + target.search, local), { method, headers, redirect, signal, ...body });
  };
}
