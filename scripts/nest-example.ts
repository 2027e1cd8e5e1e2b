/**
 * Builds examples/nest with its own command from the packed tarball, and drives it against a simulated Zendesk: connect,
 * a ticket, a refresh for many requests at once, an agent's reply by webhook, the audit log, the daily job, disconnect.
 */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout } from 'node:timers/promises';
import { generateEncryptionKey } from 'zendesk-connector';
import { createZendeskSimulator, serve } from 'zendesk-connector/testing';
import { freePorts } from '../test/support/free-ports.ts';

const root = new URL('..', import.meta.url).pathname;
const folder = mkdtempSync(join(tmpdir(), 'zendesk-connector-'));
const ORIGIN = 'https://bot.example';
const OWNER_PASSWORD = 'a password for this run only';
const SIXTY_DAYS = 60 * 24 * 60 * 60;

/** The application itself stays as it is, and reaches the simulator. */
const REACH_ZENDESK = `
import { fetchVia } from 'zendesk-connector/testing';
globalThis.fetch = fetchVia(new URL(process.env.ZENDESK_URL));`;

/** Runs the daily job once, so many seconds from now, and says how many jobs are scheduled. */
const RUN_JOB = `
import { mock } from 'node:test';
import { NestFactory } from '@nestjs/core';
import { SchedulerRegistry } from '@nestjs/schedule';
import { AppModule } from './dist/app.module.js';
import { KeepAliveJob } from './dist/zendesk/keep-alive.job.js';
mock.timers.enable({ apis: ['Date'], now: Date.now() + Number(process.argv[2]) * 1000 });
const app = await NestFactory.createApplicationContext(AppModule, { logger: ['warn', 'error'] });
await app.init();
await app.get(KeepAliveJob).run();
console.log(app.get(SchedulerRegistry).getCronJobs().size);
await app.close();`;

function expect(what: string, actual: unknown, expected: unknown): void {
  const [is, should] = [JSON.stringify(actual), JSON.stringify(expected)];
  if (is !== should) throw new Error(`${what}: ${is}, expected ${should}`);
}

const [port = 0] = await freePorts(1);
const call = (path: string, init: RequestInit = {}) =>
  fetch(new URL(path, `http://127.0.0.1:${port}`), { redirect: 'manual', ...init });
