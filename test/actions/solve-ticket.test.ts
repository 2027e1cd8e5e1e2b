/**
 * "That solved it, thanks."
 */
import { describe, expect, test } from 'vitest';
import { ANN, createFixture, type Fixture, rejection } from '../support/fixture.js';

async function desk(options?: Parameters<typeof createFixture>[0]) {
  const fixture: Fixture = createFixture(options);
  await fixture.connect();
  const account = fixture.zendesk.account('acme');
  const ann = account.addUser(ANN);
  const bob = account.addUser({ name: 'Bob', email: 'bob@customer.example' });
  const ticket = account.addTicket({ subject: 's', requester: ann, status: 'pending' });
  fixture.zendesk.clearRequests();
  fixture.events.length = 0;
  const solve = (ticketId = ticket.id) => fixture.connection().solveTicket({ ticketId });
  const updates = () => fixture.zendesk.requests.filter(({ method }) => method === 'PUT');
  return { ...fixture, account, ann, bob, ticket, solve, updates };
}

test.each(['new', 'open', 'pending', 'hold'] as const)(
  'a ticket that is %s is solved, and nothing else of it changes',
  async (status) => {
    const { account, solve, updates, events } = await desk();
    account.updateTicket(1, { status });
    const { updated_at: _, status: __, custom_status_id: ___, ...before } = account.tickets[0] ?? {};
    expect(await solve()).toEqual({ ticketId: 1, status: 'solved', replayed: false, summary: 'Ticket #1 is solved.' });
    expect(account.tickets[0]).toMatchObject({ ...before, status: 'solved' });
    expect(account.comments(1)).toHaveLength(1);
    expect(updates().map(({ path, body }) => [path, body])).toEqual([
      ['/api/v2/tickets/1', { ticket: { status: 'solved' } }],
    ]);
    expect(events).toMatchObject([{ type: 'action.finished', ticketId: 1, replayed: false, outcome: 'succeeded' }]);
  },
);

test('once: a repetition, and a ticket that an agent has solved, are left alone', async () => {
  const { solve, updates } = await desk();
  await solve();
  expect(await solve()).toMatchObject({ status: 'solved', replayed: true });
  expect(updates()).toHaveLength(1);
});

test('calls at the same time send one update', async () => {
  const { solve, updates } = await desk();
  const results = await Promise.all([solve(), solve(), solve()]);
  expect(results.map(({ replayed }) => replayed).sort()).toEqual([false, true, true]);
  expect(updates()).toHaveLength(1);
});

describe('refusals in words', () => {
  test('a closed ticket', async () => {
    const { account, solve, updates } = await desk();
    account.updateTicket(1, { status: 'closed' });
    const refused = { code: 'ticket_closed', status: 409, userMessage: 'That ticket is already closed.' };
    expect(await rejection(solve())).toMatchObject(refused);
    expect(updates()).toEqual([]);
  });

  test('a ticket that closes in the meantime', async () => {
    const { solve, zendesk } = await desk();
    const details = { status: [{ description: 'Status: closed prevents ticket update', error: 'InvalidValue' }] };
    const body = { error: 'RecordInvalid', description: 'Record validation errors', details };
    zendesk.fault({ method: 'PUT', path: '/api/v2/tickets/1' }, { status: 422, body });
    expect(await rejection(solve())).toMatchObject({ code: 'ticket_closed' });
  });

  test('a field that the account demands', async () => {
    const { account, solve, connection } = await desk();
    const field = account.addTicketField({ title: 'Cause', required: true });
    expect(await rejection(solve())).toMatchObject({
      code: 'ticket_field_rejected',
      userMessage: 'I cannot mark that ticket as solved. An agent has to do that.',
      ownerMessage: `Your Zendesk account demands something to solve a ticket: ticket field ${field.id} (Cause: is required when solving a ticket).`,
      hint: expect.stringContaining('agent'),
    });
    expect(account.tickets[0]).toMatchObject({ status: 'pending' });
    expect(await rejection(connection({ locale: 'de' }).solveTicket({ ticketId: 1 }))).toMatchObject({
      userMessage: 'Ich kann dieses Ticket nicht als gelöst markieren. Das muss der Support tun.',
    });
  });

  test('a refusal without details, and an answer that changes nothing', async () => {
    const { solve, zendesk } = await desk();
    const put = { method: 'PUT', path: '/api/v2/tickets/1' };
    zendesk.fault(put, {
      status: 422,
      body: { error: 'RecordInvalid', description: 'Assignee is required' },
      times: 1,
    });
    expect(await rejection(solve())).toMatchObject({
      code: 'ticket_field_rejected',
      ownerMessage: expect.stringContaining('Assignee is required'),
    });
    const times = { created_at: '2026-11-20T10:00:00Z', updated_at: '2026-11-20T10:00:00Z' };
    zendesk.fault(put, { status: 200, body: { ticket: { ...times, id: 1, status: 'open' } } });
    expect(await rejection(solve())).toMatchObject({ code: 'ticket_field_rejected' });
  });

  test('a scope or a role that does not allow it', async () => {
    const { solve } = await desk({ scope: ['tickets:read', 'users:read'] });
    expect(await rejection(solve())).toMatchObject({ code: 'permission_denied', reason: 'zendesk' });
  });
});

