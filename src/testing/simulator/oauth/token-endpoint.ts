/**
 * POST /oauth/tokens: a code, a refresh token or client credentials against tokens. Parameters are JSON or a form.
 * https://developer.zendesk.com/api-reference/ticketing/oauth/grant_type_tokens/
 */
import { sha256 } from '../../../util/hash.js';
import { isObject } from '../core/fields.js';
import { oauthError } from '../core/respond.js';
import type { Store } from '../core/store.js';
import type { AuthorizationCodes } from './authorization-codes.js';
import { type Grant, issueToken, revokeToken, tokenAnswer } from './issue-token.js';
import { readClientCredentialsLifetime, readLifetimes } from './lifetimes.js';
import type { OAuthClientOptions } from './oauth-record.js';
import { granted, mayAskFor, scopesOf } from './scopes.js';

type Parameters = Readonly<Record<string, unknown>>;

interface TokenRequest {
  readonly store: Store;
  readonly codes: AuthorizationCodes;
  readonly parameters: Parameters;
  readonly client: OAuthClientOptions;
  readonly status: 200 | 201;
}

export async function answerTokenRequest(
  { store, codes }: Pick<TokenRequest, 'store' | 'codes'>,
  body: unknown,
  headers: Headers,
): Promise<Response> {
  if (!isObject(body)) throw oauthError('invalid_request', 'The parameters must be sent as JSON or as a form.');
  // HTTP Basic is how RFC 6749 has every server take a client's secret.
  const parameters = { ...basicCredentials(headers.get('authorization')), ...body };
  const client = authenticateClient(store, parameters);
  const request = { store, codes, parameters, client, status: successStatusFor(headers) };
  switch (parameters['grant_type']) {
    case 'authorization_code':
      return exchangeCode(request);
    case 'refresh_token':
      return refresh(request);
    case 'client_credentials':
      return grantClientCredentials(request);
    default:
      throw oauthError('unsupported_grant_type', 'The authorization grant type is not supported.');
  }
}

function authenticateClient(store: Store, parameters: Parameters): OAuthClientOptions {
  const client = store.clients.find(({ clientId }) => clientId === parameters['client_id']);
  const reason =
    client === undefined
      ? 'the client_id is not known'
      : client.clientSecret !== undefined && client.clientSecret !== parameters['client_secret']
        ? 'the client_secret is missing or wrong'
        : undefined;
  if (client === undefined || reason !== undefined) {
    throw oauthError('invalid_client', 'Client authentication failed.', 401, reason);
  }
  return client;
}

async function exchangeCode({ store, codes, parameters, client, status }: TokenRequest): Promise<Response> {
  const lifetimes = readLifetimes(parameters, client);
  const code = codes.find(String(parameters['code']));
  if (code === undefined) throw invalidGrant('the code is not known');
  // RFC 6749 section 4.1.2: tokens that the code gave are revoked when it comes a second time.
  if (code.tokenId !== undefined) revokeToken(store, code.tokenId);
  if (code.isUsed) throw invalidGrant('the code was used before');
  if (code.expiresAt <= store.now()) throw invalidGrant('the code has expired: it lives for 120 seconds');
  if (code.clientId !== client.clientId) throw invalidGrant('the code belongs to another client');
  if (code.redirectUri !== parameters['redirect_uri']) throw invalidGrant('redirect_uri is not that of the request');
  const verifier = parameters['code_verifier'];
  const isProven =
    code.challenge === null || (typeof verifier === 'string' && (await sha256(verifier)) === code.challenge);
  if (!isProven) throw invalidGrant('code_verifier does not match code_challenge');
  code.isUsed = true;
  const grant = { clientId: client.clientId, userId: code.userId, scopes: granted(code.scopes), ...lifetimes };
  const token = issueToken(store, grant);
  code.tokenId = token.id;
  return tokenAnswer(store, token, grant, status);
}

