/**
 * The main job on whatever runtime this is: connect, the actions, a refresh, a webhook, a refused redirect, disconnect.
 * Uses the installed package and web standards only.
 */
import {
  ALL_PERMISSIONS,
  generateEncryptionKey,
  MemoryTokenStore,
  type ZendeskConnection,
  ZendeskConnector,
  ZendeskError,
} from 'zendesk-connector';
import { aiSdkTools } from 'zendesk-connector/ai-sdk';
import { openAITools } from 'zendesk-connector/openai';
import { signWebhook } from 'zendesk-connector/testing';
import { parseTicketEvent, verifyWebhook } from 'zendesk-connector/webhooks';
import { connectAccount, fetchFrom } from './zendesk-over-http.ts';

/** @param zendeskUrl where a simulated Zendesk is served, which takes the account from `x-forwarded-host` */
export async function runSuite(zendeskUrl: string): Promise<string> {
  const steps: string[] = [];
  const expect = (step: string, isTrue: boolean) => {
    if (!isTrue) throw new Error(`${step}: failed`);
    steps.push(step);
  };
  const connector = new ZendeskConnector({
    clientId: 'support_bot',
    clientSecret: 'simulated-client-secret',
    redirectUri: 'https://bot.example/zendesk/callback',
    tokenStore: new MemoryTokenStore(),
    encryptionKey: generateEncryptionKey(),
    fetch: fetchFrom(zendeskUrl),
  });
  const connect = async (id: string): Promise<ZendeskConnection> => {
    const requester = { email: 'ann@customer.example', name: 'Ann' };
    const connection = connector.connection(id, { permissions: ALL_PERMISSIONS, requester });
    await connectAccount(connector, connection, { zendeskUrl, subdomain: id });
    return connection;
  };

  const bot = await connect('acme');
  expect('connect', (await bot.status()).state === 'connected');
  const { ticketId } = await bot.createTicket({ subject: 'Cannot log in', body: 'Tried *everything*.' });
  expect('create a ticket', ticketId > 0);
  const { summary } = await bot.getTicketStatus({ ticketId });
  expect('get its status', summary.startsWith('Open — last updated'));
  const { tickets } = await bot.getCustomerContext();
  expect('get customer context', tickets[0]?.ticketId === ticketId);

  expect('answer into it', !(await bot.addComment({ ticketId, body: 'Since *Monday*' })).replayed);

  await fetch(new URL('/control/expire', zendeskUrl), { method: 'POST' });
  const calls = Array.from({ length: 20 }, () => bot.getTicketStatus({ ticketId }));
  expect('refresh silently', (await Promise.all(calls)).length === 20);
  const refreshes = await (await fetch(new URL('/control/refreshes', zendeskUrl))).text();
  expect('once for 20 callers', refreshes === '1');
  expect(
    'tools for engines',
    openAITools(bot.actions()).length === 8 && 'zendesk_create_ticket' in aiSdkTools(bot.actions()),
  );

  const detail = { id: String(ticketId), requester_id: '1' };
  const comment = { body: 'On it.', is_public: true, author: { id: '2', is_staff: true } };
  const type = 'zen:event-type:ticket.comment_added';
  const body = { type, id: 'e', time: new Date().toISOString(), detail, event: { comment } };
  const webhook = await verifyWebhook(await signWebhook({ secret: 's3cret', body }), { secret: 's3cret' });
  const forged = await verifyWebhook(await signWebhook({ secret: 'other', body }), { secret: 's3cret' }).catch(
    (error: unknown) => error,
  );
  expect(
    'hear an agent by webhook',
    webhook.duplicate === undefined &&
      parseTicketEvent(webhook)?.type === 'agent_replied' &&
      forged instanceof ZendeskError,
  );

  const redirected = await (await connect('redirecting'))
    .getTicketStatus({ ticketId: 1 })
    .catch((error: unknown) => error);
  expect('refuse a redirect', redirected instanceof ZendeskError && redirected.code === 'redirect_refused');
  expect('disconnect', (await bot.disconnect()).revocation === 'revoked');
  return steps.join(', ');
}
