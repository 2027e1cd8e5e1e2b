/**
 * The authorization endpoint, where a person lets a client in.
 * https://developer.zendesk.com/documentation/api-basics/authentication/using-oauth-to-authenticate-zendesk-api-requests-in-a-web-app/
 */
import { randomString } from '../../../util/hash.js';
import { html } from '../core/respond.js';
import type { Store } from '../core/store.js';
import type { AuthorizationCodes } from './authorization-codes.js';
import { consentPage } from './consent-page.js';
import { mayAskFor, scopesOf } from './scopes.js';

const CODE_LIFETIME_MS = 120_000;
const PARAMETERS = [
  'client_id',
  'redirect_uri',
  'scope',
  'state',
  'code_challenge',
  'code_challenge_method',
  'response_type',
];

/** GET /oauth/authorizations/new: a page on which a person allows or denies. */
export function askForConsent(store: Store, query: URLSearchParams): Response {
  const problem = checkRequest(store, query);
  if (problem !== undefined) return problem;
  return consentPage({
    subdomain: store.subdomain,
    clientId: query.get('client_id') ?? '',
    scopes: scopesOf(query.get('scope')),
    people: store.state.users.filter(({ role }) => role !== 'end-user'),
    parameters: PARAMETERS.filter((name) => query.has(name)).map((name) => [name, query.get(name) ?? '']),
  });
}

/** POST /oauth/authorizations: what the person decided. */
export function decide(store: Store, codes: AuthorizationCodes, form: URLSearchParams): Response {
  const problem = checkRequest(store, form);
  if (problem !== undefined) return problem;
  if (form.get('decision') !== 'allow') {
    return sendBack(form, {
      error: 'access_denied',
      error_description: 'The end-user or authorization server denied the request.',
    });
  }
  const code = randomString();
  codes.add(code, {
    clientId: form.get('client_id') ?? '',
    redirectUri: form.get('redirect_uri') ?? '',
    scopes: scopesOf(form.get('scope')),
    challenge: form.get('code_challenge'),
    userId: Number(form.get('user_id')) || (store.state.users.find(({ role }) => role === 'admin')?.id ?? 0),
    expiresAt: store.now() + CODE_LIFETIME_MS,
    isUsed: false,
  });
  return sendBack(form, { code });
}

function checkRequest(store: Store, query: URLSearchParams): Response | undefined {
  const client = store.clients.find(({ clientId }) => clientId === query.get('client_id'));
  const redirectUri = query.get('redirect_uri') ?? '';
  const isKnownUri = URL.canParse(redirectUri) && (client?.redirectUris?.includes(redirectUri) ?? true);
  // Never redirected: without a client and an address that belong together, it is not known where to.
  if (client === undefined || !isKnownUri) {
    return html('<title>Invalid request</title><h1>Invalid client or redirect URL</h1>', 400);
  }
  if (query.get('response_type') !== 'code') return sendBack(query, { error: 'unsupported_response_type' });
  const scopes = scopesOf(query.get('scope'));
  if (scopes.length === 0 || !mayAskFor(client, scopes)) {
    return sendBack(query, {
      error: 'invalid_scope',
      error_description: 'The requested scope is invalid, unknown, or malformed.',
    });
  }
  const usesPkce = query.get('code_challenge') !== null && query.get('code_challenge_method') === 'S256';
  if (client.clientSecret === undefined && !usesPkce) return sendBack(query, { error: 'invalid_request' });
  return undefined;
}

/** RFC 6749 section 4.1.2. */
function sendBack(request: URLSearchParams, parameters: Readonly<Record<string, string>>): Response {
  const location = new URL(request.get('redirect_uri') ?? '');
  for (const [name, value] of Object.entries(parameters)) location.searchParams.set(name, value);
  const state = request.get('state');
  if (state !== null) location.searchParams.set('state', state);
  return new Response(null, { status: 302, headers: { location: location.href } });
}
