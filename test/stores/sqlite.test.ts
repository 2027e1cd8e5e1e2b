/**
 * SQLite as it is found: the libraries that open it, in one process and in several. D1 and Durable Objects are in
 * test/runtimes/worker.ts, on workerd.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { createClient } from '@libsql/client';
import Libsql from 'libsql';
import mysql from 'mysql2/promise';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { SqliteTokenStore as OwnStore } from '../../examples/sqlite-token-store.js';
import { ZendeskConnector } from '../../src/index.js';
import {
  DurableObjectTokenStore,
  type SqliteClient,
  SqliteRateLimiter,
  SqliteSeenStore,
  SqliteTokenStore,
} from '../../src/stores/sqlite.js';
import { deadHolderCase, tokenStoreContract } from '../../src/testing/index.js';
import { ANN, createFixture } from '../support/fixture.js';
import { killHolder } from '../support/kill-holder.js';

const directory = await mkdtemp(join(tmpdir(), 'zendesk-connector-'));
afterAll(() => rm(directory, { recursive: true }));
const fileOf = (name: string) => join(directory, `${name}.sqlite`);

const CLIENTS: readonly (readonly [name: string, open: (path: string) => SqliteClient])[] = [
  ['node:sqlite', (path) => new DatabaseSync(path)],
  // The same shape as better-sqlite3, which has to be compiled.
  ['libsql', (path) => new Libsql(path)],
  ['@libsql/client', (path) => createClient({ url: `file:${path}` })],
];

describe.each(CLIENTS)('SQLite over %s', (name, open) => {
  const path = fileOf(name.replaceAll(/\W/g, '-'));
  let client: SqliteClient;
  beforeAll(async () => {
    client = open(path);
    await new SqliteTokenStore(client).migrate();
    await new SqliteTokenStore(client).migrate();
  });

  test.each(tokenStoreContract)('tokens: $name', ({ run }) => run(new SqliteTokenStore(client)));

  test('a value may be replaced by itself, and nothing by nothing', async () => {
    const store = new SqliteTokenStore(client);
    expect(await store.compareAndSet('same', undefined, undefined)).toBe(true);
    await store.compareAndSet('same', undefined, 'a');
    expect(await store.compareAndSet('same', 'a', 'a')).toBe(true);
    expect(await store.compareAndSet('same', 'b', 'b')).toBe(false);
    expect(await store.compareAndSet('same', undefined, undefined)).toBe(false);
  });

  test('counts: of 20 at once as many pass as the limit allows', async () => {
    const limiter = new SqliteRateLimiter(client);
    const waits = await Promise.all(Array.from({ length: 20 }, () => limiter.take('a', { max: 5, windowSeconds: 60 })));
    expect(waits.filter((wait) => wait === 0)).toHaveLength(5);
    expect(waits.filter((wait) => wait > 55 && wait <= 60)).toHaveLength(15);
  });

  test('webhooks: of 20 at once one is the first, and it is forgotten after its time', async () => {
    const seen = new SqliteSeenStore(client);
    const firsts = await Promise.all(Array.from({ length: 20 }, () => seen.add('a', 60)));
    expect(firsts.filter(Boolean)).toHaveLength(1);
    expect(await seen.has('a')).toBe(true);
    await seen.delete('a');
    expect(await seen.add('a', 0.05)).toBe(true);
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(await seen.has('a')).toBe(false);
  });

  test('four connectors, each with a connection of its own: one expired token, one refresh', async () => {
    const fixture = createFixture({ tokenStore: new SqliteTokenStore(open(path)) });
    expect(await refreshesOfFour(fixture, () => new SqliteTokenStore(open(path)))).toBe(1);
  });
});

test('[T4] a lock whose holder was killed frees itself', async () => {
  const store = new SqliteTokenStore(new DatabaseSync(join(directory, 'tokens.sqlite')));
  await store.migrate();
  await deadHolderCase((key) => killHolder({ kind: 'sqlite', directory, leaseMs: 1_000 }, key)).run(store);
});

test('a database that another connection is writing to is tried again', { tags: 'slow' }, async () => {
  const path = fileOf('busy');
  const [writer, waiting] = [new DatabaseSync(path), new DatabaseSync(path)];
  const store = new SqliteTokenStore(waiting);
  await store.migrate();
  writer.exec('BEGIN IMMEDIATE');
  const written = store.compareAndSet('a', undefined, 'b');
  await new Promise((resolve) => setTimeout(resolve, 1_200));
  writer.exec('COMMIT');
  expect(await written).toBe(true);
});

describe('the example of a store of your own', () => {
  const path = fileOf('own');
  for (const { name, skip, run } of tokenStoreContract) {
    const store = new OwnStore(path);
    test.skipIf(skip(store))(name, () => run(store));
  }

  test('four connectors, one expired token, one refresh', async () => {
    expect(await refreshesOfFour(createFixture({ tokenStore: new OwnStore(path) }), () => new OwnStore(path))).toBe(1);
  });
});

/** How often Zendesk was asked for tokens by four connectors that found an expired one. */
async function refreshesOfFour(
  fixture: ReturnType<typeof createFixture>,
  open: () => SqliteTokenStore | OwnStore,
): Promise<number> {
  await fixture.connect();
  const { ticketId } = await fixture.connection().createTicket({ subject: 'a', body: 'b' });
  fixture.zendesk.account('acme').expireAccessTokens();
  fixture.zendesk.clearRequests();
  const read = () =>
    new ZendeskConnector({ ...fixture.options, tokenStore: open() })
      .connection('bot-1', { permissions: ['ZENDESK_ACTIONS.READ_TICKET_STATUS'], requester: ANN })
      .getTicketStatus({ ticketId });
  await Promise.all(Array.from({ length: 4 }, read));
  return fixture.zendesk.requests.filter(({ path }) => path === '/oauth/tokens').length;
}

test.each([
  ['nothing', undefined],
  ['a path', '/var/lib/bot.sqlite'],
  ['an object of something else', {}],
])('%s is refused by the constructor, in words that say what to pass', (_, database) => {
  expect(() => new SqliteTokenStore(database as unknown as SqliteClient)).toThrow(/must be a database of node:sqlite/);
  expect(() => new DurableObjectTokenStore(database as never)).toThrow(/must be the binding of a Durable Object class/);
});

test('a pool of MySQL is refused by the constructor, in words that say what to pass', async () => {
  const pool = mysql.createPool('mysql://root@127.0.0.1:1/test');
  expect(() => new SqliteTokenStore(pool as never)).toThrow(/is a pool of MySQL: it must be a database of node:sqlite/);
  await pool.end();
});

test.each([
  // As of sql.js.
  ['no list of rows', { prepare: () => ({ run: () => undefined, getAsObject: () => ({}) }) }],
  ['a promise of another statement', { prepare: async () => ({ execute: async () => [[], []] }) }],
  ['no rows', { execute: async () => ({ rows: [] }) }],
  ['nothing', { execute: async () => undefined }],
  ['rows of something else', { exec: () => ({ toArray: () => [{ answer: 1 }] }) }],
])('a database that returns %s is refused at its first answer', async (_, database) => {
  const store = new SqliteTokenStore(database as unknown as SqliteClient);
  const refusal = { code: 'configuration', option: 'database', message: expect.stringContaining('node:sqlite') };
  await expect(store.migrate()).rejects.toMatchObject(refusal);
  await expect(store.get('a')).rejects.toMatchObject(refusal);
});
