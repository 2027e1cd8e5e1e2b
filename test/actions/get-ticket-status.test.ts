/**
 * How a ticket stands, and who may know.
 */
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { InvalidInputError, ZendeskError } from '../../src/index.js';
import { ANN, createFixture, type Fixture, rejection } from '../support/fixture.js';

const HOUR = 3600;
const BOB = { email: 'bob@customer.example', name: 'Bob' };

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date'], now: Date.UTC(2026, 10, 23, 12) });
});
afterEach(() => {
  vi.useRealTimers();
});

/** A connected account with Ann, Bob, agent Carla, and one ticket of Ann's. */
async function desk(options?: Parameters<typeof createFixture>[0]) {
  const fixture: Fixture = createFixture(options);
  await fixture.connect();
  const account = fixture.zendesk.account('acme');
  const ann = account.addUser({ ...ANN, identities: ['ann@home.example'] });
  const bob = account.addUser(BOB);
  const carla = account.addUser({ name: 'Carla', email: 'carla@acme.example', role: 'agent' });
  const ticket = account.addTicket({ subject: 'canary-subject', body: 'canary-body', requester: ann });
  fixture.zendesk.clearRequests();
  fixture.events.length = 0;
  const later = (seconds: number) => fixture.zendesk.advance(seconds);
  const status = (ticketId = ticket.id) => fixture.connection().getTicketStatus({ ticketId });
  return { ...fixture, account, ann, bob, carla, ticket, later, status };
}

