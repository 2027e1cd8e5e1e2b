/**
 * What developers do wrong in their first hour, as strangers did it, and the words that they then read. Options of the
 * connector and of connections are in options.test.ts, failing stores in stores/, callbacks in oauth/.
 */
import { expect, test } from 'vitest';
import { aiSdkTools } from '../src/adapters/ai-sdk.js';
import { anthropicTools } from '../src/adapters/anthropic.js';
import { langchainTools } from '../src/adapters/langchain.js';
import { registerMcpTools } from '../src/adapters/mcp.js';
import { openAIChatTools, openAITools } from '../src/adapters/openai.js';
import {
  type ConfigurationError,
  MemoryTokenStore,
  type OAuthCallbackError,
  OWNER_PERMISSIONS,
  PUBLIC_BOT_PERMISSIONS,
  ZENDESK_ACTIONS,
  type ZendeskConnection,
  ZendeskConnector,
} from '../src/index.js';
import { FileTokenStore } from '../src/stores/file.js';
import { MysqlRateLimiter, MysqlSeenStore, MysqlTokenStore } from '../src/stores/mysql.js';
import { PostgresRateLimiter, PostgresSeenStore, PostgresTokenStore } from '../src/stores/postgres.js';
import { RedisRateLimiter, RedisSeenStore, RedisTokenStore } from '../src/stores/redis.js';
import { SqliteRateLimiter, SqliteSeenStore, SqliteTokenStore } from '../src/stores/sqlite.js';
import { createZendeskSimulator, serve, signWebhook } from '../src/testing/index.js';
import { MemorySeenStore, parseTicketEvent, receiveTicketEvents, verifyWebhook } from '../src/webhooks/index.js';
import { ANN, createFixture, rejection } from './support/fixture.js';

const ticket = { subject: 'Cannot log in', body: 'At all.' };

async function connected() {
  const fixture = createFixture();
  await fixture.connect();
  return { ...fixture, bot: fixture.connection({ permissions: PUBLIC_BOT_PERMISSIONS, requester: ANN }) };
}

/** The message and the hint, as a log shows them. */
async function read(attempt: () => unknown): Promise<string> {
  const error = await rejection(Promise.resolve().then(attempt));
  expect(error).toMatchObject({ name: expect.stringMatching(/^(Configuration|InvalidInput)Error$/) });
  const { message, hint } = error as ConfigurationError;
  return `${message}. ${hint}`;
}

test('connect() without options, or with a misspelled one', async () => {
  const { connector } = createFixture();
  const owner = connector.connection('bot-42', { permissions: OWNER_PERMISSIONS });
  expect(await read(() => owner.connect(undefined as never))).toContain('"acme" for https://acme.zendesk.com');
  const misspelled = { subdomain: 'acme', session: 'browser-1', returnTO: '/settings' };
  expect(await read(() => owner.connect(misspelled))).toBe(
    'Option "returnTO" is unknown. The options are: subdomain, session, returnTo, replaceUnreadable.',
  );
});

test.each([
  [
    { idempotencykey: 'call-1' },
    'Option "idempotencykey" is unknown. The options are: idempotencyKey, signal, timeout, attachments, internalNote.',
  ],
  [{ abortSignal: new AbortController().signal }, 'Option "abortSignal" is unknown.'],
  [{ idempotencyKey: 7 }, 'Option "idempotencyKey" must be a string.'],
  [{ idempotencyKey: {} }, 'Option "idempotencyKey" must be a string.'],
  [{ timeout: '5s' }, 'timeout: must be 1 to 600,000 milliseconds'],
])('a call with the options %o creates nothing', async (options, words) => {
  const { bot, zendesk } = await connected();
  expect(await read(() => bot.createTicket(ticket, options as never))).toContain(words);
  expect(zendesk.account('acme').tickets).toEqual([]);
});

