/**
 * The stores of examples/stores, each over the real package: the contract, and one refresh for four connectors.
 */
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { CreateTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { drizzle } from 'drizzle-orm/node-postgres';
import dynalite from 'dynalite';
import { Kysely, PostgresDialect } from 'kysely';
import pg from 'pg';
import { DataSource } from 'typeorm';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { drizzleTokenStore } from '../../examples/stores/drizzle-token-store.js';
import { dynamoDbTokenStore } from '../../examples/stores/dynamodb-token-store.js';
import { kyselyTokenStore, type TokenDatabase } from '../../examples/stores/kysely-token-store.js';
import { typeOrmTokenStore, ZendeskToken } from '../../examples/stores/typeorm-token-store.js';
import { type TokenStore, ZendeskConnector } from '../../src/index.js';
import { tokenStoreContract } from '../../src/testing/index.js';
import { ANN, createFixture } from '../support/fixture.js';
import { hasPostgres } from '../support/servers.js';
import { DATABASE_URL } from '../support/shared-store.js';

/** A schema of PostgreSQL that no other test uses. */
const schema = `recipes_${randomUUID().replaceAll('-', '')}`;
const closers: (() => unknown)[] = [];

function poolOf(): pg.Pool {
  const pool = new pg.Pool({ connectionString: DATABASE_URL, max: 4, options: `-c search_path=${schema}` });
  closers.push(() => pool.end());
  return pool;
}

async function overTypeOrm(): Promise<TokenStore> {
  const dataSource = new DataSource({ type: 'postgres', url: DATABASE_URL, schema, entities: [ZendeskToken] });
  await dataSource.initialize();
  closers.push(() => dataSource.destroy());
  return typeOrmTokenStore(dataSource);
}

async function overDynamoDb(): Promise<TokenStore> {
  const server = dynalite({ createTableMs: 0 });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const credentials = { accessKeyId: 'id', secretAccessKey: 'secret' };
  const client = new DynamoDBClient({ region: 'local', endpoint: `http://127.0.0.1:${port}`, credentials });
  await client.send(
    new CreateTableCommand({
      TableName: 'zendesk_tokens',
      AttributeDefinitions: [{ AttributeName: 'key', AttributeType: 'S' }],
      KeySchema: [{ AttributeName: 'key', KeyType: 'HASH' }],
      BillingMode: 'PAY_PER_REQUEST',
    }),
  );
  closers.push(() => server.close());
  closers.push(() => client.destroy());
  return dynamoDbTokenStore(client);
}

const RECIPES: readonly (readonly [name: string, isThere: boolean, open: () => Promise<TokenStore>])[] = [
  [
    'Kysely',
    hasPostgres,
    async () => kyselyTokenStore(new Kysely<TokenDatabase>({ dialect: new PostgresDialect({ pool: poolOf() }) })),
  ],
  ['Drizzle', hasPostgres, async () => drizzleTokenStore(drizzle(poolOf()))],
  ['TypeORM', hasPostgres, overTypeOrm],
  ['DynamoDB', true, overDynamoDb],
];

beforeAll(async () => {
  if (!hasPostgres) return;
  const pool = new pg.Pool({ connectionString: DATABASE_URL, max: 1 });
  await pool.query(`CREATE SCHEMA ${schema}`);
  await pool.query(`CREATE TABLE ${schema}.zendesk_tokens (key text PRIMARY KEY, value text NOT NULL)`);
  closers.push(async () => {
    await pool.query(`DROP SCHEMA ${schema} CASCADE`);
    await pool.end();
  });
});

afterAll(async () => {
  for (const close of closers.reverse()) await close();
});

describe.each(RECIPES)('the recipe for %s', (_, isThere, open) => {
  let store: TokenStore;
  beforeAll(async () => {
    if (isThere) store = await open();
  });

  // None of them has a lock.
  const cases = tokenStoreContract.filter(
    ({ skip }) => skip({ get: async () => undefined, compareAndSet: async () => true }) === false,
  );
  test.skipIf(!isThere).each(cases)('$name', ({ run }) => run(store));

  test.skipIf(!isThere)('four connectors, one expired token, one refresh', async () => {
    // A view for each, so that they share nothing but the database.
    const place = randomUUID();
    const view = (): TokenStore => ({
      get: (key) => store.get(place + key),
      compareAndSet: (key, expected, next) => store.compareAndSet(place + key, expected, next),
    });
    const fixture = createFixture({ tokenStore: view() });
    await fixture.connect();
    const { ticketId } = await fixture.connection().createTicket({ subject: 'a', body: 'b' });
    fixture.zendesk.account('acme').expireAccessTokens();
    fixture.zendesk.clearRequests();
    const read = () =>
      new ZendeskConnector({ ...fixture.options, tokenStore: view() })
        .connection('bot-1', { permissions: ['ZENDESK_ACTIONS.READ_TICKET_STATUS'], requester: ANN })
        .getTicketStatus({ ticketId });
    await Promise.all(Array.from({ length: 4 }, read));
    expect(fixture.zendesk.requests.filter(({ path }) => path === '/oauth/tokens')).toHaveLength(1);
  });
});
