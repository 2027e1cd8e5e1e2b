/**
 * Every option that is missing or malformed is named when it is passed, before anything is done.
 */
import { inspect } from 'node:util';
import { describe, expect, test } from 'vitest';
import {
  ALL_PERMISSIONS,
  ConfigurationError,
  type ConnectionOptions,
  type EncryptionKey,
  generateEncryptionKey,
  MemoryTokenStore,
  type Permission,
  ZENDESK_ACTIONS,
  ZendeskConnector,
  type ZendeskConnectorOptions,
} from '../src/index.js';
import { ANN, rejection } from './support/fixture.js';

let calls = 0;
const count = () => {
  calls++;
  throw new Error('must not be called');
};

const GOOD: ZendeskConnectorOptions = {
  clientId: 'support_bot',
  clientSecret: 'secret',
  redirectUri: 'https://bot.example/callback',
  tokenStore: { get: count, compareAndSet: count, lock: count },
  encryptionKey: generateEncryptionKey(),
  onEvent: count,
  fetch: count,
  rateLimiter: { take: count },
};

const OWNER = [ZENDESK_ACTIONS.CREATE_OAUTH, ZENDESK_ACTIONS.READ_INTEGRATIONS];

const MISSING = Symbol('missing');

/** What is passed: every option as it should be but one. */
function but<Options extends object>(good: Options, option: string, value: unknown): Options {
  const { [option]: _, ...rest } = good as Record<string, unknown>;
  return (value === MISSING ? rest : { ...rest, [option]: value }) as Options;
}

function thrown(attempt: () => unknown): unknown {
  try {
    attempt();
  } catch (error) {
    return error;
  }
  return undefined;
}

function expectNamed(error: unknown, option: string): void {
  expect(error).toBeInstanceOf(ConfigurationError);
  expect(error).toMatchObject({ code: 'configuration', option, status: 500, retryable: false });
  expect((error as Error).message).toContain(`"${option}"`);
  expect((error as ConfigurationError).hint).not.toBe('');
  expect(calls).toBe(0);
}

const named = (value: unknown): string => (value === MISSING ? 'missing' : inspect(value, { breakLength: Infinity }));

const CONNECTOR_OPTIONS: Readonly<Record<string, readonly unknown[]>> = {
  clientId: [MISSING, undefined, null, '', '  ', 42, {}],
  clientSecret: [null, '', ' ', 42, {}],
  redirectUri: [
    null,
    '',
    '/callback',
    'bot.example/callback',
    'ftp://bot.example/',
    'javascript:alert(1)',
    'https://',
    'http://bot.example/callback',
    'http://localhost.evil.example/callback',
    'http://127.0.0.1.evil.example/',
    'http://192.168.0.1/callback',
    'https://bot.example/callback#x',
    'https://bot.example/callback#',
    42,
    {},
  ],
  scope: [
    null,
    [],
    '',
    'read write',
    ['read write'],
    [''],
    [42],
    [null],
    [undefined],
    [['read']],
    ['READ'],
    ['tickets:'],
    ['tickets:read:all'],
    ['read\n'],
    ['undefined'],
    ['tickets:read', 'null'],
    ['[object Object]'],
    {},
  ],
  tokenStore: [MISSING, undefined, null, {}, 'redis://localhost', { get: count }, { compareAndSet: count }, new Map()],
  encryptionKey: [
    MISSING,
    undefined,
    null,
    '',
    'correct horse battery staple',
    new Uint8Array(31),
    new Uint8Array(33),
    new Uint8Array(32),
    new Uint8Array(32).fill(255),
    new Uint8Array(32).fill(7),
    '0'.repeat(64),
    'ab'.repeat(32),
    'A'.repeat(43),
    `${'A'.repeat(43)}=`,
    Buffer.from('secret'.padEnd(32, '-')).toString('base64'),
    Buffer.from('secret'.repeat(6).slice(0, 32)),
    `${'f0'.repeat(31)}f`,
    Uint8Array.from({ length: 32 }, (_, index) => index),
    Buffer.from(Uint8Array.from({ length: 32 }, (_, index) => 255 - index)).toString('base64'),
    Buffer.from('correct-horse-battery-staple-42!').toString('base64'),
    Buffer.from('Correct Horse Battery Staple 42!'),
    `${'0123456789abcdef'.repeat(4)}zz`,
    [generateEncryptionKey(), new Uint8Array(32)],
    42,
    {},
    [],
    [undefined],
    ['short'],
    [generateEncryptionKey(), 'short'],
    [generateEncryptionKey(), null],
    [1, 2, 3],
  ],
  onEvent: [null, 'console.log', {}, 42],
  fetch: [null, 'fetch', {}, 42],
  rateLimiter: [null, {}, () => 0, 42, 'memory'],
  timeout: [null, 0, -1, 0.5, Number.NaN, Number.POSITIVE_INFINITY, 600_001, '10000', {}],
  accessTokenLifetime: [null, 0, -1, 300, 172_800, 3600.5, Number.NaN, Number.POSITIVE_INFINITY, '3600'],
  refreshTokenLifetime: [null, 0, -1, 604_800, 7_776_000, 604_801.5, Number.NaN, Number.POSITIVE_INFINITY, '700000'],
};

