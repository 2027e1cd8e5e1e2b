/**
 * What happens with many connections in one process: 50,000 that are active, a storm of 5,000 that expire at once, and
 * 10,000 callers of one expired token.
 */
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { MemoryTokenStore } from 'zendesk-connector';
import { createZendeskSimulator } from 'zendesk-connector/testing';
import { botOf, connectBot, countingStore, createConnector } from './open-bot.ts';
import { leadZendeskTo, startZendeskServer } from './zendesk-server.ts';

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

/** The cost of a call with 100 and with 50,000 active connections, and the store reads of a call with 50,000. */
export async function measureActiveConnections(count: number) {
  const server = await startZendeskServer();
  leadZendeskTo(server.port);
  const { tokenStore, reads } = countingStore();
  const connector = createConnector({ tokenStore });
  await inParallel(count, 64, (n) => connectBot(connector, `bot-${n}`));
  const cost = async (among: number) => {
    const calls = 4_000;
    const call = () => botOf(connector, `bot-${Math.floor(Math.random() * among)}`).getCustomerContext();
    await inParallel(1_000, 64, call);
    const readsBefore = reads();
    const before = process.cpuUsage();
    await inParallel(calls, 64, call);
    const { user, system } = process.cpuUsage(before);
    return { microseconds: (user + system) / calls, reads: (reads() - readsBefore) / calls };
  };
  const few = await cost(100);
  const many = await cost(count);
  collectGarbage();
  const rss = process.memoryUsage().rss;
  server.stop();
  return { few, many, rssMegabytes: rss / 1e6 };
}

/** Every connection calls once, and every token has expired. */
export async function measureRefreshStorm(count: number) {
  const server = await startZendeskServer(50);
  leadZendeskTo(server.port);
  const connector = createConnector({ tokenStore: new MemoryTokenStore(), timeout: 60_000 });
  await inParallel(count, 64, (n) => connectBot(connector, `bot-${n}`));
  const { now } = Date;
  const before = await server.counts();
  const start = performance.now();
  // Beyond the life of an access token.
  Date.now = () => now() + 3_600_000;
  try {
    const calls = Array.from({ length: count }, (_, n) => botOf(connector, `bot-${n}`).getCustomerContext());
    const outcomes = await Promise.allSettled(calls);
    const after = await server.counts();
    return {
      answered: outcomes.filter(({ status }) => status === 'fulfilled').length,
      seconds: (performance.now() - start) / 1000,
      connections: after.connections - before.connections,
    };
  } finally {
    Date.now = now;
    server.stop();
  }
}

/** Returns how many refreshes 10,000 callers of one expired token cause. Without sockets: no server takes that many. */
export async function countRefreshes(callers: number): Promise<number> {
  const zendesk = createZendeskSimulator({ accounts: [{ subdomain: 'acme', rateLimit: 1e9 }] });
  const connector = createConnector({ ...zendesk.client, timeout: 120_000 });
  const owner = botOf(connector, 'bot-1');
  const { url } = await owner.connect({ subdomain: 'acme', session: 'bench' });
  await connector.handleCallback(await zendesk.authorize(url), { session: 'bench' });
  const { ticketId } = await owner.createTicket({ subject: 'a', body: 'b' });
  zendesk.account('acme').expireAccessTokens();
  zendesk.clearRequests();
  await Promise.all(Array.from({ length: callers }, () => owner.getTicketStatus({ ticketId })));
  return zendesk.requests.filter(({ path }) => path === '/oauth/tokens').length;
}

/** Returns the bytes of heap that a handle on a connection takes. */
export function measureHandle(): number {
  const connector = createConnector();
  collectGarbage();
  const before = process.memoryUsage().heapUsed;
  const handles = Array.from({ length: 10_000 }, (_, n) => botOf(connector, `idle-${n}`));
  collectGarbage();
  return (process.memoryUsage().heapUsed - before) / handles.length;
}

async function inParallel(count: number, workers: number, task: (n: number) => Promise<unknown>): Promise<void> {
  let next = 0;
  const work = async () => {
    while (next < count) await task(next++);
  };
  await Promise.all(Array.from({ length: workers }, work));
}
