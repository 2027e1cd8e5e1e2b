/**
 * The OAuth side of an account: consent page, authorization codes, token endpoint, and the tokens API.
 * https://developer.zendesk.com/api-reference/ticketing/oauth/grant_type_tokens/
 */
import { randomString, sha256 } from '../../util/hash.js';
import type { SimulatedAccount } from './account.js';
import { type ErrorAnswer, escapeHtml, html, json, notFound, oauthError, timestamp } from './respond.js';
import type { OAuthClientOptions, SimulatedToken } from './types.js';

interface AuthorizationCode {
  readonly clientId: string;
  readonly redirectUri: string;
  readonly scope: string;
  readonly challenge: string | null;
  readonly userId: number;
  readonly expiresAt: number;
  isUsed: boolean;
  tokenId?: number;
}

const CODE_LIFETIME = 120_000;
const DEFAULT_ACCESS_LIFETIME = 1_800;
const DEFAULT_REFRESH_LIFETIME = 2_592_000;

export class OAuthServer {
  readonly #account: SimulatedAccount;
  readonly #codes = new Map<string, AuthorizationCode>();

  constructor(account: SimulatedAccount) {
    this.#account = account;
  }

  /** GET /oauth/authorizations/new: a page on which a person allows or denies. */
  consentPage(query: URLSearchParams): Response {
    const problem = this.#checkRequest(query);
    if (problem !== undefined) return problem;
    const fields = [
      'client_id',
      'redirect_uri',
      'scope',
      'state',
      'code_challenge',
      'code_challenge_method',
      'response_type',
    ];
    const hidden = fields
      .filter((name) => query.has(name))
      .map((name) => `<input type="hidden" name="${name}" value="${escapeHtml(query.get(name) ?? '')}">`);
    const people = this.#account.users
      .filter(({ role }) => role !== 'end-user')
      .map(({ id, name, role }) => `<option value="${id}">${escapeHtml(name)} (${role})</option>`);
    const scopes = (query.get('scope') ?? '').split(' ').map((scope) => `<li><code>${escapeHtml(scope)}</code></li>`);
    return html(
      `<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Allow access – simulated Zendesk</title></head>
<body><main><h1>${escapeHtml(query.get('client_id') ?? '')} asks for access to ${escapeHtml(this.#account.subdomain)}</h1>
<p>This is a simulated Zendesk. It would be allowed:</p><ul>${scopes.join('')}</ul>
<form method="post" action="/oauth/authorizations">${hidden.join('')}
<p><label>Signed in as <select name="user_id">${people.join('')}</select></label></p>
<p><button name="decision" value="allow">Allow</button> <button name="decision" value="deny">Deny</button></p></form></main></body></html>`,
    );
  }

