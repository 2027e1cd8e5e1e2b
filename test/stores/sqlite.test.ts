/**
 * The example of a store that somebody else wrote.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { SqliteTokenStore } from '../../examples/sqlite-token-store.js';
import { ZendeskConnector } from '../../src/index.js';
import { tokenStoreContract } from '../../src/testing/index.js';
import { ANN, createFixture } from '../support/fixture.js';

const directory = await mkdtemp(join(tmpdir(), 'zendesk-connector-'));
const path = join(directory, 'tokens.sqlite');
afterAll(() => rm(directory, { recursive: true }));

for (const { name, skip, run } of tokenStoreContract) {
  const store = new SqliteTokenStore(path);
  test.skipIf(skip(store))(`SqliteTokenStore: ${name}`, () => run(store));
}

test('SqliteTokenStore: four connectors, one expired token, one refresh', async () => {
  const fixture = createFixture({ tokenStore: new SqliteTokenStore(path) });
  await fixture.connect();
  const { ticketId } = await fixture.connection().createTicket({ subject: 'a', body: 'b' });
  fixture.zendesk.account('acme').expireAccessTokens();
  fixture.zendesk.clearRequests();
  const read = () =>
    new ZendeskConnector({ ...fixture.options, tokenStore: new SqliteTokenStore(path) })
      .connection('bot-1', { permissions: ['ZENDESK_ACTIONS.READ_TICKET_STATUS'], requester: ANN })
      .getTicketStatus({ ticketId });
  await Promise.all(Array.from({ length: 4 }, read));
  expect(fixture.zendesk.requests.filter(({ path }) => path === '/oauth/tokens')).toHaveLength(1);
});
