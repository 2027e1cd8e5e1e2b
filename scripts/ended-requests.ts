/**
 * Ends requests of a Worker in the middle of their work, on workerd: with `waitUntil` nothing is lost, and without it the
 * calls after it get an answer within a bounded time.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { generateEncryptionKey } from 'zendesk-connector';
import { createZendeskSimulator, serve } from 'zendesk-connector/testing';

/** The part of Miniflare that is used here; it is installed when the script runs. */
export interface MiniflareClass {
  new (
    options: object,
  ): {
    dispatchFetch(url: string): Promise<{ readonly ok: boolean; text(): Promise<string> }>;
    dispose(): Promise<void>;
  };
}

interface Outcome {
  readonly outcome: string;
  readonly milliseconds: number;
}

interface Scene {
  readonly name: string;
  /** How long the token endpoint takes to answer after it has rotated the tokens. */
  readonly tokenDelay: number;
  /** The request that ends early. */
  readonly request: string;
  readonly outcome: string;
}

const SCENES: readonly Scene[] = [
  { name: 'short-budget', tokenDelay: 1_500, request: '/status?timeout=300', outcome: 'timeout' },
  {
    name: 'aborted-signal',
    tokenDelay: 1_500,
    request: '/status?abort=300',
    outcome: 'TimeoutError: The operation was aborted due to timeout',
  },
  { name: 'slow-token-endpoint', tokenDelay: 12_000, request: '/status', outcome: 'timeout' },
];
const BUDGET_MS = 10_000;
// Another process may be at a refresh for half a minute before it counts as dead.
const PATIENCE_MS = 60_000;

/**
 * @param worker the bundled Worker
 * @returns what was proven
 */
export async function proveEndedRequests(Miniflare: MiniflareClass, worker: string): Promise<string> {
  const accounts = SCENES.flatMap(({ name }) => [name, `${name}-kept`]).concat(
    'comment',
    'comment-kept',
    'create',
    'create-kept',
    'labels',
    'labels-kept',
  );
  const zendesk = createZendeskSimulator({ accounts });
  const rotations = new Map<string, number>();
  const server = await serve(async (request) => {
    const { pathname } = new URL(request.url);
    const subdomain = request.headers.get('x-forwarded-host')?.split('.')[0] ?? '';
    if (pathname === '/oauth/tokens') rotations.set(subdomain, (rotations.get(subdomain) ?? 0) + 1);
    return zendesk.fetch(request);
  });
  const isolate = new Miniflare({
    modules: [{ type: 'ESModule', path: 'worker.mjs', contents: worker }],
    compatibilityDate: '2026-05-01',
    d1Databases: ['DB'],
    durableObjects: { TOKENS: { className: 'ZendeskTokens', useSQLite: true } },
    bindings: { ZENDESK_URL: server.url.href, ENCRYPTION_KEY: generateEncryptionKey() },
  });
  const call = async (path: string, account: string): Promise<Outcome> => {
    const url = new URL(path, 'http://worker');
    url.searchParams.set('account', account);
    if (account.endsWith('-kept')) url.searchParams.set('waitUntil', '');
    return JSON.parse(await (await isolate.dispatchFetch(url.href)).text());
  };
  const prepare = async (account: string) => {
    for (const path of ['/connect', '/create']) expect(account, await call(path, account), 'ok');
  };

  const refresh = async ({ name, tokenDelay, request, outcome }: Scene, isKept: boolean): Promise<string> => {
    const account = isKept ? `${name}-kept` : name;
    await prepare(account);
    zendesk.account(account).expireAccessTokens();
    zendesk.fault({ subdomain: account, path: '/oauth/tokens' }, { delay: tokenDelay, when: 'after', times: 1 });
    rotations.delete(account);
    const startedAt = Date.now();
    expect(account, await call(request, account), outcome);
    if (isKept) {
      await sleep(Math.max(0, startedAt + tokenDelay + 1_000 - Date.now()));
      expect(account, await call('/status', account), 'ok');
      if (rotations.get(account) !== 1) throw new Error(`${account}: refreshed ${rotations.get(account)} times`);
      return `${name}: nothing lost`;
    }
    // The tokens of the request that ended are lost: what counts is that the isolate finds out, and says so.
    for (;;) {
      const { outcome, milliseconds } = await call('/status', account);
      if (milliseconds > BUDGET_MS + 1_000) throw new Error(`${account}: a call took ${milliseconds} ms`);
      if (outcome === 'reconnect_required') break;
      if (outcome === 'ok') break;
      if (Date.now() - startedAt > PATIENCE_MS) throw new Error(`${account}: still ${outcome} after a minute`);
      await sleep(500);
    }
    const seconds = Math.round((Date.now() - startedAt) / 1000);
    await call('/connect', account);
    expect(account, await call('/status', account), 'ok');
    return `${name} without waitUntil: known after ${seconds} s`;
  };

  const comment = async (account: string): Promise<string> => {
    await prepare(account);
    // The comment waits with the turn on the ticket in its hand, in both attempts that the call has time for.
    zendesk.fault({ subdomain: account, path: '/api/v2/tickets/1*' }, { delay: 1_500, times: 2 });
    expect(account, await call('/comment?timeout=300', account), 'timeout');
    const { outcome, milliseconds } = await call('/comment', account);
    if (outcome !== 'ok') throw new Error(`${account}: ${outcome} after ${milliseconds} ms`);
    return `${account}: the next one after ${milliseconds} ms`;
  };

  const create = async (account: string): Promise<string> => {
    expect(account, await call('/connect', account), 'ok');
    // Twice, because the call may have time for a second attempt.
    zendesk.fault({ subdomain: account, path: '/api/v2/tickets' }, { delay: 1_500, when: 'after', times: 2 });
    expect(account, await call('/create?timeout=300', account), 'timeout');
    const { outcome, milliseconds } = await call('/create', account);
    const { length } = zendesk.account(account).tickets;
    if (outcome !== 'ok' || length !== 1) throw new Error(`${account}: ${outcome}, and ${length} tickets`);
    return `${account}: the same ticket after ${milliseconds} ms`;
  };

  const readLabels = async (account: string): Promise<string> => {
    await prepare(account);
    zendesk.fault({ subdomain: account, path: '/api/v2/custom_statuses' }, { delay: 1_500, times: 1 });
    await call('/status?timeout=300', account);
    const { outcome, milliseconds } = await call('/status', account);
    if (outcome !== 'ok') throw new Error(`${account}: ${outcome} after ${milliseconds} ms`);
    return `${account}: the next call after ${milliseconds} ms`;
  };

  try {
    expect('D1', await call('/migrate', 'd1'), 'ok');
    expect('D1', await call('/contract', 'd1'), 'ok');
    expect('Durable Objects', await call('/durable-objects', 'd1'), 'ok');
    const proven = await Promise.all([
      ...SCENES.flatMap((scene) => [refresh(scene, true), refresh(scene, false)]),
      comment('comment'),
      comment('comment-kept'),
      create('create'),
      create('create-kept'),
      readLabels('labels'),
      readLabels('labels-kept'),
    ]);
    return ['D1 and Durable Objects fulfill the contract', ...proven].join(', ');
  } finally {
    await isolate.dispose();
    await server.close();
  }
}

function expect(account: string, { outcome, milliseconds }: Outcome, expected: string): void {
  if (outcome !== expected) throw new Error(`${account}: ${outcome} after ${milliseconds} ms, expected ${expected}`);
}