const zendesk = createZendeskSimulator({
  webhookFetch: async ({ url, method, headers, body }) =>
    call(new URL(url).pathname, { method, headers, body: await new Response(body).arrayBuffer() }),
});
const server = await serve(zendesk.fetch);
let app: ChildProcess | undefined;
try {
  const run = (...args: string[]) => execFileSync('npm', args, { cwd: folder, encoding: 'utf8' });
  cpSync(join(root, 'examples/nest'), folder, { recursive: true });
  const pack = ['pack', root, '--ignore-scripts', '--json', '--pack-destination', folder];
  const [{ filename }] = JSON.parse(run(...pack));
  run('install', '--silent', '--no-audit', '--no-fund', `./${filename}`, '@nestjs/core@12');
  run('run', '--silent', 'build');

  writeFileSync(join(folder, 'zendesk.mjs'), REACH_ZENDESK);
  writeFileSync(join(folder, 'job.mjs'), RUN_JOB);
  const env = {
    ...process.env,
    ...{ ORIGIN, OWNER_PASSWORD, PORT: String(port), DATABASE: 'zendesk.sqlite', ZENDESK_URL: server.url.href },
    ...{ SESSION_SECRET: generateEncryptionKey(), ZENDESK_ENCRYPTION_KEY: generateEncryptionKey() },
    ZENDESK_CLIENT_ID: zendesk.client.clientId,
    ZENDESK_CLIENT_SECRET: zendesk.client.clientSecret,
  };
  const node = (...args: string[]) =>
    spawn(process.execPath, ['--import', './zendesk.mjs', ...args], {
      cwd: folder,
      env,
      stdio: ['ignore', 'pipe', 'inherit'],
    });
  // Nest says that it has started before it listens.
  const start = async () => {
    const started = node('dist/main.js');
    started.stdout.resume();
    app = started;
    const answers = () => call('/').then(Boolean, () => false);
    while (!(await answers())) {
      if (started.exitCode !== null) throw new Error(`the application ended with ${started.exitCode}`);
      await setTimeout(100);
    }
  };
  const stop = async () => {
    if (app === undefined) return;
    const ended = once(app, 'exit');
    app.kill('SIGTERM');
    await ended;
    app = undefined;
  };
  await start();

  let cookie = '';
  const get = (path: string) => call(path, { headers: { cookie } });
  const post = (path: string, fields: Record<string, string> = {}) =>
    call(path, { method: 'POST', headers: { cookie }, body: new URLSearchParams(fields) });

  expect('without a sign-in', (await get('/zendesk/status')).status, 401);
  expect('a wrong password', (await post('/sign-in', { password: 'x' })).status, 403);
  const signedIn = await post('/sign-in', { password: OWNER_PASSWORD });
  cookie = signedIn.headers.get('set-cookie')?.split(';')[0] ?? '';
  expect('an unknown account', (await post('/zendesk/connect', { subdomain: 'no such account' })).status, 400);
  const toZendesk = await post('/zendesk/connect', { subdomain: 'acme' });
  const callback = await zendesk.authorize(new URL(toZendesk.headers.get('location') ?? ''));
  const came = await get(`/zendesk/callback${callback.search}`);
  expect('the callback', [came.status, came.headers.get('location')], [303, '/zendesk/status']);
  expect('the status', (await (await get('/zendesk/status')).json()).state, 'connected');

  const ask = (conversation: string, subject: string, signal?: AbortSignal) =>
    call(`/chat/${conversation}`, {
      ...(signal && { signal }),
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ name: 'Ann', email: `${conversation}@customer.example`, subject, body: 'Since Monday.' }),
    }).then((response) => response.json() as Promise<{ ticketId: number; summary?: string }>);
  const created = await ask('c1', 'Cannot log in');
  const { ticketId, summary = JSON.stringify(created) } = created;
  if (!summary.startsWith('Open')) throw new Error(`the chat said ${summary}`);

  const account = zendesk.account('acme');
  const refreshes = () => zendesk.requests.filter(({ path }) => path === '/oauth/tokens').length;
  account.expireAccessTokens();
  zendesk.clearRequests();
  await Promise.all(Array.from({ length: 4 }, (_, n) => ask(`c${n + 2}`, `Question ${n}`)));
  expect('refreshes', refreshes(), 1);

  const agent = account.addUser({ name: 'Carla', email: 'carla@acme.example', role: 'agent' });
  account.addComment(ticketId, { author: agent, body: 'Please try again.' });
  await zendesk.delivered();
  expect('the reply', await (await call('/chat/c1')).json(), [{ text: 'Please try again.' }]);

  // The visitor has left and the process is told to end, while Zendesk's answer with the new tokens is on its way.
  account.expireAccessTokens();
  zendesk.clearRequests();
  zendesk.fault({ path: '/oauth/tokens' }, { when: 'after', delay: 2000, times: 1 });
  const visitor = new AbortController();
  const asked = ask('c6', 'The last one', visitor.signal).catch((error) => error.name);
  for (let waited = 0; refreshes() === 0 && waited < 5000; waited += 20) await setTimeout(20);
  visitor.abort();
  expect('the visitor who left', await asked, 'AbortError');
  await stop();

  zendesk.clearRequests();
  zendesk.advance(SIXTY_DAYS);
  const job = node('job.mjs', String(SIXTY_DAYS));
  const [printed, [code]] = await Promise.all([new Response(job.stdout as never).text(), once(job, 'exit')]);
  expect('the daily job', [code, printed.trim(), refreshes()], [0, '1', 1]);

  await start();
  expect('the status after a restart', (await (await get('/zendesk/status')).json()).state, 'connected');
  expect('disconnect', (await (await post('/zendesk/disconnect')).json()).revocation, 'revoked');
  await stop();

  const database = new DatabaseSync(join(folder, 'zendesk.sqlite'));
  const types = database.prepare('SELECT DISTINCT type FROM zendesk_events').all();
  database.close();
  for (const type of ['connect.succeeded', 'token.refreshed', 'action.finished', 'connection.disconnected']) {
    expect(`${type} in the audit log`, types.filter((row) => row['type'] === type).length, 1);
  }
  console.log(
    'examples/nest: builds with nest; connect, tickets, refresh, reply, restart, daily job, audit and disconnect',
  );
} finally {
  app?.kill();
  await server.close();
  rmSync(folder, { recursive: true, force: true });
}
