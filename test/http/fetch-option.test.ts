/**
 * The option `fetch` as people pass it: the real packages, against a real server, through a real proxy.
 */
import crossFetch from 'cross-fetch';
import nodeFetch from 'node-fetch';
import * as undici from 'undici';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import {
  ALL_PERMISSIONS,
  ConfigurationError,
  generateEncryptionKey,
  MemoryTokenStore,
  ZendeskConnector,
} from '../../src/index.js';
import { createZendeskSimulator, type LocalServer, serve, type ZendeskSimulator } from '../../src/testing/index.js';
import { ANN, rejection, SESSION } from '../support/fixture.js';
import { startProxy } from '../support/proxy.js';

type Library = (url: string, init: Record<string, unknown>) => Promise<unknown>;

const LIBRARIES: readonly (readonly [string, Library])[] = [
  ['undici', undici.fetch as unknown as Library],
  ['node-fetch', nodeFetch as unknown as Library],
  ['cross-fetch', crossFetch as unknown as Library],
  ['the platform', fetch as unknown as Library],
];

/** What is meant for Zendesk goes to a server on this machine; nothing else about the call is changed. */
function to(server: LocalServer, library: Library, more: Record<string, unknown> = {}): typeof fetch {
  const send = (url: string, init: Record<string, unknown>) => {
    const { host, pathname, search } = new URL(url);
    const headers = { ...(init['headers'] as object), 'x-forwarded-host': host };
    return library(new URL(pathname + search, server.url).href, { ...init, ...more, headers });
  };
  return send as unknown as typeof fetch;
}

async function world(library: Library, more?: Record<string, unknown>) {
  const zendesk = createZendeskSimulator();
  const server = await serve(zendesk.fetch);
  onTestFinished(() => server.close());
  return { zendesk, ...connectorOf(to(server, library, more), zendesk) };
}

function connectorOf(fetchOption: typeof fetch, zendesk: ZendeskSimulator) {
  const { clientId, clientSecret, redirectUri } = zendesk.client;
  const connector = new ZendeskConnector({
    ...{ clientId, clientSecret, redirectUri, fetch: fetchOption, timeout: 3_000 },
    tokenStore: new MemoryTokenStore(),
    encryptionKey: generateEncryptionKey(),
  });
  const bot = connector.connection('bot-1', { permissions: ALL_PERMISSIONS, requester: ANN });
  const connect = async () => {
    const { url } = await bot.connect({ subdomain: 'acme', session: SESSION });
    await connector.handleCallback(await zendesk.authorize(url), { session: SESSION });
  };
  return { connector, bot, connect };
}

describe.each(LIBRARIES)('fetch of %s', (_, library) => {
  test('connects, creates, reads, refreshes after a 401, and disconnects', async () => {
    const { zendesk, bot, connect } = await world(library);
    await connect();
    const { ticketId } = await bot.createTicket({ subject: 'Größe', body: 'Ünïcode 🎉' });
    zendesk.account('acme').expireAccessTokens();
    expect(await bot.getTicketStatus({ ticketId })).toMatchObject({ status: 'new' });
    expect(zendesk.account('acme').tickets[0]).toMatchObject({ subject: 'Größe', description: 'Ünïcode 🎉' });
    expect(await bot.disconnect()).toEqual({ revocation: 'revoked' });
  });

  test('follows no redirect', async () => {
    const { zendesk, bot, connect } = await world(library);
    await connect();
    zendesk.fault({ path: '/api/v2/users/me' }, { status: 302, headers: { location: 'https://evil.example/' } });
    const before = zendesk.requests.length;
    expect(await rejection(bot.request('GET', '/api/v2/users/me.json'))).toMatchObject({ code: 'redirect_refused' });
    expect(zendesk.requests).toHaveLength(before + 1);
  });

  test('stops at 2 MiB', async () => {
    const { zendesk, bot, connect } = await world(library);
    await connect();
    zendesk.fault({ path: '/api/v2/users/me' }, { status: 200, body: 'x'.repeat(3 * 1024 * 1024) });
    expect(await rejection(bot.request('GET', '/api/v2/users/me.json'))).toMatchObject({ code: 'response_format' });
  });

  test('ends with the budget of the call, before and after the headers', async () => {
    const { zendesk, bot, connect } = await world(library);
    await connect();
    zendesk.fault({ path: '/api/v2/users/me' }, { hang: true, times: 3 });
    const request = () => rejection(bot.request('GET', '/api/v2/users/me.json', { timeout: 300 }));
    expect(await request()).toMatchObject({ code: 'timeout' });
    zendesk.fault({ path: '/api/v2/users/me' }, { slowBody: { bytes: 1, every: 100 } });
    expect(await request()).toMatchObject({ code: 'timeout' });
  });
});

