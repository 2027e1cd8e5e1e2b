/**
 * The start of a session in a chat route without state, which runs at every turn.
 */
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { type Requester, ZendeskConnector } from '../../src/index.js';
import { ANN, createFixture, rejection, SESSION } from '../support/fixture.js';

const BOB = { email: 'bob@customer.example', name: 'Bob' };

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date'], now: Date.UTC(2026, 10, 23, 12) });
});
afterEach(() => {
  vi.useRealTimers();
});

async function desk() {
  const fixture = createFixture({ simulator: { accounts: [{ subdomain: 'acme' }, { subdomain: 'beta' }] } });
  await fixture.connect();
  await fixture.connection().updateSettings({ customerContextOnSessionStart: true });
  const account = fixture.zendesk.account('acme');
  const ann = account.addUser(ANN);
  const bob = account.addUser(BOB);
  account.addTicket({ subject: 'Ticket of Ann', requester: ann });
  account.addTicket({ subject: 'Ticket of Bob', requester: bob });
  fixture.zendesk.advance(60);
  fixture.zendesk.clearRequests();
  /** One turn of a chat: a connector and a connection for each request. */
  const turn = async (requester: Requester = ANN, more: { locale?: string } = {}) => {
    const connector = new ZendeskConnector(fixture.options);
    return connector
      .connection('bot-1', {
        permissions: [
          'ZENDESK_ACTIONS.READ_CUSTOMER_CONTEXT',
          'ZENDESK_ACTIONS.CREATE_TICKET',
          'ZENDESK_ACTIONS.ADD_COMMENT',
        ],
        requester,
        ...more,
      })
      .startSession();
  };
  const cost = async (work: () => Promise<unknown>) => {
    fixture.zendesk.clearRequests();
    await work();
    return fixture.zendesk.requests.length;
  };
  return { ...fixture, account, ann, turn, cost };
}

describe('the background of a session', () => {
  test('costs requests once, not at every turn', async () => {
    const { turn, zendesk } = await desk();
    const first = await turn();
    const before = zendesk.requests.length;
    for (let n = 0; n < 20; n++) expect(await turn()).toEqual(first);
    expect(first?.background).toContain('Ticket of Ann');
    expect(zendesk.requests).toHaveLength(before);
  });

  test('costs nothing again for a requester without tickets either', async () => {
    const { turn, cost } = await desk();
    const nobody = { email: 'new@customer.example' };
    expect(await turn(nobody)).toBeUndefined();
    expect(await cost(() => turn(nobody))).toBe(0);
  });

  test('is read again after five minutes', async () => {
    const { turn, account, ann, zendesk } = await desk();
    await turn();
    account.addTicket({ subject: 'Another one', requester: ann });
    expect((await turn())?.background).not.toContain('Another one');
    vi.setSystemTime(Date.now() + 301_000);
    zendesk.advance(301);
    expect((await turn())?.background).toContain('Another one');
  });

  test('is read again after this process created a ticket', async () => {
    const { turn, connection } = await desk();
    await turn();
    await connection().createTicket({ subject: 'Created now', body: 'x' });
    expect((await turn())?.background).toContain('Created now');
  });

  test('is read again after the answers to what this process wrote were lost', async () => {
    const { turn, connection, account, zendesk } = await desk();
    account.updateTicket(1, { status: 'pending' });
    zendesk.advance(5);
    expect((await turn())?.background).toContain('"status":"Pending"');
    zendesk.fault({ method: 'PUT', path: '/api/v2/tickets/1' }, { reset: true, when: 'after', times: 1 });
    await connection().addComment({ ticketId: 1, body: 'x' });
    expect((await turn())?.background).not.toContain('"status":"Pending"');

    zendesk.fault({ method: 'POST', path: '/api/v2/tickets' }, { reset: true, when: 'after' });
    const creating = connection().createTicket({ subject: 'Created all the same', body: 'x' });
    expect(await rejection(creating)).toMatchObject({ ambiguous: true });
    expect((await turn())?.background).toContain('Created all the same');
  });

  test.each<[Requester, object]>([
    [ANN, {}],
    [{ email: 'ANN@customer.example' }, {}],
    ['from-conversation', { email: ANN.email }],
    ['anyone', {}],
  ])('is read again after %j added a comment in this process', async (requester, input) => {
    const { turn, connection, account, zendesk } = await desk();
    account.updateTicket(1, { status: 'pending' });
    zendesk.advance(5);
    expect((await turn())?.background).toContain('"status":"Pending"');
    await connection({ requester }).addComment({ ticketId: 1, body: 'x', ...input });
    expect((await turn())?.background).not.toContain('"status":"Pending"');
  });

  test('stays after something was written for another requester', async () => {
    const { turn, connection, cost } = await desk();
    await turn();
    await connection({ requester: BOB }).createTicket({ subject: 's', body: 'b' });
    expect(await cost(() => turn())).toBe(0);
  });

  test('is shared neither between requesters, nor connections, nor languages', async () => {
    const { turn, connector, cost, zendesk } = await desk();
    expect((await turn(ANN))?.background).toContain('Ticket of Ann');
    const bob = await turn(BOB);
    expect(bob?.background).toContain('Ticket of Bob');
    expect(bob?.background).not.toContain('Ann');
    expect((await turn(ANN, { locale: 'de' }))?.background).not.toEqual((await turn(ANN))?.background);

    const other = connector.connection('bot-2', {
      permissions: ['ZENDESK_ACTIONS.CREATE_OAUTH', 'ZENDESK_ACTIONS.READ_CUSTOMER_CONTEXT'],
      requester: ANN,
    });
    const { url } = await other.connect({ subdomain: 'beta', session: SESSION });
    await connector.handleCallback(await zendesk.authorize(url), { session: SESSION });
    await other.updateSettings({ customerContextOnSessionStart: true });
    expect(await cost(() => other.startSession())).toBeGreaterThan(0);
    expect(await other.startSession()).toBeUndefined();
  });

  test('ends with the connection and with the setting', async () => {
    const { turn, connection, connect } = await desk();
    await turn();
    await connection().updateSettings({ customerContextOnSessionStart: false });
    expect(await turn()).toBeUndefined();
    await connection().updateSettings({ customerContextOnSessionStart: true });
    expect(await turn()).toBeDefined();
    await connection().disconnect();
    expect(await turn()).toBeUndefined();
    await connect('beta');
    await connection().updateSettings({ customerContextOnSessionStart: true });
    expect(await turn()).toBeUndefined();
  });
});
