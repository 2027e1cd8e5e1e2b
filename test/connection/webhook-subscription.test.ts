/**
 * The webhook of a connection at Zendesk: made once, found again, cleaned up.
 */
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { ALL_PERMISSIONS, InvalidInputError, PermissionError, ZendeskConnector } from '../../src/index.js';
import type { SimulatedAccount } from '../../src/testing/index.js';
import { createFixture, rejection, SESSION } from '../support/fixture.js';

const SCOPE = ['tickets:read', 'tickets:write', 'users:read', 'webhooks:read', 'webhooks:write'];
const url = 'https://bot.example/zendesk/webhook/bot-1';

async function connected(options: Parameters<typeof createFixture>[0] = {}) {
  const fixture = createFixture({ scope: SCOPE, ...options });
  await fixture.connect();
  const account = fixture.zendesk.account('acme');
  fixture.zendesk.clearRequests();
  fixture.events.length = 0;
  const writes = () => fixture.zendesk.requests.filter(({ method }) => method !== 'GET').length;
  return { ...fixture, account, writes };
}

/** Each answer takes a moment, and each another one. */
const later: typeof fetch = async (input, init) => {
  const pause = () => new Promise((resolve) => setTimeout(resolve, Math.random() * 8));
  await pause();
  const response = await fetch(input, init);
  await pause();
  return response;
};