describe('the sentence', () => {
  test('Pending — last updated 2 hours ago by agent Carla.', async () => {
    const { account, carla, ticket, later, status, zendesk } = await desk();
    later(HOUR);
    account.addComment(ticket.id, { author: carla, body: 'On it.', status: 'pending' });
    later(2 * HOUR - 3_000); // and the token lives
    vi.setSystemTime(Date.now());
    later(3_000);
    account.expireAccessTokens();
    expect(await status()).toEqual({
      ticketId: 1,
      status: 'pending',
      statusLabel: 'Pending',
      updatedAt: '2026-11-23T13:00:00Z',
      updatedBy: { kind: 'agent', name: 'Carla' },
      summary: 'Pending — last updated 2 hours ago by agent Carla.',
    });
    expect(zendesk.requests.filter(({ path, status }) => path.startsWith('/api/') && status === 200)).toHaveLength(3);
  });

  test('takes two round trips: the ticket, then the comments (and once the statuses, beside them)', async () => {
    const { status, zendesk } = await desk();
    await status();
    await status();
    expect(zendesk.requests.map(({ path }) => path)).toEqual([
      '/api/v2/tickets/1',
      '/api/v2/tickets/1/comments',
      '/api/v2/custom_statuses',
      '/api/v2/tickets/1',
      '/api/v2/tickets/1/comments',
    ]);
  });

  test.each([
    [
      'the requester',
      (d: Awaited<ReturnType<typeof desk>>) => d.account.addComment(1, { author: d.ann, body: 'x' }),
      'Open — last updated just now by you.',
    ],
    [
      'an agent by the name that end users see',
      (d) =>
        d.account.addComment(1, {
          author: d.account.addUser({ name: 'Real Name', email: 'x@acme.example', role: 'agent', alias: 'Casey' }),
          body: 'x',
        }),
      'Open — last updated just now by agent Casey.',
    ],
    [
      'somebody else in copy: nobody',
      (d) => d.account.addComment(1, { author: d.bob, body: 'x' }),
      'Open — last updated just now.',
    ],
    [
      'a rule since the comment: nobody, and the answer is told',
      (d) => {
        d.account.addComment(1, { author: d.carla, body: 'x' });
        d.later(60);
        d.account.updateTicket(1, { status: 'open' });
      },
      'Open — last updated just now, last answer by agent Carla 1 minute ago.',
    ],
    [
      'an agent with an internal note: nobody',
      (d) => d.account.addComment(1, { author: d.carla, body: 'canary-note', public: false }),
      'Open — last updated just now.',
    ],
  ] as readonly (readonly [string, (d: Awaited<ReturnType<typeof desk>>) => void, string])[])(
    'last updated by %s',
    async (_, change, sentence) => {
      const d = await desk();
      d.later(60);
      d.account.updateTicket(1, { status: 'open' });
      d.later(60);
      change(d);
      const result = await d.status();
      expect(result.summary).toBe(sentence);
      expect(JSON.stringify(result)).not.toContain('canary');
    },
  );

  test('with the scope `read` audits tell of changes without a comment too', async () => {
    const d = await desk({ scope: ['read', 'write'] });
    d.later(60);
    d.account.updateTicket(1, { author: d.carla, status: 'solved' });
    expect((await d.status()).summary).toBe('Solved — last updated just now by agent Carla.');
    d.later(60);
    d.account.addComment(1, { author: d.carla, body: 'note', public: false });
    expect((await d.status()).summary).toBe('Solved — last updated just now.');
    d.later(60);
    d.account.updateTicket(1, { author: 'system', status: 'closed' });
    expect((await d.status()).summary).toBe('Closed — last updated just now.');
  });

  test('who updated is left out, not an error, when comments cannot be read', async () => {
    const d = await desk();
    d.zendesk.fault({ path: '/api/v2/tickets/1/comments' }, { status: 403, body: { error: 'Forbidden' } });
    expect((await d.status()).summary).toBe('Open — last updated just now.');
    d.zendesk.fault({ path: '/api/v2/tickets/1/comments' }, { status: 404, body: { error: 'RecordNotFound' } });
    expect((await d.status()).summary).toBe('Open — last updated just now.');
  });

  test('custom statuses go by their label for end users, default ones by their own name', async () => {
    const d = await desk({
      simulator: {
        accounts: [
          {
            subdomain: 'acme',
            customStatuses: [{ category: 'pending', agentLabel: 'Parts', endUserLabel: 'Waiting for parts' }],
          },
        ],
      },
    });
    const custom = d.account.statuses.find((status) => !status.default);
    d.account.updateTicket(1, { custom_status_id: custom?.id ?? 0 });
    expect(await d.status()).toMatchObject({ status: 'pending', statusLabel: 'Waiting for parts' });
    d.account.updateTicket(1, { status: 'pending' });
    expect(await d.status()).toMatchObject({ statusLabel: 'Pending' });
  });

  test('statuses that cannot be read, or that nobody has heard of, are no trouble', async () => {
    const d = await desk();
    d.account.quirks.customStatusesForbidden = true;
    expect(await d.status()).toMatchObject({ statusLabel: 'Open' });
    d.account.updateTicket(1, { status: 'marooned' });
    expect(await d.status()).toMatchObject({ status: 'marooned', statusLabel: 'Marooned' });
    const other = await desk();
    other.zendesk.fault({ path: '/api/v2/custom_statuses' }, { status: 500 });
    expect(await other.status()).toMatchObject({ statusLabel: 'Open' });
  });

  test.each([
    ['de', 'Wartend — zuletzt aktualisiert vor 2 Stunden von Carla (Support).'],
    ['de-AT', 'Wartend — zuletzt aktualisiert vor 2 Stunden von Carla (Support).'],
    ['es', 'Pendiente — última actualización hace 2 horas por el agente Carla.'],
    ['fr', 'En attente — dernière mise à jour il y a 2 heures par l’agent Carla.'],
    ['it', 'In attesa — ultimo aggiornamento 2 ore fa dall’agente Carla.'],
    ['nl', 'In afwachting — laatst bijgewerkt 2 uur geleden door agent Carla.'],
    ['pt-BR', 'Pendente — última atualização há 2 horas pelo agente Carla.'],
    ['ja', 'Pending — last updated 2 hours ago by agent Carla.'],
    ['en-GB', 'Pending — last updated 2 hours ago by agent Carla.'],
  ])('in %s', async (locale, sentence) => {
    const d = await desk();
    d.account.addComment(1, { author: d.carla, body: 'x', status: 'pending' });
    d.later(2 * HOUR);
    expect((await d.connection({ locale }).getTicketStatus({ ticketId: 1 })).summary.replaceAll('\u00a0', ' ')).toBe(
      sentence,
    );
  });

  test.each([
    [0, 'just now'],
    [59, 'just now'],
    [60, '1 minute ago'],
    [3599, '59 minutes ago'],
    [3600, '1 hour ago'],
    [86_400, '1 day ago'],
    [3 * 86_400, '3 days ago'],
    [8 * 86_400, '1 week ago'],
    [40 * 86_400, '1 month ago'],
    [800 * 86_400, '2 years ago'],
    [-120, 'just now'],
  ])('%i seconds later it was %s', async (seconds, when) => {
    const d = await desk();
    d.account.addTicket({ subject: 'x', requester: d.ann, updatedAt: d.zendesk.now() - seconds * 1000 });
    expect((await d.status(2)).summary).toContain(`last updated ${when}`);
  });
});

