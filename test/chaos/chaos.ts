/**
 * Processes that share one token store, under everything that goes wrong in production at once: tokens that expire,
 * answers that are late or lost, processes that are killed or stand still, locks that are lost, a store that is away,
 * owners who disconnect and connect.
 * Prints what came of it, and fails unless no rotation was lost, no reconnect was needless, no ticket was made twice.
 *
 *     npm run chaos -- --processes 8 --calls 2000 --rotations 50 --store redis --kill --pause --lose-locks --slow 2000
 */
import { type ChildProcess, fork } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { ALL_PERMISSIONS, generateEncryptionKey, ZendeskConnector, ZendeskError } from 'zendesk-connector';
import { fetchVia } from 'zendesk-connector/testing';
import { createPlace, openStore, type SharedPlace } from '../support/shared-store.ts';
import { ChaoticZendesk } from './chaotic-zendesk.ts';
import type { Call, Failure, Job, Report } from './messages.ts';
import { prepareOutage } from './outage.ts';

const { values } = parseArgs({
  options: {
    processes: { type: 'string', default: '8' },
    calls: { type: 'string', default: '2000' },
    rotations: { type: 'string', default: '50' },
    connections: { type: 'string', default: '4' },
    /** The calls are spread over so much time; at once if 0. */
    minutes: { type: 'string', default: '0' },
    store: { type: 'string', default: 'redis' },
    /** Of PostgreSQL, as the default of a database: `read committed`, `repeatable read` or `serializable`. */
    isolation: { type: 'string' },
    /** Milliseconds that the token endpoint takes at most, before it rotates the tokens and after it. */
    slow: { type: 'string', default: '60' },
    kill: { type: 'boolean', default: false },
    /** Owners connect without a browser, and nothing rotates. */
    'client-credentials': { type: 'boolean', default: false },
    /** Processes stand still in the middle of a refresh for longer than their lease. */
    pause: { type: 'boolean', default: false },
    /** Locks are deleted in the middle of a refresh. */
    'lose-locks': { type: 'boolean', default: false },
  },
});
const count = (name: 'processes' | 'calls' | 'rotations' | 'connections' | 'minutes' | 'slow') => {
  const number = Number(values[name]);
  if (!(number >= 0)) throw new Error(`--${name} must be a number`);
  return number;
};
const KINDS: readonly SharedPlace['kind'][] = ['redis', 'postgres', 'file'];
const kind = KINDS.find((name) => name === values.store);
if (kind === undefined) throw new Error(`--store must be one of ${KINDS.join(', ')}`);

// That of files is not an option.
const LEASE = kind === 'file' ? 15_000 : 3_000;
const CALLS_AT_ONCE_PER_PROCESS = 6;
// A call that is repeated for longer than any outage here lasts has really failed.
const CALL_PATIENCE_MS = 180_000;
const SESSION = 'chaos';

const calls = count('calls');
const subdomains = Array.from({ length: count('connections') }, (_, n) => `acme${n}`);
const { place, remove } = await createPlace(kind, { leaseMs: LEASE, isolation: values.isolation });
const outage = await prepareOutage(place);
const zendesk = new ChaoticZendesk(subdomains, { tokenDelay: count('slow'), onRotated: disturbRefresh });
const zendeskUrl = (await zendesk.open()).href;
const { store, close } = openStore(place);
const encryptionKey = generateEncryptionKey();
const owner = new ZendeskConnector({
  clientId: 'support_bot',
  clientSecret: 'simulated-client-secret',
  redirectUri: 'https://bot.example/zendesk/callback',
  tokenStore: store,
  encryptionKey,
  fetch: fetchVia(new URL(zendeskUrl)),
});
const asOwner = (id: string) => owner.connection(id, { permissions: ALL_PERMISSIONS, requester: 'anyone' });