describe('subscribe', () => {
  test('makes a webhook for replies and status, and keeps its secret', async () => {
    const { connection, account, events, options } = await connected();
    const subscription = await connection().subscribe({ url });
    expect(account.webhooks).toMatchObject([
      {
        id: subscription.webhookId,
        endpoint: url,
        status: 'active',
        subscriptions: [
          'zen:event-type:ticket.comment_added',
          'zen:event-type:ticket.comment_made_private',
          'zen:event-type:ticket.attachment_linked_to_comment',
          'zen:event-type:ticket.status_changed',
          'zen:event-type:ticket.custom_status_changed',
        ],
      },
    ]);
    expect(subscription).toEqual({ webhookId: account.webhooks[0]?.id, url });
    expect((await connection().webhookSource()).secrets).toEqual([account.webhooks[0]?.secret]);
    expect(await connection().status()).toMatchObject({ state: 'connected', subscription });
    expect(events).toMatchObject([{ type: 'webhook.subscribed', webhookId: subscription.webhookId }]);
    const stored = (await options.tokenStore.get('bot-1')) ?? '';
    const secret = account.webhooks[0]?.secret ?? 'none';
    expect(stored + JSON.stringify(events) + JSON.stringify(await connection().status())).not.toContain(secret);
  });

  test('again, and in another process, finds it and writes nothing', async () => {
    const { connection, account, options, writes } = await connected();
    const first = await connection().subscribe({ url });
    const before = writes();
    const elsewhere = new ZendeskConnector(options).connection('bot-1', { permissions: ALL_PERMISSIONS });
    expect(await elsewhere.subscribe({ url })).toEqual(first);
    expect(await connection().subscribe({ url })).toEqual(first);
    expect(writes()).toBe(before);
    expect(account.webhooks).toHaveLength(1);
  });

  test('after a crash between creating it and the save, finds it', async () => {
    const { connection, account, zendesk } = await connected();
    zendesk.fault({ path: /signing_secret$/ }, { status: 400, times: 1 });
    await expect(connection().subscribe({ url })).rejects.toThrow();
    expect(account.webhooks).toHaveLength(1);
    await connection().subscribe({ url });
    expect(account.webhooks).toHaveLength(1);
    expect((await connection().webhookSource()).secrets).toHaveLength(1);
  });

  test('ten at once, each answer late by chance, all end with the same webhook, which is there', async () => {
    const fixture = createFixture({ scope: SCOPE, fetch: later });
    const { connection, zendesk } = fixture;
    await fixture.connect();
    for (let round = 0; round < 10; round++) {
      const address = `${url}?round=${round}`;
      const all = await Promise.all(Array.from({ length: 10 }, () => connection().subscribe({ url: address })));
      const { webhooks } = zendesk.account('acme');
      expect(webhooks.map(({ endpoint }) => endpoint)).toEqual([address]);
      expect(new Set(all.map(({ webhookId }) => webhookId))).toEqual(new Set([webhooks[0]?.id]));
      expect((await connection().webhookSource()).secrets[0]).toBe(webhooks[0]?.secret);
    }
  });

  test.each([
    ['on and off', 'unsubscribe'],
    ['on, and the connection ends', 'disconnect'],
  ] as const)('%s at once leave nothing behind that nobody knows of', async (_, other) => {
    const fixture = createFixture({ scope: SCOPE, fetch: later });
    const { connection, zendesk } = fixture;
    for (let round = 0; round < 10; round++) {
      await fixture.connect();
      await Promise.allSettled([connection().subscribe({ url }), connection()[other]()]);
      const { webhooks } = zendesk.account('acme');
      const status = await connection().status();
      const known = status.state === 'connected' && status.subscription ? [status.subscription.webhookId] : [];
      if (other === 'unsubscribe') expect(webhooks.map(({ id }) => id)).toEqual(known);
      else expect(webhooks).toEqual([]);
    }
  });

  test('with another address moves it', async () => {
    const { connection, account } = await connected();
    await connection().subscribe({ url });
    const [old] = account.webhooks;
    await connection().subscribe({ url: `${url}-2` });
    expect(account.webhooks.map(({ endpoint }) => endpoint)).toEqual([`${url}-2`]);
    // What the old one has sent may be tried again.
    expect((await connection().webhookSource()).secrets).toEqual([account.webhooks[0]?.secret, old?.secret]);
  });

  test('with another address while the old one cannot be removed: it is removed the next time', async () => {
    const { connection, account, zendesk } = await connected();
    await connection().subscribe({ url });
    zendesk.fault({ method: 'DELETE', path: '/api/v2/webhooks/*' }, { status: 403, times: 1 });
    await connection().subscribe({ url: `${url}-2` });
    expect(account.webhooks).toHaveLength(2);
    await connection().subscribe({ url: `${url}-2` });
    expect(account.webhooks.map(({ endpoint }) => endpoint)).toEqual([`${url}-2`]);
    zendesk.fault({ method: 'DELETE', path: '/api/v2/webhooks/*' }, { status: 403, times: 1 });
    await connection().subscribe({ url: `${url}-3` });
    expect(await connection().disconnect()).toMatchObject({ webhook: 'removed' });
    expect(account.webhooks).toEqual([]);
  });

  test('two bots at one account have one each', async () => {
    const { connection, connector, account, zendesk } = await connected();
    const other = connector.connection('bot-2', { permissions: ALL_PERMISSIONS });
    const { url: authorization } = await other.connect({ subdomain: 'acme', session: SESSION });
    await connector.handleCallback(await zendesk.authorize(authorization), { session: SESSION });
    await connection().subscribe({ url });
    await other.subscribe({ url });
    expect(account.webhooks).toHaveLength(2);
    await other.disconnect();
    expect(account.webhooks).toHaveLength(1);
    expect((await connection().webhookSource()).secrets).toEqual([account.webhooks[0]?.secret]);
  });

  test('takes over a secret that was reset, and keeps the one before for what is on its way', async () => {
    const { connection, account } = await connected();
    const { webhookId } = await connection().subscribe({ url });
    const [old] = (await connection().webhookSource()).secrets;
    account.resetSigningSecret(webhookId);
    await connection().subscribe({ url });
    expect((await connection().webhookSource()).secrets).toEqual([account.webhooks[0]?.secret, old]);
    // Somebody may know it: it is good no longer than what is on its way.
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 601_000 });
    onTestFinished(() => void vi.useRealTimers());
    expect((await connection().webhookSource()).secrets).toEqual([account.webhooks[0]?.secret]);
  });

  test('replaces one that was paused', async () => {
    const { connection, account } = await connected();
    const { webhookId } = await connection().subscribe({ url });
    account.deactivateWebhook(webhookId);
    await connection().subscribe({ url });
    expect(account.webhooks).toMatchObject([{ status: 'active' }]);
  });

  test('leaves the webhooks of others alone', async () => {
    const { connection, account } = await connected();
    account.addWebhook({ name: 'CRM', endpoint: url, status: 'active', subscriptions: [] });
    await connection().subscribe({ url });
    await connection().unsubscribe();
    expect(account.webhooks).toMatchObject([{ name: 'CRM' }]);
  });

  test.each(['http://bot.example/', 'bot.example', '', 'https://user:secret@bot.example/', 'https://bot.example/#x'])(
    'an address like %j is refused before anything is sent',
    async (address) => {
      const { connection, zendesk } = await connected();
      const error = await rejection(connection().subscribe({ url: address }));
      expect(error).toBeInstanceOf(InvalidInputError);
      expect(zendesk.requests).toEqual([]);
    },
  );
});