test.each([undefined, null, '', ' '])('a key of %j is none, as engines and databases give it', async (key) => {
  const { bot } = await connected();
  await bot.createTicket(ticket, { idempotencyKey: key as never });
  expect(await bot.createTicket(ticket, { idempotencyKey: key as never })).toMatchObject({ replayed: true });
});

test.each([
  ['aiSdkTools', aiSdkTools],
  ['openAITools', openAITools],
  ['openAIChatTools', openAIChatTools],
  ['anthropicTools', anthropicTools],
  ['langchainTools', (actions: never) => langchainTools(actions, () => {}, { confirm: 'confirmed-elsewhere' })],
  ['registerMcpTools', (actions: never) => registerMcpTools({ registerTool: () => {} }, actions)],
] as const)('%s() of a connection, or of its method, instead of its actions', async (_, adapt) => {
  const { bot } = await connected();
  for (const mistake of [bot, bot.actions, undefined]) {
    expect(await read(() => adapt(mistake as never))).toBe(
      'Option "actions" must be the list that actions() of a connection returns. Pass bot.actions().',
    );
  }
});

test.each([
  ['RedisTokenStore', RedisTokenStore, 'keyPrefix', 'prefix, leaseMs'],
  ['RedisSeenStore', RedisSeenStore, 'keyPrefix', 'prefix'],
  ['RedisRateLimiter', RedisRateLimiter, 'keyPrefix', 'prefix'],
  ['PostgresTokenStore', PostgresTokenStore, 'tableName', 'table, leaseMs'],
  ['PostgresSeenStore', PostgresSeenStore, 'tableName', 'table'],
  ['PostgresRateLimiter', PostgresRateLimiter, 'tableName', 'table'],
  ['MysqlTokenStore', MysqlTokenStore, 'tableName', 'table, leaseMs'],
  ['MysqlSeenStore', MysqlSeenStore, 'tableName', 'table'],
  ['MysqlRateLimiter', MysqlRateLimiter, 'tableName', 'table'],
  ['SqliteTokenStore', SqliteTokenStore, 'tableName', 'table, leaseMs'],
  ['SqliteSeenStore', SqliteSeenStore, 'tableName', 'table'],
  ['SqliteRateLimiter', SqliteRateLimiter, 'tableName', 'table'],
] as const)('%s with an option of another library', async (_, Store, option, names) => {
  const client = { sendCommand: async () => null, query: async () => ({ rows: [] }) };
  expect(await read(() => new Store(client as never, { [option]: 'x' }))).toBe(
    `Option "${option}" is unknown. The options are: ${names}.`,
  );
});

test.each([undefined, '', ' ', 42, {}, new URL('file:///var/lib/bot')])('a FileTokenStore at %o', async (directory) => {
  expect(await read(() => new FileTokenStore(directory as never))).toContain(
    'Option "directory" must be the path of a directory',
  );
});

test('a webhook route with an argument that is missing or of another kind', async () => {
  const { connection } = await connected();
  const request = () => signWebhook({ secret: 's3cret', body: {} });
  const good = {
    connection: connection({ permissions: [ZENDESK_ACTIONS.RECEIVE_WEBHOOKS] }),
    seen: new MemorySeenStore(),
    onError: () => {},
  };
  const handler = () => {};
  const receive = receiveTicketEvents as (...args: unknown[]) => Promise<Response>;
  expect(await read(async () => receive(await request()))).toContain('"connection" must be a handle');
  expect(await read(async () => receive(await request(), { ...good, connection: 'bot-42' }, handler))).toContain(
    'Option "connection" must be a handle that connector.connection() returned',
  );
  expect(await read(async () => receive(await request(), { ...good, seen: undefined }, handler))).toContain('"seen"');
  expect(await read(async () => receive(await request(), { ...good, seen: new Map() }, handler))).toContain('"seen"');
  expect(await read(async () => receive(await request(), { ...good, onError: undefined }, handler))).toContain(
    '"onError"',
  );
  expect(await read(async () => receive(await request(), good))).toContain('Option "handler" must be a function');
  expect(await read(() => receive(undefined, good, handler))).toContain('"request" must be the request as it arrived');
});

