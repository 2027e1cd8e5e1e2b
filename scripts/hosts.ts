/**
 * Installs the packed tarball into the backends that people have, set up with the very text of the docs: Jest (Babel,
 * ts-jest, ES modules, `next/jest`), CommonJS TypeScript on old and new Node, and Next.js, built without secrets.
 */
import { execFile, execFileSync, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { createZendeskSimulator, serve } from 'zendesk-connector/testing';
import { freePorts } from '../test/support/free-ports.ts';

const root = new URL('..', import.meta.url).pathname;
const folder = mkdtempSync(join(tmpdir(), 'zendesk-connector-'));
const modules = join(folder, 'node_modules');
const oldNode = join(modules, 'node-22.0/bin/node');
const PACKAGES = [
  'jest@30',
  'ts-jest@29',
  '@types/jest@30',
  'typescript@6',
  '@babel/preset-env@7',
  'node-22.0@npm:node@22.0.0',
];
const NEXT_PACKAGES = ['next@16', 'react@19', 'react-dom@19', '@types/react@19', '@types/node@22'];

type Environment = Readonly<Record<string, string>>;

/** Runs a program of Node in a folder, and returns what it printed. */
async function run(cwd: string, [program = '', ...args]: readonly string[], env: Environment = {}): Promise<string> {
  const { npm_config_user_agent: _, ...inherited } = process.env;
  const options = { cwd, env: { ...inherited, ...env, CI: 'true', NO_COLOR: '1', NEXT_TELEMETRY_DISABLED: '1' } };
  const { stdout } = await promisify(execFile)(program, args, options);
  return stdout.trim();
}

const node = (...args: string[]) => [process.execPath, ...args] as const;

function write(name: string, files: Readonly<Record<string, string>>): string {
  const home = join(folder, name);
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(home, path)), { recursive: true });
    writeFileSync(join(home, path), text);
  }
  return home;
}

/** The block of a page of the docs that holds `mark`. */
function documented(page: string, mark: string): string {
  const blocks = readFileSync(join(root, 'docs', page), 'utf8').matchAll(/^```\w+\n([\s\S]*?)^```$/gm);
  const block = [...blocks].map(([, code = '']) => code).find((code) => code.includes(mark));
  if (block === undefined) throw new Error(`docs/${page} has no block with ${mark}`);
  return block;
}

const STORY = `
  const zendesk = createZendeskSimulator();
  const store = { tokenStore: new MemoryTokenStore(), encryptionKey: generateEncryptionKey() };
  const connector = new ZendeskConnector({ ...zendesk.client, ...store });
  const owner = connector.connection('bot-42', { permissions: OWNER_PERMISSIONS });
  const { url } = await owner.connect({ subdomain: 'acme', session: 'browser-1' });
  await connector.handleCallback(await zendesk.authorize(url), { session: 'browser-1' });
  const requester = { email: 'ann@customer.example' };
  const bot = connector.connection('bot-42', { permissions: PUBLIC_BOT_PERMISSIONS, requester, locale: 'de' });
  const { ticketId } = await bot.createTicket({ subject: 'Cannot log in', body: 'At all.' });
  const { statusLabel } = await bot.getTicketStatus({ ticketId });`;
const NAMES =
  '{ generateEncryptionKey, MemoryTokenStore, OWNER_PERMISSIONS, PUBLIC_BOT_PERMISSIONS, ZendeskConnector }';
const IMPORT = `import ${NAMES} from 'zendesk-connector';\nimport { createZendeskSimulator } from 'zendesk-connector/testing';`;
const REQUIRE = `const ${NAMES} = require('zendesk-connector');\nconst { createZendeskSimulator } = require('zendesk-connector/testing');`;
const TEST = `\ntest('files a ticket', async () => {${STORY}\n  expect(statusLabel).toBe('Offen');\n}, 60_000);\n`;

async function jest(
  name: string,
  files: Readonly<Record<string, string>>,
  { options = '', binary = process.execPath } = {},
) {
  const home = write(name, { 'package.json': '{}', ...files });
  await run(home, [binary, join(modules, 'jest/bin/jest.js'), '--no-cache'], { NODE_OPTIONS: options });
}

