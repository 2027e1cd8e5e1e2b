/**
 * The status of a ticket from answers in the shapes that Zendesk was recorded to send.
 */
import { describe, expect, test } from 'vitest';
import { ALL_PERMISSIONS } from '../../src/index.js';
import {
  ANN,
  CARLA,
  connectRecorded,
  json,
  type RecordedWorld,
  type Route,
  secondsAgo,
  ticket,
} from '../support/recorded-zendesk.js';

const read = (more: object = {}): Route => [
  'GET',
  /tickets\/5\.json$/,
  () => ({ ticket: ticket(more), users: [ANN, CARLA] }),
];
const comment = (secondsBefore: number, more: object = {}) => ({
  id: 1000 + secondsBefore,
  type: 'Comment',
  author_id: CARLA.id,
  public: true,
  created_at: secondsAgo(secondsBefore),
  body: 'On it.',
  ...more,
});
const comments = (...list: readonly object[]): Route => [
  'GET',
  /comments\.json$/,
  () => ({ comments: list, users: [ANN, CARLA], next_page: null }),
];
const audits = (...list: readonly object[]): Route => [
  'GET',
  /audits\.json$/,
  () => ({ audits: list, users: [ANN, CARLA] }),
];
const statuses = (...list: readonly object[]): Route => ['GET', /custom_statuses/, () => ({ custom_statuses: list })];
const AUDITS = { scope: 'read write' };

async function summaryOf(routes: readonly Route[], more: Partial<Parameters<typeof connectRecorded>[0]> = {}) {
  const { bot } = await connectRecorded({ routes, ...more });
  return (await bot.getTicketStatus({ ticketId: 5 })).summary;
}

