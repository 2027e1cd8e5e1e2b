/**
 * What TypeScript infers for those who use the library.
 */
import { expectTypeOf, test } from 'vitest';
import {
  type BoundAction,
  type ConnectionStatus,
  type CreatedTicket,
  type CreateTicketInput,
  type CustomerContext,
  createTicket,
  defineAction,
  type Schema,
  type TicketStatus,
  ZENDESK_ACTIONS,
  type ZendeskConnection,
  type ZendeskConnectorOptions,
} from '../src/index.js';

declare const connection: ZendeskConnection;

test('methods and actions agree', () => {
  expectTypeOf(connection.createTicket).parameter(0).toEqualTypeOf<CreateTicketInput>();
  expectTypeOf(connection.createTicket({ subject: '', body: '' })).resolves.toEqualTypeOf<CreatedTicket>();
  expectTypeOf(createTicket(connection, { subject: '', body: '' })).resolves.toEqualTypeOf<CreatedTicket>();
  expectTypeOf(connection.run(createTicket, { subject: '', body: '' })).resolves.toEqualTypeOf<CreatedTicket>();
  expectTypeOf(connection.getTicketStatus({ ticketId: 1 })).resolves.toEqualTypeOf<TicketStatus>();
  expectTypeOf(connection.getCustomerContext()).resolves.toEqualTypeOf<CustomerContext>();
  expectTypeOf(connection.actions()).toEqualTypeOf<readonly BoundAction[]>();
  // @ts-expect-error: the subject is missing
  void connection.createTicket({ body: '' });
  // @ts-expect-error: no such priority
  void connection.createTicket({ subject: '', body: '', priority: 'huge' });
});

test('the state of a connection tells what else there is', () => {
  const status = {} as ConnectionStatus;
  if (status.state === 'connected') expectTypeOf(status.scope).toEqualTypeOf<readonly string[]>();
  if (status.state === 'reconnect_required') expectTypeOf(status.reason).toBeString();
  // @ts-expect-error: a disconnected one has no account
  if (status.state === 'disconnected') void status.subdomain;
});

test('an action of one’s own keeps its types', () => {
  const own = defineAction({
    name: 'own',
    title: 'Own',
    description: 'Own',
    permission: ZENDESK_ACTIONS.CREATE_TICKET,
    annotations: { readOnly: true, destructive: false, idempotent: true, requiresConfirmation: false },
    inputSchema: () => ({}) as Schema<{ n: number }>,
    outputSchema: {} as Schema<{ doubled: number }>,
    run: async ({ n }) => ({ doubled: 2 * n }),
  });
  expectTypeOf(own).parameter(1).toEqualTypeOf<{ n: number }>();
  expectTypeOf(own(connection, { n: 1 })).resolves.toEqualTypeOf<{ doubled: number }>();
  expectTypeOf(connection.actions([own, createTicket])).toEqualTypeOf<readonly BoundAction[]>();
});

test('options take what environments and configurations give', () => {
  expectTypeOf<{ clientSecret: string | undefined }>().toExtend<Pick<ZendeskConnectorOptions, 'clientSecret'>>();
  expectTypeOf<readonly [string, string]>().toExtend<ZendeskConnectorOptions['encryptionKey']>();
  expectTypeOf<Uint8Array>().toExtend<ZendeskConnectorOptions['encryptionKey']>();
});