const tally = {
  successes: 0,
  failures: new Map<string, number>(),
  repetitions: new Map<string, number>(),
  kills: 0,
  pauses: 0,
  lostLocks: 0,
  crashes: 0,
  killsBetweenAnswerAndSave: 0,
  outages: 0,
  disconnects: 0,
  reconnectsRequired: 0,
  needlessReconnects: 0,
  lostRotations: 0,
};

// ── The owners

const reconnecting = new Map<string, Promise<void>>();

/** Connects whatever it takes: faults hit the owner's browser, too. */
async function connect(id: string): Promise<void> {
  for (;;) {
    try {
      if (values['client-credentials']) await asOwner(id).connectWithClientCredentials({ subdomain: id });
      else {
        const { url } = await asOwner(id).connect({ subdomain: id, session: SESSION });
        await owner.handleCallback(await zendesk.simulator.authorize(url), { session: SESSION });
      }
      zendesk.rotations.delete(id);
      return;
    } catch (error) {
      if (!(error instanceof ZendeskError)) throw error;
      await sleep(50);
    }
  }
}

/** One at a time for each connection; everybody who comes meanwhile waits for the same. */
function change(id: string, task: () => Promise<void>): Promise<void> {
  const underWay = reconnecting.get(id);
  if (underWay !== undefined) return underWay;
  const changed = task().finally(() => reconnecting.delete(id));
  reconnecting.set(id, changed);
  return changed;
}

function disconnectAndConnect(id: string): Promise<void> {
  return change(id, async () => {
    await asOwner(id)
      .disconnect()
      .catch(() => {});
    tally.disconnects++;
    await sleep(Math.random() * 200);
    await connect(id);
  });
}

/** A call was told to have its owner connect again: whose fault is that? */
function onReconnectRequired(id: string, reason: string | undefined): Promise<void> {
  return change(id, async () => {
    const status = await asOwner(id)
      .status()
      .catch(() => undefined);
    // Somebody has connected since, or the store is away.
    if (status?.state !== 'reconnect_required') return sleep(50);
    tally.reconnectsRequired++;
    const rotation = zendesk.rotations.get(id);
    const wasKilled = rotation !== undefined && !rotation.isSaved && !workers.has(rotation.worker);
    if (wasKilled && reason === 'rotation_lost') tally.killsBetweenAnswerAndSave++;
    else {
      tally.needlessReconnects++;
      if (reason === 'rotation_lost') tally.lostRotations++;
      console.error(`needless: ${id} ${reason} ${JSON.stringify(rotation)}`);
    }
    await connect(id);
  });
}

// ── The processes

interface Worker {
  readonly name: string;
  readonly process: ChildProcess;
  readonly waiting: Map<number, (outcome: Failure | 'killed' | undefined) => void>;
}

const workers = new Map<string, Worker>();
let started = 0;
let isOver = false;