const JEST: Readonly<Record<string, () => Promise<void>>> = {
  'Jest with Babel': () =>
    jest('babel', {
      'jest.config.js': documented('testing.md', 'jest.config.js, for Babel'),
      'desk.test.js': IMPORT + TEST,
    }),
  'Jest with ts-jest': () =>
    jest('ts-jest', {
      'jest.config.js': documented('testing.md', 'jest.config.js, for ts-jest'),
      'desk.test.ts': IMPORT + TEST,
    }),
  'Jest with ES modules in TypeScript, Node 22.0': () =>
    jest(
      'esm',
      {
        'package.json': '{ "type": "module" }',
        'jest.config.js': documented('testing.md', 'jest.config.js, for ES modules'),
        'desk.test.ts': IMPORT + TEST,
      },
      { options: '--experimental-vm-modules', binary: oldNode },
    ),
  'Jest without a configuration, Node 24': () =>
    jest('plain', { 'desk.test.js': REQUIRE + TEST }, { options: '--experimental-vm-modules' }),
};

/** What docs/testing.md says of CommonJS: by `module`, which imports TypeScript takes, and on which Node they run. */
async function commonJs(): Promise<void> {
  const home = write('commonjs', {
    'package.json': '{}',
    'static.cts': `${IMPORT}\nasync function main() {${STORY}\n  console.log(statusLabel);\n}\nvoid main();\n`,
    'dynamic.cts': `async function main() {
  const ${NAMES} = await import('zendesk-connector');
  const { createZendeskSimulator } = await import('zendesk-connector/testing');${STORY}
  console.log(statusLabel);
}
void main();\n`,
  });
  const files = ['static', 'dynamic'] as const;
  for (const [module, expected] of [
    ['commonjs', { static: 'needs Node 22.12', dynamic: 'needs Node 22.12' }],
    ['node20', { static: 'needs Node 22.12', dynamic: 'runs' }],
    ['node16', { static: 'TS1479', dynamic: 'runs' }],
  ] as const) {
    const resolution = module === 'commonjs' ? ['--moduleResolution', 'node10', '--ignoreDeprecations', '6.0'] : [];
    const lib = ['--target', 'es2023', '--lib', 'es2023,dom,dom.iterable', '--types', 'node', '--skipLibCheck'];
    const tsc = node(join(modules, 'typescript/bin/tsc'), '--module', module, ...resolution, ...lib, '--strict');
    const compiled = await run(home, [...tsc, ...files.map((file) => `${file}.cts`)]).catch(({ stdout }) =>
      String(stdout),
    );
    const errors = compiled.split('\n').filter((line) => line.includes('error TS'));
    for (const file of files) {
      const place = `module ${module}, ${file} import`;
      const refused = errors.filter((line) => line.startsWith(file));
      if (expected[file] === 'TS1479') {
        if (!refused[0]?.includes('TS1479')) throw new Error(`${place}: ${compiled}`);
        continue;
      }
      if (refused.length > 0) throw new Error(`${place}: ${compiled}`);
      const said = await run(home, node(`${file}.cjs`));
      if (said !== 'Offen') throw new Error(`${place}: ${said}`);
      const onOldNode = await run(home, [oldNode, `${file}.cjs`]).catch(({ stderr }) => String(stderr));
      if (expected[file] === 'runs' ? onOldNode !== 'Offen' : !onOldNode.includes('ERR_REQUIRE_ESM')) {
        throw new Error(`${place}, Node 22.0: ${onOldNode}`);
      }
    }
  }
}

const ROUTES = {
  'app/layout.ts': `
import { createElement, type ReactNode } from 'react';
export default function Layout({ children }: { children: ReactNode }) {
  return createElement('html', null, createElement('body', null, children));
}`,
  'app/page.ts': `
import { OWNER_PERMISSIONS } from 'zendesk-connector';
import { getConnector } from '../connector';
export const dynamic = 'force-dynamic';
export default async function Page() {
  const { state } = await getConnector().connection('bot-42', { permissions: OWNER_PERMISSIONS }).status();
  return 'The state is ' + state;
}`,
  'app/zendesk/connect/route.ts': `
import { OWNER_PERMISSIONS } from 'zendesk-connector';
import { getConnector } from '../../../connector';
export async function POST() {
  const owner = getConnector().connection('bot-42', { permissions: OWNER_PERMISSIONS });
  const { url } = await owner.connect({ subdomain: 'acme', session: 'browser-1', returnTo: '/settings' });
  return Response.redirect(url, 303);
}`,
  'app/zendesk/callback/route.ts': `
import { getConnector } from '../../../connector';
export async function GET(request: Request) {
  const { returnTo } = await getConnector().handleCallback(request, { session: 'browser-1' });
  return Response.json({ returnTo });
}`,
  'app/chat/route.ts': `
import { PUBLIC_BOT_PERMISSIONS } from 'zendesk-connector';
import { getConnector } from '../../connector';
export async function POST(request: Request) {
  const requester = { email: 'ann@customer.example' };
  const bot = getConnector().connection('bot-42', { permissions: PUBLIC_BOT_PERMISSIONS, requester });
  return Response.json(await bot.createTicket(await request.json()));
}`,
};

