/**
 * The tokens of the caller, and the account's OAuth clients.
 * https://developer.zendesk.com/api-reference/ticketing/oauth/oauth_tokens/
 * https://developer.zendesk.com/api-reference/ticketing/oauth/oauth_clients/
 */
import { paginate } from '../core/pagination.js';
import { json, noContent, notFound, timestamp } from '../core/respond.js';
import { admins, type Call, everyUser, type Route } from '../core/route.js';
import type { Store } from '../core/store.js';
import { revokeToken } from './issue-token.js';
import type { OAuthClientOptions, SimulatedToken } from './oauth-record.js';

export const tokenRoutes: readonly Route[] = [
  { method: 'GET', path: '/oauth/tokens', access: everyUser('read'), query: ['all', 'client_id'], answer: listTokens },
  {
    method: 'GET',
    path: '/oauth/tokens/current',
    access: everyUser(),
    answer: ({ store, token }) => show(store, token),
  },
  // Reported to want `write`, unlike deleting by id.
  { method: 'DELETE', path: '/oauth/tokens/current', access: everyUser('write'), answer: revokeCurrent },
  {
    method: 'GET',
    path: '/oauth/tokens/{id}',
    access: everyUser(),
    answer: (call) => show(call.store, ownToken(call)),
  },
  { method: 'DELETE', path: '/oauth/tokens/{id}', access: everyUser(), answer: (call) => revoke(call, ownToken(call)) },
  { method: 'GET', path: '/oauth/clients', access: admins('read'), answer: listClients },
  { method: 'GET', path: '/oauth/clients/{id}', access: admins('read'), answer: showClient },
];

function listTokens({ store, user, query, url }: Call): Response {
  const isAll = query.get('all') === 'true' && user.role === 'admin';
  const clientId = query.get('client_id');
  const tokens = store.state.tokens.filter(
    ({ userId, clientId: of, revokedAt }) =>
      revokedAt === undefined &&
      (isAll || userId === user.id) &&
      (clientId === null || String(clientNumber(store, of)) === clientId),
  );
  const { items, page } = paginate(tokens, url);
  return json({ tokens: items.map((token) => shownToken(store, token)), ...page });
}

function show(store: Store, token: SimulatedToken): Response {
  return json({ token: shownToken(store, token) });
}

function revokeCurrent(call: Call): Response {
  return call.store.quirks.currentRevokeIsIgnored ? noContent() : revoke(call, call.token);
}

function revoke({ store }: Call, token: SimulatedToken): Response {
  if (!store.quirks.revokeIsIgnored) revokeToken(store, token.id);
  return noContent();
}

function ownToken({ store, token, id }: Call): SimulatedToken {
  const own = store.state.tokens.find((other) => other.id === id && other.userId === token.userId);
  if (own === undefined) throw notFound(`token ${id} of the caller`);
  return own;
}

/** Without its secrets, of which Zendesk shows ten characters. */
function shownToken(store: Store, token: SimulatedToken) {
  const { id, clientId, userId, scopes, createdAt, expiresAt, refreshTokenExpiresAt, accessToken } = token;
  return {
    id,
    url: store.url(`/oauth/tokens/${id}.json`),
    user_id: userId,
    client_id: clientNumber(store, clientId),
    token: accessToken.slice(0, 10),
    refresh_token: token.refreshToken?.slice(0, 10) ?? null,
    scopes,
    created_at: timestamp(createdAt),
    used_at: store.timestamp(),
    expires_at: expiresAt === undefined ? null : timestamp(expiresAt),
    refresh_token_expires_at: refreshTokenExpiresAt === undefined ? null : timestamp(refreshTokenExpiresAt),
  };
}

function listClients({ store, url }: Call): Response {
  const { items, page } = paginate(store.clients, url);
  return json({ clients: items.map((client) => shownClient(store, client)), ...page });
}

function showClient({ store, id }: Call): Response {
  const client = store.clients[id - 1];
  if (client === undefined) throw notFound(`OAuth client ${id}`);
  return json({ client: shownClient(store, client) });
}

function shownClient(store: Store, client: OAuthClientOptions) {
  const { clientId, clientSecret, redirectUris = [] } = client;
  const id = clientNumber(store, clientId);
  const admin = store.state.users.find(({ role }) => role === 'admin');
  return {
    id,
    url: store.url(`/oauth/clients/${id}.json`),
    identifier: clientId,
    name: clientId,
    company: null,
    description: null,
    kind: clientSecret === undefined ? 'public' : 'confidential',
    global: false,
    logo_url: null,
    redirect_uri: redirectUris,
    secret: clientSecret === undefined ? null : `${clientSecret.slice(0, 10)}…`,
    user_id: client.createdBy ?? admin?.id ?? null,
    created_at: timestamp(0),
    updated_at: timestamp(0),
  };
}

function clientNumber(store: Store, clientId: string): number {
  return store.clients.findIndex((client) => client.clientId === clientId) + 1;
}
