/**
 * [T15] A new encryption key in a deployment of several processes that are replaced one after the other.
 */
import { expect, test } from 'vitest';
import {
  ALL_PERMISSIONS,
  type EncryptionKey,
  generateEncryptionKey,
  MemoryTokenStore,
  type TokenStore,
  ZendeskConnector,
} from '../../src/index.js';
import { ANN, createFixture, rejection, SESSION } from '../support/fixture.js';

const OLD = generateEncryptionKey();
const NEW = generateEncryptionKey();
type Keys = readonly [EncryptionKey, ...EncryptionKey[]];

/** Two processes on one store, which share nothing else. */
async function deployment(first: Keys, second: Keys) {
  const shared = new MemoryTokenStore();
  const open = (): TokenStore => ({
    get: (key) => shared.get(key),
    compareAndSet: (key, expected, next) => shared.compareAndSet(key, expected, next),
  });
  const fixture = createFixture({ tokenStore: open(), encryptionKey: [OLD] });
  await fixture.connect();
  const { ticketId } = await fixture.connection().createTicket({ subject: 'a', body: 'b' });
  const processes = [first, second].map((encryptionKey) => {
    const connector = new ZendeskConnector({ ...fixture.options, tokenStore: open(), encryptionKey });
    const bot = connector.connection('bot-1', { permissions: ALL_PERMISSIONS, requester: ANN });
    return { connector, bot };
  });
  return { zendesk: fixture.zendesk, ticketId, processes };
}

// Half of the processes are replaced already. Each step is over when all of them are.
const STEPS: readonly (readonly [step: string, before: Keys, after: Keys])[] = [
  ['first the new key opens everywhere', [OLD], [OLD, NEW]],
  ['then it seals', [OLD, NEW], [NEW, OLD]],
  ['and the old one is removed when all records were written', [NEW, OLD], [NEW]],
];

test.each(STEPS)('[T15] %s: every call works in every process meanwhile', async (_, before, after) => {
  const { zendesk, ticketId, processes } = await deployment(before, after);
  if (!after.includes(OLD)) await processes[0]?.bot.updateSettings({ customerContextOnSessionStart: true });
  for (let round = 0; round < 3; round++) {
    for (const { bot } of processes) {
      zendesk.account('acme').expireAccessTokens();
      await expect(bot.getTicketStatus({ ticketId })).resolves.toMatchObject({ ticketId });
      await bot.updateSettings({ customerContextOnSessionStart: round % 2 === 0 });
      await expect(bot.status()).resolves.toMatchObject({ state: 'connected' });
    }
  }
});

test.each(STEPS)('[T15] %s: a callback may land in the other process', async (_, before, after) => {
  const { zendesk, processes } = await deployment(before, after);
  if (!after.includes(OLD)) await processes[0]?.bot.updateSettings({ customerContextOnSessionStart: true });
  for (const [start, end] of [processes, processes.toReversed()]) {
    const { url } = (await start?.bot.connect({ subdomain: 'acme', session: SESSION })) ?? { url: '' };
    await end?.connector.handleCallback(await zendesk.authorize(url), { session: SESSION });
    await expect(end?.bot.status()).resolves.toMatchObject({ state: 'connected' });
  }
});

test('[T15] a new key that seals before every process opens it shows as unreadable, and nothing is lost', async () => {
  const { ticketId, processes } = await deployment([OLD], [NEW, OLD]);
  const [old, replaced] = processes;
  await replaced?.bot.updateSettings({ customerContextOnSessionStart: true });
  expect(await rejection(old?.bot.status() ?? Promise.resolve())).toMatchObject({ reason: 'unreadable' });
  await expect(replaced?.bot.getTicketStatus({ ticketId })).resolves.toMatchObject({ ticketId });
});