  /** POST /oauth/authorizations: what the person decided. */
  async decide(form: URLSearchParams): Promise<Response> {
    const problem = this.#checkRequest(form);
    if (problem !== undefined) return problem;
    if (form.get('decision') !== 'allow') {
      return sendBack(form, {
        error: 'access_denied',
        error_description: 'The end-user or authorization server denied the request.',
      });
    }
    const code = randomString();
    this.#codes.set(code, {
      clientId: form.get('client_id') ?? '',
      redirectUri: form.get('redirect_uri') ?? '',
      scope: form.get('scope') ?? '',
      challenge: form.get('code_challenge'),
      userId: Number(form.get('user_id')) || this.#account.admin.id,
      expiresAt: this.#account.now() + CODE_LIFETIME,
      isUsed: false,
    });
    return sendBack(form, { code });
  }

  /** POST /oauth/tokens. */
  async token(body: unknown): Promise<Response> {
    if (typeof body !== 'object' || body === null)
      throw oauthError('invalid_request', 'The parameters must be sent as JSON.');
    const parameters = body as Readonly<Record<string, unknown>>;
    const client = this.#authenticate(parameters);
    const lifetimes = readLifetimes(parameters, client);
    switch (parameters['grant_type']) {
      case 'authorization_code':
        return this.#exchange(parameters, client, lifetimes);
      case 'refresh_token':
        return this.#refresh(parameters, client, lifetimes);
      default:
        throw oauthError('unsupported_grant_type', 'The authorization grant type is not supported.');
    }
  }

  /** Who a request is by: undefined when its token is worth nothing. */
  authenticate(authorization: string | null): SimulatedToken | undefined {
    const accessToken = /^Bearer (.+)$/i.exec(authorization ?? '')?.[1];
    const now = this.#account.now();
    return this.#account.tokens.find(
      (token) =>
        token.accessToken === accessToken && token.revokedAt === undefined && (token.expiresAt ?? now + 1) > now,
    );
  }

  /** GET /api/v2/oauth/tokens/{id or current}. */
  show(token: SimulatedToken): Response {
    const { id, clientId, userId, scopes, createdAt, expiresAt, refreshTokenExpiresAt, accessToken } = token;
    return json({
      token: {
        id,
        url: `https://${this.#account.subdomain}.zendesk.com/api/v2/oauth/tokens/${id}.json`,
        user_id: userId,
        client_id: this.#account.clients.findIndex((client) => client.clientId === clientId) + 1,
        token: accessToken.slice(0, 10),
        refresh_token: token.refreshToken?.slice(0, 10) ?? null,
        scopes,
        created_at: timestamp(createdAt),
        used_at: timestamp(this.#account.now()),
        expires_at: expiresAt === undefined ? null : timestamp(expiresAt),
        refresh_token_expires_at: refreshTokenExpiresAt === undefined ? null : timestamp(refreshTokenExpiresAt),
      },
    });
  }

  /** DELETE /api/v2/oauth/tokens/{id or current}. */
  revoke(by: SimulatedToken, id: number | 'current'): Response {
    const { quirks } = this.#account;
    const target =
      id === 'current' ? by : this.#account.tokens.find((token) => token.id === id && token.userId === by.userId);
    if (target === undefined) throw notFound();
    const isIgnored = quirks.revokeIsIgnored || (id === 'current' && quirks.currentRevokeIsIgnored);
    if (!isIgnored) this.#account.revokeToken(target.id);
    return new Response(null, { status: 204 });
  }

  #checkRequest(query: URLSearchParams): Response | undefined {
    const client = this.#account.clients.find(({ clientId }) => clientId === query.get('client_id'));
    const redirectUri = query.get('redirect_uri') ?? '';
    const isKnownUri = URL.canParse(redirectUri) && (client?.redirectUris?.includes(redirectUri) ?? true);
    // Never redirected: without a client and an address that belong together, nobody knows where to.
    if (client === undefined || !isKnownUri)
      return html('<title>Invalid request</title><h1>Invalid client or redirect URL</h1>', 400);
    if (query.get('response_type') !== 'code') return sendBack(query, { error: 'unsupported_response_type' });
    if (!query.get('scope')) return sendBack(query, { error: 'invalid_scope' });
    const usesPkce = query.get('code_challenge') !== null && query.get('code_challenge_method') === 'S256';
    if (client.clientSecret === undefined && !usesPkce) return sendBack(query, { error: 'invalid_request' });
    return undefined;
  }

  #authenticate(parameters: Readonly<Record<string, unknown>>): OAuthClientOptions {
    const client = this.#account.clients.find(({ clientId }) => clientId === parameters['client_id']);
    if (client === undefined || client.clientSecret !== parameters['client_secret']) {
      throw oauthError('invalid_client', 'Client authentication failed.', 401);
    }
    return client;
  }

  async #exchange(
    parameters: Readonly<Record<string, unknown>>,
    client: OAuthClientOptions,
    lifetimes: Lifetimes,
  ): Promise<Response> {
    const code = this.#codes.get(String(parameters['code']));
    if (code?.isUsed && code.tokenId !== undefined) this.#account.revokeToken(code.tokenId);
    const verifier = parameters['code_verifier'];
    const isProven =
      code?.challenge == null || (typeof verifier === 'string' && (await sha256(verifier)) === code.challenge);
    const isGood =
      code !== undefined &&
      !code.isUsed &&
      code.expiresAt > this.#account.now() &&
      code.clientId === client.clientId &&
      code.redirectUri === parameters['redirect_uri'] &&
      isProven;
    if (!isGood) throw invalidGrant();
    code.isUsed = true;
    const { token, answer } = this.#issue(client, code.userId, code.scope.split(' ').filter(Boolean), lifetimes);
    code.tokenId = token.id;
    return answer;
  }

  #refresh(parameters: Readonly<Record<string, unknown>>, client: OAuthClientOptions, lifetimes: Lifetimes): Response {
    const now = this.#account.now();
    const old = this.#account.tokens.find(
      ({ refreshToken }) => refreshToken !== undefined && refreshToken === parameters['refresh_token'],
    );
    const isGood =
      old !== undefined &&
      old.revokedAt === undefined &&
      old.clientId === client.clientId &&
      (old.refreshTokenExpiresAt ?? now + 1) > now &&
      !this.#account.users.find(({ id }) => id === old.userId)?.suspended;
    if (!isGood) throw invalidGrant();
    // Both old tokens die with the answer; there is no moment of grace.
    this.#account.revokeToken(old.id);
    return this.#issue(client, old.userId, old.scopes, lifetimes).answer;
  }

  #issue(
    client: OAuthClientOptions,
    userId: number,
    scopes: readonly string[],
    lifetimes: Lifetimes,
  ): { readonly token: SimulatedToken; readonly answer: Response } {
    const now = this.#account.now();
    const { access, refresh } = lifetimes;
    const token = this.#account.addToken({
      accessToken: this.#account.accessTokenFormat === 'jwt' ? jwt(now, access) : randomHex(),
      refreshToken: access === undefined ? undefined : randomHex(),
      scopes,
      userId,
      clientId: client.clientId,
      expiresAt: access === undefined ? undefined : now + access * 1000,
      refreshTokenExpiresAt: access === undefined ? undefined : now + refresh * 1000,
    });
    const expires = access === undefined || this.#account.quirks.omitExpiresIn ? {} : { expires_in: access };
    const answer = json(
      {
        access_token: token.accessToken,
        token_type: 'bearer',
        scope: scopes.join(' '),
        ...(token.refreshToken === undefined
          ? {}
          : { refresh_token: token.refreshToken, refresh_token_expires_in: refresh }),
        ...expires,
      },
      201,
    );
    return { token, answer };
  }
}

