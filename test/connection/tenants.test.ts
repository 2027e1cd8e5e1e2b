/**
 * Tenants in one process share nothing that one of them could notice: promise T21.
 */
import { describe, expect, test } from 'vitest';
import { ALL_PERMISSIONS, type RateLimiter } from '../../src/index.js';
import { ANN, createFixture, rejection, SESSION } from '../support/fixture.js';

describe('[T21] limits', () => {
  const IDS = ['acme', 'acme:7', 'acme:7:7', 'acme:', ':7', 'of-ticket:acme', 'comments:acme', '7'];

  test('no key of one connection is a key of another, whatever the ids look like', async () => {
    const owners = new Map<string, Set<string>>();
    let caller = '';
    const rateLimiter: RateLimiter = {
      take: async (key) => {
        owners.set(key, (owners.get(key) ?? new Set()).add(caller));
        return 0;
      },
    };
    const { connector, zendesk } = createFixture({ rateLimiter });
    for (const id of IDS) {
      const bot = connector.connection(id, { permissions: ALL_PERMISSIONS, requester: ANN });
      const { url } = await bot.connect({ subdomain: 'acme', session: SESSION });
      await connector.handleCallback(await zendesk.authorize(url), { session: SESSION });
      caller = `tickets of ${id}`;
      const { ticketId } = await bot.createTicket({ subject: 'a', body: 'b' });
      caller = `comments of ${id}`;
      await bot.addComment({ ticketId, body: 'c' });
    }
    expect(owners.size).toBe(IDS.length * 4);
    for (const [key, callers] of owners) expect([...callers], key).toHaveLength(1);
  });

  test('30 answers of acme:7 leave ticket 7 of acme alone', async () => {
    const { connector, zendesk } = createFixture();
    const connected = async (id: string) => {
      const bot = connector.connection(id, { permissions: ALL_PERMISSIONS, requester: ANN });
      const { url } = await bot.connect({ subdomain: 'acme', session: SESSION });
      await connector.handleCallback(await zendesk.authorize(url), { session: SESSION });
      return bot;
    };
    const [busy, quiet] = [await connected('acme:7'), await connected('acme')];
    const account = zendesk.account('acme');
    const requester = account.addUser(ANN);
    for (let id = 1; id <= 12; id++) account.addTicket({ subject: `Ticket ${id}`, requester });
    for (let n = 0; n < 30; n++) {
      zendesk.advance(2);
      const answer = busy.addComment({ ticketId: 8 + (n % 5), body: `Answer ${n}` });
      await rejection(answer).catch(() => {});
    }
    zendesk.advance(2);
    await expect(quiet.addComment({ ticketId: 7, body: 'The first answer' })).resolves.toMatchObject({ ticketId: 7 });
  });
});
