/**
 * A process that takes a lock and is killed inside of it.
 */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { SharedPlace } from './shared-store.js';

export async function killHolder(place: SharedPlace, key: string): Promise<void> {
  const program = `
    const { openStore } = await import(${JSON.stringify(new URL('./shared-store.ts', import.meta.url).href)});
    const { store } = openStore(${JSON.stringify(place)});
    await store.lock(${JSON.stringify(key)}, async () => {
      process.kill(process.pid, 'SIGKILL');
      await new Promise(() => {});
    });`;
  const ended = promisify(execFile)(process.execPath, ['--input-type=module', '-e', program]);
  const { signal } = await ended.then(
    () => ({ signal: 'none' }),
    (error: { signal: string }) => error,
  );
  if (signal !== 'SIGKILL') throw new Error(`the process ended with ${signal}`);
}