test.each([
  ['subscribe', 'url', undefined],
  ['subscribe', 'url', { adress: 'https://bot.example/zendesk' }],
  ['connectWithClientCredentials', 'subdomain, replaceUnreadable', undefined],
  ['connectWithClientCredentials', 'subdomain, replaceUnreadable', { subdomian: 'acme' }],
  ['connect', 'subdomain, session, returnTo, replaceUnreadable', 'acme'],
  ['keepAlive', 'refreshBelow, signal, timeout', { refreshbelow: 1 }],
  ['disconnect', 'forgetUnreadable', { forgetUnreadabel: true }],
] as const)('%s() without its options, or with a misspelled one: %s', async (method, names, options) => {
  const { connection, zendesk } = await connected();
  const before = zendesk.requests.length;
  const owner = connection({ permissions: OWNER_PERMISSIONS });
  const call = owner[method].bind(owner) as (options: unknown) => Promise<unknown>;
  const [option, problem] =
    typeof options === 'object' ? [Object.keys(options)[0], 'is unknown'] : ['options', 'must be an object'];
  expect(await read(() => call(options))).toBe(`Option "${option}" ${problem}. The options are: ${names}.`);
  expect(zendesk.requests).toHaveLength(before);
});

const TIME = 'signal, timeout';

test.each<[string, string, (owner: ZendeskConnection, connector: ZendeskConnector, misspelled: never) => unknown]>([
  ['diagnose', TIME, (owner, _, options) => owner.diagnose(options)],
  ['subscribe', TIME, (owner, _, options) => owner.subscribe({ url: 'https://bot.example/zendesk' }, options)],
  ['unsubscribe', TIME, (owner, _, options) => owner.unsubscribe(options)],
  ['keepAlive', `refreshBelow, ${TIME}`, (owner, _, options) => owner.keepAlive(options)],
  ['disconnect', 'forgetUnreadable', (owner, _, options) => owner.disconnect(options)],
  ['connect', 'subdomain, session, returnTo, replaceUnreadable', (owner, _, options) => owner.connect(options)],
  [
    'connectWithClientCredentials',
    'subdomain, replaceUnreadable',
    (owner, _, options) => owner.connectWithClientCredentials(options),
  ],
  [
    'request',
    `query, body, contentType, schema, idempotencyKey, ${TIME}`,
    (owner, _, options) => owner.request('GET', '/api/v2/users/me.json', options),
  ],
  ['flush', 'timeout', (_, connector, options) => connector.flush(options)],
  [
    'handleCallback',
    'session, auditContext, waitUntil',
    (_, connector, options) => connector.handleCallback('?code=1&state=2', options),
  ],
  [
    'connection',
    'permissions, requester, ticketDefaults, locale, auditContext, waitUntil',
    (_, connector, options) => connector.connection('bot-42', options),
  ],
  ...(
    [
      'createTicket',
      'getTicketStatus',
      'getCustomerContext',
      'addComment',
      'searchHelpCenter',
      'listTickets',
      'getTicketConversation',
      'solveTicket',
    ] as const
  ).map((method): [string, string, (owner: ZendeskConnection, _: unknown, misspelled: never) => unknown] => [
    method,
    `idempotencyKey, ${TIME}, attachments, internalNote`,
    (owner, _, options) => owner[method]({} as never, options),
  ]),
])('%s() with a misspelled option sends nothing', async (_, names, call) => {
  const { connection, connector, zendesk } = await connected();
  const before = zendesk.requests.length;
  expect(await read(() => call(connection(), connector, { timeOut: 5 } as never))).toBe(
    `Option "timeOut" is unknown. The options are: ${names}.`,
  );
  expect(zendesk.requests).toHaveLength(before);
});

