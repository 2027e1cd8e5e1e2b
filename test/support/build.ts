/**
 * Builds once before the tests, because the processes that some tests start run what is published.
 */
import { execFileSync } from 'node:child_process';

export function setup(): void {
  execFileSync('tsup', ['--silent'], { stdio: 'inherit' });
}
