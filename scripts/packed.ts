/**
 * Does what a newcomer does: installs the packed tarball into an empty project, pastes the example of the README, runs
 * it, and imports every other entry of the package, with `import` and with `require`.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const root = new URL('..', import.meta.url).pathname;
const folder = mkdtempSync(join(tmpdir(), 'zendesk-connector-'));
try {
  const run = (command: string, ...args: string[]) => execFileSync(command, args, { cwd: folder, encoding: 'utf8' });
  const [{ filename }] = JSON.parse(
    execFileSync('npm', ['pack', '--json', '--pack-destination', folder], { cwd: root, encoding: 'utf8' }),
  );
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ name: 'newcomer', private: true, type: 'module' }));
  run('npm', 'install', '--silent', '--no-audit', '--no-fund', `./${filename}`);

  const example = /```ts\n([\s\S]*?)```/.exec(readFileSync(join(root, 'README.md'), 'utf8'))?.[1] ?? '';
  writeFileSync(join(folder, 'first.mjs'), example);
  const said = run('node', 'first.mjs');
  if (!/^New — last updated .+\.\n$/.test(said)) throw new Error(`the example of the README said: ${said}`);

  const { exports } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const entries = Object.keys(exports).filter((entry) => !entry.endsWith('.json'));
  for (const entry of entries) {
    const name = join('zendesk-connector', entry);
    run('node', '--input-type=module', '-e', `await import('${name}')`);
    run('node', '--input-type=commonjs', '-e', `require('${name}')`);
  }
  console.log(`The example of the README runs from ${filename}, and so does every entry: ${entries.join(' ')}`);
} finally {
  rmSync(folder, { recursive: true });
}