test('[A9] an answer without a date, and an outage of the comments', async () => {
  const d = await desk();
  const ticket = {
    id: 1,
    status: 'open',
    requester_id: d.ann.id,
    created_at: '2026-11-23T10:00:00Z',
    updated_at: '2026-11-23T10:00:00Z',
  };
  const users = [{ id: d.ann.id, email: ANN.email }];
  d.zendesk.fault({ path: '/api/v2/tickets/1' }, { status: 200, body: { ticket, users } });
  expect((await d.status()).summary).toBe('Open — last updated 2 hours ago.');
  d.zendesk.fault({ path: '/api/v2/tickets/1/comments' }, { reset: true });
  expect((await d.status()).summary).toBe('Open — last updated 2 hours ago.');
});

test('a custom status without a label for end users goes by the one for agents, or by the status', async () => {
  const d = await desk();
  const status = (id: number, more: object) => ({ id, default: false, ...more });
  d.zendesk.fault(
    { path: '/api/v2/custom_statuses' },
    { status: 200, body: { custom_statuses: [status(1, { agent_label: 'Parts' }), status(2, {})] } },
  );
  d.account.updateTicket(1, { custom_status_id: 1 });
  expect(await d.status()).toMatchObject({ statusLabel: 'Parts' });
  d.account.updateTicket(1, { custom_status_id: 2 });
  expect(await d.status()).toMatchObject({ statusLabel: 'Open' });
});

describe('[A3] a signed-in user reads only their own tickets', () => {
  test('of 500 tickets, theirs; all others look as if they did not exist', async () => {
    const d = await desk();
    for (let n = 2; n <= 500; n++)
      d.account.addTicket({ subject: `t${n}`, requester: n % 50 === 0 ? d.ann : n % 2 === 0 ? d.bob : d.carla });
    const own: number[] = [];
    const refusals = new Set<string>();
    for (let id = 1; id <= 510; id++) {
      const outcome = await d.status(id).catch((error: unknown) => error);
      if (outcome instanceof ZendeskError) refusals.add(JSON.stringify(outcome));
      else own.push(id);
    }
    expect(own).toEqual([1, 50, 100, 150, 200, 250, 300, 350, 400, 450, 500]);
    expect([...refusals]).toHaveLength(1);
    expect(JSON.parse([...refusals][0] ?? '')).toMatchObject({ code: 'not_found', status: 404 });
  });

  test('also when users are not side-loaded, by any address and in any case', async () => {
    const d = await desk();
    d.account.quirks.usersAreNotSideloaded = true;
    for (const email of [ANN.email, ANN.email.toUpperCase(), 'ann@home.example']) {
      await expect(d.connection({ requester: { email } }).getTicketStatus({ ticketId: 1 })).resolves.toMatchObject({
        ticketId: 1,
      });
    }
    for (const email of [BOB.email, 'joann@customer.example', 'ann@customer.example.org', 'nn@customer.example']) {
      expect(await rejection(d.connection({ requester: { email } }).getTicketStatus({ ticketId: 1 }))).toMatchObject({
        code: 'not_found',
      });
    }
  });

  test('a ticket that was deleted, or has no requester, does not exist', async () => {
    const d = await desk();
    d.account.updateTicket(1, { status: 'deleted' });
    expect(await rejection(d.status())).toMatchObject({ code: 'not_found' });
    d.zendesk.fault(
      { path: '/api/v2/tickets/1' },
      {
        status: 200,
        body: {
          ticket: { id: 1, status: 'open', created_at: '2026-01-01T00:00:00Z', updated_at: '2026-01-01T00:00:00Z' },
        },
      },
    );
    expect(await rejection(d.status())).toMatchObject({ code: 'not_found' });
  });

  test('an internal assistant may read any', async () => {
    const d = await desk();
    await expect(d.connection({ requester: 'anyone' }).getTicketStatus({ ticketId: 1 })).resolves.toMatchObject({
      ticketId: 1,
    });
  });
});