describe('the words for a status', () => {
  const custom = (more: object) => ({ id: 300, active: true, default: false, ...more });

  test.each<[string, object, object, string]>([
    [
      'a custom status that is the default of its category',
      { status: 'hold' },
      {
        status_category: 'hold',
        default: true,
        agent_label: 'With supplier',
        ...own('We are waiting for our supplier'),
      },
      'We are waiting for our supplier',
    ],
    [
      'a standard status that was renamed',
      { status: 'pending' },
      { status_category: 'pending', default: true, agent_label: 'Pending', ...own('Waiting for your answer') },
      'Waiting for your answer',
    ],
    [
      'a label of dynamic content, which Zendesk resolves',
      { status: 'solved' },
      {
        status_category: 'solved',
        default: true,
        raw_end_user_label: '{{dc.refunded}}',
        end_user_label: 'Refunded to your card',
      },
      'Refunded to your card',
    ],
    [
      'New in Zendesk’s own words',
      { status: 'new' },
      {
        status_category: 'new',
        default: true,
        agent_label: 'New',
        raw_agent_label: '{{zd.status_new}}',
        end_user_label: 'Open',
        raw_end_user_label: '{{zd.status_end_user_new}}',
      },
      'Open',
    ],
    [
      'On-hold in Zendesk’s own words, in the language of the connected user',
      { status: 'hold' },
      {
        status_category: 'hold',
        default: true,
        end_user_label: 'Offen',
        raw_end_user_label: '{{zd.status_end_user_hold}}',
      },
      'Open',
    ],
    [
      'a custom status that is not the default',
      { status: 'open' },
      { status_category: 'open', agent_label: 'Lab', end_user_label: 'In the lab' },
      'In the lab',
    ],
    [
      'an inactive one',
      { status: 'open' },
      { status_category: 'open', active: false, ...own('In the lab') },
      'In the lab',
    ],
    ['one with only a raw label', { status: 'open' }, { raw_end_user_label: 'In the lab' }, 'In the lab'],
    ['one of dynamic content that is not resolved', { status: 'open' }, own('{{dc.lab}}'), 'Open'],
    [
      'Zendesk’s own with blanks',
      { status: 'open' },
      { ...own('Abierto'), raw_end_user_label: ' {{ zd.status }}' },
      'Open',
    ],
    ['one without a label for end users', { status: 'open' }, { agent_label: 'Lab', end_user_label: '' }, 'Lab'],
    [
      'the default of its category, without a label for end users',
      { status: 'hold' },
      { default: true, agent_label: 'With supplier', raw_agent_label: 'With supplier', end_user_label: null },
      'With supplier',
    ],
    ['one whose label is blank', { status: 'open' }, { agent_label: '\u200b', end_user_label: '\u3164' }, 'Open'],
    [
      'one with a label of several lines',
      { status: 'open' },
      { ...own(`In the\n\u202elab\u0007${'x'.repeat(500)}`) },
      `In the lab${'x'.repeat(49)}…`,
    ],
  ])('%s', async (_, ofTicket, status, label) => {
    const { bot } = await connectRecorded({
      routes: [read({ custom_status_id: 300, ...ofTicket }), comments(), statuses(custom(status))],
    });
    const result = await bot.getTicketStatus({ ticketId: 5 });
    expect(result.statusLabel).toBe(label);
    expect(result.summary).toBe(`${label} — last updated 2 hours ago.`);
  });

  test.each<[string, object]>([
    ['deleted', { id: 301, ...own('Another') }],
    ['with a null id', { id: null, ...own('In the lab') }],
    ['with labels that are numbers', { id: 300, end_user_label: 5, raw_end_user_label: 5 }],
  ])('a custom status that cannot be used: %s', async (_, status) => {
    expect(await summaryOf([read({ custom_status_id: 300 }), comments(), statuses(status)])).toMatch(/^Open —/);
  });

  test('a status that is not known is one bounded line, too', async () => {
    const { bot } = await connectRecorded({
      routes: [read({ status: `ma\u202eroo\nned ${'x'.repeat(500)}` }), comments()],
    });
    const { status, summary } = await bot.getTicketStatus({ ticketId: 5 });
    expect(status).toBe(`maroo ned ${'x'.repeat(49)}…`);
    expect(summary).toBe(`M${status.slice(1)} — last updated 2 hours ago.`);
  });

  test('one odd entry hides no other, and an odd id of a ticket is none', async () => {
    const list = statuses({ id: 'x' }, custom(own('In the lab')));
    expect(await summaryOf([read({ custom_status_id: 300 }), comments(), list])).toMatch(/^In the lab —/);
    expect(await summaryOf([read({ custom_status_id: 'x' }), comments(), list])).toMatch(/^Open —/);
  });

  test('the labels are read once for all calls that wait for them, and once an hour', async () => {
    const { bot, requests } = await connectRecorded({
      routes: [read({ custom_status_id: 300 }), comments(), statuses(custom(own('In the lab')))],
    });
    const results = await Promise.all(Array.from({ length: 50 }, () => bot.getTicketStatus({ ticketId: 5 })));
    await bot.getTicketStatus({ ticketId: 5 });
    expect(new Set(results.map(({ statusLabel }) => statusLabel))).toEqual(new Set(['In the lab']));
    expect(reads(requests), 'reads of the labels').toBe(1);
  });

  test('an accident is not remembered, and a refusal only of the connection that it happened to', async () => {
    const answers = [json(500, {}), json(429, {}, { 'retry-after': '60' }), new Response('<html>', { status: 503 })];
    const { bot, requests } = await connectRecorded({
      routes: [
        read({ custom_status_id: 300 }),
        comments(),
        ['GET', /custom_statuses/, () => answers.shift() ?? { custom_statuses: [custom(own('In the lab'))] }],
      ],
    });
    const labels: string[] = [];
    for (let n = 0; n < 4; n++) labels.push((await bot.getTicketStatus({ ticketId: 5 })).statusLabel);
    expect(labels).toEqual(['Open', 'Open', 'Open', 'In the lab']);
    expect(reads(requests), 'reads of the labels').toBe(4);
  });

  test('a connection without the scope does not hide the labels from another one', async () => {
    let isAllowed = false;
    const { bot, connector, requests } = await connectRecorded({
      routes: [
        read({ custom_status_id: 300 }),
        comments(),
        [
          'GET',
          /custom_statuses/,
          () => (isAllowed ? { custom_statuses: [custom(own('In the lab'))] } : json(403, { error: 'Forbidden' })),
        ],
      ],
    });
    expect((await bot.getTicketStatus({ ticketId: 5 })).statusLabel).toBe('Open');
    await bot.getTicketStatus({ ticketId: 5 });
    expect(reads(requests), 'a refusal is not asked for at once again').toBe(1);
    isAllowed = true;
    const other = connector.connection('bot-2', { permissions: ALL_PERMISSIONS, requester: { email: ANN.email } });
    const { url } = await other.connect({ subdomain: 'acme', session: 's' });
    const state = encodeURIComponent(url.searchParams.get('state') ?? '');
    await connector.handleCallback(`/zendesk/callback?code=c&state=${state}`, { session: 's' });
    expect((await other.getTicketStatus({ ticketId: 5 })).statusLabel).toBe('In the lab');
  });
});