test('subscribing again while the owner connects anew does not take away the webhook that is known', async () => {
  const { connection, connector, account, zendesk } = await connected();
  const { webhookId } = await connection().subscribe({ url });
  let reconnect = async () => {};
  zendesk.fault(
    { path: /signing_secret$/ },
    {
      times: 1,
      async respond(request) {
        await reconnect();
        return zendesk.fetch(request);
      },
    },
  );
  reconnect = async () => {
    const { url: authorization } = await connection().connect({ subdomain: 'acme', session: SESSION });
    await connector.handleCallback(await zendesk.authorize(authorization), { session: SESSION });
  };
  await connection()
    .subscribe({ url })
    .catch(() => {});
  expect(account.webhooks.map(({ id }) => id)).toEqual([webhookId]);
  expect((await connection().webhookSource()).secrets).toEqual([account.webhooks[0]?.secret]);
});

describe('what needs an admin says so beforehand', () => {
  test('without the scope nothing is sent', async () => {
    const { connection, zendesk } = await connected({ scope: ['tickets:read', 'tickets:write', 'users:read'] });
    const error = await rejection(connection().subscribe({ url }));
    expect(error).toBeInstanceOf(PermissionError);
    expect(error).toMatchObject({ reason: 'zendesk', hint: expect.stringContaining('"webhooks:write"') });
    expect(zendesk.requests).toEqual([]);
  });

  test('read and write cover it', async () => {
    const { connection, account } = await connected({ scope: ['read', 'write'] });
    await connection().subscribe({ url });
    expect(account.webhooks).toHaveLength(1);
  });

  test('when an agent connected nothing is sent', async () => {
    const { connection, connector, zendesk } = createFixture({ scope: SCOPE });
    const agent = zendesk.account('acme').addUser({ name: 'Carla', email: 'carla@acme.example', role: 'agent' });
    const { url: authorization } = await connection().connect({ subdomain: 'acme', session: SESSION });
    await connector.handleCallback(await zendesk.authorize(authorization, { userId: agent.id }), { session: SESSION });
    zendesk.clearRequests();
    const error = await rejection(connection().subscribe({ url }));
    expect(error).toMatchObject({
      code: 'permission_denied',
      message: expect.stringContaining('agent connected'),
      ownerMessage: expect.stringContaining('Have an admin connect'),
    });
    expect(zendesk.requests).toEqual([]);
  });

  test('nobody connected', async () => {
    const { connection } = createFixture({ scope: SCOPE });
    await expect(connection().subscribe({ url })).rejects.toMatchObject({ code: 'not_connected' });
    await expect(connection().unsubscribe()).resolves.toBeUndefined();
    expect((await connection().webhookSource()).secrets).toEqual([]);
  });
});

describe('unsubscribe', () => {
  test('removes it, and is done when it is gone already', async () => {
    const { connection, account, events } = await connected();
    const { webhookId } = await connection().subscribe({ url });
    account.removeWebhook(webhookId);
    await connection().unsubscribe();
    await connection().unsubscribe();
    expect((await connection().webhookSource()).secrets).toEqual([]);
    expect(await connection().status()).not.toHaveProperty('subscription');
    expect(events.map(({ type }) => type)).toEqual(['webhook.subscribed', 'webhook.unsubscribed']);
  });

  test('that fails leaves it known, and works later', async () => {
    const { connection, account, zendesk } = await connected();
    await connection().subscribe({ url });
    zendesk.fault({ method: 'DELETE', path: '/api/v2/webhooks/*' }, { status: 403, times: 1 });
    await expect(connection().unsubscribe()).rejects.toThrow();
    expect((await connection().webhookSource()).secrets).toHaveLength(1);
    await connection().unsubscribe();
    expect(account.webhooks).toEqual([]);
  });
});

