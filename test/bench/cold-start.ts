/**
 * What an import of the library costs a process that uses `fetch` anyway: time and modules.
 */
import { execFileSync } from 'node:child_process';
import { median } from './compare.ts';

/** Returns the milliseconds that an import takes above touching `globalThis.Request`. */
export function measureImport(starts: number): number {
  const time = (code: string) => {
    const start = performance.now();
    execFileSync(process.execPath, ['--input-type=module', '-e', code]);
    return performance.now() - start;
  };
  const pairs = Array.from({ length: starts }, () => [
    time(`globalThis.Request; await import('zendesk-connector')`),
    time('globalThis.Request'),
  ]);
  return median(pairs.map(([library = 0, floor = 0]) => library - floor));
}

/** Returns how many modules an import loads. */
export function countModules(): number {
  const hook = `
    import { registerHooks } from 'node:module';
    let count = 0;
    registerHooks({ load(url, context, next) { count++; return next(url, context); } });
    await import('zendesk-connector');
    console.log(count);`;
  return Number(execFileSync(process.execPath, ['--input-type=module', '-e', hook], { encoding: 'utf8' }));
}
