/**
 * Errors as a program meets them: by class, by code, across two copies of the package.
 */
import { describe, expect, test } from 'vitest';
import * as library from '../src/index.js';

const MADE = [
  new library.ConfigurationError({ option: 'clientId', problem: 'is missing' }),
  new library.InvalidInputError({ issues: [{ path: ['a', 0], message: 'is wrong' }] }),
  new library.PermissionError({ reason: 'permission', message: 'no', hint: 'ask' }),
  new library.NotConnectedError(),
  new library.ReconnectRequiredError({ reason: 'refused' }),
  new library.OAuthCallbackError({ reason: 'denied', message: 'no', error: 'access_denied' }),
  new library.RateLimitedError({ retryAfter: 7, message: 'slow down', zendeskStatus: 429, requestId: 'r1' }),
  new library.ApiError({ zendeskStatus: 404, body: { error: 'RecordNotFound' }, message: 'not there', status: 404 }),
  new library.TicketError({
    code: 'not_found',
    message: 'not there',
    hint: 'ask',
    userMessage: 'I could not find it.',
  }),
  new library.ResponseFormatError({ problem: 'is not JSON' }),
  new library.NetworkError({ timedOut: true, ambiguous: true, transportCode: 'ENOTFOUND' }),
  new library.TokenStoreError({ reason: 'unavailable', message: 'down', hint: 'restart it', cause: new Error('x') }),
  new library.WebhookSignatureError({ reason: 'signature' }),
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

  test('says what happened, to the program, the developer, the bot owner and the end user', () => {
    expect(error.code).toMatch(/^[a-z_]+$/);
    expect(error.status).toBeGreaterThanOrEqual(400);
    for (const sentence of [error.message, error.hint, error.userMessage, error.ownerMessage])
      expect(sentence.length).toBeGreaterThan(1);
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

test("a class of the application's own has no instances but its own", () => {
  class OwnError extends library.ZendeskError {}
  class OwnApiError extends library.ApiError {}
  const api = new OwnApiError({ zendeskStatus: 400, body: {}, message: 'x' });
  expect(new library.NotConnectedError() instanceof OwnError).toBe(false);
  expect(new library.ApiError({ zendeskStatus: 400, body: {}, message: 'x' }) instanceof OwnApiError).toBe(false);
  expect(api instanceof OwnApiError).toBe(true);
  expect(api instanceof library.ApiError).toBe(true);
  expect(api instanceof library.ZendeskError).toBe(true);
  expect(api instanceof library.NetworkError).toBe(false);
});

test('the cause of a failed store can be read, and is no part of what is logged', () => {
  const cause = Object.assign(new Error('relation does not exist'), { code: '42P01' });
  const error = new library.TokenStoreError({ reason: 'unavailable', message: 'down', hint: 'restart it', cause });
  expect(error.cause).toBe(cause);
  expect(Object.keys(error)).not.toContain('cause');
  expect(JSON.stringify(error)).not.toContain('relation');
});
