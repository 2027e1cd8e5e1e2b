/**
 * The tickets of the requester, and of nobody else.
 */
import { describe, expect, test } from 'vitest';
import { type ListTicketsInput, PUBLIC_BOT_PERMISSIONS } from '../../src/index.js';
import { ANN, createFixture, type Fixture, rejection } from '../support/fixture.js';

const STATUSES = ['new', 'open', 'pending', 'hold', 'solved', 'closed'] as const;

/** A connected account where Ann has a ticket of every status, and Bob as many. */
async function desk() {
  const fixture: Fixture = createFixture();
  await fixture.connect();
  const account = fixture.zendesk.account('acme');
  const ann = account.addUser(ANN);
  const bob = account.addUser({ name: 'Bob', email: 'bob@customer.example' });
  for (const status of STATUSES) {
    fixture.zendesk.advance(60);
    account.addTicket({ subject: `ann ${status}`, requester: ann, status });
    account.addTicket({ subject: `bob ${status}`, requester: bob, status });
  }
  fixture.zendesk.clearRequests();
  const list = async (input?: ListTicketsInput) => (await fixture.connection().listTickets(input)).tickets;
  return { ...fixture, account, ann, bob, list };
}

describe('by status', () => {
  test.each([
    [undefined, ['closed', 'solved', 'hold', 'pending', 'open', 'new']],
    ['open', ['hold', 'open', 'new']],
    ['new', ['new']],
    ['hold', ['hold']],
    ['pending', ['pending']],
    ['solved', ['solved']],
    ['closed', ['closed']],
  ] as const)('%s: newest update first, and only of the requester', async (status, expected) => {
    const { list } = await desk();
    const tickets = await list({ status });
    expect(tickets.map(({ subject }) => subject)).toEqual(expected.map((name) => `ann ${name}`));
  });

  test('one that is none is refused before anything is sent', async () => {
    const { connection, zendesk } = await desk();
    const call = connection().listTickets({ status: 'deleted' as 'open' });
    expect(await rejection(call)).toMatchObject({ code: 'invalid_input' });
    expect(zendesk.requests).toEqual([]);
  });
});

test('at most twenty, and says that there are more', async () => {
  const { account, ann, connection } = await desk();
  for (let n = 1; n <= 30; n++) account.addTicket({ subject: `t${n}`, requester: ann, status: 'pending' });
  const pending = await connection().listTickets({ status: 'pending' });
  expect(pending).toMatchObject({ requester: { email: ANN.email }, more: true });
  expect(pending.tickets).toHaveLength(20);
  expect(await connection().listTickets({ status: 'solved' })).toMatchObject({ more: false });
});

test('tickets whose descriptions make the answer too large', async () => {
  const { account, ann, list, zendesk } = await desk();
  for (let n = 1; n <= 60; n++) account.addTicket({ subject: `t${n}`, body: 'x'.repeat(60_000), requester: ann });
  expect(await list()).toHaveLength(20);
  expect(zendesk.requests.map(({ query }) => query['per_page'])).toContain('20');
});

test('the summary holds no subject; none at all, and none of a status, are told apart', async () => {
  const { connection, account } = await desk();
  expect((await connection().listTickets({ status: 'solved' })).summary).toBe(
    'Latest tickets: #9 Solved, updated 1 minute ago.',
  );
  account.addUser({ name: 'Zoe', email: 'zoe@customer.example' });
  const zoe = connection({ requester: { email: 'zoe@customer.example' } });
  expect((await zoe.listTickets()).summary).toBe('No tickets yet.');
  expect((await zoe.listTickets({ status: 'open' })).summary).toBe('No tickets with that status.');
});

test('an answer that holds the tickets of others, and hostile subjects', async () => {
  const { zendesk, ann, bob, list } = await desk();
  const times = { created_at: '2026-11-20T10:00:00Z', updated_at: '2026-11-20T10:00:00Z', status: 'open' };
  const tickets = [
    { ...times, id: 1, requester_id: bob.id, subject: 'canary' },
    { ...times, id: 2, requester_id: ann.id, subject: `line\nbreak\u001b[2J\u202e${'x'.repeat(500)}` },
    { ...times, id: 3, requester_id: ann.id, status: 'deleted', subject: 'canary' },
    { ...times, id: 4, subject: 'canary' },
  ];
  zendesk.fault({ path: `/api/v2/users/${ann.id}/tickets/requested` }, { status: 200, body: { tickets } });
  const [first, ...others] = await list();
  expect(others).toEqual([]);
  expect(first?.subject).toMatch(/^line break\[2Jx+…$/);
  expect(first?.subject).toHaveLength(150);
});

describe('who may list', () => {
  test('an anonymous visitor may not, whatever they say, and nothing is sent', async () => {
    const { connection, zendesk } = await desk();
    const anonymous = connection({ requester: 'from-conversation' });
    expect(await rejection(anonymous.listTickets({ email: ANN.email }))).toMatchObject({
      code: 'permission_denied',
      reason: 'requester',
    });
    expect(anonymous.actions().map(({ name }) => name)).not.toContain('zendesk_list_tickets');
    expect(zendesk.requests).toEqual([]);
  });

  test('a signed-in user cannot name somebody else', async () => {
    const { connection, zendesk } = await desk();
    const call = connection().listTickets({ email: 'bob@customer.example' });
    expect(await rejection(call)).toMatchObject({ code: 'invalid_input' });
    expect(zendesk.requests).toEqual([]);
  });

  test('an internal assistant names the customer; it takes a permission of its own', async () => {
    const { connection } = await desk();
    const { tickets } = await connection({ requester: 'anyone' }).listTickets({ email: 'bob@customer.example' });
    expect(tickets).toHaveLength(6);
    const call = connection({ permissions: PUBLIC_BOT_PERMISSIONS }).listTickets();
    expect(await rejection(call)).toMatchObject({ code: 'permission_denied', reason: 'permission' });
  });
});
