/**
 * Who may do what: every permission against everything that a connection can do.
 */
import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import {
  ALL_PERMISSIONS,
  addComment,
  type ConnectorEvent,
  createTicket,
  defineAction,
  getCustomerContext,
  getTicketConversation,
  getTicketStatus,
  isPermission,
  listTickets,
  MemoryTokenStore,
  OWNER_PERMISSIONS,
  type Permission,
  PermissionError,
  PUBLIC_BOT_PERMISSIONS,
  searchHelpCenter,
  solveTicket,
  TicketError,
  ZENDESK_ACTIONS,
  type ZendeskConnection,
} from '../src/index.js';
import { createFixture, rejection } from './support/fixture.js';

const P = ZENDESK_ACTIONS;
const WRITES = ['zendesk_create_ticket', 'zendesk_add_comment', 'zendesk_solve_ticket'];
const TICKET = { subject: 's', body: 'b' };

/** Ticket 1 has no file. */
function orNotFound(error: unknown): void {
  if (!(error instanceof TicketError)) throw error;
}

type Verb = readonly [name: string, needs: Permission, run: (connection: ZendeskConnection) => Promise<unknown>];

const VERBS: readonly Verb[] = [
  ['connect', P.CREATE_OAUTH, (c) => c.connect({ subdomain: 'acme', session: 's' })],
  ['connectWithClientCredentials', P.CREATE_OAUTH, (c) => c.connectWithClientCredentials({ subdomain: 'acme' })],
  ['updateSettings', P.CREATE_OAUTH, (c) => c.updateSettings({ customerContextOnSessionStart: false })],
  ['status', P.READ_INTEGRATIONS, (c) => c.status()],
  ['keepAlive', P.READ_INTEGRATIONS, (c) => c.keepAlive()],
  ['diagnose', P.READ_INTEGRATIONS, (c) => c.diagnose()],
  ['createTicket', P.CREATE_TICKET, (c) => c.createTicket(TICKET)],
  ['createTicket as a value', P.CREATE_TICKET, (c) => createTicket(c, TICKET)],
  ['run(createTicket)', P.CREATE_TICKET, (c) => c.run(createTicket, TICKET)],
  ['getTicketStatus', P.READ_TICKET_STATUS, (c) => c.getTicketStatus({ ticketId: 1 })],
  ['getTicketStatus as a value', P.READ_TICKET_STATUS, (c) => getTicketStatus(c, { ticketId: 1 })],
  ['getCustomerContext', P.READ_CUSTOMER_CONTEXT, (c) => c.getCustomerContext()],
  ['getCustomerContext as a value', P.READ_CUSTOMER_CONTEXT, (c) => getCustomerContext(c, {})],
  ['addComment', P.ADD_COMMENT, (c) => c.addComment({ ticketId: 1, body: 'b' })],
  ['addComment as a value', P.ADD_COMMENT, (c) => addComment(c, { ticketId: 1, body: 'b' })],
  ['searchHelpCenter', P.SEARCH_HELP_CENTER, (c) => c.searchHelpCenter({ query: 'q' })],
  ['searchHelpCenter as a value', P.SEARCH_HELP_CENTER, (c) => searchHelpCenter(c, { query: 'q' })],
  ['listTickets', P.LIST_TICKETS, (c) => c.listTickets()],
  ['listTickets as a value', P.LIST_TICKETS, (c) => listTickets(c, {})],
  ['getTicketConversation', P.READ_TICKET_CONVERSATION, (c) => c.getTicketConversation({ ticketId: 1 })],
  ['getTicketConversation as a value', P.READ_TICKET_CONVERSATION, (c) => getTicketConversation(c, { ticketId: 1 })],
  ['solveTicket', P.SOLVE_TICKET, (c) => c.solveTicket({ ticketId: 1 })],
  ['solveTicket as a value', P.SOLVE_TICKET, (c) => solveTicket(c, { ticketId: 1 })],
  [
    'downloadAttachment',
    P.DOWNLOAD_ATTACHMENT,
    (c) => c.downloadAttachment({ ticketId: 1, attachmentId: 1 }).catch(orNotFound),
  ],
  ['subscribe', P.CREATE_OAUTH, (c) => c.subscribe({ url: 'https://bot.example/zendesk/webhook' })],
  ['unsubscribe', P.CREATE_OAUTH, (c) => c.unsubscribe()],
  ['webhookSource', P.RECEIVE_WEBHOOKS, (c) => c.webhookSource()],
  ['fetch', P.RAW_REQUEST, (c) => c.fetch('/api/v2/users/me.json')],
  ['disconnect', P.DELETE_INTEGRATIONS, (c) => c.disconnect()],
];

