/**
 * Runs test/runtimes/suite.ts from the packed tarball on every runtime that the package is for, each installed from npm,
 * against one simulated Zendesk over HTTP.
 */
import { execFile, execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { type BuildOptions, build } from 'esbuild';
import { createZendeskSimulator, serve } from 'zendesk-connector/testing';
import { proveEndedRequests } from './ended-requests.ts';

interface Runtime {
  readonly name: string;
  /** What to install from npm. */
  readonly install: string;
  run(folder: string, zendeskUrl: string): Promise<string>;
  /** What is tried with its own server and databases. */
  readonly host?: {
    readonly entry: string;
    readonly packages: readonly string[];
    run(folder: string, zendeskUrl: string): Promise<string>;
  };
}

const root = new URL('..', import.meta.url).pathname;
const execute = async (folder: string, command: string, ...args: string[]) =>
  (await promisify(execFile)(command, args, { cwd: folder, env: { ...process.env, NO_COLOR: '1' } })).stdout.trim();

async function bundle(options: BuildOptions): Promise<string> {
  const { outputFiles } = await build({ bundle: true, format: 'esm', logLevel: 'error', ...options, write: false });
  return outputFiles[0]?.text ?? '';
}

const node = (version: number): Runtime => ({
  name: `Node ${version}`,
  install: `node@${version}`,
  async run(folder, zendeskUrl) {
    const binary = join(folder, 'node_modules/node/bin/node');
    await execute(
      folder,
      binary,
      '-e',
      `const { ZendeskConnector } = require('zendesk-connector'); new ZendeskConnector`,
    ).catch(
      // It got as far as to ask for options.
      ({ stderr }) => {
        if (!String(stderr).includes('ConfigurationError')) throw new Error(`require(): ${stderr}`);
      },
    );
    return execute(folder, binary, 'main.mjs', zendeskUrl);
  },
});

const deno = (folder: string, permissions: readonly string[], file: string, zendeskUrl: string) =>
  execute(folder, 'node_modules/.bin/deno', 'run', ...permissions, '--node-modules-dir=manual', file, zendeskUrl);

/** A program that prints what a function of a module says of the simulated Zendesk. */
function program(run: string, module: string): string {
  return `import { ${run} } from './${module}'; console.log(await ${run}((globalThis.Deno?.args ?? process.argv.slice(2))[0]));`;
}

const RUNTIMES: readonly Runtime[] = [
  node(22),
  node(24),
  node(26),
  {
    name: 'Bun',
    install: 'bun@1',
    run: (folder, url) => execute(folder, 'node_modules/.bin/bun', 'main.mjs', url),
    host: {
      entry: 'test/runtimes/on-bun.ts',
      packages: [],
      run: (folder, url) => execute(folder, 'node_modules/.bin/bun', 'host.mjs', url),
    },
  },
  {
    name: 'Deno',
    install: 'deno@2',
    run: (folder, url) => deno(folder, ['--allow-net'], 'main.mjs', url),
    host: {
      entry: 'test/runtimes/on-deno.ts',
      packages: ['pg@8', 'ioredis@6'],
      run: (folder, url) =>
        deno(folder, ['--allow-net', '--allow-env', '--allow-read', '--allow-write', '--allow-sys'], 'host.mjs', url),
    },
  },
  {
    name: 'workerd',
    install: 'miniflare@4',
    async run(folder, zendeskUrl) {
      const entry = `
        import { runSuite } from './suite.mjs';
        export default { fetch: async (request) => {
          try { return new Response(await runSuite(new URL(request.url).searchParams.get('zendesk'))); }
          catch (error) { return new Response(String(error?.stack ?? error), { status: 500 }); }
        } };`;
      writeFileSync(join(folder, 'worker.mjs'), entry);
      const contents = await bundle({ entryPoints: [join(folder, 'worker.mjs')] });
      const { Miniflare } = createRequire(join(folder, 'package.json'))('miniflare');
      // No compatibility flag: nothing of Node is there.
      const worker = new Miniflare({
        modules: [{ type: 'ESModule', path: 'bundle.mjs', contents }],
        compatibilityDate: '2026-05-01',
      });
      try {
        const response = await worker.dispatchFetch(`http://worker/?zendesk=${encodeURIComponent(zendeskUrl)}`);
        const text: string = await response.text();
        if (!response.ok) throw new Error(text);
        // Copied, so that it imports the package that is installed there.
        cpSync(join(root, 'test/runtimes'), join(folder, 'test/runtimes'), { recursive: true });
        const contents = "export { worker as default, ZendeskTokens } from './test/runtimes/worker.ts'";
        const endedEarly = await bundle({ stdin: { contents, resolveDir: folder }, external: ['cloudflare:workers'] });
        return `${text}; requests that end early: ${await proveEndedRequests(Miniflare, endedEarly)}`;
      } finally {
        await worker.dispose();
      }
    },
  },
];

const zendesk = createZendeskSimulator({ accounts: ['acme', 'redirecting'] });
zendesk.fault(
  { subdomain: 'redirecting', path: '/api/v2/tickets/*' },
  { status: 302, headers: { location: 'https://evil.example/' } },
);
let refreshes = 0;
const server = await serve(async (request) => {
  switch (new URL(request.url).pathname) {
    case '/control/expire':
      zendesk.account('acme').expireAccessTokens();
      refreshes = 0;
      return new Response();
    case '/control/refreshes':
      return new Response(String(refreshes));
    case '/oauth/tokens':
      refreshes++;
  }
  return zendesk.fetch(request);
});

const folder = mkdtempSync(join(tmpdir(), 'zendesk-connector-'));
let failures = 0;
try {
  const pack = execFileSync('npm', ['pack', '--ignore-scripts', '--json', '--pack-destination', folder], {
    cwd: root,
    encoding: 'utf8',
  });
  const tarball = join(folder, JSON.parse(pack)[0].filename);
  const suite = await bundle({ entryPoints: [join(root, 'test/runtimes/suite.ts')], packages: 'external' });
  for (const { name, install, run, host } of RUNTIMES.filter(({ name }) => name.includes(process.argv[2] ?? ''))) {
    try {
      const home = join(folder, name.replaceAll(' ', '-'));
      mkdirSync(home);
      writeFileSync(join(home, 'package.json'), JSON.stringify({ name: 'host', private: true, type: 'module' }));
      await execute(
        home,
        'npm',
        'install',
        '--silent',
        '--no-audit',
        '--no-fund',
        tarball,
        install,
        ...(host?.packages ?? []),
      );
      writeFileSync(join(home, 'suite.mjs'), suite);
      writeFileSync(join(home, 'main.mjs'), program('runSuite', 'suite.mjs'));
      console.log(`${name}: ${await run(home, server.url.href)}`);
      if (host === undefined) continue;
      writeFileSync(
        join(home, 'own.mjs'),
        await bundle({ entryPoints: [join(root, host.entry)], packages: 'external' }),
      );
      writeFileSync(join(home, 'host.mjs'), program('runOnHost', 'own.mjs'));
      console.log(`${name}: ${await host.run(home, server.url.href)}`);
    } catch (error) {
      failures++;
      console.error(`${name}: FAILED\n${error instanceof Error ? error.message : error}`);
    }
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
  await server.close();
}
process.exitCode = failures === 0 ? 0 : 1;
