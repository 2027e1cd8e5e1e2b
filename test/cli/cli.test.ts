/**
 * The command line as a developer uses it: the built program in a process of its own, a browser that follows the
 * address that it prints, the simulator behind a real server.
 */
import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { connect as connectTo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import { describe, expect, onTestFinished, test } from 'vitest';
import { generateEncryptionKey } from '../../src/index.js';
import { createZendeskSimulator, serve, type ZendeskSimulator } from '../../src/testing/index.js';

const program = new URL('../../dist/cli/index.js', import.meta.url).pathname;
const elsewhere = new URL('../support/zendesk-elsewhere.ts', import.meta.url).pathname;

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, 'localhost', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

interface Terminal {
  readonly zendesk: ZendeskSimulator;
  readonly store: string;
  readonly redirectUri: string;
  start(args: readonly string[], env?: Record<string, string>): ChildProcessWithoutNullStreams;
  run(...args: readonly string[]): Promise<{ readonly out: string; readonly err: string; readonly code: number }>;
}

async function openTerminal(env: Record<string, string> = {}): Promise<Terminal> {
  const zendesk = createZendeskSimulator({ accounts: ['acme'] });
  const server = await serve(zendesk.fetch);
  const directory = mkdtempSync(join(tmpdir(), 'zendesk-connector-'));
  onTestFinished(async () => {
    await server.close();
    rmSync(directory, { recursive: true });
  });
  const redirectUri = `http://localhost:${await freePort()}/zendesk/callback`;
  const settings = {
    PATH: process.env['PATH'] ?? '',
    ZENDESK_CLIENT_ID: zendesk.client.clientId,
    ZENDESK_CLIENT_SECRET: zendesk.client.clientSecret ?? '',
    ZENDESK_ENCRYPTION_KEY: generateEncryptionKey(),
    ZENDESK_REDIRECT_URI: redirectUri,
    ZENDESK_ELSEWHERE: server.url.href,
    ...env,
  };
  const start: Terminal['start'] = (args, more = {}) => {
    const child = spawn(process.execPath, ['--import', elsewhere, program, ...args], {
      cwd: directory,
      env: { ...settings, ...more },
    });
    onTestFinished(() => void child.kill());
    return child;
  };
  return {
    zendesk,
    store: join(directory, '.zendesk-connector'),
    redirectUri,
    start,
    async run(...args) {
      const child = start(args);
      const exit = new Promise<number>((resolve) => child.once('exit', (code) => resolve(code ?? -1)));
      const [out, err] = await Promise.all([text(child.stdout), text(child.stderr)]);
      return { out, err, code: await exit };
    },
  };
}

/** The address that the program asks to open. */
async function address(child: ChildProcessWithoutNullStreams): Promise<string> {
  let said = '';
  for await (const chunk of child.stdout) {
    said += chunk;
    const url = /https:\/\/\S+/.exec(said)?.[0];
    if (url !== undefined && said.includes('Waiting')) return url;
  }
  throw new Error(`It never said where: ${said}`);
}

async function connect({ zendesk, start }: Terminal): Promise<{ readonly page: Response; readonly code: number }> {
  const child = start(['connect', 'acme', '--no-browser']);
  const exit = new Promise<number>((resolve) => child.once('exit', (code) => resolve(code ?? -1)));
  const page = await fetch(await zendesk.authorize(await address(child)));
  return { page, code: await exit };
}

describe('npx zendesk-connector', () => {
  test('keygen prints a key that is good for connect', async () => {
    const { out, code } = await (await openTerminal()).run('keygen');
    expect(code).toBe(0);
    expect(Buffer.from(out.trim(), 'base64url')).toHaveLength(32);
  });

  test('connect --client-credentials needs no browser', async () => {
    const terminal = await openTerminal();
    const { out, err, code } = await terminal.run('connect', 'acme', '--client-credentials');
    expect({ err, code }).toEqual({ err: '', code: 0 });
    expect(out).toMatch(/^Connected to acme as Ada Admin \(admin\), scope tickets:read/);
    expect((await terminal.run('diagnose')).out).toMatch(/\nNo problems\.\n$/);
    expect(await terminal.run('disconnect')).toMatchObject({ out: expect.stringContaining('revoked'), code: 0 });
  });

  test('connect, diagnose, disconnect', async () => {
    const terminal = await openTerminal();
    const { page, code } = await connect(terminal);
    expect([page.status, code]).toEqual([200, 0]);
    expect(await page.text()).toMatch(/^Connected\. You can close this window/);

    const report = await terminal.run('diagnose');
    expect(report.out).toMatch(/^State +connected\nAccount +acme\nUser +Ada Admin \(admin\)\n/);
    expect(report.out).toContain(
      '\nAllow         tickets:read tickets:write users:read (Allowed scopes of the OAuth client)\n',
    );
    expect(report.out).toMatch(/\nNo problems\.\n$/);
    expect(report.code).toBe(0);

    const { accessToken } = secrets(terminal.zendesk);
    const kept = readdirSync(terminal.store, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'utf8'))
      .join();
    expect(kept).not.toBe('');
    expect(kept).not.toContain(accessToken);

    const farewell = await terminal.run('disconnect');
    expect(farewell).toEqual({
      out: 'Disconnected. The tokens are revoked at Zendesk, and forgotten here.\n',
      err: '',
      code: 0,
    });
    expect(await terminal.run('diagnose')).toMatchObject({
      out: expect.stringContaining('No Zendesk account is connected. npx zendesk-connector connect <subdomain>'),
      code: 1,
    });
  });

  test('a page of an earlier attempt that is loaded again does not end the waiting', async () => {
    const { zendesk, start, redirectUri } = await openTerminal();
    const child = start(['connect', 'acme', '--no-browser']);
    const url = await address(child);
    expect((await fetch(new URL('/favicon.ico', redirectUri))).status).toBe(404);
    expect((await fetch(`${redirectUri}?code=old&state=old`)).status).toBe(400);
    expect((await fetch(await zendesk.authorize(url))).status).toBe(200);
  });

  test('whatever else comes to its address while it waits: it waits on, and ends at once when it is done', async () => {
    const { zendesk, start, redirectUri } = await openTerminal();
    const child = start(['connect', 'acme', '--no-browser']);
    const exit = new Promise((resolve) => child.once('exit', resolve));
    const url = await address(child);
    const { port } = new URL(redirectUri);
    const say = (text: string) =>
      new Promise<string>((resolve) => {
        const socket = connectTo(Number(port), 'localhost', () => socket.end(text));
        let said = '';
        socket.on('data', (data) => {
          said += data;
        });
        socket.on('close', () => resolve(said));
      });
    expect(await say('GET // HTTP/1.1\r\nhost: localhost\r\n\r\n')).toMatch(/^HTTP\/1\.1 404/);
    expect(await say('nonsense\r\n\r\n')).toMatch(/^HTTP\/1\.1 400/);
    // As browsers do: a connection that is never used.
    const idle = connectTo(Number(port), 'localhost');
    onTestFinished(() => void idle.destroy());
    await new Promise<void>((resolve) => idle.once('connect', resolve));
    expect((await fetch(await zendesk.authorize(url))).status).toBe(200);
    expect(await exit).toBe(0);
  });

  test('a refusal is told in the browser and in the terminal', async () => {
    const { start, redirectUri } = await openTerminal();
    const child = start(['connect', 'acme', '--no-browser']);
    const exit = new Promise((resolve) => child.once('exit', resolve));
    const said = text(child.stderr);
    const state = new URL(await address(child)).searchParams.get('state') ?? '';
    const page = await fetch(`${redirectUri}?error=access_denied&state=${encodeURIComponent(state)}`);
    expect(page.status).toBe(403);
    expect(await exit).toBe(1);
    expect(await said).toMatch(/denied|declined|refused/i);
  });

  test('two connections in one store', async () => {
    const terminal = await openTerminal();
    await connect(terminal);
    const other = await terminal.run('diagnose', '--connection', 'other');
    expect(other.out).toContain('State         disconnected');
  });

  test('an address that another program listens at is named', async () => {
    const terminal = await openTerminal();
    const { port } = new URL(terminal.redirectUri);
    const squatter = createServer();
    await new Promise<void>((resolve) => squatter.listen(Number(port), 'localhost', resolve));
    onTestFinished(() => void squatter.close());
    const { err, code } = await terminal.run('connect', 'acme', '--no-browser');
    expect(err).toBe(`Another program listens at http://localhost:${port}. Stop it, or set ZENDESK_REDIRECT_URI.\n`);
    expect(code).toBe(1);
  });

  test.each([
    [
      'a redirect URI elsewhere',
      { ZENDESK_REDIRECT_URI: 'https://bot.example/cb' },
      ['connect', 'acme'],
      /must lead to this machine/,
      1,
    ],
    ['no client id', { ZENDESK_CLIENT_ID: '' }, ['connect', 'acme'], /ZENDESK_CLIENT_ID is not set/, 2],
    ['no key', { ZENDESK_ENCRYPTION_KEY: '' }, ['diagnose'], /ZENDESK_ENCRYPTION_KEY is not set.*keygen/, 2],
    ['a key that is none', { ZENDESK_ENCRYPTION_KEY: 'short' }, ['diagnose'], /^ZENDESK_ENCRYPTION_KEY .*keygen/s, 1],
    ['no account', {}, ['connect'], /Which account\?/, 2],
    ['an account that is none', {}, ['connect', 'evil.com/#'], /subdomain/, 1],
    ['an unknown command', {}, ['conect'], /There is no command "conect"/, 2],
    ['an unknown flag', {}, ['--conection', 'x'], /--conection/, 2],
  ])('%s is told in plain words', async (_, env, args, message, expected) => {
    const { err, code } = await (await openTerminal(env)).run(...args);
    expect(err).toMatch(message);
    expect(err).not.toMatch(/\n {4}at /);
    expect(code).toBe(expected);
  });

  test('another key than the one that sealed the store is told apart from a broken store', async () => {
    const terminal = await openTerminal();
    await connect(terminal);
    const other = terminal.start(['diagnose'], { ZENDESK_ENCRYPTION_KEY: generateEncryptionKey() });
    expect(await text(other.stderr)).toMatch(/^ZENDESK_ENCRYPTION_KEY is not the key .*\n.*connect again\.\n$/);
  });

  test('tells its version, and what to type next', async () => {
    const { run } = await openTerminal();
    expect((await run('--version')).out).toMatch(/^\d+\.\d+\.\d+\n$/);
    expect((await run('diagnose')).out).toContain('npx zendesk-connector connect <subdomain>');
    expect(await run('keygen', 'extra')).toMatchObject({ code: 2, err: expect.stringContaining('"extra"') });
  });

  test('tells how it is used', async () => {
    const { run } = await openTerminal();
    const help = await run('--help');
    expect(help).toMatchObject({ code: 0, out: expect.stringContaining('connect <subdomain>') });
    expect(await run()).toMatchObject({ code: 2, out: help.out });
  });
});

