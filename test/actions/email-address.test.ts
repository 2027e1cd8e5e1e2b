/**
 * The addresses that your application vouches for: every one of them works, and none of them is a search operator.
 */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { canonicalEmail, isEmailAddress } from '../../src/actions/email-address.js';
import { rejection } from '../support/fixture.js';
import { connectRecorded, json, type RecordedRequest, type Route, ticket } from '../support/recorded-zendesk.js';

const ADDRESSES = [
  'r&d@x.example',
  'sales/eu@x.example',
  'user=relay@x.example',
  'info@xn--e1aybc.xn--p1ai',
  'почта@тест.рф',
  'jürgen@müller.example',
  '用户@例子.广告',
  'संपर्क@डाटामेल.भारत',
  ' ann@x.example',
  '\u00a0ann@x.example\u200b\n',
  'ANN@X.EXAMPLE',
  "o'brien@x.example",
  'ann+shop@x.example',
  'a~b@x.example',
  'a!b@x.example',
  'a#b@x.example',
  'a%b@x.example',
  'a$b@x.example',
  'a?b@x.example',
  'a^b`c@x.example',
  'a|b{c}@x.example',
  '_ann_@x.example',
  'ann-@x.example',
  '1@2.example',
  'a.b.c.d@a-b.c--d.co.uk',
  `${'a'.repeat(64)}@x.example`,
];

const sentTicket = (requests: readonly RecordedRequest[]) =>
  (requests.at(-1) as unknown as { body: { ticket: { requester: { email: string; name: string } } } }).body.ticket;

/** An account where one user goes by the address, in the form that Zendesk stores. */
const account = (email: string): readonly Route[] => {
  const user = { id: 77, name: 'Ann', email, role: 'end-user' };
  return [
    ['POST', /tickets\.json$/, () => json(201, { ticket: ticket() })],
    ['GET', /tickets\/5\.json$/, () => ({ ticket: ticket(), users: [user] })],
    ['GET', /comments\.json$/, () => ({ comments: [] })],
    ['GET', /users\/search\.json$/, () => ({ users: [user] })],
    ['GET', /requested\.json$/, () => ({ tickets: [ticket()] })],
  ];
};

