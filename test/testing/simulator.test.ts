/**
 * The simulator as its users meet it: what Zendesk documents, with the words of zendesk-connector's own requests.
 */
import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { type AccountOptions, createZendeskSimulator, type ZendeskSimulator } from '../../src/testing/index.js';

const REDIRECT_URI = 'https://bot.example/zendesk/callback';
const VERIFIER = 'verifier-verifier-verifier-verifier-verifier';
const CHALLENGE = createHash('sha256').update(VERIFIER).digest('base64url');

interface Tokens {
  readonly access_token: string;
  readonly refresh_token: string;
  readonly expires_in?: number;
  readonly scope: string;
}

type Json = ReturnType<typeof JSON.parse>;

async function post(zendesk: ZendeskSimulator, path: string, body: unknown, headers: Record<string, string> = {}) {
  const response = await zendesk.fetch(`https://acme.zendesk.com${path}`, {
    method: 'POST',
    body: JSON.stringify(body),
    headers: { 'content-type': 'application/json', ...headers },
  });
  return { status: response.status, headers: response.headers, body: (await response.json()) as Json };
}

async function api(
  zendesk: ZendeskSimulator,
  token: string,
  method: string,
  path: string,
  body?: unknown,
  headers: Record<string, string> = {},
) {
  const response = await zendesk.fetch(`https://acme.zendesk.com${path}`, {
    method,
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json', ...headers },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  return {
    status: response.status,
    headers: response.headers,
    body: (text === '' ? undefined : JSON.parse(text)) as Json,
  };
}

function authorizationUrl(more: Record<string, string> = {}): URL {
  const url = new URL('https://acme.zendesk.com/oauth/authorizations/new');
  url.search = new URLSearchParams({
    response_type: 'code',
    client_id: 'support_bot',
    redirect_uri: REDIRECT_URI,
    scope: 'read write',
    state: 'state-1',
    code_challenge: CHALLENGE,
    code_challenge_method: 'S256',
    ...more,
  }).toString();
  return url;
}

const client = { client_id: 'support_bot', client_secret: 'simulated-client-secret' };

async function grant(zendesk: ZendeskSimulator, code: string, more: Record<string, unknown> = {}) {
  return post(zendesk, '/oauth/tokens', {
    grant_type: 'authorization_code',
    ...client,
    code,
    redirect_uri: REDIRECT_URI,
    code_verifier: VERIFIER,
    expires_in: 3600,
    ...more,
  });
}

async function codeOf(zendesk: ZendeskSimulator, scope = 'read write'): Promise<string> {
  return (await zendesk.authorize(authorizationUrl({ scope }))).searchParams.get('code') ?? '';
}

async function connect(zendesk: ZendeskSimulator, scope?: string, more?: Record<string, unknown>): Promise<Tokens> {
  return (await grant(zendesk, await codeOf(zendesk, scope), more)).body;
}

function clock(account: Partial<AccountOptions> = {}) {
  const zendesk = createZendeskSimulator({
    now: () => Date.UTC(2026, 10, 23, 12),
    accounts: [{ subdomain: 'acme', ...account }],
  });
  return zendesk;
}

describe('authorization', () => {
  test('the consent page tells who asks for what, escaped', async () => {
    const zendesk = clock();
    const page = await (await zendesk.fetch(authorizationUrl({ state: '"><script>' }))).text();
    expect(page).toContain('support_bot');
    expect(page).toContain('<code>write</code>');
    expect(page).not.toContain('<script>');
  });

  test('Allow leads back with code and state, Deny with access_denied', async () => {
    const zendesk = clock();
    const allowed = await zendesk.authorize(authorizationUrl());
    expect(allowed.href.startsWith(REDIRECT_URI)).toBe(true);
    expect(allowed.searchParams.get('state')).toBe('state-1');
    expect(allowed.searchParams.get('code')).not.toBeNull();
    const denied = await zendesk.authorize(authorizationUrl(), { decision: 'deny' });
    expect(denied.searchParams.get('error')).toBe('access_denied');
    expect(denied.searchParams.get('code')).toBeNull();
  });

  test.each([
    [{ client_id: 'unknown' }, 400, null],
    [{ redirect_uri: 'not a url' }, 400, null],
    [{ response_type: 'token' }, 302, 'unsupported_response_type'],
    [{ scope: '' }, 302, 'invalid_scope'],
  ])('%j is answered %i %s', async (wrong, status, error) => {
    const response = await clock().fetch(authorizationUrl(wrong as Record<string, string>));
    expect(response.status).toBe(status);
    const location = response.headers.get('location');
    expect(location === null ? null : new URL(location).searchParams.get('error')).toBe(error);
  });

  test('a redirect URL that is not registered is never redirected to', async () => {
    const zendesk = clock({ clients: [{ clientId: 'support_bot', redirectUris: [REDIRECT_URI] }] });
    expect((await zendesk.fetch(authorizationUrl({ redirect_uri: 'https://evil.example/' }))).status).toBe(400);
    expect((await zendesk.fetch(authorizationUrl())).status).toBe(200);
  });

  test('a public client must use PKCE', async () => {
    const zendesk = clock({ clients: [{ clientId: 'support_bot' }] });
    const url = authorizationUrl();
    url.searchParams.delete('code_challenge');
    const back = await zendesk.authorize(url);
    expect(back.searchParams.get('error')).toBe('invalid_request');
  });
});

describe('the token endpoint', () => {
  test('answers 201 with what was asked for', async () => {
    const zendesk = clock();
    const { status, body } = await grant(zendesk, await codeOf(zendesk), { refresh_token_expires_in: 604_801 });
    expect(status).toBe(201);
    expect(body).toEqual({
      access_token: expect.any(String),
      refresh_token: expect.any(String),
      token_type: 'bearer',
      scope: 'read write',
      expires_in: 3600,
      refresh_token_expires_in: 604_801,
    });
  });

  test('without expires_in an old client gets a token for ever and no refresh token, a new one gets lifetimes', async () => {
    const old = clock();
    expect((await grant(old, await codeOf(old), { expires_in: undefined })).body).toEqual({
      access_token: expect.any(String),
      token_type: 'bearer',
      scope: 'read write',
    });
    const young = clock({
      clients: [{ clientId: 'support_bot', clientSecret: 'simulated-client-secret', lifetimesByDefault: true }],
    });
    expect((await grant(young, await codeOf(young), { expires_in: undefined })).body).toMatchObject({
      expires_in: 1800,
      refresh_token_expires_in: 2_592_000,
    });
  });

  test.each([
    [{ expires_in: 300 }, 'invalid_request'],
    [{ expires_in: 172_800 }, 'invalid_request'],
    [{ refresh_token_expires_in: 7_776_000 }, 'invalid_request'],
    [{ refresh_token_expires_in: 1 }, 'invalid_request'],
    [{ grant_type: 'password' }, 'unsupported_grant_type'],
    [{ client_secret: 'wrong' }, 'invalid_client'],
    [{ client_id: 'unknown' }, 'invalid_client'],
    [{ code: 'unknown' }, 'invalid_grant'],
    [{ code_verifier: 'wrong' }, 'invalid_grant'],
    [{ code_verifier: undefined }, 'invalid_grant'],
    [{ redirect_uri: 'https://bot.example/other' }, 'invalid_grant'],
  ])('%j is %s', async (wrong, error) => {
    const zendesk = clock();
    const answer = await grant(zendesk, await codeOf(zendesk), wrong);
    expect(answer.status).toBe(error === 'invalid_client' ? 401 : 400);
    expect(answer.body.error).toBe(error);
  });

  test('takes a form as well as JSON', async () => {
    const zendesk = clock();
    const code = await codeOf(zendesk);
    const body = new URLSearchParams({
      grant_type: 'authorization_code',
      ...client,
      code,
      redirect_uri: REDIRECT_URI,
      code_verifier: VERIFIER,
      expires_in: '3600',
    });
    const response = await zendesk.fetch('https://acme.zendesk.com/oauth/tokens', { method: 'POST', body });
    expect(await response.json()).toMatchObject({ token_type: 'bearer', expires_in: 3600 });
    const text = await zendesk.fetch('https://acme.zendesk.com/oauth/tokens', { method: 'POST', body: 'x' });
    expect(await text.json()).toMatchObject({ error: 'invalid_request' });
  });

  test('a code works once, within two minutes; using it again kills what it gave', async () => {
    const zendesk = clock();
    const code = await codeOf(zendesk);
    const { access_token } = (await grant(zendesk, code)).body;
    expect((await grant(zendesk, code)).body.error).toBe('invalid_grant');
    expect((await api(zendesk, access_token, 'GET', '/api/v2/users/me')).status).toBe(401);
    const late = await codeOf(zendesk);
    zendesk.advance(121);
    expect((await grant(zendesk, late)).body.error).toBe('invalid_grant');
  });

  test('a refresh kills both old tokens at once, and a refresh token works once', async () => {
    const zendesk = clock();
    const first = await connect(zendesk);
    const refresh = (token: string) =>
      post(zendesk, '/oauth/tokens', {
        grant_type: 'refresh_token',
        ...client,
        refresh_token: token,
        expires_in: 3600,
      });
    const second = await refresh(first.refresh_token);
    expect(second.status).toBe(201);
    expect((await api(zendesk, first.access_token, 'GET', '/api/v2/users/me')).status).toBe(401);
    expect((await api(zendesk, second.body.access_token, 'GET', '/api/v2/users/me')).status).toBe(200);
    expect((await refresh(first.refresh_token)).body.error).toBe('invalid_grant');
    zendesk.advance(91 * 24 * 3600);
    expect((await refresh(second.body.refresh_token)).body.error).toBe('invalid_grant');
  });

  test('tokens expire by the clock, JWTs say when, and expires_in may be left out', async () => {
    const zendesk = clock({ accessTokenFormat: 'jwt' });
    zendesk.account('acme').quirks.omitExpiresIn = true;
    const tokens = await connect(zendesk);
    expect(tokens).not.toHaveProperty('expires_in');
    const claims = JSON.parse(Buffer.from(tokens.access_token.split('.')[1] ?? '', 'base64url').toString());
    expect(claims.exp - claims.iat).toBe(3600);
    expect((await api(zendesk, tokens.access_token, 'GET', '/api/v2/users/me')).status).toBe(200);
    zendesk.advance(3600);
    const { status, body } = await api(zendesk, tokens.access_token, 'GET', '/api/v2/users/me');
    expect(status).toBe(401);
    expect(body.error).toBe('invalid_token');
  });

  test('the tokens API shows a token without its secret and revokes it', async () => {
    const zendesk = clock();
    const { access_token, refresh_token } = await connect(zendesk);
    const { body } = await api(zendesk, access_token, 'GET', '/api/v2/oauth/tokens/current.json');
    expect(body.token).toMatchObject({
      token: access_token.slice(0, 10),
      scopes: ['read', 'write'],
      expires_at: '2026-11-23T13:00:00Z',
    });
    expect((await api(zendesk, access_token, 'DELETE', `/api/v2/oauth/tokens/${body.token.id + 999}`)).status).toBe(
      404,
    );
    expect((await api(zendesk, access_token, 'DELETE', `/api/v2/oauth/tokens/${body.token.id}`)).status).toBe(204);
    expect((await api(zendesk, access_token, 'GET', '/api/v2/users/me')).status).toBe(401);
    const refresh = await post(zendesk, '/oauth/tokens', { grant_type: 'refresh_token', ...client, refresh_token });
    expect(refresh.body.error).toBe('invalid_grant');
  });

  test('a suspended user’s tokens are worth nothing', async () => {
    const zendesk = clock();
    const { access_token } = await connect(zendesk);
    zendesk.account('acme').suspendUser(zendesk.account('acme').admin.id);
    expect((await api(zendesk, access_token, 'GET', '/api/v2/users/me')).status).toBe(401);
  });
});

describe('scopes', () => {
  test.each([
    ['GET', '/api/v2/tickets/1', ['tickets:read', 'read']],
    ['GET', '/api/v2/tickets/1/comments', ['tickets:read', 'read']],
    ['GET', '/api/v2/tickets/1/audits', ['read']],
    ['GET', '/api/v2/users/me', ['users:read', 'read']],
    ['GET', '/api/v2/users/search?query=a', ['users:read', 'read']],
    ['GET', '/api/v2/search?query=a', ['read']],
    ['POST', '/api/v2/tickets', ['tickets:write', 'write']],
    ['DELETE', '/api/v2/oauth/tokens/current', ['write']],
  ])('%s %s takes one of %j', async (method, path, allowed) => {
    for (const scope of ['tickets:read', 'tickets:write', 'users:read', 'read', 'write', 'nonsense']) {
      const zendesk = clock();
      const account = zendesk.account('acme');
      account.addTicket({ subject: 'x', requester: account.admin });
      const { access_token } = await connect(zendesk, scope);
      const body = method === 'POST' ? { ticket: { comment: { body: 'x' } } } : undefined;
      const { status } = await api(zendesk, access_token, method, path, body);
      expect(status < 300 ? 'allowed' : status, `${scope} for ${path}`).toBe(allowed.includes(scope) ? 'allowed' : 403);
    }
  });
});

describe('tickets', () => {
  async function setUp(account?: Partial<AccountOptions>) {
    const zendesk = clock(account);
    const { access_token } = await connect(zendesk, 'read write', { expires_in: 172_799 });
    const create = (ticket: object, headers?: Record<string, string>) =>
      api(
        zendesk,
        access_token,
        'POST',
        '/api/v2/tickets.json',
        { ticket: { comment: { body: 'x' }, ...ticket } },
        headers,
      );
    const get = (path: string) => api(zendesk, access_token, 'GET', `/api/v2${path}`);
    return { zendesk, account: zendesk.account('acme'), create, get, token: access_token };
  }

  test('without a requester it is filed as the user of the token', async () => {
    const { create, account } = await setUp();
    expect((await create({ subject: 's' })).body.ticket.requester_id).toBe(account.admin.id);
  });

  test('an existing user is used, whatever the case of the address, and keeps their name', async () => {
    const { create, account } = await setUp();
    const ann = account.addUser({ name: 'Ann', email: 'ann@x.example', identities: ['ann@home.example'] });
    for (const email of ['ann@x.example', 'ANN@X.example', 'ann@home.example']) {
      expect((await create({ requester: { email, name: 'Other' } })).body.ticket.requester_id).toBe(ann.id);
    }
    expect(account.users.find(({ id }) => id === ann.id)?.name).toBe('Ann');
  });

  test.each([
    ['a new requester without a name', { requester: { email: 'new@x.example' } }, 'requester', /too short/],
    ['a blank name', { requester: { email: 'new@x.example', name: ' ' } }, 'requester', /too short/],
    ['an address that is none', { requester: { email: 'new', name: 'N' } }, 'requester', /not properly formatted/],
    ['a suspended requester', { requester: { email: 'bad@x.example', name: 'B' } }, 'requester', /suspended/],
    ['an unknown requester id', { requester_id: 1 }, 'requester', /invalid/],
    ['an unknown priority', { priority: 'huge' }, 'priority', /not valid/],
    ['an unknown status', { status: 'lost' }, 'status', /not valid/],
    ['no comment', { comment: {} }, 'base', /blank/],
    ['a comment that is too long', { comment: { body: 'x'.repeat(65_536) } }, 'base', /too long/],
  ])('%s is a 422 that says so', async (_, ticket, field, message) => {
    const { create, account } = await setUp();
    account.addUser({ name: 'Bad', email: 'bad@x.example', suspended: true });
    const { status, body } = await create(ticket);
    expect(status).toBe(422);
    expect(body.error).toBe('RecordInvalid');
    expect(body.details[field][0].description).toMatch(message);
    expect(account.tickets).toEqual([]);
  });

  test('Markdown escapes do not show in plain_body', async () => {
    const { create, get } = await setUp();
    const { body } = await create({ comment: { body: '\\*not bold\\*  \nnext' } });
    const { comments } = (await get(`/tickets/${body.ticket.id}/comments`)).body;
    expect(comments[0]).toMatchObject({ body: '\\*not bold\\*  \nnext', plain_body: '*not bold*\nnext', public: true });
  });

  test('an idempotency key gives the same ticket for two hours, and nothing else', async () => {
    const { create, account, zendesk } = await setUp();
    const key = { 'idempotency-key': 'k1' };
    const first = await create({ subject: 'a' }, key);
    expect(first.headers.get('x-idempotency-lookup')).toBe('miss');
    const again = await create({ subject: 'a' }, key);
    expect(again.headers.get('x-idempotency-lookup')).toBe('hit');
    expect(again.body).toEqual(first.body);
    expect((await create({ subject: 'b' }, key)).body.error).toBe('IdempotentRequestError');
    expect(account.tickets).toHaveLength(1);
    zendesk.advance(2 * 3600);
    expect((await create({ subject: 'b' }, key)).headers.get('x-idempotency-lookup')).toBe('miss');
    expect(account.tickets).toHaveLength(2);
    expect((await create({}, { 'idempotency-key': 'x'.repeat(256) })).body.error).toBe('IdempotentRequestError');
  });

  test('agents answer and change the status; comments and audits tell', async () => {
    const { account, get, zendesk, token } = await setUp();
    const carla = account.addUser({ name: 'Carla', email: 'c@x.example', role: 'agent', alias: 'C.' });
    const ticket = account.addTicket({ subject: 's', requester: account.addUser({ name: 'A', email: 'a@x.example' }) });
    zendesk.advance(60);
    account.addComment(ticket.id, { author: carla, body: 'note', public: false });
    zendesk.advance(60);
    account.addComment(ticket.id, { author: carla, body: 'answer', status: 'pending' });
    zendesk.advance(60);
    account.updateTicket(ticket.id, { status: 'solved' });
    const newest = await get(`/tickets/${ticket.id}/comments?sort_order=desc&per_page=1&include=users`);
    expect(newest.body.comments).toMatchObject([
      { body: 'answer', author_id: carla.id, created_at: '2026-11-23T12:02:00Z' },
    ]);
    expect(newest.body.users).toMatchObject([{ name: 'Carla', alias: 'C.', role: 'agent' }]);
    const byCursor = await get(`/tickets/${ticket.id}/comments?sort=-created_at&page[size]=2`);
    expect(byCursor.body.comments.map(({ body }: Json) => body)).toEqual(['answer', 'note']);
    expect(byCursor.body.meta.has_more).toBe(true);
    const { audits } = (await get(`/tickets/${ticket.id}/audits`)).body;
    expect(audits.map(({ author_id }: Json) => author_id)).toEqual([ticket.requester_id, carla.id, carla.id, -1]);
    expect((await get(`/tickets/${ticket.id}`)).body.ticket).toMatchObject({
      status: 'solved',
      updated_at: '2026-11-23T12:03:00Z',
    });
    await api(zendesk, token, 'PUT', `/api/v2/tickets/${ticket.id}`, {
      ticket: { status: 'open', comment: { body: 'again', public: false } },
    });
    expect(account.comments(ticket.id).at(-1)).toMatchObject({
      body: 'again',
      public: false,
      author_id: account.admin.id,
    });
    expect((await get('/tickets')).body.count).toBe(1);
  });

  test('side-loading can be off, and lists are paginated by offset', async () => {
    const { account, get } = await setUp();
    const ann = account.addUser({ name: 'Ann', email: 'ann@x.example' });
    for (let n = 0; n < 7; n++)
      account.addTicket({ subject: `t${n}`, requester: ann, updatedAt: Date.UTC(2026, 10, 1 + ((n * 3) % 7)) });
    const path = `/users/${ann.id}/tickets/requested?sort_by=updated_at&sort_order=desc&per_page=5`;
    const { body } = await get(path);
    expect(body.tickets.map(({ updated_at }: Json) => updated_at.slice(8, 10))).toEqual(['07', '06', '05', '04', '03']);
    expect(body).toMatchObject({ count: 7, previous_page: null });
    expect(new URL(body.next_page).searchParams.get('page')).toBe('2');
    account.quirks.sortIsIgnored = true;
    expect((await get(path)).body.tickets[0].id).toBe(1);
    expect((await get('/tickets/1?include=users')).body.users).toHaveLength(1);
    account.quirks.usersAreNotSideloaded = true;
    expect((await get('/tickets/1?include=users')).body).not.toHaveProperty('users');
  });

  test('custom statuses', async () => {
    const { account, get } = await setUp({
      customStatuses: [{ category: 'pending', agentLabel: 'Parts', endUserLabel: 'Waiting for parts' }],
    });
    const { custom_statuses } = (await get('/custom_statuses')).body;
    expect(custom_statuses.filter((status: Json) => !status.default)).toMatchObject([
      { end_user_label: 'Waiting for parts', status_category: 'pending' },
    ]);
    const added = account.addCustomStatus({ category: 'hold', agentLabel: 'Lab', endUserLabel: 'In the lab' });
    account.addTicket({ subject: 'x', requester: account.admin });
    account.updateTicket(1, {
      custom_status_id: added.id,
      subject: 'y',
      assignee: account.admin,
      requester: account.admin,
    });
    expect((await get('/tickets/1')).body.ticket).toMatchObject({
      status: 'hold',
      custom_status_id: added.id,
      subject: 'y',
    });
    expect(() => account.updateTicket(99, {})).toThrow(/no ticket 99/);
  });
});

describe('search', () => {
  test('lags, finds similar addresses, and knows operators', async () => {
    const zendesk = clock({ searchLagSeconds: 60 });
    const { access_token } = await connect(zendesk);
    const account = zendesk.account('acme');
    for (const email of ['ann@x.example', 'joann@x.example', 'ann@x.example.org'])
      account.addUser({ name: email, email });
    const ann = account.userByEmail('ann@x.example');
    account.addTicket({ subject: 'login', requester: ann ?? 0 });
    account.addTicket({ subject: 'other', requester: account.admin, status: 'open' });
    const users = async (query: string) =>
      (
        await api(zendesk, access_token, 'GET', `/api/v2/users/search.json?query=${encodeURIComponent(query)}`)
      ).body.users.map(({ email }: Json) => email);
    const find = async (query: string) =>
      (
        await api(zendesk, access_token, 'GET', `/api/v2/search.json?query=${encodeURIComponent(query)}`)
      ).body.results.map(({ id }: Json) => id);
    expect(await users('email:"ann@x.example"')).toEqual([]);
    expect(await find('type:ticket status:open')).toEqual([]);
    zendesk.advance(60);
    expect(await users('email:"ann@x.example"')).toEqual(['ann@x.example', 'joann@x.example', 'ann@x.example.org']);
    expect(await users('name:joann')).toEqual(['joann@x.example']);
    expect(await users('role:admin')).toEqual(['ada@acme.example']);
    expect(await users('')).toEqual([]);
    expect(await find('type:ticket status:open')).toEqual([2]);
    expect(await find('type:ticket requester:ann@x.example')).toEqual([1]);
    expect(await find('requester:*')).toEqual([1, 2]);
    expect(await find('login')).toEqual([1]);
    expect(await find('type:user email:"joann@x.example"')).toEqual([expect.any(Number)]);
  });
});

describe('what every answer has', () => {
  test('rate limits: told on each answer, enforced by the minute', async () => {
    const zendesk = clock({ rateLimit: 2 });
    const { access_token } = await connect(zendesk);
    const me = () => api(zendesk, access_token, 'GET', '/api/v2/users/me');
    expect((await me()).headers.get('x-rate-limit-remaining')).toBe('1');
    expect((await me()).headers.get('ratelimit-reset')).toBe('60');
    const refused = await me();
    expect(refused.status).toBe(429);
    expect(refused.headers.get('retry-after')).toBe('60');
    zendesk.advance(60);
    expect((await me()).status).toBe(200);
  });

  test('unknown accounts, paths, and tokens', async () => {
    const zendesk = clock();
    expect((await (await zendesk.fetch('https://other.zendesk.com/api/v2/users/me')).json()) as Json).toMatchObject({
      error: { title: 'No help desk at other.zendesk.com' },
    });
    expect((await zendesk.fetch('https://acme.zendesk.com/agent')).status).toBe(404);
    const { access_token } = await connect(zendesk);
    expect((await api(zendesk, access_token, 'GET', '/api/v2/nothing')).body.error).toBe('InvalidEndpoint');
    expect((await api(zendesk, access_token, 'GET', '/api/v2/tickets/1')).body.error).toBe('RecordNotFound');
    expect((await api(zendesk, access_token, 'GET', '/api/v2/users/1')).status).toBe(404);
    const unauthorized = await api(zendesk, 'wrong', 'GET', '/api/v2/users/me');
    expect(unauthorized.status).toBe(401);
    expect(unauthorized.headers.get('x-request-id')).toMatch(/^[\w-]{36}$/);
    expect(() => zendesk.account('other')).toThrow(/no account other/);
  });

  test('an end user gets no further than their own token', async () => {
    const zendesk = clock();
    const eve = zendesk.account('acme').addUser({ name: 'Eve', email: 'eve@x.example' });
    const back = await zendesk.authorize(authorizationUrl(), { userId: eve.id });
    const { access_token } = (await grant(zendesk, back.searchParams.get('code') ?? '')).body;
    expect((await api(zendesk, access_token, 'GET', '/api/v2/users/me')).body.user.role).toBe('end-user');
    expect((await api(zendesk, access_token, 'GET', '/api/v2/tickets')).status).toBe(403);
  });

  test('accounts live side by side', async () => {
    const zendesk = createZendeskSimulator({ accounts: ['acme', { subdomain: 'other' }] });
    zendesk.addAccount('third');
    const { access_token } = await connect(zendesk);
    const response = await zendesk.fetch('https://other.zendesk.com/api/v2/users/me', {
      headers: { authorization: `Bearer ${access_token}` },
    });
    expect(response.status).toBe(401);
    expect(zendesk.account('third').admin.email).toBe('ada@third.example');
  });
});

describe('faults', () => {
  const url = 'https://acme.zendesk.com/api/v2/tickets.json';

  test('hit the newest match, as often as said, until taken back', async () => {
    const zendesk = clock();
    zendesk.fault({}, { status: 500 });
    const remove = zendesk.fault(
      { method: 'GET', path: '/api/v2/tickets', subdomain: 'acme' },
      { status: 418, body: 'tea', times: 2 },
    );
    zendesk.fault({ path: /never/ }, { status: 599 });
    zendesk.fault({ path: '/api/v1/*' }, { status: 599 });
    zendesk.fault({ subdomain: 'other' }, { status: 599 });
    zendesk.fault({ method: 'PUT' }, { status: 599 });
    const statuses = [];
    for (let n = 0; n < 3; n++) statuses.push((await zendesk.fetch(url)).status);
    remove();
    expect(statuses).toEqual([418, 418, 500]);
    expect(zendesk.requests.map(({ status }) => status)).toEqual([418, 418, 500]);
    zendesk.clearRequests();
    expect(zendesk.requests).toEqual([]);
  });

  test('bodies come with their type', async () => {
    const zendesk = clock();
    const typeOf = async (body: string | object) => {
      zendesk.fault({}, { status: 200, body, times: 1 });
      return (await zendesk.fetch(url)).headers.get('content-type');
    };
    expect(await typeOf({ a: 1 })).toMatch(/json/);
    expect(await typeOf('<html>')).toMatch(/html/);
    expect(await typeOf('text')).toBe('text/plain');
  });

  test('a reset rejects like fetch, before or after the effect', async () => {
    const zendesk = clock();
    const { access_token } = await connect(zendesk);
    const create = () => api(zendesk, access_token, 'POST', '/api/v2/tickets', { ticket: { comment: { body: 'x' } } });
    zendesk.fault({ method: 'POST' }, { reset: true, times: 1 });
    await expect(create()).rejects.toThrow(TypeError);
    expect(zendesk.account('acme').tickets).toHaveLength(0);
    zendesk.fault({ method: 'POST' }, { reset: true, times: 1, when: 'after' });
    await expect(create()).rejects.toThrow('fetch failed');
    expect(zendesk.account('acme').tickets).toHaveLength(1);
    expect(zendesk.requests.at(-1)?.status).toBe('reset');
  });

  test('delays, holds and silence end when the caller gives up', async () => {
    const zendesk = clock();
    for (const fault of [{ delay: 60_000 }, { hold: new Promise(() => {}) }, { hang: true }]) {
      const remove = zendesk.fault({}, fault);
      await expect(zendesk.fetch(url, { signal: AbortSignal.timeout(20) })).rejects.toThrow();
      remove();
    }
    await expect(zendesk.fetch(url, { signal: AbortSignal.abort(new Error('gone')) })).rejects.toThrow('gone');
    zendesk.fault({}, { delay: 5, hold: Promise.resolve(), times: 1 });
    expect((await zendesk.fetch(url)).status).toBe(401);
  });

  test('bodies can be cut, trickle, or be anything', async () => {
    const zendesk = clock();
    zendesk.fault({}, { truncate: 10, times: 1 });
    const cut = await zendesk.fetch(url);
    expect(Number(cut.headers.get('content-length'))).toBeGreaterThan(10);
    await expect(cut.text()).rejects.toThrow('fetch failed');
    zendesk.fault({}, { slowBody: { bytes: 50, every: 1 }, times: 1 });
    expect(await (await zendesk.fetch(url)).json()).toMatchObject({ error: 'invalid_token' });
    zendesk.fault({}, { respond: (request) => new Response(request.method), times: 1 });
    expect(await (await zendesk.fetch(url)).text()).toBe('GET');
  });
});

describe('the rest of what a client may try', () => {
  test('pages by cursor to the end, and by offset there and back', async () => {
    const zendesk = clock();
    const { access_token } = await connect(zendesk);
    const account = zendesk.account('acme');
    const get = (path: string) => api(zendesk, access_token, 'GET', `/api/v2${path}`);
    for (let n = 0; n < 3; n++)
      account.addTicket({ subject: `t${n}`, requester: account.admin.id, createdAt: Date.UTC(2026, 10, 9 - n) });
    const first = (await get('/tickets?page[size]=2')).body;
    expect(first.meta).toEqual({
      has_more: true,
      after_cursor: expect.any(String),
      before_cursor: expect.any(String),
    });
    const last = (await get(`/tickets${new URL(first.links.next).search}`)).body;
    expect(last).toMatchObject({ tickets: [{ subject: 't2' }], meta: { has_more: false }, links: { next: null } });
    const second = (await get('/tickets?per_page=2&page=2')).body;
    expect(new URL(second.previous_page).searchParams.get('page')).toBe('1');
    expect((await get('/tickets?per_page=x&page=x')).body.tickets).toHaveLength(3);
    const requested = (await get(`/users/${account.admin.id}/tickets/requested?sort_by=created_at&sort_order=asc`))
      .body;
    expect(requested.tickets.map(({ subject }: Json) => subject)).toEqual(['t2', 't1', 't0']);
    expect((await get('/users/search')).body.users).toEqual([]);
    expect((await get('/users/search?query=admin')).body.users).toHaveLength(1);
    expect((await get('/search')).status).toBe(400);
  });

  test('tokens: one’s own by id, no others, and those that never expire', async () => {
    const zendesk = clock({ accessTokenFormat: 'jwt' });
    const { access_token } = (await grant(zendesk, await codeOf(zendesk), { expires_in: undefined })).body;
    const own = (await api(zendesk, access_token, 'GET', '/api/v2/oauth/tokens/current')).body.token;
    expect(own).toMatchObject({ expires_at: null, refresh_token: null, refresh_token_expires_at: null });
    expect((await api(zendesk, access_token, 'GET', `/api/v2/oauth/tokens/${own.id}`)).body.token).toEqual(own);
    expect((await api(zendesk, access_token, 'GET', `/api/v2/oauth/tokens/${own.id + 1}`)).status).toBe(404);
    const account = zendesk.account('acme');
    account.revokeToken(-1);
    account.suspendUser(-1);
    account.expireAccessTokens();
    expect((await api(zendesk, access_token, 'GET', '/api/v2/users/me')).status).toBe(401);
  });

  test('a decision without a valid request is refused, and a state is not invented', async () => {
    const zendesk = clock();
    const post = (body?: URLSearchParams) =>
      zendesk.fetch('https://acme.zendesk.com/oauth/authorizations', { method: 'POST', ...(body && { body }) });
    expect((await post()).status).toBe(400);
    const request = new URLSearchParams(authorizationUrl().search);
    request.delete('state');
    request.set('decision', 'allow');
    const back = new URL((await post(request)).headers.get('location') ?? '');
    expect(back.searchParams.has('code')).toBe(true);
    expect(back.searchParams.has('state')).toBe(false);
    await expect(zendesk.authorize(authorizationUrl({ client_id: 'unknown' }))).rejects.toThrow(/ended with 400/);
  });

  test('the same key while the first request is still running is a conflict', async () => {
    const zendesk = clock();
    const { access_token } = await connect(zendesk);
    const headers = { 'idempotency-key': 'k' };
    const create = () =>
      api(
        zendesk,
        access_token,
        'POST',
        '/api/v2/tickets',
        { ticket: { comment: { body: 'x' }, status: 'open' } },
        headers,
      );
    const statuses = (await Promise.all([create(), create()])).map(({ status }) => status).sort();
    expect([
      [201, 201],
      [201, 409],
    ]).toContainEqual(statuses);
    expect(zendesk.account('acme').tickets).toMatchObject([{ status: 'open' }]);
    await api(zendesk, access_token, 'PUT', '/api/v2/tickets/1', {
      ticket: { comment: { body: 'no change of status' } },
    });
    expect(zendesk.account('acme').comments(1).at(-1)).toMatchObject({ public: true });
    expect((await api(zendesk, access_token, 'PUT', '/api/v2/tickets/1', {})).status).toBe(400);
  });

  test('without accounts there is nobody', async () => {
    const zendesk = createZendeskSimulator({ accounts: [] });
    expect((await zendesk.fetch('http://127.0.0.1/api/v2/users/me')).status).toBe(404);
    expect(zendesk.client.clientId).toBe('support_bot');
    const publicClient = createZendeskSimulator({
      accounts: [{ subdomain: 'a', clients: [{ clientId: 'p', redirectUris: [REDIRECT_URI] }] }],
    });
    expect(publicClient.client).toMatchObject({ clientId: 'p', redirectUri: REDIRECT_URI });
    expect(publicClient.client).not.toHaveProperty('clientSecret');
  });
});
