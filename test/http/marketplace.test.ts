/**
 * The headers of who distributes a bot to several accounts.
 */
import { expect, test } from 'vitest';
import { ConfigurationError, ZendeskConnector, type ZendeskConnectorOptions } from '../../src/index.js';
import { createFixture } from '../support/fixture.js';

const NAME = { name: 'Acme Support Bot', organizationId: '1234' };

test.each([
  [{ ...NAME, appId: '567' }, { 'x-zendesk-marketplace-app-id': '567' }],
  [{ ...NAME, botId: '890' }, { 'x-zendesk-marketplace-bot-id': '890' }],
])('%j goes with every request, to the token endpoint too', async (marketplace, id) => {
  const fixture = createFixture({ marketplace });
  await fixture.connect();
  fixture.zendesk.account('acme').expireAccessTokens();
  await fixture.connection().createTicket({ subject: 's', body: 'b' });
  await fixture.connection().request('GET', '/api/v2/users/me.json');
  await fixture.connection().disconnect();
  const requests = fixture.zendesk.requests.filter(({ path }) => !path.startsWith('/oauth/authorizations'));
  expect(requests.filter(({ path }) => path === '/oauth/tokens')).toHaveLength(2);
  for (const { headers } of requests) {
    const sent = Object.entries(headers).filter(([name]) => name.startsWith('x-zendesk-marketplace'));
    expect(Object.fromEntries(sent)).toEqual({
      'x-zendesk-marketplace-name': NAME.name,
      'x-zendesk-marketplace-organization-id': NAME.organizationId,
      ...id,
    });
  }
});

test('without the option nothing is added', async () => {
  const fixture = createFixture();
  await fixture.connect();
  const names = fixture.zendesk.requests.flatMap(({ headers }) => Object.keys(headers));
  expect(names.filter((name) => name.includes('marketplace'))).toEqual([]);
});

test.each([
  null,
  'bot',
  {},
  NAME,
  { ...NAME, appId: '1', botId: '2' },
  { ...NAME, appId: '' },
  { ...NAME, appId: 1 },
  { ...NAME, appId: '1\r\nx-evil: 1' },
  { ...NAME, appId: '1', name: 'Bøt' },
  { ...NAME, appId: '1', organisationId: '1' },
])('%j is refused', (marketplace) => {
  const { options } = createFixture();
  const make = () => new ZendeskConnector({ ...options, marketplace } as ZendeskConnectorOptions);
  expect(make).toThrow(ConfigurationError);
  expect(make).toThrow(/marketplace/);
});