/** Builds without secrets, starts with them, and connects: a page and three routes, each bundled by itself. */
async function nextJs(): Promise<void> {
  const home = write('next', {
    ...ROUTES,
    'package.json': '{}',
    'connector.ts': documented('getting-started.md', 'export function getConnector'),
    'next.config.js': documented('testing.md', '// next.config.js'),
    'jest.config.js': documented('testing.md', 'jest.config.js, for Next.js'),
    'desk.test.js': IMPORT + TEST,
    // The application itself stays as it is, and reaches the simulator.
    'zendesk.mjs': `
import { fetchVia } from 'zendesk-connector/testing';
globalThis.fetch = fetchVia(new URL(process.env.ZENDESK_URL));`,
  });
  const next = join(modules, 'next/dist/bin/next');
  await run(home, node(next, 'build'));

  const zendesk = createZendeskSimulator();
  const server = await serve(zendesk.fetch);
  const [port = 0] = await freePorts(1);
  const app = spawn(process.execPath, [next, 'start', '--port', String(port)], {
    cwd: home,
    stdio: ['ignore', 'pipe', 'inherit'],
    env: {
      ...process.env,
      NODE_OPTIONS: '--import ./zendesk.mjs',
      ZENDESK_URL: server.url.href,
      ZENDESK_CLIENT_ID: zendesk.client.clientId,
      ZENDESK_CLIENT_SECRET: zendesk.client.clientSecret,
      ZENDESK_ENCRYPTION_KEY: randomBytes(32).toString('base64url'),
    },
  });
  try {
    for await (const line of app.stdout) if (String(line).includes('Ready')) break;
    const call = (path: string, init?: RequestInit) =>
      fetch(new URL(path, `http://127.0.0.1:${port}`), { redirect: 'manual', ...init });
    const { headers } = await call('/zendesk/connect', { method: 'POST' });
    const callback = await zendesk.authorize(new URL(headers.get('location') ?? ''));
    const came = await (await call(`/zendesk/callback${callback.search}`)).json();
    if (came.returnTo !== '/settings') throw new Error(`the callback said ${JSON.stringify(came)}`);
    const page = await (await call('/')).text();
    if (!page.includes('The state is connected')) throw new Error(`the page said ${page}`);
    const body = JSON.stringify({ subject: 'Cannot log in', body: 'At all.' });
    const { ticketId } = await (await call('/chat', { method: 'POST', body })).json();
    if (!(ticketId > 0)) throw new Error('the chat created no ticket');
  } finally {
    app.kill();
    await Promise.all([once(app, 'exit'), server.close()]);
  }
}

const HOSTS: Readonly<Record<string, () => Promise<void>>> = {
  ...JEST,
  'CommonJS TypeScript, Node 22.0 and 24': commonJs,
  'Next.js, built without secrets': nextJs,
  'Jest with next/jest': () =>
    run(join(folder, 'next'), node(join(modules, 'jest/bin/jest.js'), '--no-cache')).then(() => undefined),
};

let failures = 0;
try {
  const pack = ['pack', '--ignore-scripts', '--json', '--pack-destination', folder];
  const [{ filename }] = JSON.parse(execFileSync('npm', pack, { cwd: root, encoding: 'utf8' }));
  writeFileSync(join(folder, 'package.json'), '{ "name": "host", "private": true }');
  const install = [
    'install',
    '--silent',
    '--no-audit',
    '--no-fund',
    join(folder, filename),
    ...PACKAGES,
    ...NEXT_PACKAGES,
  ];
  execFileSync('npm', install, { cwd: folder });
  // `node scripts/hosts.ts Next` runs those whose name has this word.
  const chosen = Object.entries(HOSTS).filter(([name]) => name.includes(process.argv[2] ?? ''));
  for (const [name, works] of chosen) {
    const started = performance.now();
    try {
      await works();
      console.log(`${name}: works, ${((performance.now() - started) / 1000).toFixed(0)} s`);
    } catch (error) {
      failures++;
      const { stdout = '', stderr = '' } = error as { stdout?: string; stderr?: string };
      console.error(`${name}: FAILED\n${error instanceof Error ? error.message : error}\n${stdout}${stderr}`);
    }
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
process.exitCode = failures === 0 ? 0 : 1;