// The PassThrough of node-fetch 2, and so of cross-fetch, holds the connection until the signal aborts.
test.each(LIBRARIES.filter(([name]) => name !== 'cross-fetch'))(
  '%s: a body that is canceled while Zendesk is silent closes its connection',
  async (_, library) => {
    const { zendesk, bot, connect } = await world(library);
    await connect();
    let sent: Request | undefined;
    const silent = new ReadableStream<Uint8Array<ArrayBuffer>>({
      start: (controller) => controller.enqueue(new Uint8Array(3)),
    });
    const respond = async (request: Request) => {
      sent = request;
      return new Response(silent);
    };
    zendesk.fault({ path: '/api/v2/users/me' }, { respond });
    const reader = (await bot.fetch('/api/v2/users/me')).body?.getReader();
    expect((await reader?.read())?.value).toHaveLength(3);
    const next = reader?.read();
    await reader?.cancel();
    expect(await next).toEqual({ done: true, value: undefined });
    await vi.waitFor(() => expect(sent?.signal.aborted).toBe(true));
  },
);

describe('a function that is no fetch', () => {
  test.each([
    ['nothing', undefined],
    ['parsed JSON', { ok: true, data: {} }],
    ['text', '{"user":{}}'],
    ['what axios answers', { status: 200, headers: { 'content-type': 'application/json' }, data: {} }],
    ['what got answers', { statusCode: 200, headers: {}, body: '{}' }],
    ['a status that no Response has', { status: 0, headers: new Map(), body: null }],
    ['a stream of another platform', { status: 200, headers: new Map(), body: { getReader: () => ({}) } }],
  ])('because it answers with %s is named at the first call', async (_, answer) => {
    const zendesk = createZendeskSimulator();
    const { bot } = connectorOf((async () => answer) as unknown as typeof fetch, zendesk);
    const error = await rejection(bot.connect({ subdomain: 'acme', session: SESSION }));
    expect(error).toBeInstanceOf(ConfigurationError);
    expect(error).toMatchObject({ option: 'fetch', hint: expect.stringContaining('undici') });
  });
});

test.each<[string, (response: Response) => unknown]>([
  ['reads the body', (response) => response.text()],
  ['takes the reader of the body', (response) => response.body?.getReader()],
])('a wrapper that %s is told so at the first call, before there are tokens to lose', async (_, look) => {
  const zendesk = createZendeskSimulator();
  const wrapper = async (url: string, init: RequestInit) => {
    const response = await zendesk.fetch(new Request(url, init));
    await look(response);
    return response;
  };
  const { bot } = connectorOf(wrapper as typeof fetch, zendesk);
  const error = await rejection(bot.connect({ subdomain: 'acme', session: SESSION }));
  expect(error).toMatchObject({ code: 'configuration', option: 'fetch', hint: expect.stringContaining('clone()') });
});

describe('a proxy', () => {
  test('by a dispatcher of undici, with its fetch', async () => {
    const { address, targets } = await startProxy();
    const dispatcher = new undici.ProxyAgent(`http://${address}`);
    onTestFinished(() => dispatcher.destroy());
    const { bot, connect } = await world(undici.fetch as unknown as Library, { dispatcher });
    await connect();
    expect(await bot.createTicket({ subject: 'a', body: 'b' })).toMatchObject({ ticketId: 1 });
    expect(targets).not.toEqual([]);
  });
});
