/**
 * A process of its own that uses the published package: several of them share a token store, and die where they are told
 * to. Run by test/oauth/crash.test.ts, which sends a `Job` to begin with and a number of calls each time after.
 */
import promises from 'node:fs/promises';
import { syncBuiltinESMExports } from 'node:module';
import type { TokenStore, ZendeskErrorCode } from 'zendesk-connector';
import { fetchVia } from 'zendesk-connector/testing';
import type { SharedPlace } from './shared-store.ts';

/** Where a process can die in a refresh, in the order in which it gets there. */
export type Moment =
  | 'before the lock'
  | 'inside the lock, before the announcement'
  | 'after the announcement, before the call'
  | "after Zendesk's answer, before the save"
  // Only where a save takes several steps of this process: in a directory.
  | 'during the save, half the value written'
  | 'during the save, written but not yet in place'
  | 'during the save, in place but not yet tidied up'
  | 'after the save';

export interface Job {
  readonly place: SharedPlace;
  readonly url: string;
  readonly encryptionKey: string;
  readonly ticketId: number;
  /** Dies there; with `hold` it tells so and stays, until somebody kills it. */
  readonly diesAt?: Moment;
  readonly hold?: boolean;
  /** Stops there, once, until it gets SIGCONT: a process that is frozen or starved. */
  readonly stopsAt?: Moment;
  /** Milliseconds that a call may take. */
  readonly timeout?: number;
}

export type Report =
  | { readonly type: 'ready' }
  | { readonly type: 'held'; readonly moment: Moment }
  | { readonly type: 'done'; readonly outcomes: readonly Outcome[] };

/** The status of the ticket, or what kept it from being read. */
type Outcome = string | { readonly code: ZendeskErrorCode | 'unknown' };

const report = (message: Report) => process.send?.(message);

async function work(job: Job): Promise<void> {
  let hasStopped = false;
  const at = async (moment: Moment): Promise<void> => {
    if (job.stopsAt === moment && !hasStopped) {
      hasStopped = true;
      await new Promise((resolve) => process.send?.({ type: 'held', moment } satisfies Report, resolve));
      process.kill(process.pid, 'SIGSTOP');
    }
    if (job.diesAt !== moment) return;
    if (!job.hold) process.kill(process.pid, 'SIGKILL');
    report({ type: 'held', moment });
    await new Promise(() => {});
  };
  let saving = false;
  // The functions that the file store imports: a built-in module can be changed for all who import it.
  const { link, open } = promises;
  promises.link = async (...paths) => {
    if (saving) await at('during the save, written but not yet in place');
    await link(...paths);
    if (saving) await at('during the save, in place but not yet tidied up');
  };
  promises.open = async (...how) => {
    const file = await open(...how);
    const { writeFile } = file;
    file.writeFile = async (data) => {
      if (saving && job.diesAt === 'during the save, half the value written') {
        await writeFile.call(file, `${data}`.slice(0, `${data}`.length / 2));
        await file.sync();
        await at('during the save, half the value written');
      }
      await writeFile.call(file, data);
    };
    return file;
  };
  syncBuiltinESMExports();

  const { ZendeskConnector } = await import('zendesk-connector');
  const { openStore } = await import('./shared-store.ts');
  const { store } = openStore(job.place);
  let writes = 0;
  const tokenStore: TokenStore = {
    get: (key) => store.get(key),
    async lock(key, task) {
      await at('before the lock');
      return store.lock?.(key, task) ?? task();
    },
    // Of one refresh the first write announces it, the second saves what came of it.
    async compareAndSet(key, expected, next) {
      const isSave = ++writes % 2 === 0;
      if (!isSave) await at('inside the lock, before the announcement');
      saving = isSave;
      const isWritten = await store.compareAndSet(key, expected, next);
      saving = false;
      await at(isSave ? 'after the save' : 'after the announcement, before the call');
      return isWritten;
    },
  };
  const send = fetchVia(new URL(job.url));
  const connector = new ZendeskConnector({
    clientId: 'support_bot',
    clientSecret: 'simulated-client-secret',
    redirectUri: 'https://bot.example/zendesk/callback',
    tokenStore,
    encryptionKey: job.encryptionKey,
    async fetch(input, init) {
      const response = await send(input, init);
      if (response.url.endsWith('/oauth/tokens')) await at("after Zendesk's answer, before the save");
      return response;
    },
  });
  const bot = connector.connection('bot-1', {
    permissions: ['ZENDESK_ACTIONS.READ_TICKET_STATUS'],
    requester: 'anyone',
  });
  const call = (): Promise<Outcome> =>
    bot.getTicketStatus({ ticketId: job.ticketId }, { timeout: job.timeout ?? 10_000 }).then(
      ({ status }) => status,
      (error: { code?: ZendeskErrorCode }) => ({ code: error.code ?? 'unknown' }),
    );
  // Opens the record, so that what is in memory is the state before the refresh.
  await call();
  writes = 0;
  process.on('message', async (calls: number) => {
    report({ type: 'done', outcomes: await Promise.all(Array.from({ length: calls }, call)) });
  });
  report({ type: 'ready' });
}

if (process.send !== undefined && process.argv[2] === 'refresh-process') {
  process.once('message', (job: Job) => void work(job));
  // Nobody is left to work for.
  process.once('disconnect', () => process.exit());
}