describe('disconnect', () => {
  test('removes the webhook, then the tokens', async () => {
    const { connection, account, zendesk } = await connected();
    await connection().subscribe({ url });
    zendesk.clearRequests();
    expect(await connection().disconnect()).toEqual({ revocation: 'revoked', webhook: 'removed' });
    expect(account.webhooks).toEqual([]);
    expect(zendesk.requests.filter(({ method }) => method === 'DELETE').map(({ path }) => path.split('/')[3])).toEqual([
      'webhooks',
      'oauth',
    ]);
    expect((await connection().webhookSource()).secrets).toEqual([]);
  });

  test('ends the connection also when the webhook cannot be removed', async () => {
    const { connection, zendesk, options, events } = await connected();
    await connection().subscribe({ url });
    zendesk.fault({ method: 'DELETE', path: '/api/v2/webhooks/*' }, { status: 403 });
    expect(await connection().disconnect()).toEqual({ revocation: 'revoked', webhook: 'not_removed' });
    expect(events.at(-1)).toMatchObject({ type: 'connection.disconnected', webhook: 'not_removed' });
    expect((await connection().webhookSource()).secrets).toEqual([]);
    expect(await options.tokenStore.get('bot-1')).toBeUndefined();
  });
});

describe('[C11] connecting another account', () => {
  const simulator = { accounts: ['acme', 'beta'] };

  test('removes the webhook of the old one while its tokens still work, then revokes them', async () => {
    const { connection, connect, zendesk, events } = await connected({ simulator });
    const { webhookId } = await connection().subscribe({ url });
    events.length = 0;
    zendesk.clearRequests();
    await connect('beta');
    expect(zendesk.account('acme').webhooks).toEqual([]);
    expect(zendesk.account('acme').tokens.every(({ revokedAt }) => revokedAt !== undefined)).toBe(true);
    const deletions = zendesk.requests.filter(({ method }) => method === 'DELETE');
    expect(deletions.map(({ subdomain, path, status }) => `${subdomain} ${path.split('/')[3]} ${status}`)).toEqual([
      'acme webhooks 204',
      'acme oauth 204',
    ]);
    expect(events).toMatchObject([
      { type: 'connect.started' },
      { type: 'connect.succeeded', subdomain: 'beta' },
      { type: 'webhook.unsubscribed', webhookId },
      { type: 'token.discarded', revocation: 'revoked' },
    ]);
    const status = await connection().status();
    expect(status).not.toHaveProperty('subscription');
    expect(status).not.toHaveProperty('leftWebhooks');
    expect((await connection().webhookSource()).secrets).toEqual([]);
    await connection().subscribe({ url });
    expect(await connection().disconnect()).toEqual({ revocation: 'revoked', webhook: 'removed' });
    expect(zendesk.account('beta').webhooks).toEqual([]);
  });

  test('with an access token that has expired refreshes it once for both', async () => {
    const { connection, connect, zendesk, account } = await connected({ simulator });
    await connection().subscribe({ url });
    account.expireAccessTokens();
    await connect('beta');
    expect(account.webhooks).toEqual([]);
    expect(account.tokens).toHaveLength(2);
    expect(account.tokens.every(({ revokedAt }) => revokedAt !== undefined)).toBe(true);
    expect(
      zendesk.requests.filter(({ path, subdomain }) => path === '/oauth/tokens' && subdomain === 'acme'),
    ).toHaveLength(1);
  });

  test('removes what an earlier move could not remove, too', async () => {
    const { connection, connect, zendesk, account } = await connected({ simulator });
    await connection().subscribe({ url });
    zendesk.fault({ method: 'DELETE', path: '/api/v2/webhooks/*' }, { status: 403, times: 1 });
    await connection().subscribe({ url: `${url}-2` });
    expect(account.webhooks).toHaveLength(2);
    await connect('beta');
    expect(account.webhooks).toEqual([]);
  });

  test.each([
    ['is down', { status: 503 }],
    ['does not allow it', { status: 403 }],
    ['breaks every connection', { reset: true }],
  ])('while the old one %s: an event and status() say that the webhook is left', async (_, fault) => {
    const { connection, connect, zendesk, events } = await connected({ simulator });
    const { webhookId } = await connection().subscribe({ url });
    events.length = 0;
    zendesk.fault({ subdomain: 'acme', method: 'DELETE' }, fault);
    await connect('beta');
    const left = { subdomain: 'acme', webhookId, url };
    expect(events).toContainEqual(expect.objectContaining({ type: 'webhook.not_removed', ...left }));
    expect(events.at(-1)).toMatchObject({ type: 'token.discarded', revocation: 'unconfirmed' });
    expect(await connection().status()).toMatchObject({ subdomain: 'beta', leftWebhooks: [left] });
    expect(JSON.stringify(await connection().status())).not.toContain('secret');
    expect((await connection().diagnose()).problems).toMatchObject([
      { code: 'webhook_left', message: expect.stringMatching(`${webhookId}.*acme`) },
    ]);
    // Its own webhook does not hide the one that is left.
    await connection().subscribe({ url });
    expect(await connection().status()).toMatchObject({ subscription: { url }, leftWebhooks: [left] });
    expect((await connection().webhookSource()).secrets).toEqual([zendesk.account('beta').webhooks[0]?.secret]);
    expect(await connection().disconnect()).toMatchObject({ webhook: 'not_removed' });
    expect(zendesk.account('beta').webhooks).toEqual([]);
  });

  test('after the old one has ended: its webhook is left, and known again when it is connected again', async () => {
    const { connection, connect, zendesk, account, events } = await connected({ simulator });
    const subscription = await connection().subscribe({ url });
    account.revokeTokens();
    await rejection(connection().request('GET', '/api/v2/users/me.json'));
    await connect('beta');
    expect(events).toContainEqual(expect.objectContaining({ type: 'webhook.not_removed', ...subscription }));
    expect((await connection().webhookSource()).secrets).toEqual([]);
    await connect('acme');
    const status = await connection().status();
    expect(status).toMatchObject({ subdomain: 'acme', subscription });
    expect(status).not.toHaveProperty('leftWebhooks');
    expect((await connection().webhookSource()).secrets).toEqual([account.webhooks[0]?.secret]);
    expect(await connection().disconnect()).toMatchObject({ webhook: 'removed' });
    expect(zendesk.account('acme').webhooks).toEqual([]);
  });

  test('while a webhook is being created in the old one: it does not stay', async () => {
    const { connection, connect, zendesk, account } = await connected({ simulator });
    let release = () => {};
    const hold = new Promise<void>((resolve) => {
      release = resolve;
    });
    zendesk.fault({ path: /signing_secret$/ }, { hold, times: 1 });
    const subscribing = rejection(connection().subscribe({ url }));
    await vi.waitFor(() => expect(account.webhooks).toHaveLength(1));
    const connecting = connect('beta');
    await vi.waitFor(async () => expect(await connection().status()).toMatchObject({ subdomain: 'beta' }));
    release();
    expect(await subscribing).toMatchObject({ code: 'not_connected' });
    await connecting;
    expect(account.webhooks).toEqual([]);
  });

  test('the same account again: its webhook goes on', async () => {
    const { connection, connect, account, events } = await connected({ simulator });
    const subscription = await connection().subscribe({ url });
    await connect('acme');
    expect(account.webhooks).toMatchObject([{ id: subscription.webhookId, status: 'active' }]);
    expect(await connection().status()).toMatchObject({ subscription });
    expect(events.map(({ type }) => type)).not.toContain('webhook.not_removed');
  });
});