describe('[A6] an unpermitted verb is refused before anything is read or sent', () => {
  for (const [name, needs, run] of VERBS) {
    test.each(ALL_PERMISSIONS)(`${name} with %s`, async (permission) => {
      const store = new MemoryTokenStore();
      let reads = 0;
      const tokenStore = {
        get: (key: string) => {
          reads++;
          return store.get(key);
        },
        compareAndSet: (...change: Parameters<MemoryTokenStore['compareAndSet']>) => store.compareAndSet(...change),
      };
      const fixture = createFixture({ tokenStore, scope: ['read', 'write'] });
      await fixture.connect();
      await fixture.connection().createTicket(TICKET);
      fixture.zendesk.clearRequests();
      fixture.events.length = 0;
      reads = 0;
      const outcome = await run(fixture.connection({ permissions: [permission] })).catch((error: unknown) => error);
      if (permission === needs) {
        expect(outcome).not.toBeInstanceOf(Error);
        return;
      }
      expect(outcome).toBeInstanceOf(PermissionError);
      expect(outcome).toMatchObject({ status: 403, code: 'permission_denied', reason: 'permission' });
      expect(String(outcome)).toContain(needs);
      expect(reads).toBe(0);
      expect(fixture.zendesk.requests).toEqual([]);
    });
  }

  test('request() has a permission of its own', async () => {
    const fixture = createFixture();
    await fixture.connect();
    const permissions = [P.RAW_REQUEST];
    await expect(fixture.connection({ permissions }).request('GET', '/api/v2/users/me.json')).resolves.toMatchObject({
      user: { role: 'admin' },
    });
    const others = ALL_PERMISSIONS.filter((permission) => permission !== P.RAW_REQUEST);
    expect(
      await rejection(fixture.connection({ permissions: others }).request('GET', '/api/v2/users/me.json')),
    ).toBeInstanceOf(PermissionError);
  });

  test('the presets hold what they say, and values from a database are recognized', () => {
    for (const preset of [PUBLIC_BOT_PERMISSIONS, OWNER_PERMISSIONS]) {
      expect(preset).not.toContain(P.RAW_REQUEST);
      expect(preset).not.toContain(P.RECEIVE_WEBHOOKS);
    }
    expect(OWNER_PERMISSIONS).toEqual([P.CREATE_OAUTH, P.READ_INTEGRATIONS, P.DELETE_INTEGRATIONS]);
    expect([...ALL_PERMISSIONS, 'CREATE_TICKET', '', null, 7].filter(isPermission)).toEqual(ALL_PERMISSIONS);
  });

  test('is not offered to a model either', async () => {
    const fixture = createFixture();
    const names = (permissions: readonly Permission[]) =>
      fixture
        .connection({ permissions })
        .actions()
        .map(({ name }) => name);
    expect(names(ALL_PERMISSIONS)).toEqual([
      'zendesk_create_ticket',
      'zendesk_get_ticket_status',
      'zendesk_get_customer_context',
      'zendesk_add_comment',
      'zendesk_search_help_center',
      'zendesk_list_tickets',
      'zendesk_get_ticket_conversation',
      'zendesk_solve_ticket',
    ]);
    expect(names(PUBLIC_BOT_PERMISSIONS)).toEqual([
      'zendesk_create_ticket',
      'zendesk_get_ticket_status',
      'zendesk_search_help_center',
    ]);
    expect(names([])).toEqual([]);
    expect(names([P.CREATE_OAUTH, P.DELETE_INTEGRATIONS, P.READ_INTEGRATIONS])).toEqual([]);
  });

  test('a denied action leaves exactly one event', async () => {
    const fixture = createFixture();
    await rejection(fixture.connection({ permissions: [] }).createTicket(TICKET));
    expect(fixture.events).toMatchObject([
      {
        type: 'action.finished',
        connectionId: 'bot-1',
        action: 'zendesk_create_ticket',
        outcome: 'denied',
        code: 'permission_denied',
      },
    ]);
  });
});

test('the presets are what they say, and nobody can change them', () => {
  expect(PUBLIC_BOT_PERMISSIONS).toEqual([P.CREATE_TICKET, P.READ_TICKET_STATUS, P.SEARCH_HELP_CENTER]);
  expect(new Set(ALL_PERMISSIONS)).toEqual(new Set(Object.values(P)));
  expect(Object.values(P)).toEqual(Object.keys(P).map((name) => `ZENDESK_ACTIONS.${name}`));
  expect(() => (PUBLIC_BOT_PERMISSIONS as Permission[]).push(P.CREATE_OAUTH)).toThrow(TypeError);
});