interface Lifetimes {
  /** Seconds; undefined: for ever, and no refresh token. */
  readonly access: number | undefined;
  readonly refresh: number;
}

function readLifetimes(parameters: Readonly<Record<string, unknown>>, client: OAuthClientOptions): Lifetimes {
  const { expires_in: access, refresh_token_expires_in: refresh = DEFAULT_REFRESH_LIFETIME } = parameters;
  const isRefreshValid = typeof refresh === 'number' && refresh >= 604_800 && refresh < 7_776_000;
  if (!isRefreshValid) throw oauthError('invalid_request', 'refresh_token_expires_in is out of range.');
  if (access === undefined || access === null) {
    return { access: client.lifetimesByDefault ? DEFAULT_ACCESS_LIFETIME : undefined, refresh };
  }
  const isAccessValid = typeof access === 'number' && access > 300 && access < 172_800 && access < refresh;
  if (!isAccessValid) throw oauthError('invalid_request', 'expires_in is out of range.');
  return { access, refresh };
}

function invalidGrant(): ErrorAnswer {
  return oauthError(
    'invalid_grant',
    'The access grant is invalid, expired or revoked, or does not match the redirect URL of the authorization, or belongs to another client.',
  );
}

/** RFC 6749 section 4.1.2. */
function sendBack(request: URLSearchParams, parameters: Readonly<Record<string, string>>): Response {
  const location = new URL(request.get('redirect_uri') ?? '');
  for (const [name, value] of Object.entries(parameters)) location.searchParams.set(name, value);
  const state = request.get('state');
  if (state !== null) location.searchParams.set('state', state);
  return new Response(null, { status: 302, headers: { location: location.href } });
}

function randomHex(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(32)), (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** An access token as newer accounts issue it: a JWT that says itself when it ends. */
function jwt(now: number, lifetime: number | undefined): string {
  const part = (json: object) =>
    btoa(JSON.stringify(json)).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
  const iat = Math.floor(now / 1000);
  const exp = lifetime === undefined ? {} : { exp: iat + lifetime };
  return [part({ typ: 'at+jwt', alg: 'RS256' }), part({ iat, ...exp, jti: randomHex() }), randomHex()].join('.');
}
