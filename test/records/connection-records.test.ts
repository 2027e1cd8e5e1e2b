/**
 * What becomes of a connection when its record was moved or altered, when keys change, and when a store misbehaves:
 * promises T14 and T15, seen from outside.
 */
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import {
  ALL_PERMISSIONS,
  type EncryptionKey,
  generateEncryptionKey,
  MemoryTokenStore,
  type TokenStore,
  TokenStoreError,
  type ZendeskConnection,
  ZendeskConnector,
  ZendeskError,
} from '../../src/index.js';
import { ANN, createFixture, type Fixture, rejection, SESSION } from '../support/fixture.js';

function all(connector: ZendeskConnector, id = 'bot-1'): ZendeskConnection {
  return connector.connection(id, { permissions: ALL_PERMISSIONS, requester: ANN });
}

/** A connector in another process on the same data: nothing in this process is shared with it. */
function otherProcess({ options }: Fixture, encryptionKey = options.encryptionKey): ZendeskConnector {
  const { tokenStore } = options;
  return new ZendeskConnector({
    ...options,
    encryptionKey,
    tokenStore: {
      get: (key) => tokenStore.get(key),
      compareAndSet: (key, expected, next) => tokenStore.compareAndSet(key, expected, next),
    },
  });
}

async function connect(fixture: Fixture, id: string, subdomain = 'acme'): Promise<void> {
  const { url } = await all(fixture.connector, id).connect({ subdomain, session: SESSION });
  await fixture.connector.handleCallback(await fixture.zendesk.authorize(url), { session: SESSION });
}

async function put(fixture: Fixture, id: string, value: string | undefined): Promise<void> {
  const { tokenStore } = fixture.options;
  expect(await tokenStore.compareAndSet(id, await tokenStore.get(id), value)).toBe(true);
}

/** Everything that can be done to a connection ends with this error, and Zendesk hears nothing of it. */
async function expectAllToFail(fixture: Fixture, bot: ZendeskConnection, expected: object): Promise<void> {
  fixture.zendesk.clearRequests();
  const attempts: Readonly<Record<string, () => Promise<unknown>>> = {
    createTicket: () => bot.createTicket({ subject: 'a', body: 'b' }),
    getTicketStatus: () => bot.getTicketStatus({ ticketId: 1 }),
    getCustomerContext: () => bot.getCustomerContext(),
    request: () => bot.request('GET', '/api/v2/users/me.json'),
    status: () => bot.status(),
    connect: () => bot.connect({ subdomain: 'acme', session: SESSION }),
    updateSettings: () => bot.updateSettings({ customerContextOnSessionStart: true }),
    disconnect: () => bot.disconnect(),
  };
  for (const [name, attempt] of Object.entries(attempts)) {
    const error = await rejection(attempt());
    expect.soft(error, name).toBeInstanceOf(TokenStoreError);
    expect.soft(error, name).toMatchObject({ code: 'token_store', status: 503, ...expected });
  }
  expect(fixture.zendesk.requests).toEqual([]);
}

const UNREADABLE = { reason: 'unreadable', retryable: false };
const UNAVAILABLE = { reason: 'unavailable', retryable: true };

