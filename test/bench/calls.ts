/**
 * What one call costs: each action against bare `fetch`, bare ky and node-zendesk, which make the same requests.
 */
import { createRequire } from 'node:module';
import ky from 'ky';
import { type Comparison, compare, median } from './compare.ts';
import { CUSTOMER, openBot } from './open-bot.ts';
import { leadZendeskTo, startZendeskServer } from './zendesk-server.ts';

let orders = 0;

/** A ticket of its own each time: calls with the same ticket at once share one request. */
const newTicket = () => ({ ...TICKET, subject: `Order ${++orders} did not arrive` });

const TICKET = { subject: 'Order 1234 did not arrive', body: 'The parcel was to arrive last week.\n'.repeat(9) };
const TICKET_ID = 42;

interface Asked {
  readonly method: string;
  readonly url: string;
  readonly body?: string;
}

export interface CallCosts {
  /** By action and concurrency, such as `create, 64 at once`. */
  readonly comparisons: Readonly<Record<string, Comparison>>;
  readonly requests: Readonly<Record<string, number>>;
  readonly newConnections: Readonly<Record<string, number>>;
  readonly storeReads: number;
}

/** Runs every action next to the same requests made by others. */
export async function measureCalls(rounds: number): Promise<CallCosts> {
  const server = await startZendeskServer();
  leadZendeskTo(server.port);
  const { bot, storeReads, watch } = await openBot();
  const actions = {
    create: () => bot.createTicket(newTicket()),
    status: () => bot.getTicketStatus({ ticketId: TICKET_ID }),
    context: () => bot.getCustomerContext(),
  };
  const others = nodeZendesk(server.port);
  const comparisons: Record<string, Comparison> = {};
  const requests: Record<string, number> = {};
  const newConnections: Record<string, number> = {};
  const readsBefore = storeReads();
  for (const [name, run] of Object.entries(actions) as [keyof typeof actions, () => Promise<unknown>][]) {
    await run();
    const asked: Asked[] = await watch(run);
    requests[name] = asked.length;
    const candidates = {
      library: run,
      fetch: () => byFetch(asked),
      ky: () => byKy(asked),
      'node-zendesk': others[name],
    };
    for (const concurrency of [1, 64]) {
      const calls = concurrency === 1 ? 24 : 128;
      const before = (await server.counts()).connections;
      comparisons[`${name}, ${concurrency} at once`] = await compare(candidates, { concurrency, rounds, calls });
      newConnections[`${name}, ${concurrency} at once`] = (await server.counts()).connections - before;
    }
  }
  server.stop();
  return { comparisons, requests, newConnections, storeReads: storeReads() - readsBefore };
}

/** Returns the wall time of a create as a multiple of bare `fetch`, at a server as far away as Zendesk is. */
export async function measureDistance(): Promise<number> {
  const server = await startZendeskServer(50);
  leadZendeskTo(server.port);
  const { bot, watch } = await openBot();
  const run = () => bot.createTicket(newTicket());
  const asked = await watch(run);
  const times = { library: [] as number[], fetch: [] as number[] };
  const timed = async (task: () => Promise<unknown>) => {
    const start = performance.now();
    await task();
    return performance.now() - start;
  };
  for (let n = 0; n < 20; n++) {
    times.library.push(await timed(run));
    times.fetch.push(await timed(() => byFetch(asked)));
  }
  server.stop();
  return median(times.library) / median(times.fetch);
}

const HEADERS = { authorization: `Bearer ${'a'.repeat(64)}`, accept: 'application/json' };

async function byFetch(asked: readonly Asked[]): Promise<void> {
  for (const { method, url, body } of asked) {
    const init = body === undefined ? {} : { body };
    const type = body === undefined ? {} : { 'content-type': 'application/json' };
    await (await fetch(url, { method, headers: { ...HEADERS, ...type }, ...init })).json();
  }
}

async function byKy(asked: readonly Asked[]): Promise<void> {
  for (const { method, url, body } of asked) {
    const json = body === undefined ? {} : { json: JSON.parse(body) };
    const settings = { retry: 0, timeout: false, throwHttpErrors: false, redirect: 'manual' } as const;
    await ky(url, { method, headers: HEADERS, ...json, ...settings }).json();
  }
}

function nodeZendesk(port: number) {
  const { createClient } = createRequire(import.meta.url)('node-zendesk') as typeof import('node-zendesk');
  const client = createClient({
    endpointUri: `http://127.0.0.1:${port}/api/v2`,
    token: 'a'.repeat(64),
    useOAuth: true,
  });
  const { subject, body } = TICKET;
  return {
    create: () => client.tickets.create({ ticket: { subject, comment: { body }, requester: CUSTOMER } } as never),
    async status() {
      await client.tickets.show(TICKET_ID);
      await client.tickets.getComments(TICKET_ID);
    },
    context: () => client.tickets.listByUserRequested(1001),
  };
}
