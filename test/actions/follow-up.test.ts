/**
 * A closed ticket goes on in a new one that Zendesk links to it, for its requester only.
 */
import { describe, expect, test } from 'vitest';
import type { SimulatedUser } from '../../src/testing/index.js';
import { ENGINES } from '../support/engines.js';
import { ANN, createFixture, type Fixture, rejection } from '../support/fixture.js';

const INPUT = { subject: 'Broken again', body: 'The same as last year.' };

async function withClosed(): Promise<
  Fixture & { readonly ann: SimulatedUser; readonly mine: number; readonly theirs: number }
> {
  const fixture = createFixture();
  await fixture.connect();
  const account = fixture.zendesk.account('acme');
  const ann = account.addUser({ ...ANN, role: 'end-user' });
  const bob = account.addUser({ name: 'Bob', email: 'bob@customer.example', role: 'end-user' });
  const mine = account.addTicket({ requester: ann, subject: 'Broken', body: 'b', status: 'closed' }).id;
  const theirs = account.addTicket({ requester: bob, subject: 'Secret', body: 'b', status: 'closed' }).id;
  fixture.zendesk.clearRequests();
  return { ...fixture, ann, mine, theirs };
}

const ticketsOf = ({ zendesk }: Fixture) => zendesk.account('acme').tickets;

describe('[A12] a follow-up', () => {
  test('is linked to the closed ticket', async () => {
    const fixture = await withClosed();
    const { ticketId } = await fixture.connection().createTicket({ ...INPUT, followUpOf: fixture.mine });
    expect(ticketsOf(fixture).find(({ id }) => id === ticketId)?.via).toMatchObject({
      source: { rel: 'follow_up', from: { ticket_id: fixture.mine } },
    });
    expect(ticketsOf(fixture).find(({ id }) => id === fixture.mine)?.followup_ids).toEqual([ticketId]);
  });

  test('an answer to a closed ticket proposes it', async () => {
    const { connection, mine } = await withClosed();
    expect(await rejection(connection().addComment({ ticketId: mine, body: 'Hello?' }))).toMatchObject({
      code: 'ticket_closed',
      hint: expect.stringContaining('followUpOf'),
    });
  });

  test('the same call twice is one ticket, and another source is another ticket', async () => {
    const fixture = await withClosed();
    const account = fixture.zendesk.account('acme');
    const { id: older } = account.addTicket({ requester: fixture.ann, subject: 'Old', body: 'b', status: 'closed' });
    const bot = fixture.connection();
    const first = await bot.createTicket({ ...INPUT, followUpOf: fixture.mine });
    expect(await bot.createTicket({ ...INPUT, followUpOf: fixture.mine })).toMatchObject({
      ticketId: first.ticketId,
      replayed: true,
    });
    expect(await bot.createTicket({ ...INPUT, followUpOf: older })).toMatchObject({ replayed: false });
  });

  test.each(['new', 'open', 'pending', 'hold', 'solved'] as const)(
    'a ticket that is %s takes answers: nothing is created',
    async (status) => {
      const fixture = await withClosed();
      const account = fixture.zendesk.account('acme');
      const { id } = account.addTicket({ requester: fixture.ann, subject: 's', body: 'b', status });
      const before = ticketsOf(fixture).length;
      const error = await rejection(fixture.connection().createTicket({ ...INPUT, followUpOf: id }));
      expect(error).toMatchObject({ code: 'invalid_input', issues: [{ path: ['followUpOf'] }] });
      expect(ticketsOf(fixture)).toHaveLength(before);
    },
  );

  test.each([
    ['signed in', ANN, {}],
    ['anonymous', 'from-conversation', { requester: ANN }],
  ] as const)('%s: a ticket of another person and none give the same answer', async (_, requester, more) => {
    const fixture = await withClosed();
    const before = ticketsOf(fixture).length;
    const outcomes: unknown[] = [];
    for (const followUpOf of [fixture.theirs, 999_999]) {
      fixture.zendesk.clearRequests();
      const bot = fixture.connection({ requester });
      const error = await rejection(bot.createTicket({ ...INPUT, ...more, followUpOf }));
      const reads = fixture.zendesk.requests.length;
      outcomes.push({ error: JSON.stringify(error), reads });
    }
    expect(outcomes[0]).toMatchObject({ error: expect.stringContaining('"not_found"') });
    expect(outcomes[1]).toEqual(outcomes[0]);
    expect(ticketsOf(fixture)).toHaveLength(before);
  });

  test('an anonymous requester cannot try all numbers', async () => {
    const fixture = await withClosed();
    const bot = fixture.connection({ requester: 'from-conversation' });
    const guess = (followUpOf: number) => rejection(bot.createTicket({ ...INPUT, requester: ANN, followUpOf }));
    for (let n = 0; n < 10; n++) expect(await guess(5_000 + n)).toMatchObject({ code: 'not_found' });
    expect(await guess(fixture.mine)).toMatchObject({ code: 'rate_limited', reason: 'guesses' });
  });
});

test.each(ENGINES)('$name: a model that guesses learns nothing', async (engine) => {
  const { connection, theirs } = await withClosed();
  const heard: string[] = [];
  for (const followUpOf of [theirs, 999_999]) {
    const call = { id: `call_${followUpOf}`, name: 'zendesk_create_ticket', input: { ...INPUT, followUpOf } };
    const say = await engine.open({
      actions: connection({ requester: ANN }).actions(),
      system: 's',
      model: ({ results }) => {
        heard.push(...results);
        return results.length === 0 ? { calls: [call] } : { text: 'done' };
      },
    });
    await say('go on');
  }
  expect(heard).toHaveLength(2);
  expect(heard[0]?.replaceAll(String(theirs), 'N')).toBe(heard[1]?.replaceAll('999999', 'N'));
  expect(heard[0]).toMatch(/could not find/i);
});
