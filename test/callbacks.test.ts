/**
 * Callbacks of the application: whatever they do, calls end within their budget and the process goes on.
 */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import type { RateLimiter } from '../src/index.js';
import { createFixture, rejection } from './support/fixture.js';

test('callbacks that throw, reject or hang change nothing, and nothing is unhandled', async () => {
  const program = new URL('./support/failing-callbacks.ts', import.meta.url).pathname;
  const { stdout, stderr } = await promisify(execFile)(process.execPath, ['--unhandled-rejections=strict', program]);
  expect(stderr).toBe('');
  expect(stdout.trim().split('\n')).toHaveLength(7);
}, 120_000);

describe('a rate limiter', () => {
  const ticket = (number: number) => ({ subject: `Ticket ${number}`, body: 'Please' });

  async function createSix(rateLimiter: RateLimiter) {
    const fixture = createFixture({ rateLimiter });
    await fixture.connect();
    const created: string[] = [];
    for (let number = 1; number <= 6; number++) {
      const bot = fixture.connection();
      created.push(
        await bot.createTicket(ticket(number)).then(
          () => 'created',
          ({ code }) => code,
        ),
      );
    }
    return { created, failures: fixture.events.filter(({ type }) => type === 'rate_limiter.failed') };
  }

  const connectionRefused = () => Promise.reject(Object.assign(new Error('connect'), { code: 'ECONNREFUSED' }));

  test('[A7c] that fails is replaced by counting in this process', async () => {
    const { created, failures } = await createSix({ take: connectionRefused });
    expect(created).toEqual([...Array.from({ length: 5 }, () => 'created'), 'rate_limited']);
    expect(failures[0]).toEqual({ at: expect.any(String), type: 'rate_limiter.failed', failure: 'ECONNREFUSED' });
  });

  test('that hangs costs two seconds of a call, not the call', async () => {
    const fixture = createFixture({ rateLimiter: { take: () => new Promise(() => {}) }, timeout: 8_000 });
    await fixture.connect();
    const startedAt = performance.now();
    await fixture.connection().createTicket(ticket(1));
    expect(performance.now() - startedAt).toBeLessThan(7_000);
    expect(fixture.events).toContainEqual(expect.objectContaining({ type: 'rate_limiter.failed', failure: 'timeout' }));
  }, 15_000);

  test('whose answers are no numbers is refused in words', async () => {
    for (const answer of [true, undefined, null, '0', Number.NaN, -1, Number.POSITIVE_INFINITY]) {
      const fixture = createFixture({ rateLimiter: { take: async () => answer as number } });
      await fixture.connect();
      const error = await rejection(fixture.connection().createTicket(ticket(1)));
      expect(error).toMatchObject({ code: 'configuration', option: 'rateLimiter' });
    }
  });

  test.each([600_000, 1e300])('that says to wait %f seconds is believed for the window of the limit', async (wait) => {
    const fixture = createFixture({ rateLimiter: { take: async () => wait } });
    await fixture.connect();
    const error = await rejection(fixture.connection().createTicket(ticket(1)));
    expect(error).toMatchObject({ retryAfter: 600, hint: 'Wait 600 seconds before the next try.' });
  });

  test('that works is asked, and nothing else', async () => {
    const { created, failures } = await createSix({ take: async () => 0 });
    expect(created).toEqual(Array.from({ length: 6 }, () => 'created'));
    expect(failures).toEqual([]);
  });
});
