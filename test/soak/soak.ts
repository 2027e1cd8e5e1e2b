/**
 * Promise S2: memory does not grow. 100,000 calls on 10,000 connections in one process; the heap after garbage
 * collection, measured when every connection has been used, stays what it is.
 *
 *     npm run soak -- --store memory|file|redis|postgres
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { ALL_PERMISSIONS, generateEncryptionKey, MemoryTokenStore, ZendeskConnector } from 'zendesk-connector';
import { createZendeskSimulator } from 'zendesk-connector/testing';
import { createPlace, type OpenStore, openStore, type SharedPlace } from '../support/shared-store.ts';

const { values } = parseArgs({
  options: {
    store: { type: 'string', default: 'memory' },
    calls: { type: 'string', default: '100000' },
    connections: { type: 'string', default: '10000' },
  },
});
const calls = Number(values.calls);
const connections = Number(values.connections);
const ACCOUNTS = 100;
const AT_ONCE = 20;
const MEASUREMENTS = 5;
// What V8 itself varies by, and far less than a leak of 100 bytes a call would make.
const TOLERANCE = 1.05;
// One measurement may be high by chance; what leaks never comes down again.
const LAST = 3;
const CUSTOMER = { email: 'ann@customer.example', name: 'Ann Customer' };

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

async function open(): Promise<OpenStore & { remove(): Promise<void> }> {
  if (values.store === 'memory')
    return { store: new MemoryTokenStore(), close: async () => {}, remove: async () => {} };
  const { place, remove } = await createPlace(values.store as SharedPlace['kind']);
  return { ...openStore(place), remove };
}

/** Runs `task` for each number, some at a time. */
async function forEach(total: number, task: (n: number) => Promise<unknown>): Promise<void> {
  let next = 0;
  const lane = async () => {
    while (next < total) await task(next++);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, lane));
}

const { store, close, remove } = await open();
const subdomains = Array.from({ length: ACCOUNTS }, (_, n) => `acme${n}`);
const zendesk = createZendeskSimulator({
  accounts: subdomains.map((subdomain) => ({ subdomain, rateLimit: Number.POSITIVE_INFINITY })),
});
const tickets = subdomains.map((subdomain) => {
  const account = zendesk.account(subdomain);
  return account.addTicket({ requester: account.addUser({ ...CUSTOMER, role: 'end-user' }), subject: 's', body: 'b' })
    .id;
});
let events = 0;
const connector = new ZendeskConnector({
  ...zendesk.client,
  tokenStore: store,
  encryptionKey: generateEncryptionKey(),
  timeout: 60_000,
  onEvent: () => {
    events++;
  },
});
const bot = (n: number) =>
  connector.connection(`bot-${n % connections}`, { permissions: ALL_PERMISSIONS, requester: CUSTOMER });

console.log(`${connections} connections, ${calls} calls, ${values.store} store`);
await forEach(connections, async (n) => {
  const { url } = await bot(n).connect({ subdomain: subdomains[n % ACCOUNTS] ?? '', session: 'soak' });
  await connector.handleCallback(await zendesk.authorize(url), { session: 'soak' });
  if (n % 100 === 0) zendesk.clearRequests();
});

async function call(n: number): Promise<void> {
  if (n % 1_000 === 0) {
    zendesk.clearRequests();
    // A tenth of the connections of one account have to refresh.
    for (const token of zendesk.account(subdomains[(n / 1_000) % ACCOUNTS] ?? '').tokens.slice(-10)) {
      Object.assign(token, { expiresAt: zendesk.now() });
    }
  }
  await bot(n).getTicketStatus({ ticketId: tickets[n % ACCOUNTS] ?? 0 });
}

async function heap(): Promise<number> {
  zendesk.clearRequests();
  for (let round = 0; round < 4; round++) {
    collectGarbage();
    // What a WeakRef or a finalizer holds on to is let go between two turns of the event loop.
    await sleep(50);
  }
  return process.memoryUsage().heapUsed;
}

// Every connection at least once, so that all that is remembered of each is there, and the code is compiled.
const warmUp = Math.max(connections, calls / MEASUREMENTS);
await forEach(warmUp, call);
const before = await heap();
const measured: number[] = [];
for (let part = 0; part < MEASUREMENTS; part++) {
  const size = calls / MEASUREMENTS;
  await forEach(size, (n) => call(warmUp + part * size + n));
  measured.push((await heap()) / before);
}
console.log(
  `heap after every connection was used: ${(before / 2 ** 20).toFixed(1)} MB, then by ${calls / MEASUREMENTS} calls:`,
);
console.log(measured.map((ratio) => ratio.toFixed(3)).join(' '));
console.log(`${events} events`);
await close();
await remove();
const isFlat = Math.min(...measured.slice(-LAST)) <= TOLERANCE;
console.log(isFlat ? 'Memory does not grow.' : 'FAILED: memory grows.');
process.exit(isFlat ? 0 : 1);
