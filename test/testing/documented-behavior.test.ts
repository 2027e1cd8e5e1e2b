/**
 * What Zendesk documents, row by row, and that the simulator refuses what it does not model.
 */
import { describe, expect, test } from 'vitest';
import { createZendeskSimulator } from '../../src/testing/index.js';
import { createDesk as desk, type Json } from '../support/zendesk-desk.js';

const client = { client_id: 'support_bot', client_secret: 'simulated-client-secret' };

describe('the token endpoint', () => {
  test('grants client credentials for 30 minutes without a refresh token, and at most 48 hours', async () => {
    const { ask, api } = desk();
    const grant = (more: object) =>
      ask('POST', '/oauth/tokens', { grant_type: 'client_credentials', ...client, ...more }, null);
    const { status, body } = await grant({ scope: 'tickets:read users:read' });
    expect(status).toBe(201);
    expect(body).toEqual({
      access_token: expect.any(String),
      token_type: 'bearer',
      scope: 'tickets:read users:read',
      expires_in: 1800,
    });
    expect((await api('GET', '/users/me', undefined, body.access_token)).body.user.role).toBe('admin');
    expect((await grant({ expires_in: 172_800 })).body.expires_in).toBe(172_800);
    expect((await grant({ expires_in: 172_801 })).body.error).toBe('invalid_request');
    expect((await grant({ scope: 'tickets:read nonsense' })).body.scope).toBe('tickets:read');
    expect((await grant({ client_secret: 'wrong' })).body.error).toBe('invalid_client');
  });

  test('grants no more than the allowed scopes', async () => {
    const clients = [
      { clientId: 'support_bot', clientSecret: 'simulated-client-secret', allowedScopes: ['read', 'tickets:write'] },
    ];
    const { ask } = desk({ accounts: [{ subdomain: 'acme', clients }] });
    const grant = (scope: string) =>
      ask('POST', '/oauth/tokens', { grant_type: 'client_credentials', ...client, scope }, null);
    expect((await grant('write')).body.error).toBe('invalid_scope');
    expect((await grant('tickets:read tickets:write')).status).toBe(201);
    const broad = [{ clientId: 'x', allowedScopes: ['read', 'tickets:read'] }];
    expect(() => desk({ accounts: [{ subdomain: 'acme', clients: broad }] })).toThrow(/tickets:read and read/);
  });
});