function refresh({ store, parameters, client, status }: TokenRequest): Response {
  const lifetimes = readLifetimes(parameters, client);
  const now = store.now();
  const old = store.state.tokens.findLast(
    ({ refreshToken }) => refreshToken !== undefined && refreshToken === parameters['refresh_token'],
  );
  if (old === undefined) throw invalidGrant('the refresh token is not known');
  if (old.revokedAt !== undefined) throw invalidGrant('the refresh token was used before, or is revoked');
  if (old.clientId !== client.clientId) throw invalidGrant('the refresh token belongs to another client');
  if ((old.refreshTokenExpiresAt ?? now + 1) <= now) throw invalidGrant('the refresh token has expired');
  const user = store.find('users', old.userId);
  if (user === undefined || user.suspended || !user.active) throw invalidGrant('the user is suspended or deleted');
  // RFC 6749 section 6: a scope may narrow what was granted.
  const asked = scopesOf(parameters['scope']);
  if (asked.some((scope) => !old.scopes.includes(scope))) throw invalidScope('it was not granted before');
  // Both old tokens die with the answer; there is no moment of grace.
  revokeToken(store, old.id);
  const scopes = asked.length === 0 ? old.scopes : asked;
  const grant: Grant = { clientId: client.clientId, userId: old.userId, scopes, ...lifetimes };
  return tokenAnswer(store, issueToken(store, grant), grant, status);
}

/**
 * For confidential clients: acts for the user who created the client, without a refresh token.
 * https://developer.zendesk.com/documentation/integration-services/developer-guide/oauth-migration/
 */
function grantClientCredentials({ store, parameters, client, status }: TokenRequest): Response {
  if (client.clientSecret === undefined) {
    throw oauthError('unauthorized_client', 'The client is not authorized to request a token with this grant type.');
  }
  const scopes = scopesOf(parameters['scope']);
  if (!mayAskFor(client, scopes)) throw invalidScope(`the client may ask for ${client.allowedScopes?.join(' ')}`);
  const admin = store.state.users.find(({ role }) => role === 'admin');
  const user = store.find('users', client.createdBy ?? admin?.id);
  if (user === undefined || user.suspended || !user.active) {
    throw invalidGrant('the user who created the client is suspended or deleted');
  }
  // Whether Zendesk wants a scope here is not documented. Without one, the token has all that the client may ask for.
  const all = client.allowedScopes ?? ['read', 'write'];
  const grant: Grant = {
    clientId: client.clientId,
    userId: user.id,
    scopes: scopes.length === 0 ? all : granted(scopes),
    ...readClientCredentialsLifetime(parameters),
  };
  return tokenAnswer(store, issueToken(store, grant), grant, status);
}

/**
 * 201 is documented, with JSON. 200 has been seen, and Auth.js, whose Zendesk provider sends forms, takes nothing else:
 * https://authjs.dev/getting-started/providers/zendesk
 */
function successStatusFor(headers: Headers): 200 | 201 {
  return /form-urlencoded/.test(headers.get('content-type') ?? '') ? 200 : 201;
}

function basicCredentials(authorization: string | null): Parameters {
  const encoded = /^Basic (.+)$/i.exec(authorization ?? '')?.[1];
  const [id, secret] = encoded === undefined ? [] : decodedBasic(encoded).split(/:(.*)/s);
  return id === undefined || secret === undefined ? {} : { client_id: unescaped(id), client_secret: unescaped(secret) };
}

function decodedBasic(encoded: string): string {
  try {
    return atob(encoded);
  } catch {
    throw oauthError('invalid_client', 'Client authentication failed.', 401, 'the Authorization header is not base64');
  }
}

/** RFC 6749 section 2.3.1: each half is form encoded first. */
function unescaped(text: string): string {
  return new URLSearchParams(`x=${text}`).get('x') ?? text;
}

function invalidGrant(reason: string) {
  return oauthError(
    'invalid_grant',
    'The access grant is invalid, expired or revoked, or does not match the redirect URL of the authorization, or belongs to another client.',
    400,
    reason,
  );
}

function invalidScope(reason: string) {
  return oauthError('invalid_scope', 'The requested scope is invalid, unknown, or malformed.', 400, reason);
}
