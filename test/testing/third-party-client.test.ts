/**
 * The simulator over a real port, asked by node-zendesk, which was written by others and is not changed.
 */
import { createRequire } from 'node:module';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createZendeskSimulator, type LocalServer, serve } from '../../src/testing/index.js';

type Method = (...args: readonly unknown[]) => Promise<unknown>;
type Client = Readonly<Record<string, Readonly<Record<string, Method>>>>;

const zendesk = createZendeskSimulator({
  accounts: [{ subdomain: 'acme', seed: { organizations: [{ id: 11, name: 'Acme' }] } }],
});
const account = zendesk.account('acme');
const ann = account.addUser({ name: 'Ann', email: 'ann@customer.example', organization_id: 11 });
const bob = account.addUser({ name: 'Bob', email: 'bob@customer.example', identities: ['bob@home.example'] });
const eve = account.addUser({ name: 'Eve', email: 'eve@customer.example' });
const ticket = account.addTicket({ subject: 'Printer', requester: ann, organization_id: 11 });
const problem = account.addTicket({ subject: 'Outage', requester: ann, type: 'problem' });
account.addTicket({ subject: 'No network', requester: ann, type: 'incident', problem_id: problem.id });
for (const subject of ['gone 1', 'gone 2', 'gone 3', 'merged']) account.addTicket({ subject, requester: bob });
const own = account.addTicket({ subject: 'My own request', requester: account.admin.id });
const webhook = account.addWebhook({ name: 'Bot', endpoint: 'noop://bot' });
const token = account.addToken({ accessToken: 'token-of-another-client' });
const other = account.addToken({ accessToken: 'token-to-revoke' });

let server: LocalServer;
let client: Client;

beforeAll(async () => {
  server = await serve(zendesk.fetch);
  const { createClient } = createRequire(import.meta.url)('node-zendesk') as { createClient(o: object): Client };
  const endpointUri = `${server.url.origin}/api/v2`;
  client = createClient({ username: 'x', token: token.accessToken, oauth: true, endpointUri });
});
afterAll(() => server.close());

const identity = () => account.state.identities.filter(({ user_id }) => user_id === bob.id).at(-1)?.id;
const newIdentity = { identity: { type: 'email', value: 'ann@home.example' } };
const newWebhook = {
  name: 'New',
  endpoint: 'https://bot.example/',
  http_method: 'POST',
  request_format: 'json',
  status: 'active',
  subscriptions: ['zen:event-type:ticket.created'],
};
const newTicket = { subject: 'New', comment: { body: 'Hello' }, requester: { name: 'Zoe', email: 'zoe@x.example' } };

