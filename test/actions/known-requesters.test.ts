/**
 * Requesters that your application knows by an id: its own, which Zendesk keeps with the user, or Zendesk's.
 */
import { describe, expect, test } from 'vitest';
import type { KnownRequester } from '../../src/index.js';
import { createFixture, type Fixture, rejection } from '../support/fixture.js';
import { connectRecorded, json, type Route, ticket } from '../support/recorded-zendesk.js';

const INPUT = { subject: 'Cannot log in', body: 'Tried to reset the password.' };
const USERS = [
  { id: 501, name: 'Ann', email: 'ann@customer.example', external_id: 'crm-Ann' },
  { id: 502, name: 'Bob', email: 'bob@customer.example', external_id: 'crm-Bob' },
  // Someone who writes by phone or message has no address.
  { id: 503, name: 'Cem', email: null, external_id: 'crm,Cem' },
] as const;

async function connected(): Promise<Fixture> {
  const seed = { users: USERS.map((user) => ({ ...user, role: 'end-user' as const })) };
  const fixture = createFixture({ simulator: { accounts: [{ subdomain: 'acme', seed }] } });
  await fixture.connect();
  fixture.zendesk.clearRequests();
  return fixture;
}

describe.each<[string, KnownRequester, KnownRequester]>([
  ['external id', { externalId: 'crm-Ann' }, { externalId: 'crm-Bob' }],
  ['user id', { userId: 501 }, { userId: 502 }],
])('by %s', (_, ann, bob) => {
  test('every action works for them, and none for the ticket of another requester', async () => {
    const { connection, zendesk } = await connected();
    const bot = connection({ requester: ann });
    const { ticketId, ...created } = await bot.createTicket(INPUT);
    expect(created).toMatchObject({ requester: {}, summary: `Ticket #${ticketId} was created.` });
    expect(zendesk.account('acme').tickets).toMatchObject([{ requester_id: 501, submitter_id: expect.any(Number) }]);
    expect(await bot.getTicketStatus({ ticketId })).toMatchObject({ status: 'new' });
    expect(await bot.addComment({ ticketId, body: 'It works on my phone.' })).toMatchObject({ replayed: false });
    expect(zendesk.account('acme').comments(ticketId).at(-1)).toMatchObject({ author_id: 501, public: true });
    expect(await bot.getCustomerContext()).toMatchObject({
      requester: {},
      tickets: [{ ticketId }],
      background: expect.stringMatching(/^The latest support tickets of the user, /),
    });

    const other = connection({ requester: bob });
    for (const call of [
      () => other.getTicketStatus({ ticketId }),
      () => other.getTicketStatus({ ticketId: 999_999 }),
      () => other.addComment({ ticketId, body: 'Mine now' }),
    ]) {
      zendesk.clearRequests();
      expect(await rejection(call())).toMatchObject({ code: 'not_found' });
      expect(zendesk.requests.map(({ path }) => path).filter((path) => path.includes('/tickets/'))).toHaveLength(1);
    }
    expect((await other.getCustomerContext()).tickets).toEqual([]);
  });

  test('the model can name no other requester', async () => {
    const { connection, zendesk } = await connected();
    const [create] = connection({ requester: ann }).actions();
    const input = { ...INPUT, requester: { email: 'bob@customer.example' } };
    expect(await rejection(create?.execute(input) ?? Promise.resolve())).toMatchObject({ code: 'invalid_input' });
    expect(await create?.question(INPUT)).toBe('Create the ticket “Cannot log in”?');
    expect(zendesk.requests).toEqual([]);
  });

  test('the same call is one ticket, and the background of a session is read once', async () => {
    const { connection, zendesk } = await connected();
    const bot = connection({ requester: ann });
    await bot.updateSettings({ customerContextOnSessionStart: true });
    const first = await bot.createTicket(INPUT);
    expect(await bot.createTicket(INPUT)).toEqual({
      ...first,
      replayed: true,
      summary: `Ticket #${first.ticketId} had already been created.`,
    });
    expect(await connection({ requester: bob }).createTicket(INPUT)).toMatchObject({ replayed: false });
    expect((await bot.startSession())?.background).toContain(`"ticket":${first.ticketId}`);
    zendesk.clearRequests();
    expect((await bot.startSession())?.background).toContain(`"ticket":${first.ticketId}`);
    expect(zendesk.requests).toEqual([]);
  });
});