describe('tickets', () => {
  test('take every field that a support bot sets, and show it', async () => {
    const { api, account } = desk({}, { groups: [{ id: 4 }], brands: [{ id: 3 }] });
    const agent = account.addUser({ name: 'Bo', email: 'bo@acme.example', role: 'agent' });
    const { body } = await api('POST', '/tickets', {
      ticket: {
        subject: 'S',
        type: 'question',
        priority: 'low',
        assignee_id: agent.id,
        group_id: 4,
        tags: ['One', 'two'],
        external_id: 7,
        comment: { body: 'note', public: false },
      },
    });
    expect(body.ticket).toMatchObject({ type: 'question', status: 'open', group_id: 4, brand_id: 3, is_public: false });
    expect(body.ticket).toMatchObject({ tags: ['one', 'two'], external_id: '7', assignee_id: agent.id });
    const change = (ticket: object) => api('PUT', '/tickets/1', { ticket });
    expect(
      (await change({ priority: 'urgent', subject: 'T', additional_tags: ['three'], remove_tags: ['one'] })).body
        .ticket,
    ).toMatchObject({
      priority: 'urgent',
      subject: 'T',
      tags: ['three', 'two'],
    });
    expect((await change({ assignee_email: account.admin.email })).body.ticket.assignee_id).toBe(account.admin.id);
    expect((await change({ priority: 'huge' })).body.details.priority[0].error).toBe('InvalidValue');
    expect((await change({ sharing_agreements: [1] })).body.details.sharing_agreements[0].error).toBe('NotModeled');
    expect((await api('GET', '/tickets?external_id=7')).body.count).toBe(1);
    expect((await api('GET', '/tickets?assignee=7')).status).toBe(422);
    expect((await api('GET', '/nothing')).body).toEqual({ error: 'InvalidEndpoint', description: 'Not found' });
  });

  test.each(['pending', 'hold', 'solved'])('an answer of the end user opens one that is %s', async (status) => {
    const { account } = desk();
    const ann = account.addUser({ name: 'Ann', email: 'ann@x.example' });
    const { id } = account.addTicket({ subject: 'S', requester: ann, status });
    account.addComment(id, { author: ann, body: 'Still broken' });
    expect(account.tickets[0]?.status).toBe('open');
  });

  test('closed ones are not changed, and have follow-ups', async () => {
    const { account, api } = desk();
    account.addTicket({ subject: 'S', requester: account.admin.id, status: 'closed' });
    const refused = await api('PUT', '/tickets/1', { ticket: { priority: 'low' } });
    expect(refused.body.details.status[0].description).toBe('Status: closed prevents ticket update');
    const { body } = await api('POST', '/tickets', {
      ticket: { comment: { body: 'again' }, via_followup_source_id: 1 },
    });
    expect(body.ticket.via.source).toMatchObject({ rel: 'follow_up', from: { ticket_id: 1 } });
    expect((await api('GET', '/tickets/1')).body.ticket.followup_ids).toEqual([body.ticket.id]);
  });

  test('take 5,000 comments, and other changes after that', async () => {
    const { account, api } = desk();
    const [full, other] = [1, 2].map(() => account.addTicket({ subject: 'S', requester: account.admin.id }));
    for (let n = account.comments(1).length; n < 5_000; n++) {
      account.addComment(1, { author: account.admin.id, body: `${n}` });
    }
    const merged = { ids: [other?.id], target_comment: 'x', source_comment: 'x' };
    for (const refused of [
      await api('PUT', '/tickets/1', { ticket: { comment: { body: 'one more' } } }),
      await api('PUT', '/requests/1', { request: { comment: { body: 'one more' } } }),
      await api('POST', `/tickets/${full?.id}/merge`, merged),
    ]) {
      expect(refused).toMatchObject({ status: 422, body: { error: 'RecordInvalid' } });
    }
    expect(account.comments(1)).toHaveLength(5_000);
    expect((await api('PUT', '/tickets/1', { ticket: { priority: 'low' } })).status).toBe(200);
  });

  test('take 30 updates of one user in ten minutes, each ticket by itself', async () => {
    const accounts = [{ subdomain: 'acme', endpointRateLimits: true }];
    const { zendesk, account, api } = desk({ accounts, now: () => Date.UTC(2026, 10, 25) });
    for (const subject of ['S', 'T']) account.addTicket({ subject, requester: account.admin.id });
    const update = (id: number) => api('PUT', `/tickets/${id}`, { ticket: { comment: { body: 'x' } } });
    for (let n = 0; n < 30; n++) expect((await update(1)).status).toBe(200);
    zendesk.advance(60);
    const refused = await update(1);
    expect(refused.status).toBe(429);
    expect(refused.headers.get('retry-after')).toBe('540');
    expect(refused.headers.get('zendesk-ratelimit-per-ticket-updates')).toBe('total=30; remaining=0; resets=540');
    expect((await update(2)).status).toBe(200);
    zendesk.advance(540);
    expect((await update(1)).status).toBe(200);
  });

  test('a required field is asked for when the ticket is solved, by its id', async () => {
    const { account, api } = desk({}, { ticket_fields: [{ id: 77, title: 'Product', required: true }] });
    account.addTicket({ subject: 'S', requester: account.admin.id });
    const solve = (more: object) => api('PUT', '/tickets/1', { ticket: { status: 'solved', ...more } });
    expect((await solve({})).body.details.base).toEqual([
      {
        description: 'Product: is required when solving a ticket',
        error: 'BlankValue',
        ticket_field_id: 77,
        ticket_field_type: 'FieldText',
      },
    ]);
    expect((await solve({ custom_fields: [{ id: 77, value: 'Printer' }] })).body.ticket.status).toBe('solved');
  });

  test('a file is uploaded, attached once, and told to webhooks', async () => {
    const told: Json[] = [];
    const { zendesk, account, api } = desk({
      async webhookFetch(request) {
        told.push(await request.json());
        return new Response();
      },
    });
    account.addTicket({ subject: 'S', requester: account.admin.id });
    const subscriptions = ['zen:event-type:ticket.attachment_linked_to_comment'];
    account.addWebhook({ name: 'w', endpoint: 'https://bot.example/', subscriptions });
    const { upload } = (await api('POST', '/uploads?filename=a.txt', 'bytes')).body;
    const answer = { ticket: { comment: { body: 'see', uploads: [upload.token] } } };
    expect((await api('PUT', '/tickets/1', answer)).status).toBe(200);
    expect((await api('PUT', '/tickets/1', answer)).status).toBe(422);
    await zendesk.delivered();
    expect(told).toMatchObject([{ event: { comment: { attachment: { filename: 'a.txt', is_public: true } } } }]);
  });
});

