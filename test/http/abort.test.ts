/**
 * What happens to the connection of a call that is over: over real sockets, with the garbage collector at work.
 */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, onTestFinished, test, vi } from 'vitest';
import { ALL_PERMISSIONS, generateEncryptionKey, MemoryTokenStore, ZendeskConnector } from '../../src/index.js';
import { createZendeskSimulator } from '../../src/testing/index.js';

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

/** A server that never answers; tells how many requests it has, and how many of them were given up. */
async function silentServer() {
  const seen = { opened: 0, closed: 0 };
  const server = createServer((_, response) => {
    seen.opened++;
    response.on('close', () => seen.closed++);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { seen, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/` };
}

test.each([
  ['times out', { timeout: 600 }],
  ['is given up', { signal: () => AbortSignal.timeout(600) }],
] as const)('a call that %s closes its connection, whatever was collected meanwhile', async (_, how) => {
  const { seen, url } = await silentServer();
  const zendesk = createZendeskSimulator();
  let isSilent = false;
  const connector = new ZendeskConnector({
    ...zendesk.client,
    tokenStore: new MemoryTokenStore(),
    encryptionKey: generateEncryptionKey(),
    fetch: (input, init) => (isSilent ? fetch(url, init) : zendesk.fetch(input, init)),
  });
  const bot = connector.connection('bot-1', { permissions: ALL_PERMISSIONS, requester: 'anyone' });
  const { url: authorization } = await bot.connect({ subdomain: 'acme', session: 's' });
  await connector.handleCallback(await zendesk.authorize(authorization), { session: 's' });
  isSilent = true;
  const options = 'timeout' in how ? how : { signal: how.signal() };
  const calls = Array.from({ length: 10 }, (_, n) =>
    n % 2 === 0
      ? bot.getTicketStatus({ ticketId: 1 }, options)
      : bot.request('POST', '/api/v2/tickets', { body: {}, ...options }),
  );
  const outcomes = Promise.allSettled(calls);
  await vi.waitFor(() => expect(seen.opened).toBeGreaterThanOrEqual(10), { timeout: 5_000 });
  for (let n = 0; n < 5; n++) {
    collectGarbage();
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  expect((await outcomes).map(({ status }) => status)).toEqual(Array(10).fill('rejected'));
  await vi.waitFor(() => expect(seen.closed).toBe(seen.opened), { timeout: 5_000 });
});