describe('[T14] records that were moved or altered', () => {
  test('of two connections, swapped: both are refused, and both are left as they are', async () => {
    const fixture = createFixture({ simulator: { accounts: ['acme', 'beta'] } });
    await connect(fixture, 'bot-1', 'acme');
    await connect(fixture, 'bot-2', 'beta');
    const { tokenStore } = fixture.options;
    const [first, second] = [await tokenStore.get('bot-1'), await tokenStore.get('bot-2')];
    await put(fixture, 'bot-1', second);
    await put(fixture, 'bot-2', first);
    const connector = otherProcess(fixture);
    await expectAllToFail(fixture, all(connector, 'bot-1'), UNREADABLE);
    await expectAllToFail(fixture, all(connector, 'bot-2'), UNREADABLE);
    expect(await tokenStore.get('bot-1')).toBe(second);
    expect(await tokenStore.get('bot-2')).toBe(first);
    // Put back, both work again.
    await put(fixture, 'bot-1', first);
    await put(fixture, 'bot-2', second);
    expect(await all(connector, 'bot-1').status()).toMatchObject({ state: 'connected', subdomain: 'acme' });
    expect(await all(connector, 'bot-2').status()).toMatchObject({ state: 'connected', subdomain: 'beta' });
  });

  test('copied to a connection that was never connected', async () => {
    const fixture = createFixture();
    await connect(fixture, 'bot-1');
    await put(fixture, 'bot-2', await fixture.options.tokenStore.get('bot-1'));
    await expectAllToFail(fixture, all(fixture.connector, 'bot-2'), UNREADABLE);
  });

  test.each<[string, (sealed: string, state: string) => string]>([
    ['a character changed', (sealed) => sealed.slice(0, -1) + (sealed.endsWith('A') ? 'B' : 'A')],
    ['cut off', (sealed) => sealed.slice(0, -1)],
    ['empty', () => ''],
    ['plain JSON', () => JSON.stringify({ grant: { subdomain: 'evil' } })],
    ['an empty object', () => '{}'],
    ['the state of a callback', (_, state) => state],
    ['with a line break at its end', (sealed) => `${sealed}\n`],
  ])('%s: an error that is not "not connected", and nothing is overwritten', async (_, alter) => {
    const fixture = createFixture();
    const { url } = await all(fixture.connector, 'bot-2').connect({ subdomain: 'acme', session: SESSION });
    await connect(fixture, 'bot-1');
    const altered = alter((await fixture.options.tokenStore.get('bot-1')) ?? '', url.searchParams.get('state') ?? '');
    await put(fixture, 'bot-1', altered);
    await expectAllToFail(fixture, all(otherProcess(fixture)), UNREADABLE);
    expect(await fixture.options.tokenStore.get('bot-1')).toBe(altered);
  });

  test('a callback finds its record altered: an error of the store, and the code is not sent', async () => {
    const fixture = createFixture();
    const { url } = await fixture.connection().connect({ subdomain: 'acme', session: SESSION });
    const callback = await fixture.zendesk.authorize(url);
    await put(fixture, 'bot-1', 'altered');
    fixture.zendesk.clearRequests();
    const error = await rejection(otherProcess(fixture).handleCallback(callback, { session: SESSION }));
    expect(error).toBeInstanceOf(TokenStoreError);
    expect(error).toMatchObject(UNREADABLE);
    expect(fixture.zendesk.requests).toEqual([]);
  });

  test('a session begins all the same, without background', async () => {
    const fixture = createFixture();
    await fixture.connect();
    await fixture.connection().updateSettings({ customerContextOnSessionStart: true });
    await put(fixture, 'bot-1', 'altered');
    fixture.zendesk.clearRequests();
    fixture.events.length = 0;
    expect(await all(otherProcess(fixture)).startSession()).toBeUndefined();
    expect(fixture.events).toMatchObject([{ type: 'session.background_failed', code: 'token_store' }]);
    expect(fixture.zendesk.requests).toEqual([]);
  });
});

