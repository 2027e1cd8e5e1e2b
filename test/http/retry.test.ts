import { describe, expect, test } from 'vitest';
import { parseRetryAfter, RetryBudget } from '../../src/http/retry.js';

const date = 'Mon, 23 Nov 2026 12:00:00 GMT';

describe('[H1] Retry-After', () => {
  test.each([
    [{ 'retry-after': '30' }, 30],
    [{ 'retry-after': ' 30 ' }, 30],
    [{ 'retry-after': '0' }, 0],
    [{ 'retry-after': '1.5' }, 1.5],
    [{ 'retry-after': '100000000000' }, 100_000_000_000],
    [{ 'retry-after': 'Mon, 23 Nov 2026 12:00:05 GMT', date }, 5],
    [{ 'retry-after': 'Mon, 23 Nov 2026 11:00:00 GMT', date }, 0],
    [{ 'retry-after': '-5' }, undefined],
    [{ 'retry-after': 'soon' }, undefined],
    [{ 'retry-after': 'Soon, or later' }, undefined],
    [{ 'retry-after': '' }, undefined],
    [{ 'retry-after': '1e3' }, undefined],
    [{ 'retry-after': 'Infinity' }, undefined],
    [{ 'retry-after': '2026-11-23T12:00:05Z', date }, undefined],
    [{ 'ratelimit-reset': '41', 'x-rate-limit-reset': '41' }, undefined],
    [{}, undefined],
  ])('%j is %s seconds', (headers, seconds) => {
    expect(parseRetryAfter(new Headers(headers as Record<string, string>))).toBe(seconds);
  });

  test('a date is measured by this clock when the server does not tell its own', () => {
    const inTenSeconds = new Date(Date.now() + 10_000).toUTCString();
    const seconds = parseRetryAfter(new Headers({ 'retry-after': inTenSeconds })) ?? 0;
    expect(seconds).toBeGreaterThan(5);
    expect(seconds).toBeLessThanOrEqual(10);
  });
});

describe('[H3b] the retry budget', () => {
  test('lets ten retries through, and then one for every ten successes', () => {
    const budget = new RetryBudget();
    const spend = (times: number) => Array.from({ length: times }, () => budget.spend('acme')).filter(Boolean).length;
    expect(spend(100)).toBe(10);
    for (let n = 0; n < 11; n++) budget.earn('acme');
    expect(spend(100)).toBe(1);
  });

  test('is kept by account', () => {
    const budget = new RetryBudget();
    for (let n = 0; n < 20; n++) budget.spend('acme');
    expect(budget.spend('acme')).toBe(false);
    expect(budget.spend('other')).toBe(true);
  });

  test('is full again after enough successes, and not fuller', () => {
    const budget = new RetryBudget();
    budget.spend('acme');
    for (let n = 0; n < 1_000; n++) budget.earn('acme');
    const spent = Array.from({ length: 20 }, () => budget.spend('acme')).filter(Boolean).length;
    expect(spent).toBe(10);
  });
});
