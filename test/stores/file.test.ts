import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import promises, { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { syncBuiltinESMExports } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import { ALL_PERMISSIONS, ZendeskConnector } from '../../src/index.js';
import { FileTokenStore } from '../../src/stores/file.js';
import { Stillness } from '../../src/stores/lease.js';
import { deadHolderCase, tokenStoreContract } from '../../src/testing/index.js';
import { createFixture, rejection } from '../support/fixture.js';
import { killHolder } from '../support/kill-holder.js';

let directory: string;
let store: FileTokenStore;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'file-token-store-'));
  store = new FileTokenStore(directory);
});
afterEach(() => rm(directory, { recursive: true, force: true }));

async function filesOf(folder: string): Promise<string[]> {
  const names = await readdir(folder, { recursive: true, withFileTypes: true });
  return names.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
}

describe('FileTokenStore', () => {
  test.each(tokenStoreContract)('$name', ({ run }) => run(store));

  test('keeps, replaces and removes a value', async () => {
    expect(await store.get('a')).toBeUndefined();
    expect(await store.compareAndSet('a', 'something', 'else')).toBe(false);
    expect(await store.compareAndSet('a', undefined, 'one')).toBe(true);
    expect(await store.compareAndSet('a', undefined, 'two')).toBe(false);
    expect(await store.compareAndSet('a', 'one', 'two')).toBe(true);
    expect(await new FileTokenStore(directory).get('a')).toBe('two');
    expect(await store.compareAndSet('a', 'two', undefined)).toBe(true);
    expect(await store.get('a')).toBeUndefined();
    expect(await store.compareAndSet('a', undefined, 'again')).toBe(true);
    expect(await store.get('a')).toBe('again');
  });

  test.each(['', '../../etc/passwd', 'a/b', 'ключ', '\0', 'x'.repeat(5000), '.', 'CON'])(
    'takes the key %j and keeps it within its directory',
    async (key) => {
      await store.compareAndSet(key, undefined, `value of ${key}`);
      expect(await store.get(key)).toBe(`value of ${key}`);
      expect(await store.get(`${key} `)).toBeUndefined();
      expect(await filesOf(directory)).toHaveLength(1);
    },
  );

  test('files are readable by their owner only, and none is left half-written', async () => {
    await store.compareAndSet('a', undefined, 'x'.repeat(64_000));
    for (const file of await filesOf(directory)) expect((await stat(file)).mode & 0o777).toBe(0o600);
    expect((await stat(directory)).mode & 0o700).toBe(0o700);
  });

  test('what was replaced or removed is nowhere on the disk', async () => {
    await store.compareAndSet('a', undefined, 'first-secret');
    await store.compareAndSet('a', 'first-secret', 'second-secret');
    await store.compareAndSet('a', 'second-secret', undefined);
    const contents = await Promise.all((await filesOf(directory)).map((file) => readFile(file, 'utf8')));
    expect(contents.join()).not.toContain('secret');
  });

  test('the number of files does not grow with the number of writes', async () => {
    let value: string | undefined;
    for (let write = 0; write < 60; write++) {
      await store.compareAndSet('a', value, `value-${write}`);
      value = `value-${write}`;
    }
    expect((await filesOf(directory)).length).toBeLessThanOrEqual(18);
  });

  test('of 50 writers with the same expectation exactly one wins, again and again', async () => {
    let value: string | undefined;
    for (let round = 0; round < 20; round++) {
      const results = await Promise.all(
        Array.from({ length: 50 }, (_, writer) => store.compareAndSet('a', value, `${round}-${writer}`)),
      );
      expect(results.filter(Boolean)).toHaveLength(1);
      value = `${round}-${results.indexOf(true)}`;
      expect(await store.get('a')).toBe(value);
    }
  });

  test('a reader sees whole values only, while others write', async () => {
    await store.compareAndSet('a', undefined, 'v0'.repeat(5_000));
    let done = false;
    const writing = (async () => {
      for (let n = 0; n < 100; n++) await store.compareAndSet('a', `v${n}`.repeat(5_000), `v${n + 1}`.repeat(5_000));
      done = true;
    })();
    const seen: number[] = [];
    while (!done) {
      const value = (await store.get('a')) ?? '';
      const number = /^v(\d+)/.exec(value)?.[1] ?? '';
      expect(value).toBe(`v${number}`.repeat(5_000));
      seen.push(Number(number));
    }
    await writing;
    expect(seen).toEqual([...seen].sort((a, b) => a - b));
  });

  test('the lock lets one task in at a time and passes on what it resolves to or throws', async () => {
    let inside = 0;
    const results = await Promise.all(
      Array.from({ length: 10 }, (_, n) =>
        store.lock('a', async () => {
          expect(++inside).toBe(1);
          await new Promise((resolve) => setTimeout(resolve, 5));
          inside--;
          return n;
        }),
      ),
    );
    expect(results).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    await expect(store.lock('a', () => Promise.reject(new Error('inside')))).rejects.toThrow('inside');
    await expect(store.lock('a', async () => 'after')).resolves.toBe('after');
  });

  test('[T4] a lock whose holder was killed frees itself', () =>
    deadHolderCase((key) => killHolder({ kind: 'file', directory }, key)).run(store));
});

