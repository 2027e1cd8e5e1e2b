/**
 * A Worker whose requests end in the middle of the work: one connector for the isolate, its tokens in D1, and
 * `waitUntil` of each request where the query asks for it. The connection is named like its account.
 */

import { DurableObject } from 'cloudflare:workers';
import { ALL_PERMISSIONS, ZendeskConnector, ZendeskError } from 'zendesk-connector';
import {
  type D1Client,
  DurableObjectTokenStore,
  type DurableObjectTokens,
  SqliteRateLimiter,
  SqliteSeenStore,
  SqliteTokenStore,
} from 'zendesk-connector/sqlite-token-store';
import { tokenStoreContract } from 'zendesk-connector/testing';
import { connectAccount, fetchFrom } from './zendesk-over-http.ts';

interface Environment {
  readonly ZENDESK_URL: string;
  readonly ENCRYPTION_KEY: string;
  readonly DB: D1Client;
  readonly TOKENS: DurableObjectTokens;
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
    tokenStore: new SqliteTokenStore(DB),
    encryptionKey: ENCRYPTION_KEY,
    fetch: fetchFrom(ZENDESK_URL),
  });
}

/** A Durable Object that keeps the tokens of a connection. */
export class ZendeskTokens extends DurableObject {
  readonly #store = new SqliteTokenStore(this.ctx.storage.sql);

  constructor(...context: ConstructorParameters<typeof DurableObject>) {
    super(...context);
    this.ctx.blockConcurrencyWhile(() => this.#store.migrate());
  }

  get(key: string): Promise<string | undefined> {
    return this.#store.get(key);
  }

  compareAndSet(key: string, expected: string | undefined, next: string | undefined): Promise<boolean> {
    return this.#store.compareAndSet(key, expected, next);
  }
}

/** What the stores beside the tokens promise, in D1. */
async function provePlaces(database: D1Client): Promise<void> {
  const limiter = new SqliteRateLimiter(database);
  const take = () => limiter.take('a', { max: 5, windowSeconds: 60 });
  const waits = await Promise.all(Array.from({ length: 20 }, take));
  if (waits.filter((wait) => wait === 0).length !== 5) throw new Error(`the limiter said ${waits}`);
  const seen = new SqliteSeenStore(database);
  const firsts = await Promise.all(Array.from({ length: 20 }, () => seen.add('a', 60)));
  if (firsts.filter(Boolean).length !== 1) throw new Error(`the seen store said ${firsts}`);
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
          return new SqliteTokenStore(environment.DB).migrate();
        case '/contract':
          for (const { run } of tokenStoreContract) await run(new SqliteTokenStore(environment.DB));
          return provePlaces(environment.DB);
        case '/durable-objects':
          for (const { run } of tokenStoreContract) await run(new DurableObjectTokenStore(environment.TOKENS));
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
