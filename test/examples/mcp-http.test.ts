/**
 * The MCP server over Streamable HTTP, as the real client signs in to it over the network.
 */
import { Client, type OAuthClientProvider, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { generateKeyPair, SignJWT } from 'jose';
import { expect, onTestFinished, test } from 'vitest';
import { createMcpRoutes } from '../../examples/mcp-server/routes.js';
import { openSignIn } from '../../examples/support/sign-in.js';
import {
  ALL_PERMISSIONS,
  generateEncryptionKey,
  MemoryTokenStore,
  type Person,
  ZendeskConnector,
} from '../../src/index.js';
import { createZendeskSimulator, serve } from '../../src/testing/index.js';

const ANN = { email: 'ann@customer.example', name: 'Ann' };
const BOB = { email: 'bob@customer.example', name: 'Bob' };

/** A server whose authorization server signs every client in as this user. */
async function open(user: Person, zendesk = createZendeskSimulator()) {
  const store = { tokenStore: new MemoryTokenStore(), encryptionKey: generateEncryptionKey() };
  const connector = new ZendeskConnector({ ...zendesk.client, ...store });
  const connection = (requester: Person) => connector.connection('bot', { permissions: ALL_PERMISSIONS, requester });
  const { url: consent } = await connection(user).connect({ subdomain: 'acme', session: 's' });
  await connector.handleCallback(await zendesk.authorize(consent), { session: 's' });

  const signIn = await openSignIn(user);
  let routes = async (_request: Request) => new Response();
  const server = await serve((request) => routes(request));
  const url = new URL('/mcp', server.url);
  routes = createMcpRoutes({
    url,
    oauthMetadata: signIn.oauthMetadata,
    actionsFor: (requester) => connection(requester).actions(),
  });
  onTestFinished(async () => {
    await Promise.all([server.close(), signIn.close()]);
  });
  return { url, zendesk, signIn };
}

/** A client whose user signs in with a browser, and agrees to what the server asks. */
async function signedIn(url: URL, mode: 'auto' | 'legacy' = 'auto') {
  const kept: Record<string, string> = {};
  let callback = new URL('http://localhost:9/callback');
  const provider: OAuthClientProvider = {
    redirectUrl: callback,
    clientMetadata: { redirect_uris: [callback.href], client_name: 'test', token_endpoint_auth_method: 'none' },
    clientInformation: () => (kept['client'] === undefined ? undefined : JSON.parse(kept['client'])),
    saveClientInformation: (client) => {
      kept['client'] = JSON.stringify(client);
    },
    tokens: () => (kept['tokens'] === undefined ? undefined : JSON.parse(kept['tokens'])),
    saveTokens: (tokens) => {
      kept['tokens'] = JSON.stringify(tokens);
    },
    saveCodeVerifier: (verifier) => {
      kept['verifier'] = verifier;
    },
    codeVerifier: () => kept['verifier'] ?? '',
    discoveryState: () => (kept['discovery'] === undefined ? undefined : JSON.parse(kept['discovery'])),
    saveDiscoveryState: (state) => {
      kept['discovery'] = JSON.stringify(state);
    },
    async redirectToAuthorization(address) {
      callback = new URL((await fetch(address, { redirect: 'manual' })).headers.get('location') ?? '');
    },
  };
  const connect = async () => {
    const client = new Client(
      { name: 'test', version: '1.0.0' },
      { capabilities: { elicitation: {} }, versionNegotiation: { mode } },
    );
    client.setRequestHandler('elicitation/create', () => ({ action: 'accept' as const, content: {} }));
    const transport = new StreamableHTTPClientTransport(url, { authProvider: provider });
    return { client, transport, done: client.connect(transport) };
  };
  const first = await connect();
  await expect(first.done).rejects.toThrow(/unauthorized/i);
  await first.transport.finishAuth(callback.searchParams);
  const { client, done } = await connect();
  await done;
  onTestFinished(() => client.close());
  return client;
}

test('a client signs in, and the tools speak for its user', async () => {
  const { url, zendesk } = await open(ANN);
  const client = await signedIn(url);
  expect((await client.listTools()).tools.map(({ name }) => name)).toContain('zendesk_create_ticket');
  const created = await client.callTool({ name: 'zendesk_create_ticket', arguments: { subject: 'a', body: 'b' } });
  const { ticketId } = created.structuredContent as { ticketId: number };
  const account = zendesk.account('acme');
  const requesterId = account.tickets[0]?.requester_id;
  expect(account.users.find(({ id }) => id === requesterId)?.email).toBe(ANN.email);

  const other = await signedIn((await open(BOB, zendesk)).url);
  const status = { name: 'zendesk_get_ticket_status', arguments: { ticketId } };
  expect((await client.callTool(status)).structuredContent).toMatchObject({ status: 'new' });
  expect(await other.callTool(status)).toMatchObject({ isError: true });
});

test('a client of a revision of 2025 reads, and creates nothing, because it cannot be asked', async () => {
  const { url, zendesk } = await open(ANN);
  const client = await signedIn(url, 'legacy');
  expect((await client.callTool({ name: 'zendesk_list_tickets', arguments: {} })).isError).toBeFalsy();
  const create = { name: 'zendesk_create_ticket', arguments: { subject: 'a', body: 'b' } };
  const result = await client.callTool(create);
  expect(result).toMatchObject({ isError: true, content: [{ text: expect.stringContaining('elicitation') }] });
  expect(zendesk.account('acme').tickets).toEqual([]);
});

test('without a token it says where to sign in', async () => {
  const { url, signIn } = await open(ANN);
  const response = await fetch(url, { method: 'POST', body: '{}' });
  expect(response.status).toBe(401);
  const [, address = ''] = /resource_metadata="([^"]+)"/.exec(response.headers.get('www-authenticate') ?? '') ?? [];
  expect(await (await fetch(address)).json()).toMatchObject({
    resource: url.href,
    authorization_servers: [expect.stringContaining(signIn.oauthMetadata.issuer)],
  });
});

test.each<[string, object]>([
  ['for another server', { aud: 'http://localhost/other' }],
  ['of another authorization server', { iss: 'http://localhost/other' }],
  ['that has expired', { exp: 1 }],
  ['without an end', { exp: undefined }],
  ['with an address that nothing proves', { email_verified: false }],
  ['without an address', { email: undefined }],
  ['with the key of a stranger', { key: 'theirs' }],
])('a token %s opens nothing', async (_, { key, ...claims }: { key?: string }) => {
  const { url, signIn, zendesk } = await open(ANN);
  zendesk.clearRequests();
  const statusWith = async (changed: object, privateKey = signIn.privateKey) => {
    const exp = Math.floor(Date.now() / 1_000) + 60;
    const all = { ...ANN, email_verified: true, iss: signIn.oauthMetadata.issuer, aud: url.href, exp, ...changed };
    const token = await new SignJWT(all).setProtectedHeader({ alg: 'ES256', kid: '1' }).sign(privateKey);
    const headers = { authorization: `Bearer ${token}` };
    return (await fetch(url, { method: 'POST', body: '{}', headers })).status;
  };
  const { privateKey } = key === undefined ? signIn : await generateKeyPair('ES256');
  expect(await statusWith(claims, privateKey)).toBe(401);
  expect(await statusWith({})).not.toBe(401);
  expect(zendesk.requests).toEqual([]);
});
