/**
 * Issues tokens, and answers the token endpoint with them.
 * https://developer.zendesk.com/api-reference/ticketing/oauth/grant_type_tokens/
 */
import { json } from '../core/respond.js';
import type { Store } from '../core/store.js';
import type { SimulatedToken } from './oauth-record.js';

export interface Grant {
  readonly clientId: string;
  readonly userId: number;
  readonly scopes: readonly string[];
  /** Seconds; undefined: forever. */
  readonly accessLifetime: number | undefined;
  /** Seconds; undefined: no refresh token. */
  readonly refreshLifetime: number | undefined;
}

export function issueToken(store: Store, grant: Grant): SimulatedToken {
  const now = store.now();
  const { clientId, userId, scopes, accessLifetime, refreshLifetime } = grant;
  return addToken(store, {
    accessToken: store.accessTokenFormat === 'jwt' ? jwt(now, accessLifetime) : randomHex(),
    refreshToken: refreshLifetime === undefined ? undefined : randomHex(),
    scopes,
    userId,
    clientId,
    expiresAt: accessLifetime === undefined ? undefined : now + accessLifetime * 1000,
    refreshTokenExpiresAt: refreshLifetime === undefined ? undefined : now + refreshLifetime * 1000,
  });
}

export function addToken(store: Store, token: Omit<SimulatedToken, 'id' | 'createdAt' | 'revokedAt'>): SimulatedToken {
  const added = { id: store.nextId(), createdAt: store.now(), revokedAt: undefined, ...token };
  store.state.tokens.push(added);
  return added;
}

export function revokeToken(store: Store, id: number): void {
  const token = store.find('tokens', id);
  if (token !== undefined) token.revokedAt ??= store.now();
}

export function tokenAnswer(store: Store, token: SimulatedToken, grant: Grant, status: 200 | 201): Response {
  const { accessLifetime, refreshLifetime } = grant;
  const isTold = accessLifetime !== undefined && !store.quirks.omitExpiresIn;
  const refresh = { refresh_token: token.refreshToken, refresh_token_expires_in: refreshLifetime };
  const body = {
    access_token: token.accessToken,
    token_type: 'bearer',
    scope: token.scopes.join(' '),
    ...(token.refreshToken === undefined ? {} : refresh),
    ...(isTold ? { expires_in: accessLifetime } : {}),
  };
  return json(body, status, { 'cache-control': 'no-store' });
}

function randomHex(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(32)), (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** An access token as newer accounts issue it: a JWT that holds its own end. */
function jwt(now: number, lifetime: number | undefined): string {
  const part = (json: object) =>
    btoa(JSON.stringify(json)).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
  const iat = Math.floor(now / 1000);
  const exp = lifetime === undefined ? {} : { exp: iat + lifetime };
  return [part({ typ: 'at+jwt', alg: 'RS256' }), part({ iat, ...exp, jti: randomHex() }), randomHex()].join('.');
}
