/**
 * Serves a `(Request) => Promise<Response>` function over HTTP on this machine, and a `fetch` that takes requests for
 * *.zendesk.com there. For the simulator; a real account needs neither.
 */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import type { ReadableStream } from 'node:stream/web';

export interface LocalServer {
  readonly url: URL;
  close(): Promise<void>;
}

/** @param port 0 for any that is free */
export async function serve(handler: (request: Request) => Promise<Response>, port = 0): Promise<LocalServer> {
  const server = createServer(async (incoming, outgoing) => {
    const aborted = new AbortController();
    outgoing.on('close', () => aborted.abort());
    const hasBody = incoming.method !== 'GET' && incoming.method !== 'HEAD';
    const request = new Request(new URL(incoming.url ?? '/', `http://${incoming.headers.host}`), {
      method: incoming.method ?? 'GET',
      headers: Object.entries(incoming.headers).map(([name, value]) => [name, String(value)] as [string, string]),
      signal: aborted.signal,
      ...(hasBody ? { body: new Uint8Array(await buffer(incoming)) } : {}),
    });
    try {
      const response = await handler(request);
      outgoing.writeHead(response.status, [...response.headers].flat());
      if (response.body === null) outgoing.end();
      else
        Readable.fromWeb(response.body as ReadableStream<Uint8Array>)
          .on('error', () => outgoing.destroy())
          .pipe(outgoing);
    } catch {
      // What the caller of a broken connection sees.
      outgoing.destroy();
    }
  });
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  const { port: actualPort } = server.address() as AddressInfo;
  return {
    url: new URL(`http://127.0.0.1:${actualPort}`),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** A `fetch` that sends what is meant for https://{subdomain}.zendesk.com to a server on this machine. */
export function fetchVia(local: URL): typeof globalThis.fetch {
  return async (input, init) => {
    const request = new Request(input, init);
    const target = new URL(request.url);
    if (!target.hostname.endsWith('.zendesk.com')) return fetch(request, init?.signal ? { signal: init.signal } : {});
    const headers = new Headers(request.headers);
    headers.set('x-forwarded-host', target.host);
    const body = request.body === null ? {} : { body: await request.text() };
    const { method, redirect } = request;
    // Not that of `request`, which nobody holds for as long as the answer takes.
    const signal = init?.signal ?? (input instanceof Request ? input.signal : null);
    return fetch(new URL(target.pathname + target.search, local), { method, headers, redirect, signal, ...body });
  };
}
