/**
 * The walk-through that users know, held through every chat engine with its real package.
 */
import { describe, expect, test } from 'vitest';
import {
  type Model,
  PROBLEM,
  QUESTION,
  SUMMARY,
  type Turn,
  walkThrough,
} from '../../examples/support/scripted/model.js';
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
  test('holds the conversation of a returning customer from a question and a ticket with a screenshot to its follow-up', async () => {
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
    const screenshots = [new File(['the pixels'], 'screenshot.png', { type: 'image/png' })];
    const extras = () => ({ attachments: screenshots.splice(0), internalNote: 'Page: /login' });
    const say = await engine.open({ actions: bot.actions(), system, model: supportModel(heard), agrees, extras });

    const article = account.addArticle({ title: 'Reset your password', body: '<p>Use “Forgot password”.</p>' });
    const address = `https://acme.zendesk.com/hc/en-us/articles/${article.id}`;
    expect(await say(QUESTION)).toBe(`See ${address}`);
    expect(await say(PROBLEM)).toBe('Shall I create a support ticket for you?');
    expect(heard[0]?.system).toContain('Invoice is wrong');
    expect(heard[0]?.tools).toEqual([
      'zendesk_create_ticket',
      'zendesk_get_ticket_status',
      'zendesk_get_customer_context',
      'zendesk_add_comment',
      'zendesk_search_help_center',
      'zendesk_list_tickets',
      'zendesk_get_ticket_conversation',
      'zendesk_solve_ticket',
    ]);
    expect(account.tickets).toHaveLength(1);

    const answer = await say('Yes please.');
    expect(asked).toBe(1);
    expect(account.tickets).toHaveLength(2);
    const ticket = account.tickets[1];
    if (ticket === undefined) throw new Error('no ticket');
    expect(answer).toContain(String(ticket.id));
    expect(ticket.subject).toBe('Cannot log in');
    const [description, note] = account.comments(ticket.id);
    expect(description).toMatchObject({
      plain_body: SUMMARY,
      public: true,
      attachments: [{ file_name: 'screenshot.png', content_type: 'image/png', size: 10 }],
    });
    expect(note).toMatchObject({ plain_body: 'Page: /login', public: false });
    expect(JSON.stringify(heard)).not.toContain('/login');
    expect(account.users.find(({ id }) => id === ticket.requester_id)?.email).toBe(ANN.email);

    const carla = account.addUser({ name: 'Carla', email: 'carla@acme.example', role: 'agent' });
    account.addComment(ticket.id, { author: carla, body: 'canary-note', public: false });
    const attachments = [{ file_name: 'browsers.pdf', content: new TextEncoder().encode('the list') }];
    account.addComment(ticket.id, { author: carla, body: 'Try another browser.', status: 'pending', attachments });
    zendesk.advance(2 * 3600);
    expect(await say(`What's the status of ticket #${ticket.id}?`)).toMatch(
      /Pending — last updated .* by agent Carla\./,
    );
    const conversation = await say(`What did they answer on ticket #${ticket.id}?`);
    for (const part of ['screenshot.png', 'agent Carla', 'Try another browser.', 'browsers.pdf'])
      expect(conversation).toContain(part);
    expect(conversation).not.toMatch(/canary|Page:/);
    expect(conversation).not.toMatch(/attachments\/token|zdusercontent/);
    const attachmentId = account.comments(ticket.id).at(-1)?.attachments[0]?.id ?? 0;
    const { name, body } = await bot.downloadAttachment({ ticketId: ticket.id, attachmentId });
    expect([name, await new Response(body as BodyInit).text()]).toEqual(['browsers.pdf', 'the list']);

    expect(await say(`That solved it, thanks. It was #${ticket.id}.`)).toBe(`Ticket #${ticket.id} is solved.`);
    expect(asked).toBe(2);
    expect(account.tickets[1]).toMatchObject({ status: 'solved' });

    account.updateTicket(ticket.id, { status: 'closed' });
    expect(await say(`The problem of #${ticket.id} is back again.`)).toMatch(/^Ticket #\d+ was created/);
    expect(account.tickets).toHaveLength(3);
    expect(account.tickets[2]).toMatchObject({ subject: 'Cannot log in again' });
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
