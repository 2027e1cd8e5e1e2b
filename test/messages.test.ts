/**
 * What an error says in a process in which nobody else has configured zod: as in a host's, and unlike in these tests.
 */
import { execFileSync } from 'node:child_process';
import { expect, test } from 'vitest';

const dist = new URL('../dist/', import.meta.url).href;

const PROGRAM = `
  const { ALL_PERMISSIONS, generateEncryptionKey, MemoryTokenStore, ZendeskConnector } = await import('${dist}index.js');
  const { parseTicketEvent } = await import('${dist}webhooks/index.js');
  const connector = new ZendeskConnector({
    clientId: 'a', redirectUri: 'https://bot.example/', tokenStore: new MemoryTokenStore(), encryptionKey: generateEncryptionKey(),
  });
  const options = { permissions: ALL_PERMISSIONS, requester: { email: 'ann@customer.example' } };
  const bot = connector.connection('bot-1', options);
  const said = [];
  const hear = (error) => said.push(error.message);
  await bot.createTicket({ subject: 4, priority: 'huge', title: 'x' }).catch(hear);
  await bot.actions()[1].execute({ ticketId: 'seven' }).catch(hear);
  try { connector.connection('bot-1', { ...options, ticketDefaults: { brandId: 'x' } }); } catch (error) { hear(error); }
  try { parseTicketEvent({ body: '{"type":1}' }); } catch (error) { hear(error); }
  console.log(JSON.stringify(said));
`;

test('messages say what is wrong, not just that something is', () => {
  const said = execFileSync(process.execPath, ['--input-type=module', '-e', PROGRAM], { encoding: 'utf8' });
  const [created, asked, defaults, parsed] = JSON.parse(said) as string[];
  expect(created).toContain('Invalid input: subject: expected string, received number; ');
  expect(created).toContain('body: expected string, received undefined');
  expect(created).toContain('priority: Invalid option: expected one of "low"|"normal"|"high"|"urgent"');
  expect(created).toContain('Unrecognized key: "title"');
  expect(asked).toContain('ticketId: expected number, received string');
  expect(defaults).toMatch(/"brandId": Invalid input: expected (number|int), received string/);
  expect(parsed).toContain('type: expected string, received number');
});