test('search knows operators, any of several values, and limits', async () => {
  const { account, find, api } = desk();
  const ann = account.addUser({ name: 'Ann', email: 'ann@x.example' });
  for (const status of ['open', 'pending', 'solved', 'closed']) {
    account.addTicket({ subject: status, requester: ann, status, tags: [status], external_id: `x-${status}` });
  }
  expect(await find('type:ticket status<solved')).toEqual([1, 2]);
  expect(await find('status>=pending')).toEqual([2, 3, 4]);
  expect(await find('type:ticket -status:closed')).toEqual([1, 2, 3]);
  expect(await find('status:open status:closed')).toEqual([1, 4]);
  expect(await find('tags:solved')).toEqual([3]);
  expect(await find('external_id:x-open')).toEqual([1]);
  expect(await find('type:ticket created>2999-01-01')).toEqual([]);
  expect(await find('type:ticket created>1hour')).toEqual([1, 2, 3, 4]);
  const sorted = await api('GET', '/search?query=type:ticket&sort_by=status&sort_order=desc');
  expect(sorted.body.results[0].id).toBe(4);
  expect((await api('GET', '/search/count?query=type:ticket')).body).toEqual({ count: 4 });
  expect((await api('GET', '/search?query=type:ticket&page=11')).status).toBe(422);
  expect((await api('GET', '/tickets?page=101')).body.errors[0].code).toBe('InvalidPaginationDepth');
});

test('an export of search has its type in the filter, and pages by cursor', async () => {
  const { account, api } = desk();
  for (const subject of ['One', 'Two', 'Three']) account.addTicket({ subject, requester: account.admin.id });
  const exported = (query: string) => api('GET', `/search/export?${query}`);
  const first = (await exported('query=status:open+status:new&filter[type]=ticket&page[size]=2')).body;
  expect(first).toMatchObject({ results: [{ id: 1, result_type: 'ticket' }, { id: 2 }], meta: { has_more: true } });
  const { search } = new URL(first.links.next);
  expect((await exported(search.slice(1))).body).toMatchObject({ results: [{ id: 3 }], meta: { has_more: false } });
  expect((await exported('query=ada&filter[type]=user')).body.results).toMatchObject([{ id: account.admin.id }]);
  expect((await exported('query=type:ticket&filter[type]=ticket')).status).toBe(400);
  expect((await exported('query=one&filter[type]=article')).status).toBe(400);
  expect((await exported('query=one')).status).toBe(400);
  expect((await exported('filter[type]=ticket')).status).toBe(400);
  expect((await api('GET', '/search?query=one&filter[type]=ticket')).status).toBe(422);
});

test.each([
  ['triggers', 'active'],
  ['macros', 'active'],
  ['views', 'active'],
  ['groups', 'assignable'],
])('%s have a list of those that are %s', async (many, list) => {
  const off = many === 'groups' ? { name: 'Off', deleted: true } : { title: 'Off', active: false };
  const on = many === 'groups' ? { name: 'On' } : { title: 'On' };
  const { api } = desk({}, { [many]: [off, on] });
  const { body } = await api('GET', `/${many}/${list}`);
  expect(body[many]).toMatchObject([on]);
  expect(body.count).toBe(1);
});

test('a due date is a time', async () => {
  const { api } = desk();
  const create = (due_at: unknown) =>
    api('POST', '/tickets', { ticket: { comment: { body: 'x' }, type: 'task', due_at } });
  expect((await create('2027-01-01T00:00:00Z')).body.ticket.due_at).toBe('2027-01-01T00:00:00Z');
  expect((await create(null)).body.ticket.due_at).toBeNull();
  expect((await create('tomorrow')).body.details.due_at[0].error).toBe('InvalidValue');
});

