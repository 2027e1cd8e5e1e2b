/**
 * One process of a host: runs the calls that it is sent, all at once, with a connector on the shared store.
 */
import { ZendeskConnector, ZendeskError } from 'zendesk-connector';
import { fetchVia } from 'zendesk-connector/testing';
import { openStore } from '../support/shared-store.ts';
import type { Call, Failure, Job, Report } from './messages.ts';

const CUSTOMER = { email: 'ann@customer.example', name: 'Ann Customer' };

const report = (message: Report) => process.send?.(message);

async function work({ name, place, encryptionKey, zendeskUrl }: Job): Promise<void> {
  const { store } = openStore(place);
  const send = fetchVia(new URL(zendeskUrl));
  const connector = new ZendeskConnector({
    clientId: 'support_bot',
    clientSecret: 'simulated-client-secret',
    redirectUri: 'https://bot.example/zendesk/callback',
    tokenStore: store,
    encryptionKey,
    // Chaos creates more tickets than a person does.
    rateLimiter: { take: async () => 0 },
    fetch(input, init) {
      const request = new Request(input, init);
      // So that the harness knows whose refresh counted.
      request.headers.set('x-worker', name);
      return send(request);
    },
    onEvent({ type, connectionId = '' }) {
      if (type === 'token.refreshed') report({ type: 'saved', connectionId });
      if (type === 'token.rotation_lost') report({ type: 'rotation_lost', connectionId });
    },
  });
  const run = ({ id, connectionId, action, ticketId }: Call): Promise<unknown> => {
    const bot = connector.connection(connectionId, {
      permissions: [
        'ZENDESK_ACTIONS.READ_TICKET_STATUS',
        'ZENDESK_ACTIONS.READ_CUSTOMER_CONTEXT',
        'ZENDESK_ACTIONS.CREATE_TICKET',
      ],
      requester: CUSTOMER,
    });
    switch (action) {
      case 'status':
        return bot.getTicketStatus({ ticketId });
      case 'context':
        return bot.getCustomerContext();
      case 'create':
        // A host that repeats a call, in whatever process, repeats its key.
        return bot.createTicket({ subject: `call ${id}`, body: 'chaos' }, { idempotencyKey: `call-${id}` });
    }
  };
  process.on('message', (call: Call) => {
    run(call).then(
      () => report({ type: 'result', id: call.id }),
      (error: unknown) => report({ type: 'result', id: call.id, error: toFailure(error) }),
    );
  });
  report({ type: 'ready' });
}

function toFailure(error: unknown): Failure {
  if (!(error instanceof ZendeskError)) return { code: 'unknown', message: String(error) };
  const { code, message } = error;
  return 'reason' in error ? { code, message, reason: String(error.reason) } : { code, message };
}

process.once('message', (job: Job) => void work(job));
process.once('disconnect', () => process.exit());
