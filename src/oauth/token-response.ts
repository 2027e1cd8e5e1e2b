/**
 * Reads Zendesk's token response, which is not always complete. RFC 6749 section 5.1.
 */
import { decodeJwt } from 'jose/jwt/decode';
import { ResponseFormatError } from '../errors.js';
import type { TokenSet } from '../records/token-set.js';
import * as z from '../util/zod.js';

// Header-safe and bounded: a token with a line break would end up in the message of a TypeError.
const token = z.string().check(z.regex(/^[!-~]{1,8192}$/));

const tokenResponse = z.object({
  access_token: token,
  token_type: z.nullish(z.string().check(z.regex(/^bearer$/i))),
  refresh_token: z.nullish(token),
  scope: z.nullish(z.union([z.string(), z.array(z.string())])),
  expires_in: z.optional(z.unknown()),
  refresh_token_expires_in: z.optional(z.unknown()),
});

/**
 * @param requestedAt when the request was sent: lifetimes count from then at the latest
 * @param previous the tokens that are being refreshed; what the response leaves out stays as it was
 * @throws ResponseFormatError when there is no usable access token
 * @internal
 */
export function parseTokenResponse(
  body: unknown,
  requestedAt: number,
  previous?: Pick<TokenSet, 'refreshToken' | 'scope'>,
): TokenSet {
  const parsed = z.safeParse(tokenResponse, body);
  if (!parsed.success) throw new ResponseFormatError({ problem: 'holds no usable access token' });
  const response = parsed.data;
  const accessToken = response.access_token;
  const refreshToken = response.refresh_token ?? previous?.refreshToken;
  const lifetime = seconds(response.expires_in) ?? jwtLifetime(accessToken, requestedAt);
  const refreshTokenLifetime = seconds(response.refresh_token_expires_in);
  return {
    accessToken,
    ...(refreshToken === undefined ? {} : { refreshToken }),
    scope: scopeOf(response.scope) ?? previous?.scope ?? [],
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

function scopeOf(scope: string | readonly string[] | null | undefined): readonly string[] | undefined {
  if (scope === null || scope === undefined) return undefined;
  return typeof scope === 'string' ? scope.split(/\s+/).filter(Boolean) : scope;
}