describe('[T15] a new encryption key', () => {
  const old = generateEncryptionKey();
  const next = generateEncryptionKey();

  async function connected() {
    const fixture = createFixture({ encryptionKey: old });
    await fixture.connect();
    const { ticketId } = await fixture.connection().createTicket({ subject: 'a', body: 'b' });
    const sealedWith = async (key: EncryptionKey) => {
      const status = await all(otherProcess(fixture, key))
        .status()
        .catch((error: unknown) => error);
      return !(status instanceof TokenStoreError);
    };
    return { ...fixture, ticketId, sealedWith };
  }

  test('in front of the old one: nobody has to connect again, and the next refresh seals with it', async () => {
    const fixture = await connected();
    const rotated = all(otherProcess(fixture, [next, old]));
    await expect(rotated.getTicketStatus({ ticketId: fixture.ticketId })).resolves.toMatchObject({ status: 'new' });
    expect(await fixture.sealedWith(old)).toBe(true);
    expect(await fixture.sealedWith(next)).toBe(false);
    fixture.zendesk.account('acme').expireAccessTokens();
    await expect(rotated.getTicketStatus({ ticketId: fixture.ticketId })).resolves.toMatchObject({ status: 'new' });
    expect(await fixture.sealedWith(next)).toBe(true);
    expect(await fixture.sealedWith(old)).toBe(false);
    // The old key can go.
    await expect(
      all(otherProcess(fixture, next)).getTicketStatus({ ticketId: fixture.ticketId }),
    ).resolves.toMatchObject({ status: 'new' });
  });

  test.each([
    ['updateSettings()', (bot: ZendeskConnection) => bot.updateSettings({ customerContextOnSessionStart: true })],
    ['connect()', (bot: ZendeskConnection) => bot.connect({ subdomain: 'acme', session: SESSION })],
  ])('seals with the next %s too', async (_, write) => {
    const fixture = await connected();
    await write(all(otherProcess(fixture, [next, old])));
    expect(await fixture.sealedWith(next)).toBe(true);
    expect(await fixture.sealedWith(old)).toBe(false);
  });

  test('behind the old one, as processes that are updated first have it, opens what others seal', async () => {
    const fixture = await connected();
    fixture.zendesk.account('acme').expireAccessTokens();
    await all(otherProcess(fixture, [next, old])).getTicketStatus({ ticketId: fixture.ticketId });
    const bot = all(otherProcess(fixture, [old, next]));
    await expect(bot.getTicketStatus({ ticketId: fixture.ticketId })).resolves.toMatchObject({ status: 'new' });
  });

  test('without the old one is an error that says so, and nothing is lost', async () => {
    const fixture = await connected();
    const before = await fixture.options.tokenStore.get('bot-1');
    await expectAllToFail(fixture, all(otherProcess(fixture, next)), UNREADABLE);
    const error = await rejection(all(otherProcess(fixture, next)).status());
    expect((error as Error).message).toContain('a key that is not in "encryptionKey"');
    expect((error as TokenStoreError).hint).toContain('[current, ...previous]');
    for (const key of [old, next]) expect(JSON.stringify(error)).not.toContain(key);
    expect(await fixture.options.tokenStore.get('bot-1')).toBe(before);
    await expect(
      all(otherProcess(fixture, [next, old])).getTicketStatus({ ticketId: fixture.ticketId }),
    ).resolves.toMatchObject({ status: 'new' });
  });
});

/** What a store does instead of its work. */
const MISBEHAVIOR: readonly (readonly [string, () => Promise<never>])[] = [
  ['rejects with an error', () => Promise.reject(new Error('connect ECONNREFUSED redis:6379 canary'))],
  ['rejects with a string', () => Promise.reject('canary')],
  ['rejects with undefined', () => Promise.reject(undefined)],
  ['rejects with null', () => Promise.reject(null)],
  [
    'throws an error',
    () => {
      throw new Error('canary');
    },
  ],
  [
    'throws a string',
    () => {
      throw 'canary';
    },
  ],
];