test('clearing away what another process has cleared already goes unnoticed, however slow the disk is', async () => {
  await store.compareAndSet('a', undefined, '1');
  const { readdir, truncate } = promises;
  const unhandled: unknown[] = [];
  const listen = (reason: unknown) => unhandled.push(reason);
  process.on('unhandledRejection', listen);
  promises.truncate = () => Promise.reject(Object.assign(new Error('gone'), { code: 'ENOENT' }));
  promises.readdir = (async (...how: Parameters<typeof readdir>) => {
    await new Promise((resolve) => setTimeout(resolve, 20));
    return readdir(...how);
  }) as typeof readdir;
  syncBuiltinESMExports();
  onTestFinished(() => {
    Object.assign(promises, { readdir, truncate });
    syncBuiltinESMExports();
    process.off('unhandledRejection', listen);
  });
  expect(await store.compareAndSet('a', '1', '2')).toBe(true);
  expect(await store.get('a')).toBe('2');
  expect(unhandled).toEqual([]);
});

/** Puts `content` in the place of the newest version of the only folder. */
async function damageNewest(content: string): Promise<void> {
  const files = await filesOf(directory);
  const number = (file: string) => Number(file.split('/').at(-1));
  const [newest = ''] = files.sort((a, b) => number(b) - number(a));
  await writeFile(newest, content);
}

describe('a newest version that was damaged', () => {
  test.each(['', '=', '=eyJhbGciOiJkaXIi'])('to %j is an error soon, and never a loop', async (content) => {
    const fixture = createFixture({ tokenStore: store });
    await fixture.connect();
    await damageNewest(content);
    const { options } = fixture;
    const restarted = new ZendeskConnector({ ...options, tokenStore: new FileTokenStore(directory) });
    const bot = restarted.connection('bot-1', { permissions: ALL_PERMISSIONS, requester: 'anyone' });
    const before = process.cpuUsage();
    for (let tries = 0; tries < 5; tries++) {
      expect(await rejection(bot.status())).toMatchObject({ code: 'token_store', reason: 'unreadable' });
    }
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(process.cpuUsage(before).user / 1_000).toBeLessThan(1_000);
  });

  test('of a lock frees itself like one whose holder is gone', { tags: 'slow', timeout: 60_000 }, async () => {
    await store.lock('a', async () => {});
    await damageNewest('');
    await expect(store.lock('a', async () => 'in')).resolves.toBe('in');
  });
});

test('no clock that jumps frees a lock that is held', async () => {
  vi.useFakeTimers({ toFake: ['Date'] });
  onTestFinished(() => {
    vi.useRealTimers();
  });
  const order: string[] = [];
  let enter = () => {};
  const entered = new Promise<void>((resolve) => {
    enter = resolve;
  });
  const first = store.lock('a', async () => {
    enter();
    await new Promise((resolve) => setTimeout(resolve, 2_000));
    order.push('first');
  });
  await entered;
  const second = new FileTokenStore(directory).lock('a', async () => order.push('second'));
  for (const jump of [365, -730, 1_000]) {
    vi.setSystemTime(Date.now() + jump * 86_400_000);
    await new Promise((resolve) => setTimeout(resolve, 400));
  }
  await Promise.all([first, second]);
  expect(order).toEqual(['first', 'second']);
});

describe('the time for which a lock must stand still', () => {
  test('counts what this process saw, and not for how long it was paused', () => {
    vi.useFakeTimers({ toFake: ['performance'] });
    onTestFinished(() => {
      vi.useRealTimers();
    });
    const stillness = new Stillness(15_000);
    const isStillAfter = (seconds: number, state: number) => {
      vi.advanceTimersByTime(seconds * 1_000);
      return stillness.hasLasted(state);
    };
    expect(isStillAfter(0, 1)).toBe(false);
    // Stopped for an hour, as in a suspended container.
    expect(isStillAfter(3_600, 1)).toBe(false);
    for (let look = 0; look < 13; look++) expect(isStillAfter(1, 1)).toBe(false);
    expect(isStillAfter(1, 2)).toBe(false);
    for (let look = 0; look < 14; look++) expect(isStillAfter(1, 2)).toBe(false);
    expect(isStillAfter(1, 2)).toBe(true);
  });
});

const canUnshare = await promisify(execFile)('unshare', ['--pid', '--fork', 'true']).then(
  () => true,
  () => {
    console.warn('No PID namespace can be made here: the test of two containers is skipped.');
    return false;
  },
);

test.skipIf(!canUnshare)(
  '[T4] two containers with one host name leave each other their locks, and inherit them',
  { tags: 'slow', timeout: 60_000 },
  async () => {
    const module = JSON.stringify(new URL('../support/shared-store.ts', import.meta.url).href);
    const program = `
    const { openStore } = await import(${module});
    const { store } = openStore(${JSON.stringify({ kind: 'file', directory })});
    await store.lock('a', async () => {
      console.log('in');
      await new Promise((resolve) => setTimeout(resolve, 3_600_000));
    });`;
    const container = spawn(
      'unshare',
      ['--pid', '--fork', '--kill-child', process.execPath, '--input-type=module', '-e', program],
      { stdio: ['ignore', 'pipe', 'inherit'] },
    );
    onTestFinished(() => {
      container.kill('SIGKILL');
    });
    await once(container.stdout, 'data');
    let isIn = false;
    const inherited = store.lock('a', async () => {
      isIn = true;
    });
    // Longer than a holder goes without a sign of life.
    await new Promise((resolve) => setTimeout(resolve, 6_000));
    expect(isIn).toBe(false);
    container.kill('SIGKILL');
    await inherited;
    expect(isIn).toBe(true);
  },
);
