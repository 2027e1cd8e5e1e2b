#!/usr/bin/env node
/**
 * `npx zendesk-connector`: for developers who set up a sandbox. Connects an account from a terminal, tells how the
 * connection stands, disconnects it. No part of the library imports it.
 */
import { readFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import {
  ConfigurationError,
  type Diagnosis,
  generateEncryptionKey,
  type ProblemCode,
  parseSubdomain,
  TokenStoreError,
  ZendeskConnector,
  ZendeskError,
  type ZendeskErrorCode,
} from '../index.js';
import { OWNER_PERMISSIONS } from '../permissions.js';
import { FileTokenStore } from '../stores/file.js';
import { awaitCallback } from './callback-listener.js';
import { openBrowser } from './open-browser.js';
import { simulate } from './simulate.js';

const USAGE = `Usage: npx zendesk-connector <command>

  keygen               prints a new encryption key
  connect <subdomain>  connects an account, with your browser or with --client-credentials
  diagnose             tells how the connection stands and what is wrong with it
  disconnect           revokes the tokens at Zendesk and forgets them
  simulate             serves a simulated Zendesk, for tests in any language

  --connection <id>    which connection, if you want several       [default]
  --store <directory>  where the sealed tokens are kept            [.zendesk-connector]
  --no-browser         only prints the address to open
  --client-credentials connects without a browser, as the user who created the OAuth client
  --port <number>      where simulate listens                      [8080]
  --seed <file>        JSON with the accounts that simulate has
  --version, --help

Environment:
  ZENDESK_CLIENT_ID       the unique identifier of your OAuth client
  ZENDESK_CLIENT_SECRET   its secret; none for a public client
  ZENDESK_ENCRYPTION_KEY  what keygen printed once; keep it, nothing else opens the store
  ZENDESK_REDIRECT_URI    as registered with the OAuth client      [http://localhost:8787/zendesk/callback]
  ZENDESK_SCOPE           separated by spaces                      [tickets:read tickets:write users:read]
`;

const REVOCATIONS = {
  revoked: 'Disconnected. The tokens are revoked at Zendesk, and forgotten here.',
  already_invalid: 'Disconnected. There was nothing left to revoke at Zendesk; forgotten here.',
  unconfirmed:
    'Forgotten here, but Zendesk did not confirm: revoke the token in Admin Center, Apps and integrations, APIs, OAuth clients.',
};

/** What the user has to mend, in words for the terminal. */
class UsageError extends Error {}

const redirectUri = process.env['ZENDESK_REDIRECT_URI'] ?? 'http://localhost:8787/zendesk/callback';

async function main(): Promise<number> {
  const { values, positionals } = readArguments();
  const [command, ...rest] = positionals;
  if (values.version) {
    console.log(await version());
    return 0;
  }
  if (values.help || command === undefined || command === 'help') {
    console.log(USAGE);
    return command === undefined && !values.help ? 2 : 0;
  }
  const [extra] = command === 'connect' ? rest.slice(1) : rest;
  if (extra !== undefined) throw new UsageError(`${command} takes no "${extra}". Try npx zendesk-connector --help.`);
  switch (command) {
    case 'keygen':
      console.log(generateEncryptionKey());
      return 0;
    case 'connect':
      return connect(rest[0], values);
    case 'diagnose':
      return diagnose(values);
    case 'disconnect': {
      const { revocation } = await open(values).connection.disconnect();
      console.log(REVOCATIONS[revocation]);
      return revocation === 'unconfirmed' ? 1 : 0;
    }
    case 'simulate':
      await simulate({ port: portOf(values.port), seed: values.seed });
      return 0;
    default:
      throw new UsageError(`There is no command "${command}". Try npx zendesk-connector --help.`);
  }
}

interface Flags {
  readonly connection: string;
  readonly store: string;
  readonly browser: boolean;
  readonly 'client-credentials': boolean;
}

function readArguments() {
  try {
    return parseArgs({
      allowPositionals: true,
      allowNegative: true,
      options: {
        connection: { type: 'string', default: 'default' },
        store: { type: 'string', default: '.zendesk-connector' },
        browser: { type: 'boolean', default: true },
        'client-credentials': { type: 'boolean', default: false },
        port: { type: 'string', default: '8080' },
        seed: { type: 'string' },
        help: { type: 'boolean', short: 'h', default: false },
        version: { type: 'boolean', default: false },
      },
    });
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}

function portOf(text: string): number {
  const port = Number(text);
  if (Number.isInteger(port) && port >= 0 && port < 65_536) return port;
  throw new UsageError(`--port ${text} is not a port.`);
}

function open({ connection: id, store }: Flags) {
  const connector = new ZendeskConnector({
    clientId: variable('ZENDESK_CLIENT_ID', 'the unique identifier of your OAuth client in Zendesk'),
    clientSecret: process.env['ZENDESK_CLIENT_SECRET'] || undefined,
    encryptionKey: variable('ZENDESK_ENCRYPTION_KEY', 'what npx zendesk-connector keygen prints'),
    redirectUri,
    scope: process.env['ZENDESK_SCOPE']?.split(' '),
    tokenStore: new FileTokenStore(store),
  });
  // It is the developer's own connection: everything is allowed. `requester` is for actions, none of which is run.
  return { connector, connection: connector.connection(id, { permissions: OWNER_PERMISSIONS }) };
}

function variable(name: string, meaning: string): string {
  const value = process.env[name];
  if (value) return value;
  throw new UsageError(`${name} is not set: ${meaning}.`);
}

async function connect(account: string | undefined, flags: Flags): Promise<number> {
  if (account === undefined) throw new UsageError('Which account? npx zendesk-connector connect <subdomain>');
  const subdomain = parseSubdomain(account);
  const { connector, connection } = open(flags);
  if (flags['client-credentials']) await connection.connectWithClientCredentials({ subdomain });
  else await connectInBrowser({ connector, connection, subdomain }, flags);
  const status = await connection.status();
  if (status.state !== 'connected') throw new Error('The account was disconnected by another process.');
  const user = status.user === undefined ? '' : ` as ${status.user.name} (${status.user.role})`;
  console.log(`Connected to ${status.subdomain}${user}, scope ${status.scope.join(' ')}.`);
  console.log(`The tokens are sealed in ${flags.store}. Next: npx zendesk-connector diagnose`);
  return 0;
}

/** Prints the address to approve at, and waits until the browser is back. */
async function connectInBrowser(
  { connector, connection, subdomain }: ReturnType<typeof open> & { readonly subdomain: string },
  flags: Flags,
): Promise<void> {
  const session = crypto.randomUUID();
  const { url } = await connection.connect({ subdomain, session });
  await awaitCallback(new URL(redirectUri), {
    onListening() {
      console.log(`Approve in your browser:\n\n  ${url}\n\nWaiting at ${redirectUri} … (Ctrl+C stops)`);
      if (flags.browser) openBrowser(url);
    },
    handle: (callback) => connector.handleCallback(callback, { session }),
  });
}

async function diagnose(flags: Flags): Promise<number> {
  const report = await open(flags).connection.diagnose();
  for (const [what, value] of linesOf(report)) if (value !== undefined) console.log(`${what.padEnd(14)}${value}`);
  console.log(report.problems.length === 0 ? '\nNo problems.' : '\nProblems:');
  for (const { code, message, hint } of report.problems) console.log(`- ${message} ${ADVICE[code] ?? hint}`);
  return report.problems.length === 0 ? 0 : 1;
}

function linesOf(report: Diagnosis): readonly (readonly [what: string, value: string | undefined])[] {
  const { state, subdomain, user, scope, allowedScopes, accessTokenExpiresAt, daysLeft, clockSkewSeconds, rateLimit } =
    report;
  return [
    ['State', state.replace('_', ' ')],
    ['Account', subdomain],
    ['User', user && `${user.name} (${user.role})`],
    ['Scope', scope.join(' ') || undefined],
    ['Allow', `${allowedScopes.join(' ')} (Allowed scopes of the OAuth client)`],
    ['Access token', accessTokenExpiresAt && `until ${accessTokenExpiresAt}, then renewed`],
    ['Connection', daysLeft === undefined ? undefined : `ends after ${daysLeft} days without use`],
    ['Clock', clockSkewSeconds === undefined ? undefined : clockOf(clockSkewSeconds)],
    ['Rate limit', rateLimit && `${rateLimit.remaining} of ${rateLimit.limit} requests left in this minute`],
  ];
}

function clockOf(skewSeconds: number): string {
  if (skewSeconds === 0) return 'the same as Zendesk';
  return `${Math.abs(skewSeconds)} seconds ${skewSeconds > 0 ? 'ahead of' : 'behind'} Zendesk`;
}

const CONNECT = 'npx zendesk-connector connect <subdomain>';

/** What to do in a terminal. The hint of the library is for code. */
const ADVICE: Partial<Record<ProblemCode | ZendeskErrorCode, string>> = {
  not_connected: CONNECT,
  reconnect_required: CONNECT,
  oauth_callback: CONNECT,
  end_user_connected: `Connect as an agent or admin: ${CONNECT}`,
  missing_scope: `Add it to ZENDESK_SCOPE, then ${CONNECT}`,
  request_failed: 'Try npx zendesk-connector diagnose again.',
};

/** The environment variables behind the options of the library. */
const VARIABLES: Readonly<Record<string, { readonly name: string; readonly advice?: string }>> = {
  clientId: { name: 'ZENDESK_CLIENT_ID' },
  clientSecret: { name: 'ZENDESK_CLIENT_SECRET' },
  encryptionKey: { name: 'ZENDESK_ENCRYPTION_KEY', advice: 'npx zendesk-connector keygen prints one.' },
  redirectUri: { name: 'ZENDESK_REDIRECT_URI' },
  scope: { name: 'ZENDESK_SCOPE' },
};

async function version(): Promise<string> {
  const file = new URL('../../package.json', import.meta.url);
  return (JSON.parse(await readFile(file, 'utf8')) as { readonly version: string }).version;
}

function explain(error: unknown): string {
  if (error instanceof TokenStoreError && error.reason === 'unreadable') {
    return 'ZENDESK_ENCRYPTION_KEY is not the key that the store was sealed with.\nSet the old one; or delete the store, and connect again.';
  }
  if (error instanceof ConfigurationError) {
    const { name, advice } = VARIABLES[error.option] ?? { name: `Option "${error.option}"` };
    return `${name} ${error.problem}\n${advice ?? (error.option in VARIABLES ? `Correct ${name}.` : error.hint)}`;
  }
  if (error instanceof ZendeskError) return `${error.message}\n${ADVICE[error.code] ?? error.hint}`;
  return error instanceof Error ? error.message : String(error);
}

main().then(
  (code) => {
    process.exitCode = code;
  },
  (error: unknown) => {
    console.error(explain(error));
    process.exitCode = error instanceof UsageError ? 2 : 1;
  },
);