describe('a store that', () => {
  test.each(MISBEHAVIOR)('%s when it is read: an error of the store, in nobody else’s words', async (_, fail) => {
    const fixture = createFixture({ tokenStore: { get: fail, compareAndSet: async () => true } });
    await expectAllToFail(fixture, fixture.connection(), UNAVAILABLE);
    const error = await rejection(fixture.connection().status());
    expect(`${(error as Error).stack} ${JSON.stringify(error)}`).not.toContain('canary');
    // The cause is what the store threw. A log line that spreads the error leaves it out.
    const thrown = await rejection((async () => fail())());
    expect((error as Error).cause).toEqual(thrown);
    expect(Object.keys(error as Error)).not.toContain('cause');
  });

  test.each(MISBEHAVIOR)('%s when it is written: an error of the store', async (_, fail) => {
    const fixture = createFixture({ tokenStore: { get: async () => undefined, compareAndSet: fail } });
    const { connector, zendesk } = fixture;
    for (const error of await Promise.all([
      rejection(all(connector).connect({ subdomain: 'acme', session: SESSION })),
      rejection(all(connector).updateSettings({ customerContextOnSessionStart: true })),
    ])) {
      expect(error).toBeInstanceOf(TokenStoreError);
      expect(error).toMatchObject(UNAVAILABLE);
      expect(`${(error as Error).stack} ${JSON.stringify(error)}`).not.toContain('canary');
    }
    // Only the question whether there is such an account.
    expect(zendesk.requests.map(({ method, path }) => `${method} ${path}`)).toEqual(['GET /api/v2/users/me']);
    expect(fixture.events).toEqual([]);
  });

  test.each(MISBEHAVIOR)('%s when it is locked: an error of the store, and no refresh', async (_, fail) => {
    const memory = new MemoryTokenStore();
    let isBroken = false;
    const fixture = createFixture({
      tokenStore: {
        get: (key) => memory.get(key),
        compareAndSet: (...change) => memory.compareAndSet(...change),
        lock: <T>(_: string, task: () => Promise<T>): Promise<T> => (isBroken ? fail() : task()),
      },
    });
    await fixture.connect();
    fixture.zendesk.account('acme').expireAccessTokens();
    fixture.zendesk.clearRequests();
    isBroken = true;
    const error = await rejection(fixture.connection().createTicket({ subject: 'a', body: 'b' }));
    expect(error).toBeInstanceOf(TokenStoreError);
    expect(error).toMatchObject(UNAVAILABLE);
    expect(fixture.zendesk.requests.map(({ path }) => path)).toEqual(['/api/v2/tickets']);
    isBroken = false;
    await expect(fixture.connection().createTicket({ subject: 'a', body: 'b' })).resolves.toMatchObject({
      ticketId: 1,
    });
  });

  test('fails while the lock is given back: the refresh counts', async () => {
    const memory = new MemoryTokenStore();
    const fixture = createFixture({
      tokenStore: {
        get: (key) => memory.get(key),
        compareAndSet: (...change) => memory.compareAndSet(...change),
        async lock(_, task) {
          await task();
          throw new Error('connection lost');
        },
      },
    });
    await fixture.connect();
    fixture.zendesk.account('acme').expireAccessTokens();
    await expect(fixture.connection().createTicket({ subject: 'a', body: 'b' })).resolves.toMatchObject({
      ticketId: 1,
    });
  });

  test('has a lock that does not run what it is given: an error of the store', async () => {
    const memory = new MemoryTokenStore();
    const fixture = createFixture({
      tokenStore: {
        get: (key) => memory.get(key),
        compareAndSet: (...change) => memory.compareAndSet(...change),
        lock: async () => undefined as never,
      },
    });
    await fixture.connect();
    fixture.zendesk.account('acme').expireAccessTokens();
    expect(await rejection(fixture.connection().createTicket({ subject: 'a', body: 'b' }))).toMatchObject(UNAVAILABLE);
  });

  test('fails to keep the grant at the end of a callback: an error of the store, and the tokens are revoked', async () => {
    const memory = new MemoryTokenStore();
    let writes = 0;
    const fixture = createFixture({
      tokenStore: {
        get: (key) => memory.get(key),
        compareAndSet: async (...change) => {
          if (++writes === 3) throw new Error('store down'); // after the authorization and its claim
          return memory.compareAndSet(...change);
        },
      },
    });
    const { url } = await fixture.connection().connect({ subdomain: 'acme', session: SESSION });
    const callback = await fixture.zendesk.authorize(url);
    const error = await rejection(fixture.connector.handleCallback(callback, { session: SESSION }));
    expect(error).toBeInstanceOf(TokenStoreError);
    const { tokens } = fixture.zendesk.account('acme');
    expect(tokens).toHaveLength(1);
    expect(tokens[0]?.revokedAt).toBeDefined();
    expect(fixture.events.slice(1)).toMatchObject([
      { type: 'token.discarded', revocation: 'revoked' },
      { type: 'connect.failed', reason: 'exchange', error: 'token_store' },
    ]);
    expect(await fixture.connection().status()).toMatchObject({ state: 'disconnected' });
  });

  test('answers null for what it does not have, as Redis and SQL do: that is nothing', async () => {
    const memory = new MemoryTokenStore();
    const tokenStore = {
      get: async (key: string) => (await memory.get(key)) ?? null,
      compareAndSet: (...change: Parameters<TokenStore['compareAndSet']>) => memory.compareAndSet(...change),
    };
    const fixture = createFixture({ tokenStore: tokenStore as unknown as TokenStore });
    expect(await rejection(fixture.connection().createTicket({ subject: 'a', body: 'b' }))).toMatchObject({
      code: 'not_connected',
    });
    expect(await fixture.connection().status()).toMatchObject({ state: 'disconnected' });
    await fixture.connect();
    expect(await fixture.connection().status()).toMatchObject({ state: 'connected' });
  });

  test.each([42, {}, true, new Uint8Array(3), ['a.b.c.d']])('answers with %o: an error of the store', async (value) => {
    const tokenStore = { get: async () => value, compareAndSet: async () => true };
    const fixture = createFixture({ tokenStore: tokenStore as unknown as TokenStore });
    for (const error of await Promise.all([
      rejection(fixture.connection().status()),
      rejection(fixture.connection().createTicket({ subject: 'a', body: 'b' })),
    ])) {
      expect(error).toBeInstanceOf(TokenStoreError);
      expect(error).toMatchObject(UNREADABLE);
    }
    expect(fixture.zendesk.requests).toEqual([]);
  });

  test('always refuses to write: an error of the store that says why, not an endless loop', async () => {
    const fixture = createFixture({ tokenStore: { get: async () => undefined, compareAndSet: async () => false } });
    const error = await rejection(fixture.connection().connect({ subdomain: 'acme', session: SESSION }));
    expect(error).toBeInstanceOf(TokenStoreError);
    expect(error).toMatchObject({ reason: 'contended', retryable: true });
  });
});

