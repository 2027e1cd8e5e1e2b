/**
 * What Zendesk left out of a ticket without a word is told to the application.
 */
import { expect, test } from 'vitest';
import type { TicketDefaults } from '../../src/index.js';
import { createFixture } from '../support/fixture.js';
import { connectRecorded, json, ticket } from '../support/recorded-zendesk.js';

const INPUT = { subject: 'Cannot log in', body: 'Tried to reset the password.' };
const option = (value: string, id: number) => ({ id, name: value, value });
const SEED = {
  brands: [{ id: 3, default: true }, { id: 4 }],
  ticket_forms: [{ id: 5, default: true }, { id: 6 }],
  ticket_fields: [
    { id: 360, type: 'tagger', custom_field_options: ['gold', 'silver'].map(option) },
    { id: 361, type: 'multiselect', custom_field_options: ['a', 'b'].map(option) },
    { id: 362, type: 'checkbox' },
    { id: 363, type: 'integer' },
    { id: 364, type: 'text' },
  ],
} as const;

async function connected(ticketDefaults: TicketDefaults) {
  const fixture = createFixture({ simulator: { accounts: [{ subdomain: 'acme', seed: SEED }] } });
  await fixture.connect();
  fixture.events.length = 0;
  return { ...fixture, bot: fixture.connection({ ticketDefaults }) };
}

test.each<[string, TicketDefaults, string[]]>([
  ['an unknown form', { ticketFormId: 99 }, ['form_ignored']],
  ['a value that a drop-down does not have', { customFields: { 360: 'platinum' } }, ['custom_field_ignored']],
  ['one of several values', { customFields: { 361: ['a', 'x'] } }, ['custom_field_ignored']],
  ['a field that is none', { customFields: { 4711: 'x' } }, ['custom_field_ignored']],
  [
    'several at once',
    { ticketFormId: 99, customFields: { 360: 'platinum', 364: 'kept' } },
    ['form_ignored', 'custom_field_ignored'],
  ],
])('%s', async (_, ticketDefaults, codes) => {
  const { bot, events } = await connected(ticketDefaults);
  const { ticketId, warnings = [] } = await bot.createTicket(INPUT);
  expect(warnings.map(({ code }) => code)).toEqual(codes);
  for (const { message } of warnings) expect(message).toMatch(/^Zendesk .*: check /);
  expect(events).toMatchObject([
    { type: 'ticket.incomplete', ticketId, warnings: codes, connectionId: 'bot-1' },
    { type: 'action.finished', outcome: 'succeeded' },
  ]);
  // A repetition returns them again, and adds nothing to the audit trail.
  expect(await bot.createTicket(INPUT)).toMatchObject({ replayed: true, warnings });
  expect(events.filter(({ type }) => type === 'ticket.incomplete')).toHaveLength(1);
});

test('what Zendesk took is no warning, in whatever form it shows it', async () => {
  const customFields = { 360: 'gold', 361: ['b', 'a'], 362: true, 363: 7, 364: 'x' };
  const { bot, events } = await connected({ ticketFormId: 6, brandId: 4, customFields, tags: ['Bot'] });
  expect(await bot.createTicket(INPUT)).not.toHaveProperty('warnings');
  const { bot: other } = await connected({ customFields: { 360: null, 362: false, 364: '' } });
  expect(await other.createTicket(INPUT)).not.toHaveProperty('warnings');
  expect(events.map(({ type }) => type)).toEqual(['action.finished']);
});

test.each([
  ['another brand', { brand_id: 8 }, ['brand_ignored']],
  ['no brand', { brand_id: null }, ['brand_ignored']],
  ['an answer without these members', {}, []],
  ['an answer with odd members', { brand_id: 'eight', custom_fields: 'none', ticket_form_id: {} }, []],
])('%s', async (_, shown, codes) => {
  const { connector, bot } = await connectRecorded({
    routes: [['POST', /tickets\.json$/, () => json(201, { ticket: ticket(shown) })]],
  });
  const ticketDefaults = { brandId: 7, ticketFormId: 6, customFields: { 360: 'gold' } };
  const other = connector.connection(bot.id, {
    permissions: ['ZENDESK_ACTIONS.CREATE_TICKET'],
    requester: { email: 'ann@customer.example' },
    ticketDefaults,
  });
  const { warnings = [] } = await other.createTicket(INPUT);
  expect(warnings.map(({ code }) => code)).toEqual(codes);
});
