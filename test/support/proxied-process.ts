/**
 * A process of its own that uses the published package as an application behind a proxy does, with nothing but variables
 * of its environment. Run by test/http/proxy.test.ts, which plays the browser.
 */
import { ALL_PERMISSIONS, generateEncryptionKey, MemoryTokenStore, ZendeskConnector } from 'zendesk-connector';

const report = (message: object) => process.send?.(message);

async function work(): Promise<object> {
  const connector = new ZendeskConnector({
    clientId: 'support_bot',
    clientSecret: 'simulated-client-secret',
    redirectUri: 'https://bot.example/zendesk/callback',
    tokenStore: new MemoryTokenStore(),
    encryptionKey: generateEncryptionKey(),
  });
  const bot = connector.connection('bot-1', {
    permissions: ALL_PERMISSIONS,
    requester: { email: 'ann@customer.example', name: 'Ann Customer' },
  });
  const { url } = await bot.connect({ subdomain: 'acme', session: 's' });
  const callback = new Promise<string>((resolve) => process.once('message', (message) => resolve(String(message))));
  report({ url: url.href ?? String(url) });
  await connector.handleCallback(new URL(await callback), { session: 's' });
  const { ticketId } = await bot.createTicket({ subject: 'a', body: 'b' });
  return { ticketId, ...(await bot.disconnect()) };
}

if (process.send !== undefined) {
  work()
    .then(
      (done) => report({ done }),
      ({ code, message, hint }) => report({ done: { code, message, hint } }),
    )
    .finally(() => process.disconnect());
}