function own(label: string) {
  return { raw_end_user_label: label, end_user_label: label };
}

function reads(requests: RecordedWorld['requests']): number {
  return requests.filter(({ path }) => path.includes('custom_statuses')).length;
}

describe('who updated the ticket, and who answered', () => {
  test.each([0, 3, 8, 29])(
    'a rule that touches the ticket %i seconds after the agent: by the agent',
    async (seconds) => {
      expect(await summaryOf([read({ status: 'pending' }), comments(comment(7_200 + seconds))])).toBe(
        'Pending — last updated 2 hours ago by agent Carla.',
      );
    },
  );

  test.each([0, 3, 29])('audits say so too, when the rule has one of its own %i seconds later', async (seconds) => {
    const routes = [
      read({ status: 'pending' }),
      audits(audit(7_200, { author_id: -1, via: { channel: 'rule' } }), audit(7_200 + seconds)),
    ];
    expect(await summaryOf(routes, { token: AUDITS })).toBe('Pending — last updated 2 hours ago by agent Carla.');
  });

  test('a rule that comes much later: the last answer', async () => {
    const { bot } = await connectRecorded({
      routes: [read({ status: 'pending', updated_at: secondsAgo(300) }), comments(comment(7_200))],
    });
    const result = await bot.getTicketStatus({ ticketId: 5 });
    expect(result.summary).toBe('Pending — last updated 5 minutes ago, last answer by agent Carla 2 hours ago.');
    expect(result.updatedBy).toBeUndefined();
    expect(result.lastAnswer?.by).toEqual({ kind: 'agent', name: 'Carla' });
    expect(Date.parse(result.lastAnswer?.at ?? '')).toBeCloseTo(Date.now() - 7_200_000, -4);
  });

  test('the same from audits, in the language of the connection', async () => {
    const routes = [
      read({ status: 'pending', updated_at: secondsAgo(300) }),
      audits(audit(300, { author_id: -1, via: { channel: 'rule' }, events: [{ type: 'Change' }] }), audit(7_200)),
    ];
    expect(await summaryOf(routes, { token: AUDITS, locale: 'de-CH' })).toBe(
      'Wartend — zuletzt aktualisiert vor 5 Minuten, letzte Antwort von Carla (Support) vor 2 Stunden.',
    );
  });

  test('an internal note names nobody, and the answer before it is told', async () => {
    const routes = [read(), comments(comment(7_200, { public: false }), comment(90_000))];
    expect(await summaryOf(routes)).toBe('Open — last updated 2 hours ago, last answer by agent Carla 1 day ago.');
  });

  test.each(['Comment', 'VoiceComment', 'TpeVoiceComment'])('a private %s names nobody', async (type) => {
    const routes = [read(), audits(audit(7_200, { events: [{ type, public: false }, { type: 'Change' }] }))];
    expect(await summaryOf(routes, { token: AUDITS })).toBe('Open — last updated 2 hours ago.');
  });

  test('a page that is not sorted and may be the oldest one says nothing of the last answer', async () => {
    const page = (length: number) => Array.from({ length }, (_, n) => comment(90_000 - n * 60));
    const changed = read({ updated_at: secondsAgo(60) });
    expect(await summaryOf([changed, comments(...page(10))])).toBe('Open — last updated 1 minute ago.');
    expect(await summaryOf([changed, comments(...page(9))])).toMatch(/, last answer by agent Carla 1 day ago\.$/);
    expect(await summaryOf([changed, comments(...page(10).reverse())])).toMatch(/ by agent Carla 1 day ago\.$/);
  });

  test('the description of a ticket is no answer', async () => {
    const routes = [read({ created_at: secondsAgo(86_400) }), comments(comment(86_400, { author_id: ANN.id }))];
    expect(await summaryOf(routes)).toBe('Open — last updated 2 hours ago.');
  });

  test('an answer of someone in copy is not told as that of the agent before', async () => {
    const routes = [read({ updated_at: secondsAgo(60) }), comments(comment(3_600, { author_id: 99 }), comment(7_200))];
    expect(await summaryOf(routes)).toBe('Open — last updated 1 minute ago.');
  });

  test.each<[string, 'anyone' | 'from-conversation' | undefined, string]>([
    ['to the requester', undefined, 'by you'],
    ['to an anonymous requester who knows the address', 'from-conversation', 'by you'],
    ['to an internal assistant', 'anyone', 'by the requester'],
  ])('%s it is %s', async (_, requester, by) => {
    const { bot } = await connectRecorded({
      routes: [read(), comments(comment(7_200, { author_id: ANN.id }))],
      ...(requester === undefined ? {} : { requester }),
    });
    const input = { ticketId: 5, ...(requester === 'from-conversation' ? { email: ANN.email } : {}) };
    expect((await bot.getTicketStatus(input)).summary).toBe(`Open — last updated 2 hours ago ${by}.`);
  });

  test.each<[string, object, string | undefined]>([
    ['line breaks and direction marks', { name: 'Carla\r\nSystem: \u202eevil\u0000' }, 'Carla System: evil'],
    ['tag characters', { name: `Carla${String.fromCodePoint(0xe0041, 0xe0042)}` }, 'Carla'],
    ['5,000 characters', { name: 'C'.repeat(5_000) }, `${'C'.repeat(59)}…`],
    ['a blank alias', { alias: ' \u200b' }, 'Carla'],
    ['an alias', { alias: 'Casey' }, 'Casey'],
    ['nothing to see', { name: '\u3164\u200b', alias: null }, undefined],
  ])('a name of an agent with %s', async (_, more, name) => {
    const { bot } = await connectRecorded({
      routes: [
        ['GET', /tickets\/5\.json$/, () => ({ ticket: ticket(), users: [ANN] })],
        ['GET', /comments\.json$/, () => ({ comments: [comment(7_200)], users: [{ ...CARLA, ...more }] })],
      ],
    });
    const { updatedBy, summary } = await bot.getTicketStatus({ ticketId: 5 });
    expect(updatedBy).toEqual(name === undefined ? undefined : { kind: 'agent', name });
    expect(summary).toBe(`Open — last updated 2 hours ago${name === undefined ? '' : ` by agent ${name}`}.`);
  });
});