test.each([
  ['simulator', 'account', () => createZendeskSimulator({ account: ['acme'] } as never)],
  ['account', 'subDomain', () => createZendeskSimulator({ accounts: [{ subDomain: 'acme' } as never] })],
  ['fault', 'pth', () => createZendeskSimulator().fault({ pth: '/oauth/tokens' } as never, { status: 500 })],
  ['fault', 'stats', () => createZendeskSimulator().fault({ path: '/oauth/tokens' }, { stats: 500 } as never)],
  ['server', 'Port', () => serve(createZendeskSimulator().fetch, { Port: 8080 } as never)],
  ['parser of events', 'userId', () => parseTicketEvent({ body: '{}' }, { userId: 1 } as never)],
])('a %s with the misspelled option %s', async (_, option, make) => {
  expect(await read(make)).toContain(`Option "${option}" is unknown. The options are: `);
});

test.each([Buffer.from('text'), { value: 'text' }, 42, [['text']]])(
  'a store of your own that answers with %o',
  async (value) => {
    const tokenStore = { get: async () => value as never, compareAndSet: async () => true };
    const error = await rejection(createFixture({ tokenStore }).connection().status());
    expect(error).toMatchObject({
      code: 'token_store',
      message: expect.stringMatching(/answered with a value of type (object|number), not with the text/),
      hint: expect.stringContaining('run tokenStoreContract'),
    });
  },
);

test('request() sends the content type that it is given', async () => {
  const { connection, zendesk } = await connected();
  const options = { query: { filename: 'a.txt' }, body: new TextEncoder().encode('a'), contentType: 'text/plain' };
  await connection().request('POST', '/api/v2/uploads.json', options);
  expect(zendesk.requests.at(-1)?.headers['content-type']).toBe('text/plain');
});

test('the key of a call in the place of its options', async () => {
  const { bot } = await connected();
  expect(await read(() => bot.createTicket(ticket, 'call-1' as never))).toContain(
    'Option "options" must be an object. The options are: idempotencyKey, signal',
  );
});

test.each([{ customerContextOnSessionstart: true }, { customerContextOnSessionStart: true, locale: 'de' }])(
  'the settings %o name the unknown one, and change nothing',
  async (settings) => {
    const { connection } = await connected();
    const owner = connection({ permissions: OWNER_PERMISSIONS });
    const unknown = Object.keys(settings).at(-1);
    expect(await read(() => owner.updateSettings(settings as never))).toContain(`${unknown}: is not a setting`);
    expect(await owner.status()).toMatchObject({ settings: { customerContextOnSessionStart: false } });
  },
);

test('handleCallback() with a misspelled option', async () => {
  const { connector } = createFixture();
  const misspelled = { sessionId: 'browser-1' };
  expect(await read(() => connector.handleCallback('/callback?code=1&state=2', misspelled as never))).toBe(
    'Option "sessionId" is unknown. The options are: session, auditContext, waitUntil.',
  );
});

test('a callback that meets another store, as with a MemoryTokenStore per bundle', async () => {
  const { connector, options, zendesk } = createFixture();
  const owner = connector.connection('bot-42', { permissions: OWNER_PERMISSIONS });
  const { url } = await owner.connect({ subdomain: 'acme', session: 'browser-1' });
  const other = new ZendeskConnector({ ...options, tokenStore: new MemoryTokenStore() });
  const callback = await zendesk.authorize(url);
  const error = await rejection(other.handleCallback(callback, { session: 'browser-1' }));
  expect(error).toMatchObject({ code: 'oauth_callback', reason: 'state' });
  expect((error as OAuthCallbackError).hint).toContain('share one token store');
});

test('a webhook that is verified without options, or with a misspelled one', async () => {
  const request = () => signWebhook({ secret: 's3cret', body: {} });
  const options = 'The options are: secret, toleranceSeconds, seen.';
  expect(await read(async () => verifyWebhook(await request(), undefined as never))).toBe(
    `Option "options" must be an object. ${options}`,
  );
  const misspelled = { secret: 's3cret', tolerance: 60 };
  expect(await read(async () => verifyWebhook(await request(), misspelled))).toBe(
    `Option "tolerance" is unknown. ${options}`,
  );
});
