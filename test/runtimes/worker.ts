/**
 * A Worker whose requests end in the middle of the work: one connector for the isolate, its tokens in D1, and
 * `waitUntil` of each request where the query asks for it. The connection is named like its account.
 */
import { ALL_PERMISSIONS, ZendeskConnector, ZendeskError } from 'zendesk-connector';
import { tokenStoreContract } from 'zendesk-connector/testing';
import { type D1Database, D1TokenStore } from '../../examples/d1-token-store.ts';
import { connectAccount, fetchFrom } from './zendesk-over-http.ts';

interface Environment {
  readonly ZENDESK_URL: string;
  readonly ENCRYPTION_KEY: string;
  readonly DB: D1Database;
}

interface Context {
  waitUntil(promise: Promise<unknown>): void;
}

let shared: ZendeskConnector | undefined;

function connectorOf({ ZENDESK_URL, ENCRYPTION_KEY, DB }: Environment): ZendeskConnector {
  return new ZendeskConnector({
    clientId: 'support_bot',
    clientSecret: 'simulated-client-secret',
    redirectUri: 'https://bot.example/zendesk/callback',
    tokenStore: new D1TokenStore(DB),
    encryptionKey: ENCRYPTION_KEY,
    fetch: fetchFrom(ZENDESK_URL),
  });
}

async function migrate(database: D1Database): Promise<void> {
  await database.prepare('CREATE TABLE zendesk_tokens (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT').bind().run();
}

/** The default export of the Worker. */
export const worker = {
  async fetch(request: Request, environment: Environment, context: Context): Promise<Response> {
    shared ??= connectorOf(environment);
    const connector = shared;
    const { pathname, searchParams } = new URL(request.url);
    const number = (name: string) => (searchParams.has(name) ? Number(searchParams.get(name)) : undefined);
    const subdomain = searchParams.get('account') ?? '';
    const bot = connector.connection(subdomain, {
      permissions: ALL_PERMISSIONS,
      requester: { email: 'ann@customer.example', name: 'Ann' },
      ...(searchParams.has('waitUntil') ? { waitUntil: (promise) => context.waitUntil(promise) } : {}),
    });
    const abortAfter = number('abort');
    const options = {
      timeout: number('timeout'),
      ...(abortAfter === undefined ? {} : { signal: AbortSignal.timeout(abortAfter) }),
    };
    const run = async (): Promise<unknown> => {
      switch (pathname) {
        case '/migrate':
          return migrate(environment.DB);
        case '/contract':
          for (const { run } of tokenStoreContract) await run(new D1TokenStore(environment.DB));
          return undefined;
        case '/connect':
          return connectAccount(connector, bot, { zendeskUrl: environment.ZENDESK_URL, subdomain });
        case '/create':
          return bot.createTicket({ subject: 'Cannot log in', body: 'Since Monday' }, options);
        case '/comment':
          return bot.addComment({ ticketId: 1, body: 'It works again' }, options);
        default:
          return bot.getTicketStatus({ ticketId: 1 }, options);
      }
    };
    const startedAt = Date.now();
    const outcome = await run().then(
      () => 'ok',
      (error: unknown) => (error instanceof ZendeskError ? error.code : String(error)),
    );
    return Response.json({ outcome, milliseconds: Date.now() - startedAt });
  },
};
