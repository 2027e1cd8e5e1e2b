/**
 * The simulator over a real port, asked by a Zendesk client that somebody else wrote and nobody changed.
 */
import { createRequire } from 'node:module';
import { expect, test } from 'vitest';
import { createZendeskSimulator, serve } from '../../src/testing/index.js';

interface NodeZendesk {
  createClient(options: object): {
    tickets: {
      create(ticket: object): Promise<{ result: { id: number; subject: string; status: string } }>;
      show(id: number): Promise<{ result: { id: number; requester_id: number } }>;
      update(id: number, ticket: object): Promise<{ result: { status: string } }>;
    };
    users: {
      me(): Promise<{ result: { name: string } }>;
      search(query: object): Promise<{ result: unknown } | unknown[]>;
    };
  };
}

test('node-zendesk creates, reads and updates a ticket', async () => {
  const zendesk = createZendeskSimulator();
  const account = zendesk.account('acme');
  const token = account.addToken({
    accessToken: 'token-of-somebody-else',
    refreshToken: undefined,
    scopes: ['read', 'write'],
    userId: account.admin.id,
    clientId: 'support_bot',
    expiresAt: undefined,
    refreshTokenExpiresAt: undefined,
  });
  const server = await serve(zendesk.fetch);
  try {
    const { createClient } = createRequire(import.meta.url)('node-zendesk') as NodeZendesk;
    const client = createClient({
      username: 'x',
      token: token.accessToken,
      oauth: true,
      endpointUri: `${server.url.origin}/api/v2`,
    });
    expect((await client.users.me()).result.name).toBe('Ada Admin');
    const { result: created } = await client.tickets.create({
      ticket: {
        subject: 'From elsewhere',
        comment: { body: 'Hello' },
        requester: { name: 'Ann', email: 'ann@customer.example' },
      },
    });
    expect(created).toMatchObject({ subject: 'From elsewhere', status: 'new' });
    expect((await client.tickets.show(created.id)).result.requester_id).toBe(
      account.userByEmail('ann@customer.example')?.id,
    );
    await client.tickets.update(created.id, { ticket: { status: 'solved' } });
    expect(account.tickets[0]?.status).toBe('solved');
  } finally {
    await server.close();
  }
});