test('webhooks: subscriptions are checked, noop is taken, and triggers send to them', async () => {
  const bodies: string[] = [];
  const { zendesk, account, api } = desk({
    async webhookFetch(request) {
      bodies.push(await request.text());
      return new Response();
    },
  });
  const make = (subscriptions: readonly string[], endpoint = 'https://bot.example/') =>
    api('POST', '/webhooks', {
      webhook: { name: 'w', endpoint, http_method: 'POST', request_format: 'json', status: 'active', subscriptions },
    });
  expect((await make(['nonsense'])).status).toBe(400);
  expect((await make([], 'noop://x')).status).toBe(201);
  const { webhook } = (await make(['conditional_ticket_events'])).body;
  const trigger = {
    title: 'Reply',
    conditions: { all: [{ field: 'comment_is_public', operator: 'is', value: 'true' }] },
    actions: [{ field: 'notification_webhook', value: [webhook.id, '{"id":"{{ticket.id}}"}'] }],
  };
  expect((await api('POST', '/triggers', { trigger })).status).toBe(201);
  account.addTicket({ subject: 'S', requester: account.admin.id });
  account.addComment(1, { author: account.admin.id, body: 'note', public: false });
  await zendesk.delivered();
  expect(bodies).toEqual(['{"id":"1"}']);
});

test('an end user has their own requests and no others', async () => {
  const { account, api } = desk();
  const [ann, bob] = ['ann', 'bob'].map((name) => account.addUser({ name, email: `${name}@x.example` }));
  account.addTicket({ subject: 'Of Ann', requester: ann?.id ?? 0 });
  account.addComment(1, { author: account.admin.id, body: 'internal', public: false });
  account.addToken({ accessToken: 'ann', userId: ann?.id ?? 0 });
  account.addToken({ accessToken: 'bob', userId: bob?.id ?? 0 });
  expect((await api('GET', '/requests', undefined, 'ann')).body.requests).toMatchObject([{ subject: 'Of Ann' }]);
  expect((await api('GET', '/requests/1/comments', undefined, 'ann')).body.comments).toHaveLength(1);
  expect((await api('GET', '/requests/1', undefined, 'bob')).status).toBe(403);
});

test('the help center shows each reader what they may read', async () => {
  const { account, api } = desk();
  account.addArticle({ title: 'Reset a password', body: '<p>Press Reset.</p>' });
  account.addArticle({ title: 'Reset for agents', visible_to: 'agents' });
  const search = async (bearer: string | null) =>
    (await api('GET', '/help_center/articles/search?query=reset', undefined, bearer)).body.count;
  expect(await search(null)).toBe(1);
  expect(await search('secret-access-token')).toBe(2);
});

test('a rule of the account touches a ticket seconds later', async () => {
  const { zendesk, account } = desk({ now: () => Date.UTC(2026, 10, 25) });
  account.onTicketChange(({ ticket, previous }) => {
    if (previous === undefined) zendesk.after(3, () => account.updateTicket(ticket.id, { tags: ['routed'] }));
  });
  account.addTicket({ subject: 'S', requester: account.admin.id });
  expect(account.tickets[0]?.tags).toEqual([]);
  zendesk.advance(60);
  expect(account.tickets[0]).toMatchObject({ tags: ['routed'], updated_at: '2026-11-25T00:00:03Z' });
});

test('advance() moves the clock of the application too, if it is given one', () => {
  let now = 0;
  const { zendesk } = desk({
    now: () => now,
    advanceClock: (milliseconds) => {
      now += milliseconds;
    },
  });
  zendesk.advance(60);
  expect([now, zendesk.now()]).toEqual([60_000, 60_000]);
});

test('the log tells why a request was refused, without secrets', async () => {
  const { zendesk, api } = desk();
  await api('GET', '/tickets/9');
  await api('GET', '/tickets/9', undefined, 'wrong-token');
  expect(zendesk.log[0]).toMatch(/acme GET \/api\/v2\/tickets\/9 → 404 \(there is no tickets 9\)$/);
  expect(zendesk.log[1]).toMatch(/→ 401 \(the access token is not known\)$/);
  expect(zendesk.log.join()).not.toMatch(/secret-access|wrong-token/);
});

test('the state of one account is the seed of another', async () => {
  const { account, api } = desk();
  await api('POST', '/tickets', {
    ticket: { subject: 'S', comment: { body: 'x' }, requester: { name: 'A', email: 'a@x.example' } },
  });
  const state = JSON.parse(JSON.stringify(account.state));
  const copy = createZendeskSimulator({ accounts: [{ subdomain: 'acme', seed: state }] }).account('acme');
  expect(JSON.parse(JSON.stringify(copy.state))).toEqual(state);
  expect(() => desk({}, { tickts: [] })).toThrow(/has "tickts"/);
});
