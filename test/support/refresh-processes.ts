/**
 * Starts processes that share one token store and one simulated Zendesk behind a real server, for tests that kill or stop
 * them.
 */
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { onTestFinished } from 'vitest';
import { generateEncryptionKey, ZendeskConnector } from '../../src/index.js';
import { serve } from '../../src/testing/index.js';
import { ANN, createFixture } from './fixture.js';
import type { Job, Report } from './refresh-process.js';
import { createPlace, openStore, type SharedPlace } from './shared-store.js';

export interface RefreshProcess {
  readonly process: ChildProcess;
  /** Runs so many calls at once, and resolves to what came of them. */
  run(calls: number): Promise<Extract<Report, { type: 'done' }>['outcomes']>;
  next(type: Report['type']): Promise<Report>;
  readonly died: Promise<NodeJS.Signals | null>;
}

/** Connected, with a ticket; the server is closed and the children are killed when the test ends. */
export async function startRefreshProcesses(
  kind: SharedPlace['kind'],
  { leaseMs }: { readonly leaseMs?: number } = {},
) {
  const encryptionKey = generateEncryptionKey();
  const { place, remove } = await createPlace(kind, { leaseMs });
  onTestFinished(remove);
  const open = async () => {
    const { store, close } = openStore(place);
    onTestFinished(close);
    return store;
  };
  const fixture = createFixture({ tokenStore: await open(), encryptionKey });
  const server = await serve(fixture.zendesk.fetch);
  onTestFinished(() => server.close());
  await fixture.connect();
  const { ticketId } = await fixture.connection().createTicket({ subject: 'a', body: 'b' });

  const start = async (job: Pick<Job, 'diesAt' | 'hold' | 'stopsAt' | 'timeout'> = {}): Promise<RefreshProcess> => {
    const child = fork(new URL('./refresh-process.ts', import.meta.url), ['refresh-process'], {
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
    child.send({ place, encryptionKey, url: server.url.href, ticketId, ...job } satisfies Job);
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
  /** A connector that has nothing of the other processes but the store. */
  const afterwards = async () =>
    new ZendeskConnector({ ...fixture.options, tokenStore: await open() }).connection('bot-1', {
      permissions: ['ZENDESK_ACTIONS.READ_INTEGRATIONS', 'ZENDESK_ACTIONS.READ_TICKET_STATUS'],
      requester: ANN,
    });
  return { ...fixture, ticketId, start, afterwards };
}
