/**
 * Processes that are killed in the middle of a refresh, and processes that share one: promises T4 and T14b.
 * They run the package as it is built, on one directory, against one simulated Zendesk behind a real server.
 */
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import { serve } from '../../examples/support/serve.js';
import { generateEncryptionKey, ZendeskConnector } from '../../src/index.js';
import { FileTokenStore } from '../../src/stores/file.js';
import { ANN, createFixture, type Fixture, rejection } from '../support/fixture.js';
import { type Job, MOMENTS, type Moment, type Report } from '../support/refresh-process.js';

/** Zendesk has rotated the tokens, and the new ones are in no store. */
const LOST: readonly Moment[] = [
  "after Zendesk's answer, before the save",
  'during the save, half the value written',
  'during the save, written but not yet in place',
];
/** The new tokens are in the store. */
const SAVED: readonly Moment[] = ['during the save, in place but not yet tidied up', 'after the save'];

let directory: string;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'zendesk-connector-'));
});
afterEach(async () => {
  vi.useRealTimers();
  await rm(directory, { recursive: true, force: true, maxRetries: 5 });
});

function refreshes({ zendesk }: Fixture): number {
  return zendesk.requests.filter(({ path }) => path === '/oauth/tokens').length;
}

interface Child {
  readonly process: ChildProcess;
  /** Runs so many calls at once, and resolves to what came of them. */
  run(calls: number): Promise<Extract<Report, { type: 'done' }>['outcomes']>;
  next(type: Report['type']): Promise<Report>;
  readonly died: Promise<NodeJS.Signals | null>;
}

/** Connected, with a ticket; the server is closed and the children are killed when the test ends. */
async function connected() {
  const encryptionKey = generateEncryptionKey();
  const fixture = createFixture({ tokenStore: new FileTokenStore(directory), encryptionKey });
  const server = await serve(fixture.zendesk.fetch);
  onTestFinished(() => server.close());
  await fixture.connect();
  const { ticketId } = await fixture.connection().createTicket({ subject: 'a', body: 'b' });

  const start = async (job: Pick<Job, 'diesAt' | 'hold'> = {}): Promise<Child> => {
    const child = fork(new URL('../support/refresh-process.ts', import.meta.url), ['refresh-process'], {
      execPath: process.execPath,
      execArgv: [],
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    });
    onTestFinished(() => {
      child.kill('SIGKILL');
    });
    const died = once(child, 'exit').then(([, signal]) => signal as NodeJS.Signals | null);
    const next = async (type: Report['type']): Promise<Report> => {
      for (;;) {
        const [report] = (await Promise.race([
          once(child, 'message'),
          died.then((signal) => {
            throw new Error(`the process ended with ${signal}`);
          }),
        ])) as [Report];
        if (report.type === type) return report;
      }
    };
    const ready = next('ready');
    child.send({ directory, encryptionKey, url: server.url.href, ticketId, ...job } satisfies Job);
    await ready;
    return {
      process: child,
      died,
      next,
      async run(calls) {
        const done = next('done');
        child.send(calls);
        const report = await done;
        return report.type === 'done' ? report.outcomes : [];
      },
    };
  };
  return { ...fixture, ticketId, start };
}

/** A connector that has nothing of the dead process but the directory. */
function afterwards({ options }: Fixture) {
  const connector = new ZendeskConnector({ ...options, tokenStore: new FileTokenStore(directory) });
  return connector.connection('bot-1', {
    permissions: ['ZENDESK_ACTIONS.READ_INTEGRATIONS', 'ZENDESK_ACTIONS.READ_TICKET_STATUS'],
    requester: ANN,
  });
}

/** A process has died at that moment of a refresh. */
async function crashed(moment: Moment) {
  const fixture = await connected();
  const child = await fixture.start({ diesAt: moment });
  fixture.zendesk.account('acme').expireAccessTokens();
  fixture.zendesk.clearRequests();
  fixture.events.length = 0;
  child.process.send(1);
  expect(await child.died).toBe('SIGKILL');
  return fixture;
}