describe('a store that never answers', () => {
  const real = globalThis.setTimeout;

  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'performance', 'Date'] });
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  /** Lets time pass until the promise is settled; fails when that takes longer than so many seconds. */
  async function settled(promise: Promise<unknown>, seconds: number): Promise<unknown> {
    let outcome: { readonly value: unknown } | undefined;
    const done = (value: unknown) => {
      outcome = { value };
    };
    promise.then(done, done);
    for (let passed = 0; outcome === undefined && passed < seconds * 1_000; passed += 250) {
      await vi.advanceTimersByTimeAsync(250);
      // What runs outside of JavaScript, such as encryption, takes real time.
      await new Promise((resolve) => real(resolve, 1));
    }
    if (outcome === undefined) throw new Error(`not settled after ${seconds} seconds`);
    return outcome.value;
  }

  const never = () => new Promise<never>(() => {});

  test('is given up on after five seconds, whatever was asked of it', async () => {
    const fixture = createFixture({ tokenStore: { get: never, compareAndSet: never } });
    const bot = fixture.connection();
    const errors = Promise.all([
      rejection(bot.status()),
      rejection(bot.connect({ subdomain: 'acme', session: SESSION })),
      rejection(bot.disconnect()),
      rejection(bot.createTicket({ subject: 'a', body: 'b' })),
    ]);
    for (const error of (await settled(errors, 6)) as unknown[]) {
      expect(error).toBeInstanceOf(TokenStoreError);
      expect(error).toMatchObject(UNAVAILABLE);
    }
    expect(fixture.zendesk.requests).toEqual([]);
  });

  test('when it is written: the same', async () => {
    const fixture = createFixture({ tokenStore: { get: async () => undefined, compareAndSet: never } });
    const error = await settled(fixture.connection().connect({ subdomain: 'acme', session: SESSION }), 6);
    expect(error).toBeInstanceOf(TokenStoreError);
    expect(error).toMatchObject(UNAVAILABLE);
  });

  describe('when it is locked', () => {
    async function withStuckLock() {
      const memory = new MemoryTokenStore();
      const lock = { hold: never() as Promise<unknown>, isBroken: false };
      const fixture = createFixture({
        tokenStore: {
          get: (key) => memory.get(key),
          compareAndSet: (...change) => memory.compareAndSet(...change),
          async lock(_, task) {
            if (lock.isBroken) await lock.hold;
            return task();
          },
        },
      });
      await fixture.connect();
      fixture.zendesk.account('acme').expireAccessTokens();
      fixture.zendesk.clearRequests();
      lock.isBroken = true;
      const refreshes = () => fixture.zendesk.requests.filter(({ path }) => path === '/oauth/tokens').length;
      const create = () => fixture.connection().createTicket({ subject: 'a', body: 'b' });
      return { ...fixture, lock, refreshes, create };
    }

    test('a call ends in its time, and when the store is back the connection is, too', async () => {
      const { lock, refreshes, create } = await withStuckLock();
      const error = await settled(rejection(create()), 11);
      expect(error).toBeInstanceOf(ZendeskError);
      expect(error).toMatchObject({ retryable: true });
      expect(refreshes()).toBe(0);
      lock.isBroken = false;
      await vi.advanceTimersByTimeAsync(120_000);
      expect(await settled(create(), 11)).toMatchObject({ ticketId: 1 });
      expect(refreshes()).toBe(1);
    });

    test('a lock that is given after nobody waits any more refreshes nothing', async () => {
      const { lock, refreshes, create } = await withStuckLock();
      let give = () => {};
      lock.hold = new Promise<void>((resolve) => {
        give = resolve;
      });
      await settled(rejection(create()), 11);
      await vi.advanceTimersByTimeAsync(120_000);
      give();
      await vi.advanceTimersByTimeAsync(10_000);
      expect(refreshes()).toBe(0);
    });

    test('a write that waited for it in vain was certainly not carried out', async () => {
      const { create, zendesk } = await withStuckLock();
      const error = await settled(rejection(create()), 11);
      // Zendesk has refused what was sent: for want of a good token.
      expect(zendesk.requests.map(({ status }) => status)).toEqual(zendesk.requests.map(() => 401));
      expect(error).toMatchObject({ code: 'timeout', ambiguous: false });
    });
  });
});

