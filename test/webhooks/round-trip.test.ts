/**
 * The whole way: a visitor writes, an agent answers, the conversation hears it; through a route as a host has it.
 */
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { createWebhookRoute, externalIdOf } from '../../examples/http/webhook.js';
import { signWebhook } from '../../src/testing/index.js';
import { MemorySeenStore, type TicketEvent } from '../../src/webhooks/index.js';
import { ANN, createFixture, route } from '../support/fixture.js';

const SCOPE = ['tickets:read', 'tickets:write', 'users:read', 'webhooks:read', 'webhooks:write'];
const url = 'https://bot.example/zendesk/webhook/bot-1';

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date'], now: Date.UTC(2026, 10, 23, 12) });
});
afterEach(() => {
  vi.useRealTimers();
});

/** A host with a webhook route; `handle` is what it does with an event. */
async function host(handle: (event: TicketEvent) => Promise<void> = async () => {}) {
  const fixture = createFixture({ scope: SCOPE });
  await fixture.connect();
  const { connection, zendesk } = fixture;
  const account = zendesk.account('acme');
  const carla = account.addUser({ name: 'Carla', email: 'carla@acme.example', role: 'agent' });
  const seen = new MemorySeenStore();
  const heard: TicketEvent[] = [];
  const errors: unknown[] = [];
  const requests: Request[] = [];
  const receive = createWebhookRoute(fixture.connector, {
    seen,
    async deliver(event, to) {
      expect(to).toEqual({ botId: 'bot-1', conversationId: 'conversation-7' });
      await handle(event);
      heard.push(event);
    },
    log: (error) => errors.push(error),
  });
  route(url, (request) => {
    requests.push(request.clone());
    return receive(request);
  });
  await connection().subscribe({ url });
  const bot = connection({ ticketDefaults: { externalId: externalIdOf('bot-1', 'conversation-7') } });
  return { ...fixture, account, carla, heard, errors, requests, receive, bot };
}

