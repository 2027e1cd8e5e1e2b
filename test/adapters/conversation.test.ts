/**
 * The walk-through that users know, held through every chat engine with its real package.
 */
import { describe, expect, test } from 'vitest';
import { type Model, PROBLEM, SUMMARY, type Turn, walkThrough } from '../../examples/support/scripted/model.js';
import { ENGINES } from '../support/engines.js';
import { ANN, createFixture } from '../support/fixture.js';

/** The scripted model, overheard. */
function supportModel(heard: Turn[]): Model {
  return (turn) => {
    heard.push(turn);
    return walkThrough(turn);
  };
}

async function returningAnn() {
  const fixture = createFixture();
  await fixture.connect();
  const account = fixture.zendesk.account('acme');
  await fixture.connection().updateSettings({ customerContextOnSessionStart: true });
  await fixture.connection().createTicket({ subject: 'Invoice is wrong', body: 'b' }, { idempotencyKey: 'earlier' });
  fixture.zendesk.clearRequests();
  return { ...fixture, account };
}

describe.each(ENGINES)('$name', (engine) => {
  test('holds the conversation of a returning customer from the problem to the status of the ticket', async () => {
    const { account, connection, zendesk } = await returningAnn();
    const bot = connection({ requester: ANN });
    const session = await bot.startSession();
    const system = ['You are the support bot of Acme.', session?.background].join('\n\n');
    const heard: Turn[] = [];
    let asked = 0;
    const agrees = () => {
      asked++;
      return true;
    };
    const say = await engine.open({ actions: bot.actions(), system, model: supportModel(heard), agrees });

    expect(await say(PROBLEM)).toBe('Shall I create a support ticket for you?');
    expect(heard[0]?.system).toContain('Invoice is wrong');
    expect(heard[0]?.tools).toEqual([
      'zendesk_create_ticket',
      'zendesk_get_ticket_status',
      'zendesk_get_customer_context',
      'zendesk_add_comment',
    ]);
    expect(account.tickets).toHaveLength(1);

    const answer = await say('Yes please.');
    expect(asked).toBe(1);
    expect(account.tickets).toHaveLength(2);
    const ticket = account.tickets[1];
    if (ticket === undefined) throw new Error('no ticket');
    expect(answer).toContain(String(ticket.id));
    expect(ticket.subject).toBe('Cannot log in');
    expect(account.comments(ticket.id)[0]?.plain_body).toBe(SUMMARY);
    expect(account.users.find(({ id }) => id === ticket.requester_id)?.email).toBe(ANN.email);

    const carla = account.addUser({ name: 'Carla', email: 'carla@acme.example', role: 'agent' });
    account.addComment(ticket.id, { author: carla, body: 'Try another browser.', status: 'pending' });
    zendesk.advance(2 * 3600);
    expect(await say(`What's the status of ticket #${ticket.id}?`)).toMatch(
      /Pending — last updated .* by agent Carla\./,
    );
  });
});

describe.each(ENGINES)('$name', (engine) => {
  test('creates nothing when the user does not agree, and the model hears of it', async () => {
    const { account, connection } = await returningAnn();
    const bot = connection({ requester: ANN });
    const heard: Turn[] = [];
    const model = supportModel(heard);
    const say = await engine.open({ actions: bot.actions(), system: 's', model, agrees: () => false });
    await say('Yes, but no.');
    expect(account.tickets).toHaveLength(1);
    expect(heard.at(-1)?.results).toHaveLength(1);
  });
});
