/**
 * The routes, mounted on four servers and called as a browser calls them.
 */
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, onTestFinished, test } from 'vitest';
import { serveOnExpress } from '../../examples/http/express.js';
import { serveOnFastify } from '../../examples/http/fastify.js';
import { serveOnHono } from '../../examples/http/hono.js';
import { serveOnNodeHttp } from '../../examples/http/node-http.js';
import { createZendeskRoutes } from '../../examples/http/routes.js';
import { generateEncryptionKey, MemoryTokenStore, ZendeskConnector } from '../../src/index.js';
import { createZendeskSimulator } from '../../src/testing/index.js';

const SERVERS: readonly (readonly [
  name: string,
  serve: (routes: (request: Request) => Promise<Response>, port: number) => Promise<Server>,
])[] = [
  ['node:http', serveOnNodeHttp],
  ['Express 5', serveOnExpress],
  ['Hono', serveOnHono],
  ['Fastify 5', serveOnFastify],
];

describe.each(SERVERS)('%s', (name, serve) => {
  test('connect, callback, status, settings, disconnect', async () => {
    const zendesk = createZendeskSimulator();
    const connector = new ZendeskConnector({
      ...zendesk.client,
      tokenStore: new MemoryTokenStore(),
      encryptionKey: generateEncryptionKey(),
    });
    const routes = createZendeskRoutes(connector, async (request) =>
      request.headers.get('cookie') === 'session=owner' ? { session: 'owner', botId: 'bot-1' } : undefined,
    );
    const server = await serve(routes, 0);
    onTestFinished(() => {
      server.closeAllConnections();
      server.close();
    });
    const { port } = server.address() as AddressInfo;
    const request = (method: string, path: string, form?: Record<string, string>) =>
      fetch(`http://localhost:${port}${path}`, {
        method,
        redirect: 'manual',
        headers: { cookie: 'session=owner' },
        ...(form === undefined ? {} : { body: new URLSearchParams(form) }),
      });
    const status = async () => (await request('GET', '/zendesk/status')).json();

    expect(await status()).toMatchObject({ state: 'disconnected' });
    const begun = await request('POST', '/zendesk/connect', { subdomain: 'acme' });
    expect(begun.status).toBe(303);
    const callback = await zendesk.authorize(begun.headers.get('location') ?? '');
    const back = await request('GET', callback.pathname + callback.search);
    expect([back.status, back.headers.get('location')]).toEqual([303, '/integrations']);
    expect(await status()).toMatchObject({ state: 'connected', subdomain: 'acme' });

    expect((await request('POST', '/zendesk/settings', { customerContext: 'on' })).status).toBe(303);
    expect(await status()).toMatchObject({ settings: { customerContextOnSessionStart: true } });
    await request('POST', '/zendesk/settings', { customerContext: '' });
    expect(await status()).toMatchObject({ settings: { customerContextOnSessionStart: false } });

    // A callback that is opened again leads back as before. A wrong subdomain, a person without a session and an
    // unknown page are refused.
    expect((await request('GET', callback.pathname + callback.search)).status).toBe(303);
    expect((await request('POST', '/zendesk/connect', { subdomain: 'evil.com/#' })).status).toBe(400);
    expect((await fetch(`http://localhost:${port}/zendesk/status`)).status).toBe(401);
    expect((await request('DELETE', '/zendesk/status')).status).toBe(404);
    if (name !== 'node:http') expect(await (await request('GET', '/')).text()).toBe('Your own pages.');

    expect(await (await request('POST', '/zendesk/disconnect')).json()).toEqual({ revocation: 'revoked' });
    expect(await status()).toMatchObject({ state: 'disconnected' });
  });
});
