/**
 * Errors as a program meets them: by class, by code, across two copies of the package.
 */
import { describe, expect, test } from 'vitest';
import * as library from '../src/index.js';

const MADE = [
  new library.ConfigurationError('clientId', 'is missing'),
  new library.InvalidInputError([{ path: ['a', 0], message: 'is wrong' }]),
  new library.PermissionError('permission', 'no', 'ask'),
  new library.NotConnectedError(),
  new library.ReconnectRequiredError('refused'),
  new library.OAuthCallbackError('denied', 'no', { error: 'access_denied' }),
  new library.RateLimitedError(7, 'slow down', { zendeskStatus: 429, requestId: 'r1' }),
  new library.ApiError(404, { error: 'RecordNotFound' }, { message: 'not there', code: 'not_found', status: 404 }),
  new library.ResponseFormatError('is not JSON'),
  new library.NetworkError({ timedOut: true, ambiguous: true }),
  new library.TokenStoreError('unavailable', 'down', 'restart it'),
  new library.WebhookSignatureError('signature'),
  library.toToolCallError(new Error('anything')),
] as const;

const classes = library as unknown as Record<string, new () => Error>;

describe.each(MADE.map((error) => [error.name, error] as const))('%s', (name, error) => {
  test('is an Error and a ZendeskError, and no other', () => {
    expect(error).toBeInstanceOf(Error);
    expect(error).toBeInstanceOf(library.ZendeskError);
    for (const { name: other } of MADE) {
      const expected = classes[other];
      if (expected !== undefined) expect(error instanceof expected, other).toBe(other === name);
    }
  });

  test('says what happened, to the program, the developer and the person', () => {
    expect(error.code).toMatch(/^[a-z_]+$/);
    expect(error.status).toBeGreaterThanOrEqual(400);
    for (const sentence of [error.message, error.hint, error.userMessage]) expect(sentence.length).toBeGreaterThan(1);
    expect(String(error)).toBe(`${name}: ${error.message}`);
    expect(JSON.parse(JSON.stringify(error))).toMatchObject({
      name,
      message: error.message,
      code: error.code,
      status: error.status,
    });
    expect(JSON.stringify(error)).not.toContain('stack');
    expect({ ...error }).not.toHaveProperty('name');
  });

  test('is recognized by another copy of the package', async () => {
    const built = '../dist/index.js';
    const copy = (await import(/* @vite-ignore */ built)) as Record<
      string,
      { new (): Error; [Symbol.hasInstance](value: unknown): boolean }
    >;
    expect(copy['ZendeskError']).not.toBe(library.ZendeskError);
    expect(copy['ZendeskError']?.[Symbol.hasInstance](error)).toBe(true);
    for (const { name: other } of MADE) expect(copy[other]?.[Symbol.hasInstance](error), other).toBe(other === name);
  });
});

test('nothing else is taken for one', () => {
  for (const value of [
    new Error('x'),
    Object.assign(new Error('x'), { name: 'ApiError' }),
    null,
    undefined,
    'ApiError',
    {},
  ]) {
    expect(value instanceof library.ZendeskError).toBe(false);
    expect(value instanceof library.ApiError).toBe(false);
  }
});

test('every class that is exported is tested here', () => {
  const exported = Object.keys(library).filter((name) => /^[A-Z].*Error$/.test(name) && name !== 'ZendeskError');
  expect(exported.sort()).toEqual(MADE.map(({ name }) => name).sort());
});
