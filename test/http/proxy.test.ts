/**
 * Ways out through a proxy, as docs/proxies.md shows them: a process that has only variables of its environment, a real
 * proxy, and real TLS to a Zendesk whose certificate authority the process has been told of.
 *
 * @module-tag slow
 */
import { fork } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { type AddressInfo, connect } from 'node:net';
import { createServer } from 'node:tls';
import { describe, expect, onTestFinished, test } from 'vitest';
import { createZendeskSimulator, serve } from '../../src/testing/index.js';
import { startProxy } from '../support/proxy.js';

const CERTIFICATE = new URL('../support/certificate/', import.meta.url);

/** Zendesk behind TLS, at a port of this machine. */
async function startZendesk() {
  const zendesk = createZendeskSimulator();
  const http = await serve(zendesk.fetch);
  onTestFinished(() => http.close());
  const [key, cert] = ['key.pem', 'cert.pem'].map((name) => readFileSync(new URL(name, CERTIFICATE)));
  const server = createServer({ key, cert, ALPNProtocols: ['http/1.1'] } as object, (client) => {
    const upstream = connect(Number(http.url.port), http.url.hostname);
    upstream.pipe(client).pipe(upstream);
    upstream.on('error', () => client.destroy());
    client.on('error', () => upstream.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  return { zendesk, port: (server.address() as AddressInfo).port };
}

/** What an application in such an environment ends with: a ticket, or an error. */
function runProxied(
  zendesk: Awaited<ReturnType<typeof startZendesk>>['zendesk'],
  env: Readonly<Record<string, string>>,
) {
  const child = fork(new URL('../support/proxied-process.ts', import.meta.url), {
    execArgv: [],
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    env: { ...process.env, HTTPS_PROXY: undefined, HTTP_PROXY: undefined, NO_PROXY: undefined, ...env },
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  return new Promise<unknown>((resolve, reject) => {
    child.on('message', async (message: { url?: string; done?: unknown }) => {
      if (message.url === undefined) return resolve(message.done);
      child.send(String(await zendesk.authorize(message.url)));
    });
    child.on('exit', (code) => reject(new Error(`the process ended with ${code}`)));
  });
}

describe('NODE_USE_ENV_PROXY=1 with HTTPS_PROXY', () => {
  const NODE_EXTRA_CA_CERTS = new URL('cert.pem', CERTIFICATE).pathname;

  test('takes every request through the proxy: connect, create, revoke', async () => {
    const { zendesk, port } = await startZendesk();
    const proxy = await startProxy({ to: port, password: 'secret' });
    const HTTPS_PROXY = `http://bot:secret@${proxy.address}`;
    const done = await runProxied(zendesk, { NODE_USE_ENV_PROXY: '1', HTTPS_PROXY, NODE_EXTRA_CA_CERTS });
    expect(done).toEqual({ ticketId: 1, revocation: 'revoked' });
    expect(new Set(proxy.targets)).toEqual(new Set(['acme.zendesk.com:443']));
    expect(zendesk.account('acme').tickets).toHaveLength(1);
  });

  test('names the certificate of a proxy that opens TLS and that the process was not told to trust', async () => {
    const { zendesk, port } = await startZendesk();
    const proxy = await startProxy({ to: port });
    const done = await runProxied(zendesk, { NODE_USE_ENV_PROXY: '1', HTTPS_PROXY: `http://${proxy.address}` });
    expect(done).toMatchObject({ message: expect.stringContaining('DEPTH_ZERO_SELF_SIGNED_CERT') });
    expect(zendesk.requests.filter(({ path }) => path === '/oauth/tokens')).toEqual([]);
  });

  test('fails when the proxy wants a password and gets none, and goes no other way', async () => {
    const { zendesk, port } = await startZendesk();
    const proxy = await startProxy({ to: port, password: 'secret' });
    const HTTPS_PROXY = `http://${proxy.address}`;
    const done = await runProxied(zendesk, { NODE_USE_ENV_PROXY: '1', HTTPS_PROXY, NODE_EXTRA_CA_CERTS });
    expect(done).toMatchObject({ message: expect.stringContaining('Zendesk could not be reached') });
    expect(proxy.targets).toEqual([]);
    expect(zendesk.requests.filter(({ path }) => path === '/oauth/tokens')).toEqual([]);
  });
});