describe('new ZendeskConnector()', () => {
  for (const [option, values] of Object.entries(CONNECTOR_OPTIONS)) {
    test.each(values.map((value) => [named(value), value] as const))(`${option} must not be %s`, (_, value) => {
      expectNamed(
        thrown(() => new ZendeskConnector(but(GOOD, option, value))),
        option,
      );
    });
  }

  test.each([undefined, null, 'acme', 42])('takes an object, not %j', (options) => {
    expectNamed(
      thrown(() => new ZendeskConnector(options as unknown as ZendeskConnectorOptions)),
      'options',
    );
  });

  test('what is optional may be missing, or undefined', () => {
    const { clientId, redirectUri, tokenStore, encryptionKey } = GOOD;
    const least = { clientId, redirectUri, tokenStore, encryptionKey };
    expect(new ZendeskConnector(least)).toBeInstanceOf(ZendeskConnector);
    for (const option of Object.keys(CONNECTOR_OPTIONS)) {
      if (!(option in least)) new ZendeskConnector(but<ZendeskConnectorOptions>(least, option, undefined));
    }
    expect(calls).toBe(0);
  });

  test.each([
    ['scope', [['read'], ['tickets:read', 'web_widget:write', 'satisfaction_ratings:read']]],
    [
      'redirectUri',
      [
        'http://localhost:3000/callback',
        'http://127.0.0.1/callback',
        'http://[::1]:8080/',
        'https://bot.example/a?b=c',
      ],
    ],
    ['timeout', [1, 600_000]],
    ['accessTokenLifetime', [301, 172_799]],
    ['refreshTokenLifetime', [604_801, 7_775_999]],
    [
      'encryptionKey',
      [
        crypto.getRandomValues(new Uint8Array(32)),
        [generateEncryptionKey()],
        // As `openssl rand -base64 32` and `openssl rand -hex 32` print them.
        'q83vEjRWeJCrze8SNFZ4kKvN7xI0VniQ+/z9/gABAgM=\n',
        '9F86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08',
        [generateEncryptionKey(), crypto.getRandomValues(Buffer.alloc(32))],
      ],
    ],
  ])('%s may be at the edge of what is allowed', (option, values) => {
    for (const value of values) expect(new ZendeskConnector(but(GOOD, option, value))).toBeDefined();
    expect(calls).toBe(0);
  });

  test.each(['onEvents', 'clientID', 'waituntil', '__proto__x', 'constructor'])(
    'an option that does not exist is refused by its name: %s',
    (option) => {
      const error = thrown(() => new ZendeskConnector({ ...GOOD, [option]: undefined }));
      expectNamed(error, option);
      expect((error as ConfigurationError).hint).toContain('onEvent');
    },
  );

  test('a key opens what the same key in another notation sealed', async () => {
    const key = crypto.getRandomValues(Buffer.alloc(32));
    const tokenStore = new MemoryTokenStore();
    const owner = (encryptionKey: EncryptionKey) =>
      new ZendeskConnector({ ...GOOD, onEvent: undefined, tokenStore, encryptionKey }).connection('bot-1', {
        permissions: OWNER,
      });
    await owner(key).updateSettings({ customerContextOnSessionStart: true });
    for (const notation of ['base64', 'base64url', 'hex'] as const) {
      expect((await owner(key.toString(notation)).status()).settings.customerContextOnSessionStart).toBe(true);
    }
  });

  test('a secret that is malformed is not repeated in the message', () => {
    const error = thrown(() => new ZendeskConnector(but(GOOD, 'encryptionKey', 'canary-passphrase')));
    expect(JSON.stringify(error) + (error as Error).stack).not.toContain('canary');
  });
});