/** A method, its arguments, and a text that its result contains. */
const CALLS: readonly (readonly [resource: string, method: string, args: () => readonly unknown[], has: string])[] = [
  ['tickets', 'list', () => [], 'Printer'],
  ['tickets', 'listAssigned', () => [account.admin.id], '[]'],
  ['tickets', 'listByOrganization', () => [11], 'Printer'],
  ['tickets', 'listByUserRequested', () => [ann.id], 'Printer'],
  ['tickets', 'listByUserCCD', () => [ann.id], '[]'],
  ['tickets', 'listRecent', () => [], 'subject'],
  ['tickets', 'listCollaborators', () => [ticket.id], '[]'],
  ['tickets', 'listIncidents', () => [problem.id], 'No network'],
  ['tickets', 'listMetrics', () => [ticket.id], 'reopens'],
  ['tickets', 'show', () => [ticket.id], 'Printer'],
  ['tickets', 'showMany', () => [[ticket.id, problem.id]], 'Outage'],
  ['tickets', 'create', () => [{ ticket: newTicket }], 'New'],
  ['tickets', 'createMany', () => [{ tickets: [newTicket] }], 'job_status'],
  ['tickets', 'update', () => [ticket.id, { ticket: { priority: 'high' } }], 'high'],
  ['tickets', 'updateMany', () => [[ticket.id], { ticket: { tags: ['many'] } }], 'job_status'],
  ['tickets', 'getComments', () => [ticket.id], 'plain_body'],
  ['tickets', 'exportAudit', () => [ticket.id], 'events'],
  ['tickets', 'addTags', () => [ticket.id, ['added']], ''],
  ['tickets', 'updateTags', () => [ticket.id, ['set']], ''],
  ['tickets', 'merge', () => [ticket.id, { ids: [7] }], 'job_status'],
  ['tickets', 'delete', () => [4], ''],
  ['tickets', 'deleteMany', () => [[5, 6]], ''],
  ['tickets', 'incremental', () => [1], 'Printer'],
  ['users', 'list', () => [], 'Ann'],
  ['users', 'listByOrganization', () => [11], 'Ann'],
  ['users', 'show', () => [ann.id], 'Ann'],
  ['users', 'showMany', () => [[ann.id, bob.id]], 'Bob'],
  ['users', 'create', () => [{ user: { name: 'Cleo', email: 'cleo@x.example' } }], 'Cleo'],
  ['users', 'createMany', () => [{ users: [{ name: 'Dan', email: 'dan@x.example' }] }], 'job_status'],
  ['users', 'createOrUpdate', () => [{ user: { name: 'Ann B.', email: ann.email } }], 'Ann B.'],
  ['users', 'update', () => [ann.id, { user: { notes: 'vip' } }], 'vip'],
  ['users', 'suspend', () => [eve.id], '"suspended":true'],
  ['users', 'unsuspend', () => [eve.id], '"suspended":false'],
  ['users', 'search', () => [{ query: 'email:ann@customer.example' }], 'Ann'],
  ['users', 'me', () => [], 'Ada Admin'],
  ['users', 'auth', () => [], 'Ada Admin'],
  ['users', 'merge', () => [eve.id, bob.id], 'Bob'],
  ['users', 'incremental', () => [1], 'Ann'],
  ['search', 'query', () => ['type:ticket status<solved'], 'Printer'],
  ['search', 'queryAll', () => ['type:ticket Printer'], 'Printer'],
  ['search', 'showResultsCount', () => ['type:ticket Printer'], 'count'],
  ['search', 'exportResults', () => ['Printer', 'ticket'], 'Printer'],
  ['requests', 'list', () => [], 'My own request'],
  ['requests', 'listOpen', () => [], 'My own request'],
  ['requests', 'listSolved', () => [], '[]'],
  ['requests', 'listCCD', () => [], '[]'],
  ['requests', 'listByUser', () => [ann.id], 'Printer'],
  ['requests', 'getRequest', () => [own.id], 'My own request'],
  ['requests', 'create', () => [{ request: { subject: 'Asked', comment: { body: 'x' } } }], 'Asked'],
  ['requests', 'update', () => [own.id, { request: { comment: { body: 'more' } } }], 'My own request'],
  ['requests', 'listComments', () => [own.id], 'more'],
  ['ticketaudits', 'list', () => [ticket.id], 'events'],
  ['ticketaudits', 'count', () => [ticket.id], 'value'],
  ['ticketaudits', 'show', () => [ticket.id, account.audits(ticket.id)[0]?.id], 'events'],
  ['useridentities', 'list', () => [bob.id], 'bob@home.example'],
  ['useridentities', 'show', () => [bob.id, identity()], 'value'],
  ['useridentities', 'create', () => [ann.id, newIdentity], 'ann@home.example'],
  ['useridentities', 'verify', () => [bob.id, identity()], '"verified":true'],
  ['useridentities', 'makePrimary', () => [bob.id, identity()], '"primary":true'],
  ['useridentities', 'update', () => [bob.id, identity(), { identity: { verified: true } }], '"verified":true'],
  ['useridentities', 'requestVerification', () => [bob.id, identity()], ''],
  ['useridentities', 'delete', () => [bob.id, identity()], ''],
  ['webhooks', 'list', () => [], 'Bot'],
  ['webhooks', 'create', () => [{ webhook: newWebhook }], 'New'],
  ['webhooks', 'show', () => [webhook.id], 'Bot'],
  ['webhooks', 'update', () => [webhook.id, { webhook: { ...newWebhook, endpoint: 'noop://put' } }], ''],
  ['webhooks', 'patch', () => [webhook.id, { webhook: { status: 'inactive' } }], ''],
  ['webhooks', 'getSigningSecret', () => [webhook.id], 'secret'],
  ['webhooks', 'resetSigningSecret', () => [webhook.id], 'secret'],
  ['webhooks', 'delete', () => [webhook.id], ''],
  ['oauthtokens', 'list', () => [], 'scopes'],
  ['oauthtokens', 'current', () => [], 'scopes'],
  ['oauthtokens', 'show', () => [token.id], 'scopes'],
  ['oauthtokens', 'revoke', () => [other.id], ''],
];

describe('node-zendesk', () => {
  test.each(CALLS.map(([resource, method, args, has]) => ({ name: `${resource}.${method}`, args, has })))(
    '$name',
    async ({ name, args, has }) => {
      const [resource = '', method = ''] = name.split('.');
      const result = await client[resource]?.[method]?.(...args());
      expect(JSON.stringify(result) ?? '').toContain(has);
    },
  );
});

test('what was written is in the state of the account', () => {
  expect(account.tickets.find(({ id }) => id === ticket.id)).toMatchObject({ priority: 'high' });
  expect(account.tickets.find(({ id }) => id === 4)).toMatchObject({ status: 'deleted' });
  expect(account.tickets.find(({ id }) => id === 7)).toMatchObject({ status: 'closed' });
  expect(account.users.find(({ id }) => id === eve.id)).toMatchObject({ active: false });
  expect(account.webhooks.map(({ name }) => name)).toEqual(['New']);
  expect(account.tokens.find(({ id }) => id === other.id)?.revokedAt).toBeDefined();
});
