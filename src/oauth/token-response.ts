/**
 * Reads Zendesk's token response, which is not always complete. RFC 6749 section 5.1.
 */
import { decodeJwt } from 'jose/jwt/decode';
import { ResponseFormatError } from '../errors.js';
import type { TokenSet } from '../records/token-set.js';
import * as z from '../util/zod.js';

// Header-safe and bounded: a token with a line break would end up in the message of a TypeError.
const token = z.string().check(z.trim(), z.regex(/^[!-~]{1,8192}$/));

// Everything but the access token is read with patience: refusing the answer would throw away a rotation. The token type
// is not looked at, because Zendesk has no other one than bearer.
const tokenResponse = z.object({
  access_token: token,
  refresh_token: z.optional(z.unknown()),
  scope: z.optional(z.unknown()),
  expires_in: z.optional(z.unknown()),
  refresh_token_expires_in: z.optional(z.unknown()),
});

/** @internal What was known before the response. */
export interface ResponseContext {
  /** When the request was sent, in milliseconds since the epoch: lifetimes count from then at the latest. */
  readonly requestedAt: number;
  /** What holds if the response does not say: the tokens that are being refreshed, or the scope that was asked for. */
  readonly previous: Pick<TokenSet, 'refreshToken' | 'scope'>;
}

/**
 * @throws ResponseFormatError when there is no usable access token
 * @internal
 */
export function parseTokenResponse(body: unknown, { requestedAt, previous }: ResponseContext): TokenSet {
  const parsed = z.safeParse(tokenResponse, body);
  if (!parsed.success) throw new ResponseFormatError({ problem: 'holds no usable access token' });
  const response = parsed.data;
  const accessToken = response.access_token;
  const refreshToken = z.safeParse(token, response.refresh_token).data ?? previous.refreshToken;
  const lifetime = seconds(response.expires_in) ?? jwtLifetime(accessToken, requestedAt);
  const refreshTokenLifetime = seconds(response.refresh_token_expires_in);
  const scope = readScope(response.scope);
  return {
    accessToken,
    ...(refreshToken === undefined ? {} : { refreshToken }),
    // RFC 6749 section 5.1: what is left out is what was asked for.
    scope: scope.length > 0 ? scope : previous.scope,
    obtainedAt: requestedAt,
    ...(lifetime === undefined ? {} : { expiresAt: requestedAt + lifetime * 1000 }),
    ...(refreshTokenLifetime === undefined ? {} : { refreshTokenExpiresAt: requestedAt + refreshTokenLifetime * 1000 }),
  };
}

/** A lifetime that cannot be true, such as 0 or a million years, is no lifetime. */
function seconds(value: unknown): number | undefined {
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  const year = 366 * 24 * 3600;
  return typeof number === 'number' && number > 0 && number <= year ? number : undefined;
}

/**
 * Zendesk may leave out `expires_in` although the token is a JWT that expires (seen by others, not documented).
 * The difference of its own two times is used, so that the clock of this host does not matter.
 */
function jwtLifetime(accessToken: string, requestedAt: number): number | undefined {
  try {
    const { exp, iat } = decodeJwt(accessToken);
    return exp === undefined ? undefined : seconds(exp - (iat ?? requestedAt / 1000));
  } catch {
    return undefined;
  }
}

// What a program makes of an object, or of nothing, as a text.
const NO_SCOPE = /^\s*(undefined|null|\[object \w+\])\s*$/;

/** Names of scopes in a string or a list, separated by blanks, commas or what else no name holds. Everything else is left out. */
function readScope(scope: unknown): readonly string[] {
  const parts: readonly unknown[] = Array.isArray(scope) ? scope : [scope];
  const texts = parts.filter((part) => typeof part === 'string').filter((part) => !NO_SCOPE.test(part));
  const names = texts.flatMap((text) => text.split(/[^\w:.-]+/));
  return [...new Set(names.filter((name) => name !== ''))];
}