describe('unusual ids of connections', () => {
  const IDS = [
    '__proto__',
    'constructor',
    'toString',
    ' ',
    'bot 1',
    'BOT-1',
    'bot-1',
    'bot-1\n',
    'bot-1\0',
    '../bot-1',
    'bot:1',
    '"bot"',
    'бот',
    '🤖',
    '\uD800',
    'é',
    'e\u0301',
    'x'.repeat(255),
    '42',
  ];

  test('are connections of their own, from connect to disconnect', async () => {
    const fixture = createFixture();
    for (const id of IDS) await connect(fixture, id);
    const statuses = await Promise.all(IDS.map((id) => all(otherProcess(fixture), id).status()));
    expect(statuses.map(({ state }) => state)).toEqual(IDS.map(() => 'connected'));
    fixture.zendesk.clearRequests();
    for (const [at, id] of IDS.entries()) {
      const ticket = await fixture.connector
        .connection(id, { permissions: ALL_PERMISSIONS, requester: { email: `user${at}@customer.example` } })
        .createTicket({ subject: 'a', body: 'b' });
      expect(ticket.ticketId).toBe(at + 1);
    }
    const used = fixture.zendesk.requests.map(({ headers }) => headers['authorization']);
    expect(new Set(used).size).toBe(IDS.length);
    for (const [at, id] of IDS.entries()) {
      expect(await all(fixture.connector, id).disconnect()).toEqual({ revocation: 'revoked' });
      const left = await Promise.all(IDS.map((other) => fixture.options.tokenStore.get(other)));
      expect(left.filter((value) => value !== undefined)).toHaveLength(IDS.length - at - 1);
    }
  });
});
