/**
 * The internal note of a new ticket: for agents only, once with the ticket, and never the model's.
 */
import { expect, test } from 'vitest';
import { createFixture, type Fixture } from '../support/fixture.js';

const INPUT = { subject: 'Cannot log in', body: 'Tried to reset the password.' };
const internalNote = 'user: hi\nassistant: *hello* {{ticket.id}}';

async function connected(options?: Parameters<typeof createFixture>[0]): Promise<Fixture> {
  const fixture = createFixture(options);
  await fixture.connect();
  fixture.zendesk.clearRequests();
  fixture.events.length = 0;
  return fixture;
}

const commentsOf = ({ zendesk }: Fixture, ticketId = 1) => zendesk.account('acme').comments(ticketId);

test('agents read it as it was written, and the requester does not', async () => {
  const fixture = await connected();
  const { ticketId, ...created } = await fixture.connection().createTicket(INPUT, { internalNote });
  expect(created).not.toHaveProperty('warnings');
  const [description, note, ...more] = commentsOf(fixture, ticketId);
  expect(description).toMatchObject({ public: true });
  expect(note).toMatchObject({ public: false, plain_body: expect.stringContaining('assistant: *hello* {') });
  expect(note?.body).not.toContain('{{');
  expect(note?.author_id).not.toBe(description?.author_id);
  expect(more).toEqual([]);
  expect(fixture.zendesk.requests).toHaveLength(2);
  const status = JSON.stringify(await fixture.connection().getTicketStatus({ ticketId }));
  expect(status).not.toContain('hello');
});

test.each([
  ['the connection breaks before', { reset: true, times: 1 }],
  ['the connection breaks after', { reset: true, when: 'after' as const, times: 1 }],
  ['503 after', { status: 503, when: 'after' as const, times: 1 }],
  ['409', { status: 409, times: 1 }],
])('%s: once', async (_, fault) => {
  const fixture = await connected();
  fixture.zendesk.fault({ method: 'PUT', path: '/api/v2/tickets/*' }, fault);
  expect(await fixture.connection().createTicket(INPUT, { internalNote })).not.toHaveProperty('warnings');
  expect(commentsOf(fixture).filter((comment) => !comment.public)).toHaveLength(1);
});

test.each([false, true])(
  'repetitions add no second one, also in another process (metadata hidden: %s)',
  async (isHidden) => {
    const fixture = await connected();
    fixture.zendesk.account('acme').quirks.commentMetadataIsHidden = isHidden;
    const call = { internalNote, idempotencyKey: 'call_1' };
    await fixture.connection().createTicket(INPUT, call);
    expect(await fixture.connection().createTicket(INPUT, call)).toMatchObject({ replayed: true });
    // Another process: nothing is remembered, and the tokens are read again.
    const { tokenStore } = fixture.options;
    const view = {
      get: tokenStore.get.bind(tokenStore),
      compareAndSet: tokenStore.compareAndSet.bind(tokenStore),
    };
    const { ZendeskConnector, ALL_PERMISSIONS } = await import('../../src/index.js');
    const other = new ZendeskConnector({ ...fixture.options, tokenStore: view }).connection('bot-1', {
      permissions: ALL_PERMISSIONS,
      requester: { email: 'ann@customer.example', name: 'Ann Customer' },
    });
    expect(await other.createTicket(INPUT, call)).toMatchObject({ replayed: true });
    expect(commentsOf(fixture)).toHaveLength(2);
  },
);

test('if Zendesk does not take it, the ticket is there, with a warning, and a repetition adds it', async () => {
  const fixture = await connected();
  const restore = fixture.zendesk.fault(
    { method: 'PUT', path: '/api/v2/tickets/*' },
    { status: 422, body: { error: 'RecordInvalid' } },
  );
  const call = { internalNote, idempotencyKey: 'call_1' };
  expect(await fixture.connection().createTicket(INPUT, call)).toMatchObject({
    ticketId: 1,
    replayed: false,
    warnings: [{ code: 'internal_note_missing' }],
  });
  expect(fixture.events).toContainEqual(
    expect.objectContaining({ type: 'ticket.incomplete', ticketId: 1, warnings: ['internal_note_missing'] }),
  );
  restore();
  expect(await fixture.connection().createTicket(INPUT, call)).not.toHaveProperty('warnings');
  expect(commentsOf(fixture).map((comment) => comment.public)).toEqual([true, false]);
});

test('of a long conversation the end is kept', async () => {
  const fixture = await connected();
  const long = `${'*'.repeat(200_000)}\nuser: the last words`;
  await fixture.connection().createTicket(INPUT, { internalNote: long });
  const note = commentsOf(fixture)[1]?.plain_body ?? '';
  expect(note).toMatch(/^…\*+\nuser: the last words$/);
  expect(note).toHaveLength(16_000);
});

test('a blank one is none', async () => {
  const fixture = await connected();
  await fixture.connection().createTicket(INPUT, { internalNote: ' \n\u200b' });
  expect(fixture.zendesk.requests).toHaveLength(1);
});
