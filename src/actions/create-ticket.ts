/**
 * Creates a ticket for the right person, at most once, with text that says exactly what was said.
 */

import { InvalidInputError, RateLimitedError } from '../errors.js';
import { ZENDESK_ACTIONS } from '../permissions.js';
import { toSchema } from '../schema.js';
import { originOf } from '../subdomain.js';
import { sha256 } from '../util/hash.js';
import * as z from '../util/zod.js';
import { type ActionContext, defineAction, type Person } from './action.js';
import { escapeMarkdown } from './escape-markdown.js';
import { isBlank, oneLine, withoutInvisible, withoutPlaceholders } from './plain-text.js';
import { explainRefusal } from './refusal.js';
import { requesterKey, requesterSchema } from './requester-guard.js';
import { describeCreated } from './summaries.js';
import { prioritySchema, type TicketPriority } from './ticket-defaults.js';
import { ticketResponse } from './wire.js';

/** What a model supplies to create a ticket. */
export interface CreateTicketInput {
  /** One line, at most 150 characters. */
  readonly subject: string;
  /** Plain text, at most 16,000 characters: it reaches the agent as it is, never as Markdown or HTML. */
  readonly body: string;
  readonly priority?: TicketPriority | undefined;
  /** Only when the host does not vouch for a signed-in user. */
  readonly requester?: Person | undefined;
}

/** The ticket that was created, or that an earlier call with the same idempotency key had created. */
export interface CreatedTicket {
  readonly ticketId: number;
  /** The ticket in the agent interface. */
  readonly url: string;
  /** Zendesk's name of the status, usually `new`. */
  readonly status: string;
  readonly requester: { readonly email: string };
  /** True when no ticket was created now because the same call had created it before. */
  readonly replayed: boolean;
  /** "Ticket #42 was created for ann@example.com." */
  readonly summary: string;
}

// Zendesk mails the requester of every ticket.
const PER_REQUESTER = { max: 5, windowSeconds: 600 };
const PER_CONNECTION = { max: 100, windowSeconds: 600 };

const visible = z.refine((text) => !isBlank(String(text)), 'must not be empty');

const fields = {
  subject: z.string().check(z.maxLength(150), visible, z.describe('What it is about, in one line.')),
  body: z
    .string()
    .check(z.maxLength(16_000), visible, z.describe('Summary of the conversation for the agent, as plain text.')),
  priority: z.optional(prioritySchema.check(z.describe('Only if the user says how urgent it is.'))),
};

const signedInInput = toSchema<CreateTicketInput>(z.strictObject(fields));
const conversationInput = toSchema<CreateTicketInput>(z.strictObject({ ...fields, requester: requesterSchema }));

/** Creates a support ticket; see {@link CreateTicketInput}. */
export const createTicket = defineAction<CreateTicketInput, CreatedTicket, 'zendesk_create_ticket'>({
  name: 'zendesk_create_ticket',
  title: 'Create a support ticket',
  description:
    'Hands the conversation over to the human support team as a ticket. Use it when you cannot solve the problem or the ' +
    'user asks for a person, and only after they agreed. Do not use it to ask about an existing ticket.',
  permission: ZENDESK_ACTIONS.CREATE_TICKET,
  scope: ['tickets:write'],
  annotations: { readOnly: false, destructive: false, idempotent: true, requiresConfirmation: true },
  inputSchema: (requester) => (typeof requester === 'object' ? signedInInput : conversationInput),
  outputSchema: toSchema<CreatedTicket>(
    z.object({
      ticketId: z.int(),
      url: z.string(),
      status: z.string(),
      requester: z.object({ email: z.string() }),
      replayed: z.boolean(),
      summary: z.string(),
    }),
  ),

  async run(input, context) {
    const requester = requesterOf(input, context);
    const { subdomain } = await context.account();
    const ticket = toWire(input, requester, context);
    // A host's key is unique within a conversation at best, so it is bound to the connection and the requester.
    const intent = context.idempotencyKey === undefined ? ticket : { key: context.idempotencyKey };
    const address = requester.email.toLowerCase();
    // Together: each waits for a thread of its own, which takes longer than the hash.
    const [idempotencyKey, requesterHash] = await Promise.all([
      sha256(JSON.stringify([context.connectionId, address, intent])),
      sha256(address),
    ]);
    // A repetition creates nothing.
    const created = `${subdomain} ${idempotencyKey}`;
    if (!context.memory.createdTickets.get(created)) await enforceLimits(requesterHash, context);
    const { body, headers } = await context
      .send('POST', '/api/v2/tickets.json', { body: { ticket }, schema: ticketResponse, idempotencyKey })
      .catch(explainRefusal);
    const { id, status, requester_id: requesterId } = body.ticket;
    // The search index will know a new user only in minutes; this connection knows them now.
    if (requesterId) context.memory.requesterIds.set(requesterKey(subdomain, requester.email), requesterId);
    const replayed = headers.get('x-idempotency-lookup') === 'hit';
    if (!replayed) context.memory.createdTickets.set(created, true);
    return {
      ticketId: id,
      url: `${originOf(subdomain)}/agent/tickets/${id}`,
      status,
      requester: { email: requester.email },
      replayed,
      summary: describeCreated(id, requester.email, replayed, context.locale),
    };
  },
});

function requesterOf(input: CreateTicketInput, { requester }: ActionContext): Person {
  if (typeof requester === 'object') {
    // Zendesk wants a name for somebody new; a host that gives none leaves only the address to make one of.
    return { email: requester.email, name: requester.name ?? requester.email.replace(/@.*/, '') };
  }
  if (input.requester !== undefined) return input.requester;
  // Never without: Zendesk would file the ticket as the agent who connected.
  throw new InvalidInputError({
    issues: [{ path: ['requester'], message: 'is required' }],
    hint: 'Ask the user for their e-mail address and name.',
  });
}

function toWire(
  input: CreateTicketInput,
  requester: Person,
  { ticketDefaults }: ActionContext,
): Record<string, unknown> {
  const { tags, customFields, brandId, groupId, ticketFormId, externalId } = ticketDefaults;
  const name = withoutPlaceholders(oneLine(requester.name ?? ''));
  const wire = {
    subject: withoutPlaceholders(oneLine(input.subject)),
    comment: { body: escapeMarkdown(withoutInvisible(input.body).trim()), public: true },
    requester: { email: requester.email, ...(name === '' ? {} : { name }) },
    priority: input.priority ?? ticketDefaults.priority,
    tags,
    custom_fields: customFields && Object.entries(customFields).map(([id, value]) => ({ id: Number(id), value })),
    brand_id: brandId,
    group_id: groupId,
    ticket_form_id: ticketFormId,
    external_id: externalId,
  };
  return Object.fromEntries(Object.entries(wire).filter(([, value]) => value !== undefined));
}

async function enforceLimits(requesterHash: string, { connectionId, rateLimiter }: ActionContext): Promise<void> {
  // The name before the connection id says what follows it, so an id such as `acme:7` is not taken for two.
  const wait =
    (await rateLimiter.take(
      `zendesk-connector:tickets-of-requester:${connectionId}:${requesterHash}`,
      PER_REQUESTER,
    )) || (await rateLimiter.take(`zendesk-connector:tickets:${connectionId}`, PER_CONNECTION));
  if (wait > 0)
    throw new RateLimitedError({ retryAfter: wait, message: 'Too many tickets were created in a short time' });
}