describe('diagnose()', () => {
  test.each([
    ['works', () => {}, 'active', []],
    [
      'was deleted',
      (account: SimulatedAccount, id: string) => account.removeWebhook(id),
      'missing',
      [{ code: 'webhook_missing' }],
    ],
    [
      'was paused',
      (account: SimulatedAccount, id: string) => account.deactivateWebhook(id),
      'inactive',
      [{ code: 'webhook_inactive' }],
    ],
  ] as const)('says of a webhook that %s how it stands', async (_, change, state, problems) => {
    const { connection, account } = await connected();
    const subscription = await connection().subscribe({ url });
    change(account, subscription.webhookId);
    expect(await connection().diagnose()).toMatchObject({ webhook: { ...subscription, state }, problems });
    await connection().subscribe({ url });
    expect(await connection().diagnose()).toMatchObject({ webhook: { state: 'active' }, problems: [] });
  });

  test('does not know when the connected user may not ask', async () => {
    const { connection, zendesk } = await connected();
    const subscription = await connection().subscribe({ url });
    zendesk.fault({ path: '/api/v2/webhooks/*' }, { status: 403, body: { error: 'Forbidden' } });
    expect(await connection().diagnose()).toMatchObject({
      webhook: { ...subscription, state: 'unknown' },
      problems: [],
    });
  });
});
