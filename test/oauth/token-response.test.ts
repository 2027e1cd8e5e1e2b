import { describe, expect, test } from 'vitest';
import { ResponseFormatError } from '../../src/index.js';
import { parseTokenResponse as parse } from '../../src/oauth/token-response.js';
import type { TokenSet } from '../../src/records/token-set.js';
import { isStale } from '../../src/records/token-set.js';

const NOW = Date.UTC(2026, 10, 23, 12);
const parseTokenResponse = (
  body: unknown,
  requestedAt: number,
  previous: Pick<TokenSet, 'refreshToken' | 'scope'> = { scope: [] },
) => parse(body, { requestedAt, previous });
const jwt = (claims: object) => {
  const part = (json: object) => Buffer.from(JSON.stringify(json)).toString('base64url');
  return `${part({ typ: 'at+jwt', alg: 'RS256' })}.${part(claims)}.c2lnbmF0dXJl`;
};

describe('[T11] a token response', () => {
  test.each([
    ['a number', 1800, 1800],
    ['a numeric string', '1800', 1800],
    ['absent', undefined, undefined],
    ['null', null, undefined],
    ['zero', 0, undefined],
    ['negative', -1, undefined],
    ['huge', 1e12, undefined],
    ['not a number', 'soon', undefined],
    ['NaN', Number.NaN, undefined],
    ['an empty string', '', undefined],
    ['an object', {}, undefined],
  ])('with expires_in %s never makes a time that is none', (_, expires_in, lifetime) => {
    const tokens = parseTokenResponse({ access_token: 'a', refresh_token: 'r', expires_in }, NOW);
    expect(tokens.expiresAt).toBe(lifetime === undefined ? undefined : NOW + lifetime * 1000);
    expect(JSON.stringify(tokens)).not.toContain('null');
    expect(isStale(tokens, NOW + 1000)).toBe(false);
  });

  test('without expires_in takes the lifetime of the JWT, whatever the clock of this host says', () => {
    const iat = NOW / 1000 - 7200;
    const tokens = parseTokenResponse({ access_token: jwt({ iat, exp: iat + 1800 }) }, NOW);
    expect(tokens.expiresAt).toBe(NOW + 1800_000);
    expect(parseTokenResponse({ access_token: jwt({ exp: NOW / 1000 + 600 }) }, NOW).expiresAt).toBe(NOW + 600_000);
    expect(parseTokenResponse({ access_token: jwt({ exp: NOW / 1000 - 600 }) }, NOW).expiresAt).toBeUndefined();
    expect(parseTokenResponse({ access_token: jwt({ exp: 'x' }) }, NOW).expiresAt).toBeUndefined();
    expect(parseTokenResponse({ access_token: 'not.a.jwt' }, NOW).expiresAt).toBeUndefined();
    expect(parseTokenResponse({ access_token: jwt({ iat }), scope: ['read'] }, NOW)).toEqual({
      accessToken: expect.any(String),
      obtainedAt: NOW,
      scope: ['read'],
    });
  });

  test('that leaves out what it had said before keeps it', () => {
    const previous = { refreshToken: 'old', scope: ['tickets:read'] };
    expect(parseTokenResponse({ access_token: 'a' }, NOW, previous)).toMatchObject({
      refreshToken: 'old',
      scope: ['tickets:read'],
    });
    expect(
      parseTokenResponse({ access_token: 'a', refresh_token: 'new', scope: 'read write' }, NOW, previous),
    ).toMatchObject({
      refreshToken: 'new',
      scope: ['read', 'write'],
    });
  });

  describe('[T19] that is odd', () => {
    const previous = { refreshToken: 'old', scope: ['tickets:read'] };

    test.each([
      ...['bearer', 'Bearer', ' bearer', 'user', 'mac', '', 1, null, undefined, {}].map((value) => [
        'token_type',
        value,
      ]),
      ...['', ' ', 'a b', 'line\nbreak', 'x'.repeat(9_000), 7, null, undefined, {}, []].map((value) => [
        'refresh_token',
        value,
      ]),
      ...['', ' ', ',', '{}', '[]', {}, [null], [], [[]], 7, null, undefined, true].map((value) => ['scope', value]),
      ...['expires_in', 'refresh_token_expires_in'].flatMap((name) =>
        ['', 'soon', {}, [], null, -1, 1e300, Number.NaN].map((value) => [name, value]),
      ),
    ])('in %s (%j) loses nothing that is known', (name, value) => {
      const tokens = parseTokenResponse({ access_token: 'new', [String(name)]: value }, NOW, previous);
      expect(tokens).toEqual({ accessToken: 'new', refreshToken: 'old', scope: ['tickets:read'], obtainedAt: NOW });
    });

    test.each([
      ['tickets:read users:read'],
      ['tickets:read,users:read'],
      ['tickets:read, users:read'],
      [' tickets:read  users:read\n'],
      ['tickets:read;users:read'],
      ['["tickets:read","users:read"]'],
      [['tickets:read', 'users:read']],
      [['tickets:read users:read', null, 'tickets:read']],
    ])('in how it lists the scope (%j) is understood', (scope) => {
      expect(parseTokenResponse({ access_token: 'new', scope }, NOW, previous).scope).toEqual([
        'tickets:read',
        'users:read',
      ]);
    });

    test('with blanks around a token keeps the token', () => {
      const tokens = parseTokenResponse({ access_token: ' new ', refresh_token: 'next\n' }, NOW, previous);
      expect(tokens).toMatchObject({ accessToken: 'new', refreshToken: 'next' });
    });
  });

  test.each([
    ['an error', { error: 'invalid_grant' }],
    ['nothing', undefined],
    ['null', null],
    ['a list', []],
    ['an empty token', { access_token: '' }],
    ['a token with a line break', { access_token: 'a\r\nx-evil: 1' }],
    ['a token that is huge', { access_token: 'a'.repeat(10_000) }],
  ])('that is %s is refused without quoting it', (_, body) => {
    expect(() => parseTokenResponse(body, NOW)).toThrow(ResponseFormatError);
    expect(() => parseTokenResponse(body, NOW)).toThrow(/no usable access token/);
  });
});

test('a token is stale a minute before its end, or a tenth of its life if that is less', () => {
  const hour = parseTokenResponse({ access_token: 'a', expires_in: 3600 }, NOW);
  expect(isStale(hour, NOW + 3539_000)).toBe(false);
  expect(isStale(hour, NOW + 3540_000)).toBe(true);
  const short = parseTokenResponse({ access_token: 'a', expires_in: 100 }, NOW);
  expect(isStale(short, NOW + 89_000)).toBe(false);
  expect(isStale(short, NOW + 90_000)).toBe(true);
});
