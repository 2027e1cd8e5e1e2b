/**
 * One run for all who come at once, and no wait for a run whose request has ended.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test, vi } from 'vitest';
import { SingleFlight } from '../../src/util/single-flight.js';
import { inRequest, never } from '../support/ended-request.js';

describe('[T17] a run that is shared', () => {
  test('runs once for all who come meanwhile, and once more for who comes later', async () => {
    const flights = new SingleFlight<number>();
    const task = vi.fn(async () => {
      await sleep(20);
      return 7;
    });
    const all = await Promise.all(Array.from({ length: 100 }, () => flights.run('key', task)));
    expect(all.filter(({ isShared }) => !isShared)).toEqual([{ value: 7, isShared: false }]);
    expect(task).toHaveBeenCalledTimes(1);
    expect(await flights.run('key', task)).toEqual({ value: 7, isShared: false });
    expect(task).toHaveBeenCalledTimes(2);
  });

  test('fails for all, unless the failure is one of the call that it happened to', async () => {
    const flights = new SingleFlight<number>();
    const fail = vi.fn(async (): Promise<number> => {
      await sleep(20);
      throw new Error('failed');
    });
    const alike = await Promise.allSettled([flights.run('key', fail), flights.run('key', fail)]);
    expect(alike.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    expect(fail).toHaveBeenCalledTimes(1);
    const [own, other] = await Promise.allSettled([
      flights.run('key', fail),
      flights.run(
        'key',
        async () => 7,
        () => true,
      ),
    ]);
    expect(own).toMatchObject({ status: 'rejected' });
    expect(other).toMatchObject({ value: { value: 7, isShared: false } });
  });

  test('whose request has ended is given up, and one of those who waited runs it again for the others', async () => {
    const flights = new SingleFlight<number>();
    inRequest(() => void flights.run('key', never))();
    const again = vi.fn(async () => {
      await sleep(50);
      return 7;
    });
    const all = await Promise.all(Array.from({ length: 10 }, () => flights.run('key', again)));
    expect(all.map(({ value }) => value)).toEqual(Array.from({ length: 10 }, () => 7));
    expect(again).toHaveBeenCalledTimes(1);
  }, 15_000);
});
