/**
 * A proxy that tunnels, as a corporate one does, for as long as the test runs.
 */
import { createServer } from 'node:http';
import { type AddressInfo, connect as openSocket } from 'node:net';
import { onTestFinished } from 'vitest';

export interface Proxy {
  readonly address: string;
  /** The host and port of each tunnel that was asked for. */
  readonly targets: readonly string[];
}

/**
 * @param options.to the local port that all tunnels lead to, wherever they were asked to lead
 * @param options.password without it in the address of the proxy it answers 407
 */
export async function startProxy(options: { readonly to?: number; readonly password?: string } = {}): Promise<Proxy> {
  const targets: string[] = [];
  const server = createServer();
  server.on('connect', (request, client, head) => {
    const { password } = options;
    const expected = `Basic ${Buffer.from(`bot:${password}`).toString('base64')}`;
    if (password !== undefined && request.headers['proxy-authorization'] !== expected) {
      client.end(
        'HTTP/1.1 407 Proxy Authentication Required\r\nproxy-authenticate: Basic\r\ncontent-length: 0\r\n\r\n',
      );
      return;
    }
    targets.push(request.url ?? '');
    const { hostname, port } = new URL(`http://${request.url}`);
    const [localPort, host] = options.to === undefined ? [Number(port), hostname] : [options.to, '127.0.0.1'];
    const upstream = openSocket(localPort, host, () => {
      client.write('HTTP/1.1 200 Connection Established\r\n\r\n');
      upstream.write(head);
      upstream.pipe(client).pipe(upstream);
    });
    upstream.on('error', () => client.destroy());
    client.on('error', () => upstream.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { address: `127.0.0.1:${(server.address() as AddressInfo).port}`, targets };
}
