/**
 * A runtime with its own server and its own clients of databases: the routes of the examples on the one, the token store
 * contract over the others.
 */
import { randomUUID } from 'node:crypto';
import { generateEncryptionKey, type TokenStore, ZendeskConnector } from 'zendesk-connector';
import { tokenStoreContract } from 'zendesk-connector/testing';
import { createZendeskRoutes } from '../../examples/http/routes.ts';
import { approve, fetchFrom } from './zendesk-over-http.ts';

export const DATABASE_URL = process.env['DATABASE_URL'] ?? 'postgres://postgres@127.0.0.1:5432/test';
export const REDIS_URL = process.env['REDIS_URL'] ?? 'redis://127.0.0.1:6379';

export interface Host {
  /** By the name of the client. Each call opens the same place, as another process would. */
  readonly stores: Readonly<Record<string, () => TokenStore>>;
  serve(routes: (request: Request) => Promise<Response>): { readonly url: URL; close(): Promise<void> };
}

/** A name of a table, or the beginning of a key, that is used for this run only. */
export function newPlace(): string {
  return `zendesk_${randomUUID().replaceAll('-', '')}`;
}

export async function proveHost({ stores, serve }: Host, zendeskUrl: string): Promise<string> {
  for (const [client, open] of Object.entries(stores)) {
    for (const { name, run } of tokenStoreContract) {
      await run(open()).catch((error: unknown) => {
        throw new Error(`${client}, ${name}: ${error instanceof Error ? error.message : error}`);
      });
    }
    await visit(serve, open(), zendeskUrl);
  }
  return `server and tokens over ${Object.keys(stores).join(', ')}`;
}

/** Connects, looks and disconnects, as the bot owner's browser does. */
async function visit(serve: Host['serve'], tokenStore: TokenStore, zendeskUrl: string): Promise<void> {
  const connector = new ZendeskConnector({
    clientId: 'support_bot',
    clientSecret: 'simulated-client-secret',
    redirectUri: 'https://bot.example/zendesk/callback',
    tokenStore,
    encryptionKey: generateEncryptionKey(),
    fetch: fetchFrom(zendeskUrl),
  });
  const botId = newPlace();
  const routes = createZendeskRoutes(connector, async (request) =>
    request.headers.get('cookie') === 'session=owner' ? { session: 'owner', botId } : undefined,
  );
  const server = serve(routes);
  const call = (method: string, path: string, form?: Record<string, string>) =>
    fetch(new URL(path, server.url), {
      method,
      redirect: 'manual',
      headers: { cookie: 'session=owner' },
      ...(form === undefined ? {} : { body: new URLSearchParams(form) }),
    });
  const said: unknown[] = [];
  try {
    const begun = await call('POST', '/zendesk/connect', { subdomain: 'acme' });
    const callback = await approve(begun.headers.get('location') ?? '', zendeskUrl);
    said.push((await call('GET', `/zendesk/callback${callback.search}`)).status);
    said.push((await (await call('GET', '/zendesk/status')).json()).state);
    said.push((await (await call('POST', '/zendesk/disconnect')).json()).revocation);
    said.push(await (await call('GET', '/')).text());
    said.push((await fetch(new URL('/zendesk/status', server.url))).status);
  } finally {
    await server.close();
  }
  if (said.join() !== '303,connected,revoked,Your own pages.,401') throw new Error(`the routes said ${said.join()}`);
}
