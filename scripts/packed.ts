/**
 * Does what a newcomer does: installs the packed tarball into an empty project, pastes the example of the README, runs
 * it, and imports every other entry of the package, with `import` and with `require`; checks the types as Node and as
 * bundlers resolve them; runs the command line; looks at what is in the tarball.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

interface Tarball {
  readonly filename: string;
  readonly files: readonly { readonly path: string }[];
  readonly unpackedSize: number;
}

const root = new URL('..', import.meta.url).pathname;
const folder = mkdtempSync(join(tmpdir(), 'zendesk-connector-'));
try {
  const run = (command: string, ...args: string[]) => execFileSync(command, args, { cwd: folder, encoding: 'utf8' });
  const [{ filename, files, unpackedSize }] = JSON.parse(
    execFileSync('npm', ['pack', '--ignore-scripts', '--json', '--pack-destination', folder], {
      cwd: root,
      encoding: 'utf8',
    }),
  ) as [Tarball];
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ name: 'newcomer', private: true, type: 'module' }));
  run('npm', 'install', '--silent', '--no-audit', '--no-fund', `./${filename}`);

  const example = /```ts\n([\s\S]*?)```/.exec(readFileSync(join(root, 'README.md'), 'utf8'))?.[1] ?? '';
  writeFileSync(join(folder, 'first.mjs'), example);
  const said = run('node', 'first.mjs');
  if (!/^Open — last updated .+\.\n$/.test(said)) throw new Error(`the example of the README said: ${said}`);

  const { exports } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const entries = Object.keys(exports).filter((entry) => !entry.endsWith('.json'));
  for (const entry of entries) {
    const name = join('zendesk-connector', entry);
    run('node', '--input-type=module', '-e', `await import('${name}')`);
    run('node', '--input-type=commonjs', '-e', `require('${name}')`);
  }

  // Without types of Node, and with those of this package checked, too.
  const imports = entries.map((entry, n) => `export * as entry${n} from '${join('zendesk-connector', entry)}';`);
  writeFileSync(join(folder, 'types.mts'), `${imports.join('\n')}\n${example}`);
  writeFileSync(join(folder, 'types.cts'), imports.join('\n'));
  for (const [module, moduleResolution] of [
    ['nodenext', 'nodenext'],
    ['esnext', 'bundler'],
    // Older backends: `module: commonjs` resolves by `main`, `types` and `typesVersions`.
    ['commonjs', 'node10'],
  ] as const) {
    const lib = ['es2023', 'dom', 'dom.iterable', 'dom.asynciterable'];
    const compilerOptions = {
      module,
      moduleResolution,
      lib,
      target: 'es2023',
      strict: true,
      noEmit: true,
      types: [],
      ignoreDeprecations: '6.0',
    };
    writeFileSync(
      join(folder, 'tsconfig.json'),
      JSON.stringify({ compilerOptions, files: [module === 'commonjs' ? 'types.cts' : 'types.mts'] }),
    );
    run(process.execPath, join(root, 'node_modules/typescript/bin/tsc'), '-p', folder);
  }

  if (!/^[\w-]{43}\n$/.test(run('npx', 'zendesk-connector', 'keygen'))) throw new Error('npx does not run the program');
  const paths = files.map(({ path }) => path);
  const strays = paths.filter(
    (path) => !/^(dist\/.*\.(js|d\.ts)|docs\/[\w-]+\.md|examples\/.*|[A-Z]+(\.md)?|package\.json)$/.test(path),
  );
  if (strays.length > 0) throw new Error(`the tarball holds ${strays.join(', ')}`);
  // Pictures are left to the page at npm, which takes them from the repository.
  for (const page of paths.filter((path) => path.endsWith('.md'))) {
    const links = readFileSync(join(folder, 'node_modules/zendesk-connector', page), 'utf8').matchAll(
      /\]\((?!https?:|#)([^)#]+)[^)]*\)/g,
    );
    for (const [, link = ''] of links) {
      const target = join(dirname(page), link);
      const isThere = paths.some((path) => path === target || path.startsWith(`${target}/`));
      if (!isThere && !target.endsWith('.png'))
        throw new Error(`${page} of the tarball links to ${link}, which is not there`);
    }
  }
  console.log(`The example of the README runs from ${filename}, and so does every entry: ${entries.join(' ')}`);
  console.log(
    `Types resolve under NodeNext, Bundler and CommonJS. ${files.length} files, ${Math.round(unpackedSize / 1024)} kB unpacked.`,
  );
} finally {
  rmSync(folder, { recursive: true });
}