describe('[A4] an anonymous visitor needs number and address together', () => {
  test.each([
    ['right address', { ticketId: 1, email: ANN.email }, undefined],
    ['right address in another case', { ticketId: 1, email: 'Ann@Customer.Example' }, undefined],
    ['address of somebody else', { ticketId: 1, email: BOB.email }, 'not_found'],
    ['number of nobody', { ticketId: 99, email: ANN.email }, 'not_found'],
    ['no address', { ticketId: 1 }, 'invalid_input'],
    ['an address that is none', { ticketId: 1, email: '*' }, 'invalid_input'],
  ])('%s', async (_, input, code) => {
    const d = await desk();
    const call = d.connection({ requester: 'from-conversation' }).getTicketStatus(input);
    if (code === undefined) await expect(call).resolves.toMatchObject({ status: 'new' });
    else expect(await rejection(call)).toMatchObject({ code });
  });

  test('what one visitor has shown helps no other', async () => {
    const d = await desk();
    const ask = (email: string) =>
      d.connection({ requester: 'from-conversation' }).getTicketStatus({ ticketId: 1, email });
    await ask(ANN.email);
    expect(await rejection(ask(BOB.email))).toMatchObject({ code: 'not_found' });
  });

  test('customer context is refused', async () => {
    const d = await desk();
    const anonymous = d.connection({ requester: 'from-conversation' });
    expect(await rejection(anonymous.getCustomerContext({ email: ANN.email }))).toMatchObject({
      code: 'permission_denied',
      reason: 'requester',
    });
    expect(anonymous.actions().map(({ name }) => name)).toEqual([
      'zendesk_create_ticket',
      'zendesk_get_ticket_status',
      'zendesk_add_comment',
      'zendesk_search_help_center',
      'zendesk_get_ticket_conversation',
      'zendesk_solve_ticket',
    ]);
    expect(await anonymous.startSession()).toBeUndefined();
    expect(d.zendesk.requests).toEqual([]);
  });
});

describe('[A5] a ticket id is a number and nothing else', () => {
  const HOSTILE_IDS = [
    '1/../../users/me',
    '../users/2',
    '1?include=users',
    '1.json#',
    '1%2f..%2fusers',
    -1,
    0,
    1.5,
    1e21,
    Number.NaN,
    '0x10',
    '１２',
    2 ** 53,
    '0',
    '-1',
    '+1',
    ' 1',
    '1e3',
    '#',
    '##1',
    '9007199254740993',
    null,
    undefined,
    [1],
    { id: 1 },
    true,
  ];

  test.each(HOSTILE_IDS.map((id) => [String(id), id]))('%s', async (_, ticketId) => {
    const d = await desk();
    expect(await rejection(d.connection().getTicketStatus({ ticketId: ticketId as number }))).toBeInstanceOf(
      InvalidInputError,
    );
    expect(d.zendesk.requests).toEqual([]);
  });

  test('nor does any other value get through', async () => {
    const d = await desk();
    await fc.assert(
      fc.asyncProperty(fc.anything(), async (ticketId) => {
        const written = typeof ticketId === 'string' && /^#?\d+$/.test(ticketId);
        fc.pre(!written && !(Number.isSafeInteger(ticketId) && (ticketId as number) > 0));
        expect(await rejection(d.connection().getTicketStatus({ ticketId: ticketId as number }))).toBeInstanceOf(
          InvalidInputError,
        );
      }),
      { numRuns: 200 },
    );
    expect(d.zendesk.requests).toEqual([]);
  });
});