describe('what a chat engine registers', () => {
  test.each([
    [
      { email: 'ann@customer.example' },
      ['subject', 'body', 'priority', 'followUpOf'],
      ['ticketId'],
      [],
      ['ticketId', 'body'],
    ],
    [
      'from-conversation' as const,
      ['subject', 'body', 'priority', 'followUpOf', 'requester'],
      ['ticketId', 'email'],
      undefined,
      ['ticketId', 'body', 'email'],
    ],
    [
      'anyone' as const,
      ['subject', 'body', 'priority', 'followUpOf', 'requester'],
      ['ticketId'],
      ['email'],
      ['ticketId', 'body'],
    ],
  ])('for %j the model supplies just what it must', (requester, create, status, context, comment) => {
    const actions = createFixture().connection({ requester }).actions();
    const fields = (name: string) => {
      const schema = actions
        .find((action) => action.name === name)
        ?.inputSchema['~standard'].jsonSchema.input({ target: 'draft-2020-12' });
      expect(schema === undefined || schema['additionalProperties'] === false).toBe(true);
      return schema && Object.keys(schema['properties'] as object);
    };
    expect(fields('zendesk_create_ticket')).toEqual(create);
    expect(fields('zendesk_get_ticket_status')).toEqual(status);
    expect(fields('zendesk_get_customer_context')).toEqual(context);
    expect(fields('zendesk_add_comment')).toEqual(comment);
    expect(fields('zendesk_search_help_center')).toEqual(['query']);
    expect(fields('zendesk_list_tickets')).toEqual(context && ['status', ...context]);
    expect(fields('zendesk_get_ticket_conversation')).toEqual(status);
    expect(fields('zendesk_solve_ticket')).toEqual(status);
  });

  test('schemas, annotations and words are there', () => {
    for (const action of createFixture().connection().actions()) {
      expect(action.title).not.toBe('');
      expect(action.description.length).toBeGreaterThan(60);
      for (const target of ['draft-2020-12', 'draft-07'] as const) {
        expect(action.outputSchema['~standard'].jsonSchema.output({ target })).toMatchObject({ type: 'object' });
      }
      expect(action.annotations.requiresConfirmation).toBe(WRITES.includes(action.name));
      expect(action.annotations.readOnly).toBe(!WRITES.includes(action.name));
    }
  });

  test('an action of the host’s own runs under the same rules', async () => {
    const fixture = createFixture();
    await fixture.connect();
    fixture.events.length = 0;
    const whoAmI = defineAction<{ loud: boolean }, { name: string }>({
      name: 'who_am_i',
      title: 'Who am I',
      description: 'Tells who is connected.',
      permission: P.READ_INTEGRATIONS,
      annotations: { readOnly: true, destructive: false, idempotent: true, requiresConfirmation: false },
      inputSchema: () => z.strictObject({ loud: z.boolean() }),
      outputSchema: z.object({ name: z.string() }),
      async run({ loud }, { send }) {
        const schema = z.object({ user: z.object({ name: z.string(), time_zone: z.string() }) });
        const { body } = await send('GET', '/api/v2/users/me.json', { schema });
        return { ...body.user, name: loud ? body.user.name.toUpperCase() : body.user.name };
      },
    });
    expect(await whoAmI(fixture.connection(), { loud: true })).toEqual({ name: 'ADA ADMIN' });
    const [bound] = fixture.connection().actions([whoAmI]);
    expect(await bound?.execute({ loud: false })).toEqual({ name: 'Ada Admin' });
    expect(await rejection(bound?.execute({ loud: 'yes' }) ?? Promise.resolve())).toMatchObject({
      code: 'invalid_input',
      issues: [{ path: ['loud'] }],
    });
    expect(
      await rejection(whoAmI(fixture.connection({ permissions: PUBLIC_BOT_PERMISSIONS }), { loud: true })),
    ).toBeInstanceOf(PermissionError);
    expect(fixture.events.map((event) => event.type === 'action.finished' && event.outcome)).toEqual([
      'succeeded',
      'succeeded',
      'failed',
      'denied',
    ]);
    const broken = defineAction<object, { name: string }>({
      ...whoAmI.definition,
      inputSchema: () => z.object({}),
      run: async () => ({ name: 1 as unknown as string }),
    });
    expect(await rejection(broken(fixture.connection(), {}))).toMatchObject({ code: 'response_format' });
  });
});

test.each([
  [
    'throws',
    () => {
      throw new Error('listener');
    },
  ],
  ['rejects', () => Promise.reject(new Error('listener'))],
  ['hangs', () => new Promise(() => {})],
] as readonly (readonly [string, (event: ConnectorEvent) => void])[])(
  'a listener that %s changes nothing',
  async (_, onEvent) => {
    const fixture = createFixture({ onEvent });
    await fixture.connect();
    expect((await fixture.connection().createTicket(TICKET)).ticketId).toBe(1);
  },
);
