/**
 * Builds examples/cloudflare-worker with wrangler from the packed tarball, and drives it on workerd against a simulated
 * Zendesk: connect, a ticket, a refresh for many requests at once, an agent's reply by webhook, disconnect.
 */
import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { generateEncryptionKey } from 'zendesk-connector';
import { createZendeskSimulator } from 'zendesk-connector/testing';

/** The part of Miniflare 4 that is used here. What wrangler brings may be a beta of version 5. */
interface Worker {
  dispatchFetch(url: string, init?: object): Promise<Response>;
  getD1Database(name: string): Promise<{ prepare(statement: string): { run(): Promise<unknown> } }>;
  dispose(): Promise<void>;
}

const root = new URL('..', import.meta.url).pathname;
const folder = mkdtempSync(join(tmpdir(), 'zendesk-connector-'));
const ORIGIN = 'https://zendesk-bot.example.workers.dev';
const OWNER_PASSWORD = 'a password for this run only';

function expect(what: string, actual: unknown, expected: unknown): void {
  const [is, should] = [JSON.stringify(actual), JSON.stringify(expected)];
  if (is !== should) throw new Error(`${what}: ${is}, expected ${should}`);
}

let worker: Worker | undefined;
try {
  const run = (...args: string[]) => execFileSync('npm', args, { cwd: folder, encoding: 'utf8' });
  cpSync(join(root, 'examples/cloudflare-worker'), folder, { recursive: true });
  const pack = ['pack', root, '--ignore-scripts', '--json', '--pack-destination', folder];
  const [{ filename }] = JSON.parse(run(...pack));
  run('install', '--silent', '--no-audit', '--no-fund', `./${filename}`);
  run('run', '--silent', 'build');
  const driver = join(folder, 'driver');
  run('install', '--silent', '--no-audit', '--no-fund', '--prefix', driver, 'miniflare@4');

  const zendesk = createZendeskSimulator({
    webhookFetch: async ({ url, method, headers, body }) => {
      const bytes = await new Response(body).arrayBuffer();
      return worker?.dispatchFetch(url, { method, headers: [...headers], body: bytes }) ?? Response.error();
    },
  });
  const { Miniflare } = createRequire(join(driver, 'package.json'))('miniflare');
  const isolate: Worker = new Miniflare({
    modules: [{ type: 'ESModule', path: 'index.mjs', contents: readFileSync(join(folder, 'dist/index.js'), 'utf8') }],
    compatibilityDate: '2026-05-01',
    d1Databases: ['DB'],
    outboundService: async (request: Request) => {
      const { url, method, headers } = request;
      const body = method === 'GET' || method === 'DELETE' ? {} : { body: await request.arrayBuffer() };
      return zendesk.fetch(url, { method, headers: [...headers], redirect: 'manual', ...body });
    },
    bindings: {
      ...{ ORIGIN, OWNER_PASSWORD, SESSION_SECRET: generateEncryptionKey() },
      ZENDESK_CLIENT_ID: zendesk.client.clientId,
      ZENDESK_CLIENT_SECRET: zendesk.client.clientSecret,
      ZENDESK_ENCRYPTION_KEY: generateEncryptionKey(),
    },
  });
  worker = isolate;
  const database = await isolate.getD1Database('DB');
  const migration = readFileSync(join(folder, 'migrations/0001_zendesk.sql'), 'utf8');
  for (const statement of migration.split(';\n').filter(Boolean)) await database.prepare(statement).run();

  let cookie = '';
  const call = (path: string, init: object = {}) =>
    isolate.dispatchFetch(`${ORIGIN}${path}`, { redirect: 'manual', headers: { cookie }, ...init });
  const form = (fields: Record<string, string>) => ({ method: 'POST', body: new URLSearchParams(fields).toString() });
  const post = (path: string, fields: Record<string, string> = {}) =>
    call(path, {
      ...form(fields),
      headers: { cookie, 'content-type': 'application/x-www-form-urlencoded' },
    });

  expect('without a sign-in', (await call('/zendesk/status')).status, 401);
  expect('a wrong password', (await post('/sign-in', { password: 'x' })).status, 403);
  const signedIn = await post('/sign-in', { password: OWNER_PASSWORD });
  cookie = signedIn.headers.get('set-cookie')?.split(';')[0] ?? '';
  const toZendesk = await post('/zendesk/connect', { subdomain: 'acme' });
  const callback = await zendesk.authorize(new URL(toZendesk.headers.get('location') ?? ''));
  expect(
    'the callback',
    (await call(`/zendesk/callback${callback.search}`)).headers.get('location'),
    '/zendesk/status',
  );
  expect('the status', (await (await call('/zendesk/status')).json()).state, 'connected');

  const ask = (conversation: string, subject: string) =>
    call(`/chat/${conversation}`, {
      method: 'POST',
      body: JSON.stringify({ name: 'Ann', email: 'ann@customer.example', subject, body: 'Since Monday.' }),
    }).then((response) => response.json() as Promise<{ ticketId: number; summary?: string }>);
  const created = await ask('c1', 'Cannot log in');
  const { ticketId, summary = JSON.stringify(created) } = created;
  if (!summary.startsWith('Open')) throw new Error(`the chat said ${summary}`);

  const account = zendesk.account('acme');
  account.expireAccessTokens();
  zendesk.clearRequests();
  await Promise.all(Array.from({ length: 4 }, (_, n) => ask(`c${n + 2}`, `Question ${n}`)));
  expect('refreshes', zendesk.requests.filter(({ path }) => path === '/oauth/tokens').length, 1);

  const agent = account.addUser({ name: 'Carla', email: 'carla@acme.example', role: 'agent' });
  account.addComment(ticketId, { author: agent, body: 'Please try again.' });
  await zendesk.delivered();
  expect('the reply', await (await call('/chat/c1')).json(), [{ text: 'Please try again.' }]);

  const { revocation } = await (await post('/zendesk/disconnect')).json();
  expect('disconnect', revocation, 'revoked');
  console.log('examples/cloudflare-worker: builds with wrangler; connect, ticket, refresh, reply and disconnect on D1');
} finally {
  await worker?.dispose();
  rmSync(folder, { recursive: true, force: true });
}
