/**
 * Turns: one at a time, in order, and no wait for a turn whose request has ended.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { KeyedMutex } from '../../src/util/keyed-mutex.js';
import { inRequest, never } from '../support/ended-request.js';

describe('[T17] turns', () => {
  afterEach(() => vi.unstubAllGlobals());

  test('are taken one at a time and in order, whatever the one before came to', async () => {
    const mutex = new KeyedMutex();
    const log: string[] = [];
    const task = (name: string, fails = false) =>
      mutex.run('ticket', async () => {
        log.push(`${name} begins`);
        await sleep(10);
        log.push(`${name} ends`);
        if (fails) throw new Error(name);
        return name;
      });
    const outcomes = await Promise.allSettled([task('a'), task('b', true), task('c')]);
    expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect(log).toEqual(['a begins', 'a ends', 'b begins', 'b ends', 'c begins', 'c ends']);
    expect(mutex.has('ticket')).toBe(false);
  });

  test('of another key do not wait', async () => {
    const mutex = new KeyedMutex();
    void mutex.run('one', never);
    expect(await mutex.run('other', async () => 'done')).toBe('done');
  });

  test('one that takes long is waited for', async () => {
    const mutex = new KeyedMutex();
    let isRunning = false;
    const long = mutex.run('ticket', async () => {
      isRunning = true;
      await sleep(4_000);
      isRunning = false;
    });
    await mutex.run('ticket', async () => expect(isRunning).toBe(false));
    await long;
  });

  test('one whose request has ended is not waited for, nor is one that was waiting for it', async () => {
    const mutex = new KeyedMutex();
    const end = inRequest(() => {
      void mutex.run('ticket', never);
      void mutex.run('ticket', never);
    });
    end();
    const startedAt = performance.now();
    expect(await mutex.run('ticket', async () => 'done')).toBe('done');
    expect(performance.now() - startedAt).toBeLessThan(9_000);
    expect(mutex.has('ticket')).toBe(false);
  }, 15_000);

  test('those who come later, each with little time, wait less and less', async () => {
    const mutex = new KeyedMutex();
    inRequest(() => void mutex.run('ticket', never))();
    await sleep(2_600);
    const startedAt = performance.now();
    await mutex.run('ticket', async () => {});
    expect(performance.now() - startedAt).toBeLessThan(300);
  }, 15_000);

  test('one that waits and dies leaves the one that is running', async () => {
    const mutex = new KeyedMutex();
    let isRunning = true;
    const running = mutex.run('ticket', async () => {
      await sleep(5_000);
      isRunning = false;
    });
    inRequest(() => void mutex.run('ticket', never))();
    await mutex.run('ticket', async () => expect(isRunning).toBe(false));
    await running;
  }, 15_000);

  test('a process that was frozen goes on with the turn that it was at', async () => {
    const mutex = new KeyedMutex();
    let isRunning = true;
    const running = mutex.run('ticket', async () => {
      await sleep(200);
      isRunning = false;
    });
    const next = mutex.run('ticket', async () => expect(isRunning).toBe(false));
    // The event loop stands still, as in a process that gets no processor.
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 4_000);
    const late = mutex.run('ticket', async () => expect(isRunning).toBe(false));
    await Promise.all([running, next, late]);
  }, 15_000);
});
