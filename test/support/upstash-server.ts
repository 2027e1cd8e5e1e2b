/**
 * The REST interface of Upstash, which sends each command on to a Redis server: one command, or several by `/pipeline`.
 * https://upstash.com/docs/redis/features/restapi
 */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import type { Redis } from 'ioredis';

export async function startUpstash(redis: Redis): Promise<{ readonly url: string; close(): Promise<void> }> {
  const run = async ([name = '', ...args]: readonly unknown[], encode: (reply: unknown) => unknown) => {
    try {
      return { result: encode(await redis.call(String(name), ...args.map(String))) };
    } catch (error) {
      return { error: error instanceof Error ? error.message : String(error) };
    }
  };
  const server = createServer(async (request, response) => {
    const body: unknown[] = JSON.parse((await buffer(request)).toString());
    const encode = request.headers['upstash-encoding'] === 'base64' ? toBase64 : (reply: unknown) => reply;
    const answer =
      request.url === '/pipeline'
        ? await Promise.all(body.map((command) => run(command as unknown[], encode)))
        : await run(body, encode);
    response.writeHead('error' in answer ? 400 : 200, { 'Content-Type': 'application/json' });
    response.end(JSON.stringify(answer));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function toBase64(reply: unknown): unknown {
  return typeof reply === 'string' && reply !== 'OK' ? Buffer.from(reply).toString('base64') : reply;
}