describe('by external id', () => {
  test.each(['crm-Ann', 'crm,Cem'])('%s is sent as it is, not as a search', async (externalId) => {
    const { connection, zendesk } = await connected();
    await connection({ requester: { externalId } }).createTicket(INPUT);
    const [looked] = zendesk.requests;
    expect(looked).toMatchObject({ method: 'GET', path: '/api/v2/users', query: { external_id: externalId } });
  });

  test.each([
    ['unknown', []],
    ['in another case, which Zendesk takes for the same', [{ ...USERS[0], external_id: 'CRM-ANN' }]],
    ['that of another user, whatever Zendesk answers', [USERS[1]]],
    ['that of a deleted user', [{ ...USERS[0], active: false }]],
    ['that of two users', [USERS[0], { ...USERS[1], external_id: 'crm-Ann' }]],
  ])('one that is %s is no requester: no ticket is created or found', async (_, users) => {
    const routes: Route[] = [
      ['GET', /users\.json$/, () => ({ users })],
      ['GET', /tickets\/5\.json$/, () => ({ ticket: ticket({ requester_id: 501 }) })],
    ];
    const { bot, requests } = await connectRecorded({ routes, requester: { externalId: 'crm-Ann' } });
    expect(await rejection(bot.createTicket(INPUT))).toMatchObject({
      code: 'invalid_input',
      issues: [{ path: ['requester'], message: 'is no user of this Zendesk account' }],
      userMessage: 'The help desk does not know you yet. Please contact us another way.',
    });
    expect(await rejection(bot.getTicketStatus({ ticketId: 5 }))).toMatchObject({ code: 'not_found' });
    expect((await bot.getCustomerContext()).tickets).toEqual([]);
    expect(requests.every(({ method, path }) => method === 'GET' && path.endsWith('/users.json'))).toBe(true);
  });
});

test('a user id that Zendesk does not have is a mistake of the application, not of the end user', async () => {
  const { connection } = await connected();
  expect(await rejection(connection({ requester: { userId: 987 } }).createTicket(INPUT))).toMatchObject({
    code: 'invalid_input',
    hint: expect.stringContaining('Do not ask for an id'),
  });
});

test('a user who is gone since is looked up again', async () => {
  let id = 501;
  const routes: Route[] = [
    ['GET', /users\.json$/, () => ({ users: [{ id, name: 'Ann', external_id: 'crm-Ann' }] })],
    [
      'GET',
      /users\/501\/tickets\/requested\.json$/,
      () => (id === 501 ? { tickets: [] } : json(404, { error: 'RecordNotFound' })),
    ],
    ['GET', /users\/777\/tickets\/requested\.json$/, () => ({ tickets: [ticket({ requester_id: 777 })] })],
  ];
  const { bot } = await connectRecorded({ routes, requester: { externalId: 'crm-Ann' } });
  expect((await bot.getCustomerContext()).tickets).toEqual([]);
  id = 777;
  expect((await bot.getCustomerContext()).tickets).toMatchObject([{ ticketId: 5 }]);
});

test.each([
  { externalId: '' },
  { externalId: '  ' },
  { externalId: 7 },
  { externalId: 'x'.repeat(256) },
  { userId: '501' },
  { userId: 0 },
  { userId: -1 },
  { userId: 1.5 },
  { userId: 2 ** 53 },
  { externalId: 'crm-Ann', email: 'ann@customer.example' },
  { externalId: 'crm-Ann', userId: 501 },
  { externalId: 'crm-Ann', id: 1 },
  {},
])('%j is no requester', async (requester) => {
  expect(() => createFixture().connection({ requester: requester as never })).toThrow(/"requester" must be/);
});