function secrets(zendesk: ZendeskSimulator): { readonly accessToken: string } {
  const { authorization = '' } =
    zendesk.requests.map(({ headers }) => headers).find((headers) => headers['authorization']) ?? {};
  return { accessToken: authorization.replace('Bearer ', '') };
}

describe('simulate', () => {
  /** Starts it, and returns the address that it prints, with the lines that it prints later. */
  async function startSimulator(terminal: Terminal, ...args: string[]) {
    const { stdout } = terminal.start(['simulate', '--port', '0', ...args]);
    const lines: string[] = [];
    createInterface({ input: stdout }).on('line', (line) => lines.push(line));
    const address = () => lines.map((line) => /listens at (http:\S+)/.exec(line)?.[1]).find(Boolean);
    await expect.poll(address, { timeout: 10_000 }).toBeDefined();
    const url = address();
    return { lines, url };
  }

  const headers = { authorization: 'Bearer simulated-access-token' };

  test('serves an account that any client can use, with the token that it prints', async () => {
    const { lines, url } = await startSimulator(await openTerminal());
    expect(lines.join('\n')).toContain('Bearer simulated-access-token');
    const me = await fetch(`${url}/api/v2/users/me.json`, { headers });
    expect(await me.json()).toMatchObject({ user: { role: 'admin' } });
    const body = new URLSearchParams({
      ...{ grant_type: 'client_credentials', client_id: 'support_bot', client_secret: 'simulated-client-secret' },
      scope: 'tickets:read',
    });
    const token = await fetch(`${url}/oauth/tokens`, { method: 'POST', body });
    expect(await token.json()).toMatchObject({ token_type: 'bearer', scope: 'tickets:read' });
    const unknown = await fetch(`${url}/api/v2/nonsense.json`, { headers });
    expect([unknown.status, await unknown.json()]).toMatchObject([404, { error: 'InvalidEndpoint' }]);
    await expect.poll(() => lines.filter((line) => line.includes('/api/v2/nonsense'))).toHaveLength(1);
  });

  test('begins with the records of a seed', async () => {
    const terminal = await openTerminal();
    const file = `${terminal.store}-seed.json`;
    const seed = { organizations: [{ name: 'Initech' }] };
    writeFileSync(file, JSON.stringify({ accounts: [{ subdomain: 'umbrella', seed }] }));
    const { lines, url } = await startSimulator(terminal, '--seed', file);
    expect(lines[0]).toContain('account umbrella');
    const list = await (await fetch(`${url}/api/v2/organizations.json`, { headers })).json();
    expect(list).toMatchObject({ organizations: [{ name: 'Initech' }] });
  });

  test.each([
    ['cannot be read', undefined],
    ['is not JSON', 'accounts: []'],
    ['must be', '{"accounts":[]}'],
  ])('a seed that %s', async (problem, content) => {
    const terminal = await openTerminal();
    const file = `${terminal.store}-seed.json`;
    if (content !== undefined) writeFileSync(file, content);
    const { err, code } = await terminal.run('simulate', '--port', '0', '--seed', file);
    expect(err).toContain(problem);
    expect(code).not.toBe(0);
  });
});