describe('an update whose outcome is unknown', () => {
  const PUT = { method: 'PUT', path: '/api/v2/tickets/1' };

  test('that came through is told as done by this call', async () => {
    const { solve, updates, zendesk } = await desk();
    zendesk.fault(PUT, { reset: true, when: 'after', times: 1 });
    expect(await solve()).toMatchObject({ status: 'solved', replayed: false });
    expect(updates()).toHaveLength(1);
  });

  test('that did not is sent again', async () => {
    const { solve, updates, account, zendesk } = await desk();
    zendesk.fault(PUT, { status: 500, times: 1 });
    expect(await solve()).toMatchObject({ status: 'solved', replayed: false });
    expect(updates()).toHaveLength(2);
    expect(account.tickets[0]).toMatchObject({ status: 'solved' });
  });

  test('at each try says so', async () => {
    const { solve, zendesk } = await desk();
    zendesk.fault(PUT, { status: 500 });
    expect(await rejection(solve())).toMatchObject({ code: 'network', ambiguous: true });
  });

  test('a collision is tried again, and at each try told', async () => {
    const { solve, zendesk } = await desk();
    const restore = zendesk.fault(PUT, { status: 409, body: { error: 'UpdateConflict' } });
    expect(await rejection(solve())).toMatchObject({
      code: 'api_error',
      zendeskStatus: 409,
      retryable: true,
      userMessage: 'That ticket is being changed right now. Please try again in a moment.',
    });
    restore();
    zendesk.fault(PUT, { status: 409, body: { error: 'UpdateConflict' }, times: 2 });
    expect(await solve()).toMatchObject({ status: 'solved' });
  });
});

describe('whose ticket it is', () => {
  test('a ticket of another person and none are the same refusal after as many requests, and nothing is changed', async () => {
    const { account, bob, solve, updates, zendesk } = await desk();
    const theirs = account.addTicket({ subject: 'canary', requester: bob, status: 'open' });
    const forTheirs = await rejection(solve(theirs.id));
    const requests = zendesk.requests.length;
    zendesk.clearRequests();
    const forNone = await rejection(solve(999));
    expect(forTheirs).toMatchObject({ code: 'not_found' });
    expect(JSON.stringify(forTheirs)).toBe(JSON.stringify(forNone));
    expect(zendesk.requests).toHaveLength(requests);
    expect(updates()).toEqual([]);
    expect(account.tickets.at(-1)).toMatchObject({ status: 'open' });
  });

  test('an anonymous visitor needs number and address together', async () => {
    const { account, connection } = await desk();
    const anonymous = connection({ requester: 'from-conversation' });
    const wrong = anonymous.solveTicket({ ticketId: 1, email: 'bob@customer.example' });
    expect(await rejection(wrong)).toMatchObject({ code: 'not_found' });
    expect(account.tickets[0]).toMatchObject({ status: 'pending' });
    expect(await anonymous.solveTicket({ ticketId: 1, email: ANN.email })).toMatchObject({ status: 'solved' });
  });

  test('a solved ticket is another background at the start of a session', async () => {
    const { connection } = await desk();
    await connection().updateSettings({ customerContextOnSessionStart: true });
    expect((await connection().startSession())?.background).toContain('"Pending"');
    await connection().solveTicket({ ticketId: 1 });
    expect((await connection().startSession())?.background).toContain('"Solved"');
  });
});

test.each([
  ['en', 'Mark ticket #42 as solved?'],
  ['de', 'Soll Ticket #42 als gelöst markiert werden?'],
  ['fr', 'Marquer le ticket nº 42 comme résolu ?'],
])('asks the user before, in %s', async (locale, question) => {
  const { connection } = await desk();
  const action = connection({ locale })
    .actions()
    .find(({ name }) => name === 'zendesk_solve_ticket');
  expect(action?.annotations).toMatchObject({ requiresConfirmation: true, destructive: false, idempotent: true });
  expect((await action?.question({ ticketId: 42 }))?.replaceAll('\u00a0', ' ')).toBe(question);
});
