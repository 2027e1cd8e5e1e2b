/**
 * The routes of an account's API: which scope each needs, and what it answers.
 */
import type { SimulatedAccount } from './account.js';
import type { IdempotencyStore } from './idempotency.js';
import type { OAuthServer } from './oauth.js';
import { paginate, showStatuses, showTicket, showUser, showWebhook, sideload } from './present.js';
import { ErrorAnswer, forbidden, invalidToken, json, missingScope, notFound } from './respond.js';
import { searchTickets, searchUsers } from './search.js';
import { createTicket, updateTicket } from './tickets.js';
import type { SimulatedToken, SimulatedUser } from './types.js';

/** What a route works with. */
interface Call {
  readonly account: SimulatedAccount;
  readonly oauth: OAuthServer;
  readonly idempotency: IdempotencyStore;
  readonly request: Request;
  readonly url: URL;
  readonly query: URLSearchParams;
  readonly body: unknown;
  readonly token: SimulatedToken;
  readonly user: SimulatedUser;
  /** The id in the path. */
  readonly key: string;
  /** The same as a number. */
  readonly id: number;
}

interface Route {
  readonly method: string;
  readonly path: RegExp;
  /** One of them suffices; empty: any token. */
  readonly scopes: readonly string[];
  /** Whether end users may call it. */
  readonly isForEndUsers?: boolean;
  readonly isForAdmins?: boolean;
  readonly answer: (call: Call) => Response | Promise<Response>;
}

const READ_TICKETS = ['tickets:read', 'read'];
const WRITE_TICKETS = ['tickets:write', 'write'];
const READ_WEBHOOKS = ['webhooks:read', 'read'];
const WRITE_WEBHOOKS = ['webhooks:write', 'write'];
const READ_USERS = ['users:read', 'read'];

const ROUTES: readonly Route[] = [
  {
    method: 'GET',
    path: /^\/oauth\/tokens\/current$/,
    scopes: [],
    isForEndUsers: true,
    answer: ({ oauth, token }) => oauth.show(token),
  },
  // Reported to want `write`, unlike deleting by id.
  {
    method: 'DELETE',
    path: /^\/oauth\/tokens\/current$/,
    scopes: ['write'],
    isForEndUsers: true,
    answer: ({ oauth, token }) => oauth.revoke(token, 'current'),
  },
  { method: 'GET', path: /^\/oauth\/tokens\/(\d+)$/, scopes: [], isForEndUsers: true, answer: showOwnToken },
  {
    method: 'DELETE',
    path: /^\/oauth\/tokens\/(\d+)$/,
    scopes: [],
    isForEndUsers: true,
    answer: ({ oauth, token, id }) => oauth.revoke(token, id),
  },
  {
    method: 'GET',
    path: /^\/users\/me$/,
    scopes: READ_USERS,
    isForEndUsers: true,
    answer: ({ account, user }) => json({ user: showUser(account, user) }),
  },
  { method: 'GET', path: /^\/users\/search$/, scopes: READ_USERS, answer: listUsers },
  {
    method: 'GET',
    path: /^\/users\/(\d+)$/,
    scopes: READ_USERS,
    answer: (call) => json({ user: showUser(call.account, userOf(call)) }),
  },
  { method: 'GET', path: /^\/users\/(\d+)\/identities$/, scopes: READ_USERS, answer: listIdentities },
  { method: 'GET', path: /^\/users\/(\d+)\/tickets\/requested$/, scopes: READ_TICKETS, answer: listRequested },
  { method: 'POST', path: /^\/tickets$/, scopes: WRITE_TICKETS, answer: postTicket },
  { method: 'GET', path: /^\/tickets$/, scopes: READ_TICKETS, answer: listTickets },
  { method: 'GET', path: /^\/tickets\/(\d+)$/, scopes: READ_TICKETS, answer: showOneTicket },
  { method: 'PUT', path: /^\/tickets\/(\d+)$/, scopes: WRITE_TICKETS, answer: putTicket },
  { method: 'GET', path: /^\/tickets\/(\d+)\/comments$/, scopes: READ_TICKETS, answer: listComments },
  // Not `tickets:read`: audits need the global scope.
  { method: 'GET', path: /^\/tickets\/(\d+)\/audits$/, scopes: ['read'], answer: listAudits },
  {
    method: 'GET',
    path: /^\/custom_statuses$/,
    scopes: ['read', 'tickets:read'],
    isForEndUsers: true,
    answer: listStatuses,
  },
  { method: 'GET', path: /^\/webhooks$/, scopes: READ_WEBHOOKS, isForAdmins: true, answer: listWebhooks },
  { method: 'POST', path: /^\/webhooks$/, scopes: WRITE_WEBHOOKS, isForAdmins: true, answer: postWebhook },
  {
    method: 'GET',
    path: /^\/webhooks\/(\w+)$/,
    scopes: READ_WEBHOOKS,
    isForAdmins: true,
    answer: (call) => json({ webhook: showWebhook(webhookOf(call)) }),
  },
  {
    method: 'DELETE',
    path: /^\/webhooks\/(\w+)$/,
    scopes: WRITE_WEBHOOKS,
    isForAdmins: true,
    answer: (call) => {
      call.account.removeWebhook(webhookOf(call).id);
      return new Response(null, { status: 204 });
    },
  },
  {
    method: 'GET',
    path: /^\/webhooks\/(\w+)\/signing_secret$/,
    scopes: READ_WEBHOOKS,
    isForAdmins: true,
    answer: (call) => json({ signing_secret: { algorithm: 'SHA256', secret: webhookOf(call).secret } }),
  },
  { method: 'GET', path: /^\/search$/, scopes: ['read'], answer: search },
];