describe('an address that the application vouches for', () => {
  test.each(ADDRESSES)('%j works in every action', async (email) => {
    const stored = email.replace(/[\s\u200b]/g, '').toLowerCase();
    const { bot, requests } = await connectRecorded({ routes: account(stored), requester: { email } });
    expect(await bot.getCustomerContext()).toMatchObject({ tickets: [{ ticketId: 5 }] });
    const query = requests.find(({ path }) => path.endsWith('search.json'))?.query['query'];
    expect(query).toMatch(/^email:"[^"*\s:<>\\]+"$/);
    expect(await bot.getTicketStatus({ ticketId: 5 })).toMatchObject({ ticketId: 5 });
    await bot.createTicket({ subject: 's', body: 'b' });
    expect(sentTicket(requests).requester.email.toLowerCase()).toBe(stored);
  });

  test.each([
    ['info@müller.example', 'info@xn--mller-kva.example'],
    ['info@xn--mller-kva.example', 'info@müller.example'],
    ['INFO@MÜLLER.example', 'info@xn--mller-kva.example'],
  ])('%s is the user whom Zendesk knows as %s', async (email, stored) => {
    const { bot } = await connectRecorded({ routes: account(stored), requester: { email } });
    expect(await bot.getTicketStatus({ ticketId: 5 })).toMatchObject({ ticketId: 5 });
    expect(await bot.getCustomerContext()).toMatchObject({ tickets: [{ ticketId: 5 }] });
  });

  test('a domain that Zendesk finds in ASCII only is looked for in ASCII as well', async () => {
    const user = { id: 77, name: 'Ann', email: 'info@xn--mller-kva.example', role: 'end-user' };
    const { bot } = await connectRecorded({
      routes: [
        [
          'GET',
          /users\/search\.json$/,
          ({ query }) => ({ users: query['query'] === `email:"${user.email}"` ? [user] : [] }),
        ],
        ...account(user.email),
      ],
      requester: { email: 'info@müller.example' },
    });
    expect(await bot.getCustomerContext()).toMatchObject({ tickets: [{ ticketId: 5 }] });
  });

  test.each([
    '',
    ' ',
    'ann',
    'ann@',
    '@x.example',
    'ann@x',
    'ann@x.1',
    'ann@x..example',
    '.ann@x.example',
    'a..b@x.example',
    'a b@x.example',
    'a*@x.example',
    'a"b@x.example',
    '"a b"@x.example',
    'a:b@x.example',
    'a\\b@x.example',
    'a<b>@x.example',
    '-ann@x.example',
    'ann@-x.example',
    'ann@x-.example',
    'ann@[127.0.0.1]',
    'ann@x.example requester:*',
    'ann@x.example,bob@x.example',
    'frvv4@gmail.com8050262430',
    '{{ticket.id}}@x.example',
    '{%a@x.example',
    'mi\u212ae@x.example',
    'a＊b@x.example',
    'a“b@x.example',
    `${'a'.repeat(65)}@x.example`,
    `a@${'b.'.repeat(130)}example`,
    null,
    undefined,
  ])('%j is told to the model, and nothing is sent', async (email) => {
    const { bot, requests } = await connectRecorded({
      routes: account('ann@x.example'),
      requester: { email: email as string, name: null },
    });
    for (const call of [
      bot.createTicket({ subject: 's', body: 'b' }),
      bot.getTicketStatus({ ticketId: 5 }),
      bot.getCustomerContext(),
      bot.addComment({ ticketId: 5, body: 'b' }),
    ]) {
      expect(await rejection(call)).toMatchObject({
        code: 'invalid_input',
        status: 400,
        userMessage: expect.stringContaining('your profile'),
      });
    }
    expect(bot.actions().length).toBeGreaterThan(0);
    expect(requests).toEqual([]);
  });

  test('an address never holds a quotation mark, a star or a blank', () => {
    const characters = [...'ab1.-_@+/=&*" :<>\\(){}|%', 'ü', '字', '\u00a0', '\u200b', '＊', '“'];
    const text = fc.array(fc.constantFrom(...characters), { maxLength: 20 }).map((parts) => parts.join(''));
    fc.assert(
      fc.property(
        fc.oneof(
          text,
          text.map((local) => `${local}@x.example`),
          fc.string(),
        ),
        (email) => {
          if (isEmailAddress(email)) expect(email).toMatch(/^[^"*\s:<>\\()“＊\u200b]+@[^"*\s:<>\\()@]+$/);
        },
      ),
      { numRuns: 5_000 },
    );
  });

  test('any address of the usual form is one', () => {
    fc.assert(fc.property(fc.emailAddress(), (email) => isEmailAddress(email) || /[*]|^-|\{[{%]/.test(email)));
  });

  test('letters that only look alike stay different', () => {
    expect(canonicalEmail('аnn@x.example')).not.toBe(canonicalEmail('ann@x.example'));
    expect(canonicalEmail('ann@х.example')).not.toBe(canonicalEmail('ann@x.example'));
  });
});

describe('the name of a signed-in requester', () => {
  test.each([undefined, null, '', '   ', '\u200b\u200e', '\n', '\u00a0', '\u3164', '\u2800', '\ufe0f', '\u3000\t'])(
    '%j counts as none: the address makes one',
    async (name) => {
      const requester = { email: 'jo.doe@x.example', name };
      const { bot, requests } = await connectRecorded({ routes: account('jo.doe@x.example'), requester });
      await bot.createTicket({ subject: 'Help', body: 'x' });
      expect(sentTicket(requests).requester).toEqual({ email: 'jo.doe@x.example', name: 'jo.doe' });
    },
  );

  test.each([
    [' Ann\r\n\u202eLee ', 'Ann Lee'],
    ['{{ticket.id}}', '{\u00a0{ticket.id}}'],
    ['{% if %}', '{\u00a0% if %}'],
    ['{\u200b{a}}', '{\u00a0{a}}'],
    ['{{{a}}}', '{\u00a0{\u00a0{a}}}'],
    ['x'.repeat(300), `${'x'.repeat(199)}…`],
  ])('%j becomes %j', async (name, sent) => {
    const { bot, requests } = await connectRecorded({
      routes: account('ann@x.example'),
      requester: { email: 'ann@x.example', name },
    });
    await bot.createTicket({ subject: 'Help', body: 'x' });
    expect(sentTicket(requests).requester.name).toBe(sent);
  });
});
