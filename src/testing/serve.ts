/**
 * Serves the simulator over HTTP on this machine. For Node, Bun and Deno.
 */

import { refuseUnknownOptions } from '../util/refuse-unknown-options.js';

/** A server on this machine. */
export interface LocalServer {
  readonly url: URL;
  /** Ends the server, and the connections that are still open. */
  close(): Promise<void>;
}

/** Options of {@link serve}. */
export interface ServeOptions {
  /** @defaultValue 0, any port that is free */
  readonly port?: number;
  /** The address to listen at. @defaultValue '127.0.0.1' */
  readonly hostname?: string;
}

/**
 * Serves a function from Request to Response, such as `zendesk.fetch`. The host of a request names the account:
 * `acme.localhost`, or `x-forwarded-host: acme.zendesk.com`; otherwise it is the first account.
 *
 * @throws Error where there is no `node:http`, and when the port is in use
 *
 * @example
 * const local = await serve(zendesk.fetch, { port: 8080 });
 * const response = await fetch(new URL('/api/v2/users/me.json', local.url), { headers });
 */
export async function serve(
  handler: (request: Request) => Promise<Response>,
  options: ServeOptions = {},
): Promise<LocalServer> {
  refuseUnknownOptions(options, { port: true, hostname: true } satisfies Record<keyof ServeOptions, true>);
  const { port = 0, hostname = '127.0.0.1' } = options;
  // Looked up when it is needed: the entry must load where there is no node:http.
  const http = globalThis.process?.getBuiltinModule?.('node:http');
  if (http === undefined) throw new Error('serve() needs node:http, which this runtime does not have.');
  const server = http.createServer((incoming, outgoing) => {
    const aborted = new AbortController();
    outgoing.on('close', () => aborted.abort());
    readBody(incoming)
      .then((body) => {
        const headers = Object.entries(incoming.headers).map(([name, value]): [string, string] => [
          name,
          String(value),
        ]);
        const { method = 'GET', url = '/' } = incoming;
        const address = new URL(url.replace(/^\/{2,}/, '/'), `http://${incoming.headers.host ?? hostname}`);
        const hasBody = method !== 'GET' && method !== 'HEAD';
        return handler(new Request(address, { method, headers, signal: aborted.signal, ...(hasBody ? { body } : {}) }));
      })
      .then(async (response) => {
        outgoing.writeHead(response.status, [...response.headers].flat());
        const closed = once(outgoing, 'close');
        for await (const chunk of response.body ?? []) {
          if (!outgoing.write(chunk)) await Promise.race([once(outgoing, 'drain'), closed]);
          // Leaving the loop cancels the body, which may have no end.
          if (outgoing.destroyed) break;
        }
        outgoing.end();
      })
      // The client sees a connection that broke.
      .catch(() => outgoing.destroy());
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, hostname, resolve);
  });
  const address = server.address();
  const actualPort = typeof address === 'object' ? address?.port : port;
  return {
    url: new URL(`http://${hostname}:${actualPort}`),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function once(emitter: { once(event: string, listener: () => void): unknown }, event: string): Promise<void> {
  return new Promise((resolve) => void emitter.once(event, resolve));
}

async function readBody(incoming: AsyncIterable<Uint8Array>): Promise<Uint8Array<ArrayBuffer>> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of incoming) chunks.push(chunk);
  const body = new Uint8Array(chunks.reduce((size, chunk) => size + chunk.byteLength, 0));
  let at = 0;
  for (const chunk of chunks) {
    body.set(chunk, at);
    at += chunk.byteLength;
  }
  return body;
}