const CONNECTION_OPTIONS: Readonly<Record<string, readonly unknown[]>> = {
  permissions: [
    MISSING,
    undefined,
    null,
    'ZENDESK_ACTIONS.CREATE_TICKET',
    {},
    new Set(ALL_PERMISSIONS),
    ['CREATE_TICKET'],
    ['*'],
    [undefined],
    [...ALL_PERMISSIONS, 'ZENDESK_ACTIONS.DELETE_TICKET'],
  ],
  requester: [
    null,
    '',
    'nobody',
    'ann@customer.example',
    42,
    {},
    [],
    { email: 42 },
    { name: 'Ann' },
    { email: 'ann@customer.example', name: 42 },
  ],
  locale: [null, '', 'english!', 'en_US', '-', 42, {}, ['en'], 'en\n'],
  ticketDefaults: [
    null,
    'vip',
    42,
    { tags: 'vip' },
    { tags: [42] },
    { customFields: [] },
    { customFields: { priority: 'x' } },
    { customFields: 'x' },
    { brandId: '1' },
    { brandId: Number.NaN },
    { groupId: null },
    { ticketFormId: 1.5 },
    { externalId: 42 },
    { priority: 'highest' },
  ],
};

describe('connection()', () => {
  const connector = new ZendeskConnector(GOOD);
  const good: ConnectionOptions = {
    permissions: ALL_PERMISSIONS,
    requester: ANN,
    locale: 'en',
    ticketDefaults: { tags: ['bot'] },
  };

  test.each([undefined, null, '', 42, {}, ['bot'], 'x'.repeat(256)])('the id must not be %j', (id) => {
    expectNamed(
      thrown(() => connector.connection(id as string, good)),
      'connectionId',
    );
  });

  for (const [option, values] of Object.entries(CONNECTION_OPTIONS)) {
    test.each(values.map((value) => [named(value), value] as const))(`${option} must not be %s`, (_, value) => {
      expectNamed(
        thrown(() => connector.connection('bot-1', but(good, option, value))),
        option,
      );
    });
  }

  test.each([undefined, null])('takes options, not %j: at least permissions', (options) => {
    expectNamed(
      thrown(() => connector.connection('bot-1', options as unknown as ConnectionOptions)),
      'permissions',
    );
  });

  test.each<Partial<ConnectionOptions>>([
    { permissions: [] },
    { requester: undefined, locale: undefined, ticketDefaults: undefined },
    { requester: { email: ANN.email } },
    { requester: { email: ANN.email, name: undefined } },
    { requester: { email: ANN.email, name: null } },
    { requester: { email: '' } },
    { requester: { email: 'ann@customer.example requester:*' } },
    { requester: 'anyone' },
    { requester: 'from-conversation' },
    { locale: 'pt-BR' },
    { locale: 'zh-Hant-TW' },
    { ticketDefaults: {} },
    {
      ticketDefaults: {
        tags: [],
        customFields: { 360: null, 361: 'x', 362: 1, 363: true, 364: ['a', 'b'] },
        brandId: 1,
        groupId: 2,
        ticketFormId: 3,
        externalId: 'conversation-1',
        priority: 'urgent',
      },
    },
  ])('takes %j', (options) => {
    expect(connector.connection('bot-1', { ...good, ...options }).id).toBe('bot-1');
    expect(calls).toBe(0);
  });

  test.each([
    ['CREATE_TICKET', 'Pass ZENDESK_ACTIONS.CREATE_TICKET, whose value is "ZENDESK_ACTIONS.CREATE_TICKET".'],
    ['ZENDESK_ACTIONS.DELETE_TICKET', 'The values are: '],
    ['x'.repeat(500), 'The values are: '],
  ])('a permission that does not exist is named: %s', (permission, hint) => {
    const error = thrown(() =>
      connector.connection('bot-1', { permissions: [...ALL_PERMISSIONS, permission as Permission] }),
    );
    expectNamed(error, 'permissions');
    expect((error as Error).message).toContain(`holds "${permission.slice(0, 80)}"`);
    expect((error as ConfigurationError).hint).toContain(hint);
  });

  test.each(['requestor', 'permission', 'tags'])(
    'an option that does not exist is refused by its name: %s',
    (option) => {
      expectNamed(
        thrown(() => connector.connection('bot-1', { ...good, [option]: undefined })),
        option,
      );
    },
  );

  test('an action without a requester is an error of configuration, before anything is read', async () => {
    const { requester: _, ...rest } = good;
    // Its audit trail is not silent about it.
    const bot = new ZendeskConnector(but(GOOD, 'onEvent', MISSING)).connection('bot-1', rest);
    for (const error of await Promise.all([
      rejection(bot.createTicket({ subject: 'a', body: 'b' })),
      rejection(bot.getTicketStatus({ ticketId: 1 })),
      rejection(bot.getCustomerContext()),
    ])) {
      expectNamed(error, 'requester');
    }
    expectNamed(
      thrown(() => bot.actions()),
      'requester',
    );
  });
});