async function startWorker(): Promise<void> {
  const name = `worker-${++started}`;
  const child = fork(new URL('./worker-process.ts', import.meta.url), [], {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  const worker: Worker = { name, process: child, waiting: new Map() };
  const ready = new Promise<void>((resolve) => {
    child.on('message', (report: Report) => {
      if (report.type === 'ready') resolve();
      if (report.type === 'result') worker.waiting.get(report.id)?.(report.error);
      if (report.type === 'rotation_lost') tally.lostRotations++;
      if (report.type === 'saved') {
        const rotation = zendesk.rotations.get(report.connectionId);
        if (rotation?.worker === name) rotation.isSaved = true;
      }
    });
    child.on('exit', (_, signal) => {
      if (!isOver && signal !== 'SIGKILL') tally.crashes++;
      workers.delete(name);
      resolve();
      for (const tell of worker.waiting.values()) tell('killed');
      if (!isOver) void startWorker();
    });
  });
  child.send({ name, place, encryptionKey, zendeskUrl } satisfies Job);
  await ready;
  workers.set(name, worker);
}

function killOne(): void {
  const worker = pick([...workers.values()]);
  if (worker === undefined) return;
  tally.kills++;
  worker.process.kill('SIGKILL');
}

const pauses: Promise<void>[] = [];

/** The tokens are rotated, and the process that waits for the answer stands still or loses its lock. */
function disturbRefresh(subdomain: string, name: string): void {
  const rotation = zendesk.refreshesThatCounted;
  const worker = workers.get(name);
  if (values.pause && rotation % 4 === 1 && worker !== undefined) pauses.push(pause(worker));
  if (values['lose-locks'] && rotation % 2 === 0) {
    tally.lostLocks++;
    // The store may be away.
    void outage.loseLock(subdomain).catch(() => {});
  }
}

async function pause({ process: child }: Worker): Promise<void> {
  tally.pauses++;
  child.kill('SIGSTOP');
  await sleep(LEASE + 1_000 + Math.random() * 2_000);
  child.kill('SIGCONT');
}

// ── The users

function attempt(call: Call): Promise<Failure | 'killed' | undefined> {
  const worker = pick([...workers.values()]);
  if (worker === undefined) return sleep(50, 'killed' as const);
  return new Promise((resolve) => {
    worker.waiting.set(call.id, (outcome) => {
      worker.waiting.delete(call.id);
      resolve(outcome);
    });
    // A process that is gone takes no messages; its exit tells.
    worker.process.send(call, () => {});
  });
}

/** As a host with a queue does it: what failed for now, or died with its process, is tried again with the same key. */
async function perform(call: Call): Promise<void> {
  const giveUpAt = performance.now() + CALL_PATIENCE_MS;
  for (;;) {
    const outcome = await attempt(call);
    if (outcome === undefined) {
      tally.successes++;
      return;
    }
    const what = outcome === 'killed' ? outcome : `${outcome.code}: ${outcome.message}`;
    if (performance.now() > giveUpAt) return add(tally.failures, what);
    add(tally.repetitions, what);
    if (outcome !== 'killed' && outcome.code === 'reconnect_required') {
      await onReconnectRequired(call.connectionId, outcome.reason);
    }
    await sleep(20 + Math.random() * 80);
  }
}

function add(counts: Map<string, number>, what: string): void {
  counts.set(what, (counts.get(what) ?? 0) + 1);
}

function sum(counts: Map<string, number>): number {
  return [...counts.values()].reduce((total, number) => total + number, 0);
}

function pick<T>(list: readonly T[]): T | undefined {
  return list[Math.floor(Math.random() * list.length)];
}

// ── The run

await Promise.all(subdomains.map(connect));
const tickets = new Map<string, number>();
for (const id of subdomains) {
  const account = zendesk.simulator.account(id);
  const requester = account.addUser({ name: 'Ann Customer', email: 'ann@customer.example', role: 'end-user' });
  tickets.set(id, account.addTicket({ subject: 'base', requester, body: 'b' }).id);
}
await Promise.all(Array.from({ length: count('processes') }, startWorker));

const startedAt = performance.now();
const duration = count('minutes') * 60_000;
let issued = 0;
let finished = 0;

const lanes = Array.from({ length: count('processes') * CALLS_AT_ONCE_PER_PROCESS }, async () => {
  while (issued < calls) {
    const id = ++issued;
    const early = (id / calls) * duration - (performance.now() - startedAt);
    if (early > 0) await sleep(early);
    const connectionId = subdomains[id % subdomains.length] ?? '';
    const action = pick(['status', 'status', 'status', 'context', 'create'] as const) ?? 'status';
    await perform({ id, connectionId, action, ticketId: tickets.get(connectionId) ?? 0 });
    finished++;
  }
});

const trouble = (async () => {
  const rotations = count('rotations');
  for (let rotation = 0; rotation < rotations; rotation++) {
    while (finished < (calls * rotation) / rotations) await sleep(10);
    zendesk.simulator.account(subdomains[rotation % subdomains.length] ?? '').expireAccessTokens();
    if (values.kill && rotation % 2 === 0) void sleep(Math.random() * 150).then(killOne);
    if (rotation % 10 === 3) {
      tally.outages++;
      await outage.strike(200 + Math.random() * 1_300);
    }
    if (rotation % 10 === 7) await disconnectAndConnect(pick(subdomains) ?? '');
  }
})();

await Promise.all([...lanes, trouble]);
await Promise.all(pauses);
const seconds = Math.round((performance.now() - startedAt) / 1000);
isOver = true;
zendesk.calm();
const exits = [...workers.values()].map(({ process: child }) => new Promise((resolve) => child.once('exit', resolve)));
for (const { process: child } of workers.values()) child.disconnect();
await Promise.all(exits);

// ── What is left

let orphanedLocks = 0;
let deadConnections = 0;
for (const id of subdomains) {
  // Longer than a lease: what nobody renews has run out.
  const locked = await Promise.race([store.lock?.(id, async () => true), sleep(LEASE + 2_000, false)]);
  if (!locked) orphanedLocks++;
  zendesk.simulator.account(id).expireAccessTokens();
  const fresh = openStore(place);
  const heir = new ZendeskConnector({
    clientId: 'support_bot',
    clientSecret: 'simulated-client-secret',
    redirectUri: 'https://bot.example/zendesk/callback',
    tokenStore: fresh.store,
    encryptionKey,
    timeout: 60_000,
    fetch: fetchVia(new URL(zendeskUrl)),
  });
  const ticketId = tickets.get(id) ?? 0;
  await heir
    .connection(id, { permissions: ALL_PERMISSIONS, requester: 'anyone' })
    .getTicketStatus({ ticketId })
    .catch((error: unknown) => {
      const rotation = zendesk.rotations.get(id);
      const wasKilled = rotation !== undefined && !rotation.isSaved && rotation.worker !== '';
      const isLoss = error instanceof ZendeskError && 'reason' in error && error.reason === 'rotation_lost';
      if (wasKilled && isLoss) tally.killsBetweenAnswerAndSave++;
      else deadConnections++;
    });
  await fresh.close();
}
const duplicates = subdomains.flatMap((id) => {
  const subjects = zendesk.simulator.account(id).tickets.map(({ subject }) => subject);
  return subjects.filter((subject, at) => subjects.indexOf(subject) !== at);
}).length;

const table: readonly (readonly [what: string, number: number])[] = [
  ['seconds', seconds],
  ['calls', calls],
  ['successes', tally.successes],
  ['failed for good', sum(tally.failures)],
  ['repetitions by the host', sum(tally.repetitions)],
  ['tokens expired', count('rotations')],
  ['refreshes sent', zendesk.refreshesSent],
  ['refreshes that counted', zendesk.refreshesThatCounted],
  ['processes killed', tally.kills],
  ['processes that stood still', tally.pauses],
  ['locks lost', tally.lostLocks],
  ['processes that crashed', tally.crashes],
  ["killed between Zendesk's answer and the save", tally.killsBetweenAnswerAndSave],
  ['store outages', tally.outages],
  ['disconnects', tally.disconnects],
  ['reconnects required', tally.reconnectsRequired],
  ['needless reconnects', tally.needlessReconnects],
  ['lost rotations', tally.lostRotations],
  ['duplicate tickets', duplicates],
  ['orphaned locks', orphanedLocks],
  ['connections dead at the end', deadConnections],
];
console.log(`${count('processes')} processes, ${subdomains.length} connections, one ${kind} store`);
for (const [what, number] of table) console.log(`${what.padEnd(46)}${String(number).padStart(8)}`);
for (const [what, number] of tally.repetitions) console.log(`repeated ${number}×: ${what}`);
for (const [what, number] of tally.failures) console.log(`failed ${number}×: ${what}`);

await Promise.all([zendesk.close(), outage.close(), close()]);
await remove();
const isSound =
  tally.successes === calls &&
  tally.crashes + tally.lostRotations + tally.needlessReconnects + duplicates + orphanedLocks + deadConnections === 0;
console.log(isSound ? 'Nothing was lost.' : 'FAILED');
process.exit(isSound ? 0 : 1);
