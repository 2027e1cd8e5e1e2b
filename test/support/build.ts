/**
 * Builds once before the tests, because the processes that some tests start run what is published.
 */
import { execFileSync } from 'node:child_process';

export function setup(): void {
  // By its path: vitest may have been started without npm.
  execFileSync(new URL('../../node_modules/.bin/tsup', import.meta.url).pathname, ['--silent'], { stdio: 'inherit' });
}