/** @param path below /api/v2, without `.json` */
export async function answerApi(call: Omit<Call, 'token' | 'user' | 'key' | 'id'>, path: string): Promise<Response> {
  const { account, oauth, request } = call;
  const token = oauth.authenticate(request.headers.get('authorization'));
  const user = account.users.find(({ id }) => id === token?.userId);
  if (token === undefined || user === undefined || user.suspended) throw invalidToken();
  const route = ROUTES.find((route) => route.method === request.method && route.path.test(path));
  if (route === undefined) throw new ErrorAnswer(404, { error: 'InvalidEndpoint', description: 'Not found' });
  if (route.scopes.length > 0 && !route.scopes.some((scope) => token.scopes.includes(scope))) throw missingScope();
  if (user.role === 'end-user' && !route.isForEndUsers) throw forbidden();
  if (user.role !== 'admin' && route.isForAdmins) throw forbidden();
  const key = route.path.exec(path)?.[1] ?? '';
  return route.answer({ ...call, token, user, key, id: Number(key) });
}

function showOwnToken({ account, oauth, token, id }: Call): Response {
  const own = account.tokens.find((other) => other.id === id && other.userId === token.userId);
  if (own === undefined) throw notFound();
  return oauth.show(own);
}

function listUsers({ account, query, url }: Call): Response {
  const { items, page } = paginate(searchUsers(account, query.get('query') ?? ''), query, url);
  return json({ users: items.map((user) => showUser(account, user)), ...page });
}

function listIdentities(call: Call): Response {
  const user = userOf(call);
  const identities = [user.email, ...user.identities].map((value, index) => ({
    id: user.id * 10 + index,
    user_id: user.id,
    type: 'email',
    value,
    verified: true,
    primary: index === 0,
  }));
  const { items, page } = paginate(identities, call.query, call.url);
  return json({ identities: items, ...page });
}

function listRequested(call: Call): Response {
  const { account, query, url } = call;
  const user = userOf(call);
  const field = query.get('sort_by') === 'updated_at' ? 'updatedAt' : 'createdAt';
  const direction = query.get('sort_order') === 'desc' ? -1 : 1;
  // Cursor pagination has been reported to ignore sorting.
  const isSorted = query.get('page[size]') === null && query.has('sort_by') && !account.quirks.sortIsIgnored;
  const requested = account.tickets.filter(({ requesterId }) => requesterId === user.id);
  if (isSorted) requested.sort((a, b) => direction * (a[field] - b[field]));
  const { items, page } = paginate(requested, query, url);
  return json({ tickets: items.map((ticket) => showTicket(account, ticket)), ...page });
}

function postTicket({ account, idempotency, request, body, user }: Call): Promise<Response> {
  return idempotency.run(request.headers.get('idempotency-key'), JSON.stringify(body), async () => {
    const ticket = createTicket(account, body, user);
    const shown = showTicket(account, ticket);
    return json({ ticket: shown, audit: account.audits(ticket.id)[0] }, 201, { location: String(shown['url']) });
  });
}

