/**
 * What the library costs, as ratios in one run: against bare `fetch` and a bare call of ky that make the same requests
 * to the same server, and beside node-zendesk for the calls that it has.
 *
 *     npm run bench            a table
 *     npm run bench -- --json  one JSON object
 */
import { execFileSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';
import ky from 'ky';
import { Bench } from 'tinybench';
import {
  ALL_PERMISSIONS,
  generateEncryptionKey,
  MemoryTokenStore,
  type TokenStore,
  ZendeskConnector,
} from 'zendesk-connector';
import { createZendeskSimulator } from 'zendesk-connector/testing';
import { fetchVia, serve } from '../../examples/support/serve.ts';

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

const results: Record<string, number | string> = {};
const CUSTOMER = { email: 'ann@customer.example', name: 'Ann Customer' };

// A server that answers at once with what the simulator said, so that the server's own work does not count.
const zendesk = createZendeskSimulator({ accounts: [{ subdomain: 'acme', rateLimit: 1e9 }] });
const answers = new Map<string, { status: number; headers: [string, string][]; body: string }>();
let round = 0;
let latency = 0;
const server = await serve(async (request) => {
  round++;
  if (latency > 0) await new Promise((resolve) => setTimeout(resolve, latency));
  const { pathname, search } = new URL(request.url);
  const key = `${request.method} ${pathname}${search}`;
  let answer = answers.get(key);
  if (answer === undefined) {
    const response = await zendesk.fetch(request);
    const headers = [...response.headers].filter(([name]) => name !== 'content-length');
    answer = { status: response.status, headers, body: await response.text() };
    if (pathname.startsWith('/api/')) answers.set(key, answer);
  }
  return new Response(answer.body || null, answer);
});

let storeReads = 0;
const memory = new MemoryTokenStore();
const tokenStore: TokenStore = {
  get(key) {
    storeReads++;
    return memory.get(key);
  },
  compareAndSet: (...change) => memory.compareAndSet(...change),
};
const send = fetchVia(server.url);
const options = {
  ...zendesk.client,
  tokenStore,
  encryptionKey: generateEncryptionKey(),
  rateLimiter: { take: async () => 0 },
};
const connector = new ZendeskConnector({ ...options, fetch: send });
const bot = connector.connection('bot-1', { permissions: ALL_PERMISSIONS, requester: CUSTOMER });
const { url } = await bot.connect({ subdomain: 'acme', session: 'bench' });
await connector.handleCallback(await zendesk.authorize(url), { session: 'bench' });
const { ticketId } = await bot.createTicket({ subject: 'a', body: 'b' });
const { accessToken } = zendesk.account('acme').tokens.at(-1) ?? { accessToken: '' };
const headers = { authorization: `Bearer ${accessToken}`, accept: 'application/json' };

interface Asked {
  readonly method: string;
  readonly url: string;
  readonly body?: string;
}

/** What an action asks, by bare fetch: the same addresses, the same bodies, read as JSON. */
async function byFetch(requests: readonly Asked[]): Promise<void> {
  for (const { method, url, body } of requests) {
    const more = body === undefined ? {} : { body };
    const type = body === undefined ? {} : { 'content-type': 'application/json' };
    await (await send(url, { method, headers: { ...headers, ...type }, ...more })).json();
  }
}

/** The same by ky, set up as the library sets it up. */
async function byKy(requests: readonly Asked[]): Promise<void> {
  for (const { method, url, body } of requests) {
    const json = body === undefined ? {} : { json: JSON.parse(body) };
    const settings = { retry: 0, timeout: false, throwHttpErrors: false, redirect: 'manual' } as const;
    await ky(url, { method, headers, ...json, ...settings, fetch: send }).json();
  }
}

// It talks to the server itself; nothing but its own transport, node-fetch, can be given to it.
const { createClient } = createRequire(import.meta.url)('node-zendesk') as typeof import('node-zendesk');
const other = createClient({ endpointUri: `${server.url.origin}/api/v2`, token: accessToken, useOAuth: true });
const requesterId = zendesk.account('acme').tickets.at(-1)?.requesterId ?? 0;
const BY_NODE_ZENDESK = {
  create: () => other.tickets.create({ ticket: { subject: 'a', comment: { body: 'b' } } } as never),
  async status() {
    await other.tickets.show(ticketId);
    await other.tickets.getComments(ticketId);
  },
  context: () => other.tickets.listByUserRequested(requesterId),
};

const ACTIONS = {
  create: () => bot.createTicket({ subject: 'a', body: 'b' }),
  status: () => bot.getTicketStatus({ ticketId }),
  context: () => bot.getCustomerContext(),
};

for (const [name, run] of Object.entries(ACTIONS)) {
  zendesk.clearRequests();
  answers.clear();
  await run();
  const requests = zendesk.requests.map(({ method, path, query, body }) => ({
    method,
    url: `https://acme.zendesk.com${path}.json?${new URLSearchParams(query)}`.replace(/\?$/, ''),
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  }));
  round = 0;
  await run();
  results[`${name}: requests`] = round;
  storeReads = 0;
  for (const concurrency of [1, 64]) {
    const bench = new Bench({ time: 1_500, warmupTime: 500 });
    const many = (task: () => Promise<unknown>) => async () => {
      await Promise.all(Array.from({ length: concurrency }, task));
    };
    bench
      .add('library', many(run))
      .add(
        'fetch',
        many(() => byFetch(requests)),
      )
      .add(
        'ky',
        many(() => byKy(requests)),
      )
      .add('node-zendesk', many(BY_NODE_ZENDESK[name as keyof typeof ACTIONS]));
    await bench.run();
    const medians = new Map<string, number>();
    let spread = 0;
    for (const { name: by, result } of bench.tasks) {
      if (!('latency' in result)) throw new Error(`${name} by ${by} could not be measured`);
      medians.set(by, result.latency.p50);
      spread = Math.max(spread, result.latency.rme);
    }
    const library = medians.get('library') ?? 0;
    for (const by of ['fetch', 'ky', 'node-zendesk']) {
      results[`${name}: times ${by}, ${concurrency} at once`] = round2(library / (medians.get(by) ?? 0));
    }
    results[`${name}: spread of that (rme), ${concurrency} at once`] = `±${round2(spread)} %`;
    if (concurrency > 1) continue;
    results[`${name}: microseconds above ky`] = Math.round((library - (medians.get('ky') ?? 0)) * 1000);
  }
  results[`${name}: store reads on the hot path`] = storeReads;
}

// A server as far away as Zendesk is.
latency = 50;
const median = async (run: () => Promise<unknown>) => {
  const times: number[] = [];
  for (let n = 0; n < 15; n++) {
    const start = performance.now();
    await run();
    times.push(performance.now() - start);
  }
  return times.sort((a, b) => a - b)[7] ?? 0;
};
const far = [{ method: 'POST', url: 'https://acme.zendesk.com/api/v2/tickets.json', body: '{}' }];
answers.clear();
await ACTIONS.create();
results['create: times bare fetch, server answers in 50 ms'] = round2(
  (await median(ACTIONS.create)) / (await median(() => byFetch(far))),
);
latency = 0;

// A storm on one expired token, without sockets in between: a server takes no 10,000 of them at once.
zendesk.account('acme').expireAccessTokens();
zendesk.clearRequests();
const direct = new ZendeskConnector({ ...options, timeout: 120_000, fetch: zendesk.fetch });
const caller = direct.connection('bot-1', { permissions: ALL_PERMISSIONS, requester: CUSTOMER });
await Promise.all(Array.from({ length: 10_000 }, () => caller.getTicketStatus({ ticketId })));
results['refreshes for 10,000 callers'] = zendesk.requests.filter(({ path }) => path === '/oauth/tokens').length;

// Handles that nobody uses.
collectGarbage();
const before = process.memoryUsage().heapUsed;
const handles = Array.from({ length: 10_000 }, (_, n) =>
  connector.connection(`idle-${n}`, { permissions: ALL_PERMISSIONS, requester: CUSTOMER }),
);
collectGarbage();
results['bytes of heap per idle connection'] = Math.round((process.memoryUsage().heapUsed - before) / handles.length);
await server.close();

// What a token store is given and gives back.
const internal = new URL('../../dist/records/vault.js', import.meta.url).href;
const { createVault } = (await import(internal)) as typeof import('../../src/records/vault.js');
const vault = createVault([generateEncryptionKey()]);
const record = { grant: { tokens: { accessToken: 'x'.repeat(64), refreshToken: 'y'.repeat(64) } } };
const sealed = await vault.seal('connection', 'bot-1', record);
const sealing = new Bench({ time: 500 })
  .add('sealed a second', async () => void (await vault.seal('connection', 'bot-1', record)))
  .add('opened a second', async () => void (await vault.open('connection', 'bot-1', sealed)));
await sealing.run();
for (const { name, result } of sealing.tasks) {
  if ('throughput' in result) results[`records ${name}`] = Math.round(result.throughput.p50);
}

const packed = execFileSync('npm', ['pack', '--ignore-scripts', '--dry-run', '--json'], {
  encoding: 'utf8',
  stdio: ['ignore', 'pipe', 'ignore'],
});
results['kilobytes installed, without dependencies'] = Math.round(JSON.parse(packed)[0].unpackedSize / 1000);

const bundled = await build({
  stdin: { contents: `export * from 'zendesk-connector'`, resolveDir: process.cwd() },
  ...{ bundle: true, minify: true, write: false, format: 'esm', platform: 'neutral', mainFields: ['module', 'main'] },
});
const bytes = gzipSync(bundled.outputFiles[0]?.contents ?? '').length;
results['kilobytes bundled and gzipped, with dependencies'] = Math.round(bytes / 100) / 10;

// A process that imports the package, against one that touches what the package touches.
const time = (code: string) => {
  const times = Array.from({ length: 9 }, () => {
    const start = performance.now();
    execFileSync(process.execPath, ['--input-type=module', '-e', code]);
    return performance.now() - start;
  });
  return times.sort((a, b) => a - b)[4] ?? 0;
};
results['milliseconds to import, above globalThis.Request'] = Math.round(
  time(`await import('zendesk-connector')`) - time('globalThis.Request'),
);

if (process.argv.includes('--json')) console.log(JSON.stringify(results));
else
  for (const [what, value] of Object.entries(results)) console.log(`${what.padEnd(56)}${String(value).padStart(12)}`);

function round2(value: number): number {
  return Math.round(value * 100) / 100;
}