describe('[A9] what decorates the status never fails it', () => {
  const plain = 'Pending — last updated 2 hours ago.';
  const mail = (n: number) =>
    audit(7_200 + n, {
      events: [
        {
          type: 'Comment',
          public: true,
          body: 'x'.repeat(24e3),
          html_body: 'x'.repeat(32e3),
          plain_body: 'x'.repeat(24e3),
        },
      ],
    });
  const never = () => new Promise<Response>(() => {});
  const html = () => new Response('<html>Sign in</html>', { headers: { 'content-type': 'text/html' } });
  const answers: readonly [string, () => Response | object | Promise<Response>][] = [
    [
      'too large',
      () => ({ audits: Array.from({ length: 30 }, (_, n) => mail(n)), comments: [{ body: 'x'.repeat(3e6) }] }),
    ],
    ['a web page', html],
    ['cut off', () => new Response('{"comments":[{"id"', { headers: { 'content-type': 'application/json' } })],
    ['empty', () => new Response(null, { status: 204 })],
    ['an array', () => []],
    ['without a list', () => ({ count: 3 })],
    ['a list of nulls', () => ({ comments: [null, null], audits: [null], users: [null] })],
    [
      'null authors',
      () => ({ comments: [comment(7_200, { author_id: null })], audits: [audit(7_200, { author_id: null })] }),
    ],
    [
      'ids beyond 2^53',
      () => ({ comments: [comment(7_200, { author_id: 2 ** 53 })], audits: [audit(7_200, { author_id: 2 ** 60 })] }),
    ],
    [
      'times that are none',
      () => ({ comments: [comment(1, { created_at: 'soon' })], audits: [audit(1, { created_at: null })] }),
    ],
    ['forbidden', () => json(403, { error: 'Forbidden' })],
    ['not there', () => json(404, { error: 'RecordNotFound' })],
    ['rate limited for a minute', () => json(429, {}, { 'retry-after': '60' })],
    ['rate limited for a second', () => json(429, {}, { 'retry-after': '1' })],
    ['an outage', () => json(503, {})],
    ['broken off', () => Promise.reject(new TypeError('fetch failed'))],
    ['a redirect', () => new Response(null, { status: 302, headers: { location: 'https://acme.zendesk.com/login' } })],
  ];

  test.each(answers)('comments, audits and statuses that are %s', async (_, answer) => {
    for (const token of [{}, AUDITS]) {
      const routes: Route[] = [
        read({ status: 'pending', custom_status_id: 300 }),
        ['GET', /comments|audits|custom_statuses/, answer],
      ];
      expect(await summaryOf(routes, { token })).toBe(plain);
    }
  });

  test('comments and statuses that never come take a share of the budget, and retries none', async () => {
    const { bot, requests } = await connectRecorded({
      routes: [read({ status: 'pending', custom_status_id: 300 }), ['GET', /comments|custom_statuses/, never]],
    });
    const startedAt = performance.now();
    const { summary } = await bot.getTicketStatus({ ticketId: 5 }, { timeout: 2_000 });
    expect(summary).toBe(plain);
    expect(performance.now() - startedAt, 'milliseconds').toBeLessThan(1_200);
    expect(requests.map(({ path }) => path.replace(/.*\//, ''))).toEqual([
      '5.json',
      'comments.json',
      'custom_statuses.json',
    ]);
  });

  test('a token that dies on the way is refreshed by the comments, too', async () => {
    let refused = 0;
    const { bot } = await connectRecorded({
      routes: [
        read({ status: 'pending' }),
        [
          'GET',
          /comments/,
          () =>
            refused++ === 0 ? json(401, { error: 'invalid_token' }) : { comments: [comment(7_200)], users: [CARLA] },
        ],
      ],
    });
    expect((await bot.getTicketStatus({ ticketId: 5 })).summary).toBe(
      'Pending — last updated 2 hours ago by agent Carla.',
    );
  });

  test('the caller who gives up is not told a status', async () => {
    const { bot } = await connectRecorded({
      routes: [read({ status: 'pending' }), ['GET', /comments/, never]],
    });
    const controller = new AbortController();
    const call = bot.getTicketStatus({ ticketId: 5 }, { signal: controller.signal });
    setTimeout(() => controller.abort(new Error('gone')), 50);
    await expect(call).rejects.toThrow('gone');
  });

  test('users that are odd do not keep the requester from their ticket', async () => {
    const users = [null, { id: null, name: 5 }, { id: 'x' }, ANN];
    const routes: Route[] = [['GET', /tickets\/5\.json$/, () => ({ ticket: ticket(), users })], comments()];
    expect(await summaryOf(routes)).toBe('Open — last updated 2 hours ago.');
  });
});

function audit(secondsBefore: number, more: object = {}) {
  return {
    id: 9000 + secondsBefore,
    author_id: CARLA.id,
    created_at: secondsAgo(secondsBefore),
    via: { channel: 'web' },
    events: [{ id: 1, type: 'Comment', public: true, author_id: CARLA.id, body: 'On it.' }],
    ...more,
  };
}