function listTickets({ account, query, url }: Call): Response {
  const { items, page } = paginate(account.tickets, query, url);
  return json({ tickets: items.map((ticket) => showTicket(account, ticket)), ...page });
}

function showOneTicket(call: Call): Response {
  const { account, query } = call;
  const ticket = ticketOf(call);
  const people = [ticket.requesterId, ticket.submitterId, ticket.assigneeId];
  return json({ ticket: showTicket(account, ticket), ...sideload(account, query, people) });
}

function putTicket(call: Call): Response {
  const { account, id, body, user } = call;
  ticketOf(call);
  updateTicket(account, id, body, user);
  return json({ ticket: showTicket(account, ticketOf(call)), audit: account.audits(id).at(-1) });
}

function listComments(call: Call): Response {
  const { account } = call;
  const comments = account.comments(ticketOf(call).id);
  if (!account.quirks.commentMetadataIsHidden) return listOfTicket(call, 'comments', comments);
  return listOfTicket(
    call,
    'comments',
    comments.map((comment) => ({ ...comment, metadata: { system: {} } })),
  );
}

function listAudits(call: Call): Response {
  return listOfTicket(call, 'audits', call.account.audits(ticketOf(call).id));
}

function listOfTicket(call: Call, name: string, all: readonly { readonly author_id: number }[]): Response {
  const { account, query, url } = call;
  const isDescending =
    query.get('page[size]') === null ? query.get('sort_order') === 'desc' : query.get('sort') === '-created_at';
  const { items, page } = paginate(isDescending ? all.toReversed() : all, query, url);
  const authors = items.map(({ author_id }) => author_id);
  return json({ [name]: items, ...sideload(account, query, authors), ...page });
}

function listStatuses({ account }: Call): Response {
  if (account.quirks.customStatusesForbidden) throw missingScope();
  return json(showStatuses(account));
}

function search({ account, query, url }: Call): Response {
  const text = query.get('query') ?? '';
  const users = /type:user/.test(text)
    ? searchUsers(account, text).map((user) => ({ ...showUser(account, user), result_type: 'user' }))
    : [];
  const tickets = /type:user/.test(text)
    ? []
    : searchTickets(account, text).map((ticket) => ({ ...showTicket(account, ticket), result_type: 'ticket' }));
  const { items, page } = paginate([...tickets, ...users], query, url);
  return json({ results: items, facets: null, ...page });
}

function listWebhooks({ account, query, url }: Call): Response {
  const name = query.get('filter[name_contains]') ?? '';
  const found = account.webhooks.filter((webhook) => webhook.name.includes(name));
  const { items, page } = paginate(found, query, url);
  return json({ webhooks: items.map(showWebhook), ...page });
}

function postWebhook({ account, body }: Call): Response {
  const { webhook } = Object(body) as { readonly webhook?: Readonly<Record<string, unknown>> };
  const { name, endpoint, http_method: method, request_format: format, status, subscriptions } = webhook ?? {};
  const isValid =
    typeof name === 'string' &&
    typeof endpoint === 'string' &&
    /^https?:\/\//.test(endpoint) &&
    method === 'POST' &&
    format === 'json' &&
    (status === 'active' || status === 'inactive') &&
    Array.isArray(subscriptions);
  if (!isValid) {
    throw new ErrorAnswer(400, { errors: [{ code: 'InvalidWebhook', title: 'The webhook is not valid' }] });
  }
  const added = account.addWebhook({ name, endpoint, status, subscriptions: subscriptions.map(String) });
  return json({ webhook: showWebhook(added) }, 201);
}

function webhookOf({ account, key }: Call) {
  const webhook = account.webhooks.find(({ id }) => id === key);
  if (webhook === undefined) throw notFound();
  return webhook;
}

function userOf({ account, id }: Call): SimulatedUser {
  const user = account.users.find((user) => user.id === id);
  if (user === undefined) throw notFound();
  return user;
}

function ticketOf({ account, id }: Call) {
  const ticket = account.tickets.find((ticket) => ticket.id === id);
  if (ticket === undefined) throw notFound();
  return ticket;
}
