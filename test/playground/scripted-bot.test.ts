/**
 * The bot of the playground understands what newcomers try, and proposes what fits.
 */
import { expect, test } from 'vitest';
import { intentOf, ticketIn } from '../../examples/playground/bot/intent.js';
import { proposalsFor } from '../../examples/playground/bot/proposals.js';
import { scriptedBot } from '../../examples/playground/bot/scripted-bot.js';

const EVERY_TOOL = [
  'zendesk_create_ticket',
  'zendesk_add_comment',
  'zendesk_solve_ticket',
  'zendesk_get_ticket_status',
  'zendesk_get_ticket_conversation',
  'zendesk_list_tickets',
  'zendesk_search_help_center',
];

/** A conversation, of which each reply is a text or the name and input of a call. */
function talk(system = 'The visitor is Ann.', tools = EVERY_TOOL) {
  const bot = scriptedBot();
  return (user: string, ...results: readonly object[]) => {
    const reply = bot({ user, results: results.map((result) => JSON.stringify(result)), tools, system });
    return 'text' in reply ? reply.text : [reply.calls[0]?.name, reply.calls[0]?.input];
  };
}

test('sentences are understood in many words', () => {
  const sentences = {
    status: ['how is my ticket?', 'status of my ticket', 'any news on my ticket?', '#2', 'ticket 2', 'and #2?'],
    list: ['What tickets do I have?', 'show my previous tickets', 'my tickets'],
    conversation: ['What did they answer?', 'show me the replies', 'What did the agent say?'],
    solve: ['That solved it, thanks!', 'it works again', 'please close my ticket', 'Fixed.'],
    'follow-up': ['It happens again.', 'the problem is back', "it isn't fixed"],
    ticket: ['I want to talk to a human', 'That did not help', 'create a ticket'],
    question: ['How do I add a seat?', 'Where is the invoice?', 'Can you help me?'],
    thank: ['thanks', 'Great!'],
    greet: ['Hello', 'hi there'],
    agree: ['yes', 'Yes, please', 'ok'],
    decline: ['No, thanks', 'never mind'],
    other: ["I can't log in and I've tried resetting my password.", 'Firefox, the newest'],
  };
  for (const [intent, texts] of Object.entries(sentences)) {
    for (const text of texts) expect.soft(intentOf(text), text).toBe(intent);
  }
  expect(['#2', 'ticket 12', 'number 7, please', '2', 'I have 2 seats'].map(ticketIn)).toEqual([
    2,
    12,
    7,
    2,
    undefined,
  ]);
});

test('a ticket that was talked about needs no number', () => {
  const say = talk();
  expect(say('What tickets do I have?')).toEqual(['zendesk_list_tickets', {}]);
  expect(say('What tickets do I have?', { tickets: [{ ticketId: 7 }], summary: '#7 Open' })).toBe('#7 Open');
  expect(say('how is it going with my ticket?')).toEqual(['zendesk_get_ticket_status', { ticketId: 7 }]);
  expect(say('and #2?')).toEqual(['zendesk_get_ticket_status', { ticketId: 2 }]);
  expect(say('That solved it, thanks!')).toEqual(['zendesk_solve_ticket', { ticketId: 2 }]);
});

test('what comes back after a ticket was closed is a follow-up of it', () => {
  const say = talk();
  say('#4');
  expect(say('It happens again.')).toEqual(['zendesk_get_ticket_status', { ticketId: 4 }]);
  const input = { subject: 'It happens again.', body: 'It happens again.', followUpOf: 4 };
  expect(say('It happens again.', { ticketId: 4, status: 'closed' })).toEqual(['zendesk_create_ticket', input]);
});

test('an anonymous visitor is asked for an address once, and then it goes on', () => {
  const say = talk('The visitor is anonymous.');
  expect(say('What is the status of ticket #1?')).toBe('Gladly. What is your e-mail address?');
  const input = { ticketId: 1, email: 'zoe@visitor.example' };
  expect(say('zoe@visitor.example')).toEqual(['zendesk_get_ticket_status', input]);
  expect(say('What did they answer?')).toEqual(['zendesk_get_ticket_conversation', input]);
});

test('without its permission the bot says so', () => {
  const say = talk('The visitor is Ann.', []);
  expect(say('What tickets do I have?')).toBe('I am not allowed to look up tickets here.');
  expect(say('I cannot log in')).toBe('I cannot solve that, and I am not allowed to create tickets here.');
  expect(say('#2')).toBe('I am not allowed to do that here.');
});

test('three proposals fit the moment, and none interrupts a question', () => {
  expect(proposalsFor([], false)).toHaveLength(3);
  const offer = proposalsFor([{ type: 'bot', text: 'Shall I create a support ticket for you?' }], false);
  expect(offer.slice(0, 2)).toEqual(['Yes, please', 'No, thanks']);
  expect(proposalsFor([{ type: 'bot', text: 'Ticket #2 was created.' }], false)[0]).toBe('How is my ticket?');
  expect(proposalsFor([{ type: 'bot', text: 'Ticket #2 is now closed.' }], false)[0]).toBe('It happens again.');
  expect(proposalsFor([{ type: 'bot', text: 'Gladly. What is your e-mail address?' }], true)[0]).toMatch(/@/);
  const question = { id: '1', name: 'zendesk_create_ticket', question: 'Create it?', input: {}, files: [] };
  expect(proposalsFor([{ type: 'approval', ...question }], false)).toEqual([]);
});