describe('[T14b] a process that is killed', () => {
  test.each(MOMENTS.filter((moment) => !LOST.includes(moment)))('%s: all is well afterwards', async (moment) => {
    const fixture = await crashed(moment);
    const isSaved = SAVED.includes(moment);
    expect(refreshes(fixture)).toBe(isSaved ? 1 : 0);
    const bot = afterwards(fixture);
    expect(await bot.status()).toMatchObject({ state: 'connected' });
    await expect(bot.getTicketStatus({ ticketId: fixture.ticketId })).resolves.toMatchObject({ status: 'new' });
    expect(refreshes(fixture)).toBe(1);
    await expect(bot.getTicketStatus({ ticketId: fixture.ticketId })).resolves.toMatchObject({ status: 'new' });
    expect(refreshes(fixture)).toBe(1);
    const living = fixture.zendesk.account('acme').tokens.filter(({ revokedAt }) => revokedAt === undefined);
    expect(living).toHaveLength(1);
    expect(fixture.events.map(({ type }) => type)).not.toContain('reconnect_required');
  });

  test.each(LOST)('%s: the loss is called a loss, not a revocation', async (moment) => {
    const fixture = await crashed(moment);
    expect(refreshes(fixture)).toBe(1);
    const bot = afterwards(fixture);
    expect(await bot.status()).toMatchObject({ state: 'connected' });
    // Nobody knows that the process is dead before it has had its time.
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 31_000 });
    const error = await rejection(bot.getTicketStatus({ ticketId: fixture.ticketId }));
    expect(error).toMatchObject({ code: 'reconnect_required', reason: 'rotation_lost', status: 403 });
    expect(refreshes(fixture)).toBe(2);
    expect(fixture.events.filter(({ type }) => type === 'reconnect_required')).toMatchObject([
      { connectionId: 'bot-1', reason: 'rotation_lost' },
    ]);
    expect(await bot.status()).toMatchObject({ state: 'reconnect_required', reason: 'rotation_lost' });
    // Nothing more is asked of Zendesk until somebody connects again.
    fixture.zendesk.clearRequests();
    expect(await rejection(bot.getTicketStatus({ ticketId: fixture.ticketId }))).toMatchObject({
      reason: 'rotation_lost',
    });
    expect(fixture.zendesk.requests).toEqual([]);
    await fixture.connect();
    await expect(afterwards(fixture).getTicketStatus({ ticketId: fixture.ticketId })).resolves.toMatchObject({
      status: 'new',
    });
  });

  test('and another process that was started anew goes on where it was', async () => {
    const fixture = await crashed('after the announcement, before the call');
    const heir = await fixture.start();
    // It has refreshed already, to be ready.
    expect(refreshes(fixture)).toBe(1);
    expect(await heir.run(20)).toEqual(Array(20).fill('new'));
    expect(refreshes(fixture)).toBe(1);
  });
});

describe('[T4] processes that share a directory', () => {
  test('4 of them with 20 calls each on one expired token: one refresh, over 5 rotations', async () => {
    const fixture = await connected();
    const children = await Promise.all(Array.from({ length: 4 }, () => fixture.start()));
    for (let round = 0; round < 5; round++) {
      fixture.zendesk.account('acme').expireAccessTokens();
      fixture.zendesk.clearRequests();
      const outcomes = await Promise.all(children.map((child) => child.run(20)));
      expect(outcomes.flat()).toEqual(Array(80).fill('new'));
      expect(refreshes(fixture)).toBe(1);
    }
    expect(await afterwards(fixture).status()).toMatchObject({ state: 'connected' });
    const living = fixture.zendesk.account('acme').tokens.filter(({ revokedAt }) => revokedAt === undefined);
    expect(living).toHaveLength(1);
  });

  test.each([
    'inside the lock, before the announcement',
    'after the announcement, before the call',
    'after the save',
  ] satisfies Moment[])('one of them is killed while the others wait for its lock (%s): they go on', async (moment) => {
    const fixture = await connected();
    const [victim, ...others] = await Promise.all([
      fixture.start({ diesAt: moment, hold: true }),
      ...Array.from({ length: 3 }, () => fixture.start()),
    ]);
    fixture.zendesk.account('acme').expireAccessTokens();
    fixture.zendesk.clearRequests();
    const held = victim.next('held');
    victim.process.send(20);
    await held;
    const running = Promise.all(others.map((child) => child.run(20)));
    if (moment !== 'after the save') {
      // They have all been refused and want to refresh.
      await vi.waitFor(() => expect(fixture.zendesk.requests.length).toBeGreaterThanOrEqual(80));
      expect(refreshes(fixture)).toBe(0);
    }
    victim.process.kill('SIGKILL');
    expect(await victim.died).toBe('SIGKILL');
    expect((await running).flat()).toEqual(Array(60).fill('new'));
    expect(refreshes(fixture)).toBe(1);
    expect(await afterwards(fixture).status()).toMatchObject({ state: 'connected' });
  });
});