describe('a conversation', () => {
  test('hears the agent, is heard by the agent, and hears nothing of itself', async () => {
    const { bot, account, carla, heard, zendesk } = await host();
    const { ticketId } = await bot.createTicket({ subject: 'Cannot log in', body: 'Help!' });
    account.addComment(ticketId, { author: carla, body: 'Looks like the proxy again.', public: false });
    account.addComment(ticketId, { author: carla, body: 'Which browser?', status: 'pending' });
    await zendesk.delivered();
    await bot.addComment({ ticketId, body: 'Firefox' });
    await zendesk.delivered();
    account.addComment(ticketId, { author: carla, body: 'Update it, please.', status: 'solved' });
    await zendesk.delivered();

    // In whatever order they arrive.
    expect(heard.map((event) => (event.type === 'agent_replied' ? event.comment.body : event.type)).sort()).toEqual([
      'Update it, please.',
      'Which browser?',
      'status_changed',
      'ticket_solved',
    ]);
    expect(new Set(heard.map(({ externalId, ticketId: id }) => `${externalId} ${id}`))).toEqual(
      new Set([`bot-1/conversation-7 ${ticketId}`]),
    );
    expect(JSON.stringify(heard)).not.toMatch(/proxy|Firefox|Help!/);
    expect(zendesk.deliveries.every(({ attempts }) => attempts.length === 1)).toBe(true);
  });

  test('a storm of 1,000 replies, each sent twice and out of order: each is heard once', async () => {
    const { bot, account, carla, heard, zendesk, requests, receive } = await host();
    const { ticketId } = await bot.createTicket({ subject: 's', body: 'b' });
    for (let n = 0; n < 1_000; n++) account.addComment(ticketId, { author: carla, body: `reply ${n}` });
    await zendesk.delivered();
    const again = requests.map((request) => request.clone()).sort(() => Math.random() - 0.5);
    const answers = await Promise.all(again.map(receive));
    // 204 for what is no event of the conversation, such as the status that the first reply changed.
    // On a busy machine an event may have come twice already.
    const repeated = again.filter((_, at) => answers[at]?.status === 200);
    const invocation = ({ headers }: Request) => headers.get('x-zendesk-webhook-invocation-id');
    expect(new Set(repeated.map(invocation)).size).toBe(heard.length);
    expect(answers.every(({ status }) => status === 200 || status === 204)).toBe(true);
    const replies = heard.flatMap((event) => (event.type === 'agent_replied' ? [event.comment.body] : []));
    expect(replies).toHaveLength(1_000);
    expect(new Set(replies).size).toBe(1_000);
    expect(new Set(heard.map(({ eventId }) => eventId)).size).toBe(heard.length);
  }, 60_000);

  test('what could not be handled comes again, and is heard once', async () => {
    let failures = 2;
    const { bot, account, carla, heard, zendesk } = await host(async () => {
      if (failures-- > 0) throw new Error('the chat server is away');
    });
    const { ticketId } = await bot.createTicket({ subject: 's', body: 'b' });
    account.addComment(ticketId, { author: carla, body: 'Hello' });
    await zendesk.delivered();
    expect(heard).toMatchObject([{ type: 'agent_replied', comment: { body: 'Hello' } }]);
    expect(zendesk.deliveries.at(-1)?.attempts).toEqual([503, 503, 204]);
  });

  test('a try that comes while the first is being handled is told to come again, and is heard if that fails', async () => {
    let fail = (_: Error): void => {};
    const hold = new Promise<never>((_, reject) => {
      fail = reject;
    });
    let calls = 0;
    const { bot, account, carla, heard, zendesk, requests, receive, errors } = await host(async () => {
      if (++calls === 1) await hold;
    });
    const { ticketId } = await bot.createTicket({ subject: 's', body: 'b' });
    account.addComment(ticketId, { author: carla, body: 'Hello' });
    while (calls === 0) await new Promise((resolve) => setTimeout(resolve, 1));
    const again = requests.at(-1)?.clone() as Request;
    const later = again.clone();
    expect((await receive(again)).status).toBe(409);
    fail(new Error('the chat server is away'));
    await zendesk.delivered();
    expect(heard).toHaveLength(1);
    expect(errors).toMatchObject([{ message: 'the chat server is away' }]);
    expect((await receive(later)).status).toBe(200);
    expect(heard).toHaveLength(1);
  });

  test('a token store that is away for a moment loses nothing', async () => {
    const { bot, account, carla, heard, zendesk, options } = await host();
    const { ticketId } = await bot.createTicket({ subject: 's', body: 'b' });
    await zendesk.delivered();
    const { tokenStore } = options;
    const get = tokenStore.get.bind(tokenStore);
    let failures = 2;
    tokenStore.get = async (key) => {
      if (failures-- > 0) throw new Error('Redis is away');
      return get(key);
    };
    account.addComment(ticketId, { author: carla, body: 'Hello' });
    await zendesk.delivered();
    expect(heard).toHaveLength(1);
    expect(zendesk.deliveries.at(-1)?.attempts).toEqual([503, 503, 204]);
  });

  test('a secret that is replaced while events are on their way: none is refused once the host knows the new one', async () => {
    const { bot, account, carla, heard, zendesk, connection, requests, receive } = await host();
    const { ticketId } = await bot.createTicket({ subject: 's', body: 'b' });
    account.addComment(ticketId, { author: carla, body: 'signed with the old secret' });
    // It is still on its way while the secret is replaced.
    await zendesk.delivered();
    const late = requests.at(-1)?.clone();
    account.resetSigningSecret(account.webhooks[0]?.id ?? '');
    account.addComment(ticketId, { author: carla, body: 'before the host knows' });
    await zendesk.delivered();
    expect(zendesk.deliveries.at(-1)?.attempts).toEqual([401]);
    await connection().subscribe({ url });
    account.addComment(ticketId, { author: carla, body: 'signed with the new secret' });
    await zendesk.delivered();
    expect((await receive(late as Request)).status).toBe(200);
    expect(heard.map((event) => event.type === 'agent_replied' && event.comment.body)).toEqual([
      'signed with the old secret',
      'signed with the new secret',
    ]);
  });

  test('after disconnecting nothing is sent any more', async () => {
    const { bot, account, carla, heard, zendesk, connection } = await host();
    const { ticketId } = await bot.createTicket({ subject: 's', body: 'b' });
    await connection().disconnect();
    account.addComment(ticketId, { author: carla, body: 'Too late' });
    await zendesk.delivered();
    expect(heard).toEqual([]);
    expect(zendesk.deliveries.filter(({ eventType }) => eventType.endsWith('comment_added'))).toHaveLength(1);
  });

  test('tickets of others arrive, too, and are nobody’s business', async () => {
    const { account, carla, heard, zendesk } = await host();
    const { id } = account.addTicket({ subject: 'by mail', requester: account.addUser(ANN) });
    account.addComment(id, { author: carla, body: 'Hi' });
    await zendesk.delivered();
    expect(heard).toEqual([]);
    expect(zendesk.deliveries.at(-1)?.attempts).toEqual([204]);
  });

  test('what is not from Zendesk, or for a bot that nobody knows, is refused', async () => {
    const { heard, errors, receive } = await host();
    const request = (to: string) => signWebhook({ secret: 'guessed', body: {}, url: to });
    expect((await receive(await request(url))).status).toBe(401);
    const unknown = await receive(await request(url.replace('bot-1', 'bot-9')));
    expect(unknown.status).toBe(503);
    expect(errors).toMatchObject([
      { code: 'webhook_signature', reason: 'signature' },
      { code: 'configuration', option: 'secret' },
    ]);
    expect((await receive(await request(`${url}/%E0%A4%A`))).status).toBe(503);
    expect((await receive(new Request(url, { method: 'POST', body: '{}' }))).status).toBe(401);
    expect(heard).toEqual([]);
  });
});

describe('the simulator tries again as Zendesk does', () => {
  test.each([
    [409, {}, 4],
    [429, { 'retry-after': '5' }, 4],
    [503, { 'retry-after': '59' }, 4],
    [503, { 'retry-after': '60' }, 1],
    [503, {}, 1],
    [500, {}, 1],
    [404, {}, 1],
    [200, {}, 1],
  ] as const)('after %d with %j: %d requests', async (status, headers, count) => {
    const fixture = createFixture({ scope: SCOPE });
    await fixture.connect();
    const { zendesk, connection } = fixture;
    route(url, async () => new Response(null, { status, headers }));
    await connection().subscribe({ url });
    const account = zendesk.account('acme');
    account.addTicket({ subject: 's', requester: account.admin });
    await zendesk.delivered();
    expect(zendesk.deliveries.map(({ attempts }) => attempts)).toEqual([Array(count).fill(status)]);
  });

  test('and up to five times when nobody can be reached', async () => {
    const fixture = createFixture({ scope: SCOPE });
    await fixture.connect();
    route(url, async () => {
      throw new Error('away');
    });
    await fixture.connection().subscribe({ url });
    const account = fixture.zendesk.account('acme');
    account.addTicket({ subject: 's', requester: account.admin });
    await fixture.zendesk.delivered();
    expect(fixture.zendesk.deliveries[0]?.attempts).toEqual(Array(6).fill('failed'));
  });
});
