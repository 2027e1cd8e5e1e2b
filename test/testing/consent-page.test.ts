/**
 * The simulator's consent page names the account, the client and the scopes in words.
 */
import { expect, test } from 'vitest';
import { createZendeskSimulator } from '../../src/testing/index.js';

const QUERY = new URLSearchParams({
  response_type: 'code',
  client_id: 'support_bot',
  redirect_uri: 'https://bot.example/cb',
  scope: 'tickets:read hc:write ticket_attachments:write read nonsense',
  state: 'a"b',
});

test('the consent page says who asks for what in which account', async () => {
  const zendesk = createZendeskSimulator({ accounts: ['acme', 'globex'] });
  zendesk.account('globex').addUser({ name: 'Eve <b>', email: 'eve@globex.example', role: 'agent' });
  const page = await (await zendesk.fetch(`https://globex.zendesk.com/oauth/authorizations/new?${QUERY}`)).text();
  expect(page).toContain('Allow “support_bot” to access globex.zendesk.com?');
  const scopes = [...page.matchAll(/<li>(.*?) <code>(.*?)<\/code>/g)].map(([, words, scope]) => `${scope}: ${words}`);
  expect(scopes).toEqual([
    'tickets:read: Read tickets',
    'hc:write: Create, change and delete the help center',
    'ticket_attachments:write: Create, change and delete ticket attachments',
    'read: Read all data of the account',
    'nonsense: nonsense',
  ]);
  expect(page).toContain('Eve &lt;b&gt; (agent)');
  expect(page).toContain('name="state" value="a&quot;b"');
});

test('the form of the consent page works under any prefix', async () => {
  const zendesk = createZendeskSimulator();
  const page = await (await zendesk.fetch(`https://acme.zendesk.com/oauth/authorizations/new?${QUERY}`)).text();
  const action = /<form method="post" action="([^"]+)"/.exec(page)?.[1] ?? '';
  const here = 'http://localhost:1/acme.zendesk.com/oauth/authorizations/new';
  expect(new URL(action, here).pathname).toBe('/acme.zendesk.com/oauth/authorizations');
});
