/**
 * Creates a ticket for the right person, at most once, with text that says exactly what was said.
 */

import { InvalidInputError, NetworkError, ZendeskError } from '../errors.js';
import { ZENDESK_ACTIONS } from '../permissions.js';
import { toSchema } from '../schema.js';
import { originOf, type ZendeskSubdomain } from '../subdomain.js';
import { sha256 } from '../util/hash.js';
import { isBlank, oneLine, shorten, withoutInvisible } from '../util/plain-text.js';
import * as z from '../util/zod.js';
import { type ActionContext, defineAction, type KnownRequester, type Person } from './action.js';
import { backgroundKey, type Creation } from './action-memory.js';
import { filesOf, missingFiles, uploadFiles } from './attached-files.js';
import type { CheckedFiles } from './attachments.js';
import { escapeMarkdown } from './escape-markdown.js';
import { findRequesterId, isKnownRequester, requesterKey, requesterName } from './find-requester.js';
import * as jsonSchemas from './json-schemas.js';
import { enforceLimits } from './limits.js';
import { optionalOrNull, ticketNumber } from './model-input.js';
import { explainRefusal, unknownRequester } from './refusal.js';
import { isClosed, MAX_NAME, readOwnTicket, requesterSchema } from './requester-guard.js';
import { describeCreated } from './summaries.js';
import { prioritySchema, type TicketPriority } from './ticket-defaults.js';
import { type TicketWarning, warningsSchema } from './ticket-warning.js';
import { announceWarnings, ignoredDefaults } from './ticket-warnings.js';
import { type WireTicket, writtenTicketResponse } from './wire.js';
import { withoutPlaceholders } from './without-placeholders.js';

/** What a model supplies to create a ticket. */
export interface CreateTicketInput {
  /** One line, at most 150 characters. */
  readonly subject: string;
  /** Plain text, at most 16,000 characters: it reaches the agent as it is, never as Markdown or HTML. */
  readonly body: string;
  readonly priority?: TicketPriority | undefined;
  /** The number of a closed ticket of the requester that this one continues. Zendesk links the two. */
  readonly followUpOf?: number | undefined;
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
  /** Without an address if your application knows the requester by an id. */
  readonly requester: { readonly email?: string | undefined };
  /** True when no ticket was created now because the same call had created it before. */
  readonly replayed: boolean;
  /** "Ticket #42 was created for ann@example.com." */
  readonly summary: string;
  /** For your application: what the ticket lacks of that which the application gave. Absent if it lacks nothing. */
  readonly warnings?: readonly TicketWarning[] | undefined;
}

/** What is sent, without the files. */
interface WireDraft {
  readonly comment: Readonly<Record<string, unknown>>;
  readonly [field: string]: unknown;
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
  priority: optionalOrNull(prioritySchema.check(z.describe('Only if the user says how urgent it is.'))),
  followUpOf: optionalOrNull(ticketNumber('Only to go on with a closed ticket of the user: its number.')),
};

const signedInInput = toSchema<CreateTicketInput>(z.strictObject(fields), jsonSchemas.createTicketInput);
const conversationInput = toSchema<CreateTicketInput>(
  z.strictObject({ ...fields, requester: requesterSchema }),
  jsonSchemas.createTicketInputWithRequester,
);

/**
 * Creates a support ticket; see {@link CreateTicketInput}.
 *
 * @example
 * const { ticketId } = await createTicket(bot, { subject: 'Cannot log in', body: 'Since Monday.' });
 */
export const createTicket = defineAction<CreateTicketInput, CreatedTicket, 'zendesk_create_ticket'>({
  name: 'zendesk_create_ticket',
  title: 'Create a support ticket',
  description:
    'Hands the conversation over to the human support team as a ticket. Use it when you cannot solve the problem or the ' +
    'user asks for a person, and only after they agreed. Do not use it to ask about an existing ticket.',
  permission: ZENDESK_ACTIONS.CREATE_TICKET,
  scope: ['tickets:write'],
  annotations: { readOnly: false, destructive: false, idempotent: true, requiresConfirmation: true },
  extras: ['attachments', 'internalNote'],
  inputSchema: (requester) => (typeof requester === 'object' ? signedInInput : conversationInput),
  outputSchema: toSchema<CreatedTicket>(
    z.object({
      ticketId: z.int(),
      url: z.string(),
      status: z.string(),
      requester: z.object({ email: z.optional(z.string()) }),
      replayed: z.boolean(),
      summary: z.string(),
      warnings: warningsSchema,
    }),
    jsonSchemas.createTicketOutput,
  ),

  question: ({ subject, requester: given }, { requester, phrases }) => {
    const known = isKnownRequester(requester) ? requester : given;
    const email = known !== undefined && 'email' in known ? known.email : undefined;
    return phrases.askToCreate(shorten(oneLine(subject), 80), shorten(oneLine(email ?? ''), 80));
  },

  async run(input, context) {
    const requester = requesterOf(input, context);
    const { subdomain } = await context.account();
    const attached = await filesOf(context);
    if (input.followUpOf !== undefined) await requireClosed(input.followUpOf, requester, context);
    const ticket = toWire(input, await wireRequester(requester, context), context);
    // The key of an application is unique within a conversation at best, so it is bound to the connection and the requester.
    const derived = attached === undefined ? ticket : { ticket, files: attached.fingerprint };
    const intent = context.idempotencyKey === undefined ? derived : { key: context.idempotencyKey };
    const name = requesterName(requester);
    const idempotencyKey = await sha256(JSON.stringify([context.connectionId, name, intent]));
    // Calls with one key that run at once are one call, unless they differ in what they send: Zendesk refuses that.
    const { value, isShared } = await context.memory.creations.run(
      JSON.stringify([subdomain, idempotencyKey, ticket, attached?.fingerprint]),
      () => create({ ticket, attached, idempotencyKey, subdomain, requester }, context),
      (error) => !(error instanceof ZendeskError) || (error instanceof NetworkError && error.timedOut),
    );
    const { id, status } = value.ticket;
    const replayed = isShared || value.replayed;
    const email = 'email' in requester ? requester.email : undefined;
    const warnings = [...ignoredDefaults(context.ticketDefaults, value.ticket), ...value.warnings];
    if (!replayed) announceWarnings(id, warnings, context);
    return {
      ticketId: id,
      url: `${originOf(subdomain)}/agent/tickets/${id}`,
      status,
      requester: email === undefined ? {} : { email },
      replayed,
      summary: describeCreated(id, email ?? '', replayed, context.phrases),
      ...(warnings.length > 0 ? { warnings } : {}),
    };
  },
});

async function create(
  {
    ticket,
    attached,
    idempotencyKey,
    subdomain,
    requester,
  }: {
    readonly attached: CheckedFiles | undefined;
    readonly ticket: WireDraft;
    readonly idempotencyKey: string;
    readonly subdomain: ZendeskSubdomain;
    readonly requester: KnownRequester;
  },
  context: ActionContext,
): Promise<Creation> {
  const { createdTickets, requesterIds, backgrounds } = context.memory;
  const created = `${subdomain} ${idempotencyKey}`;
  const isRepeated = createdTickets.get(created) === true;
  // A repetition creates nothing.
  if (!isRepeated) {
    const perRequester = [PER_REQUESTER, await sha256(requesterName(requester))] as const;
    await enforceLimits('tickets', [[PER_CONNECTION], perRequester], context);
  }
  const uploads = attached && (await uploadFiles(attached, { key: created, isDone: isRepeated }, context));
  const draft = uploads === undefined ? ticket : { ...ticket, comment: { ...ticket.comment, uploads } };
  const startedAt = performance.now();
  const { body, headers, attempts } = await context
    .send('POST', '/api/v2/tickets.json', { body: { ticket: draft }, schema: writtenTicketResponse, idempotencyKey })
    .catch((error: unknown) => explainRefusal(error, context.requester))
    // Also after a failure: Zendesk may have created the ticket.
    .finally(() => backgrounds.delete(backgroundKey(context.connectionId, requesterName(requester))));
  // The search index will know a new user only in minutes; this process knows them now.
  if (body.ticket.requester_id) requesterIds.set(requesterKey(subdomain, requester), body.ticket.requester_id);
  const isHit = headers.get('x-idempotency-lookup') === 'hit';
  // If the request was sent more than once, Zendesk may mean an attempt of this call, whose answer was lost.
  const isOlder = attempts === 1 || ageOf(body.ticket, headers) > performance.now() - startedAt + 1_000;
  const replayed = isHit && (isRepeated || isOlder);
  if (!replayed) createdTickets.set(created, true);
  const note = { ticket: body.ticket, key: created, isNew: !isHit };
  const warnings = [...missingFiles(uploads, body), ...(await withInternalNote(note, context))];
  return { ticket: body.ticket, replayed, warnings };
}

/**
 * The ticket is there, so a note that Zendesk does not take fails nothing. A repetition of the call adds it, if Zendesk
 * takes it then.
 */
async function withInternalNote(
  { ticket, key, isNew }: { readonly ticket: WireTicket; readonly key: string; readonly isNew: boolean },
  context: ActionContext,
): Promise<readonly TicketWarning[]> {
  const { internalNote } = context.extras;
  const { internalNotes } = context.memory;
  if (internalNote === undefined || internalNotes.get(key) === true) return [];
  try {
    const { addInternalNote } = await import('./internal-note.js');
    await addInternalNote(internalNote, { ticket, key: await sha256(key), isNew }, context);
    internalNotes.set(key, true);
    return [];
  } catch (error) {
    if (!(error instanceof ZendeskError)) throw error;
    const message = `The internal note was not added: ${error.message}. Call again with the same idempotency key.`;
    return [{ code: 'internal_note_missing', message }];
  }
}

/** Milliseconds since the ticket was created, by the clock of Zendesk. */
function ageOf({ created_at }: WireTicket, headers: Headers): number {
  return Date.parse(headers.get('date') ?? '') - Date.parse(created_at);
}

function requesterOf(input: CreateTicketInput, { requester }: ActionContext): KnownRequester {
  if (isKnownRequester(requester)) {
    if (!('email' in requester)) return requester;
    // Zendesk demands a name for a new user.
    const name = shorten(oneLine(requester.name ?? ''), MAX_NAME);
    return { email: requester.email, name: name || requester.email.replace(/@[^@]*$/, '') };
  }
  if (input.requester !== undefined) return input.requester;
  // Never without: Zendesk would file the ticket as the agent who connected.
  throw new InvalidInputError({
    issues: [{ path: ['requester'], message: 'is required' }],
    hint: 'Ask the user for their e-mail address and name.',
  });
}

/**
 * The same guard as for reading: the number of a ticket of another person says nothing.
 *
 * @throws TicketError `not_found`, InvalidInputError if the ticket still takes answers
 */
async function requireClosed(ticketId: number, requester: KnownRequester, context: ActionContext): Promise<void> {
  const email = 'email' in requester ? requester.email : undefined;
  const { ticket } = await readOwnTicket(ticketId, email, context);
  if (isClosed(ticket)) return;
  throw new InvalidInputError({
    issues: [{ path: ['followUpOf'], message: 'is a ticket that is not closed' }],
    hint: 'That ticket still takes answers: add one to it, or create the ticket without followUpOf.',
  });
}

/** @throws InvalidInputError if Zendesk has no user of this id */
async function wireRequester(requester: KnownRequester, context: ActionContext): Promise<object> {
  if ('email' in requester) {
    const name = withoutPlaceholders(oneLine(requester.name ?? ''));
    return { requester: { email: requester.email, ...(name === '' ? {} : { name }) } };
  }
  const id = await findRequesterId(requester, context);
  if (id === undefined) throw unknownRequester();
  return { requester_id: id };
}

function toWire(input: CreateTicketInput, requester: object, { ticketDefaults }: ActionContext): WireDraft {
  const { tags, customFields, brandId, groupId, ticketFormId, externalId } = ticketDefaults;
  const comment = { body: escapeMarkdown(withoutInvisible(input.body).trim()), public: true };
  const wire = {
    subject: withoutPlaceholders(oneLine(input.subject)),
    ...requester,
    priority: input.priority ?? ticketDefaults.priority,
    // https://developer.zendesk.com/documentation/ticketing/managing-tickets/creating-and-updating-tickets/#creating-follow-up-tickets
    via_followup_source_id: input.followUpOf,
    tags,
    custom_fields: customFields && Object.entries(customFields).map(([id, value]) => ({ id: Number(id), value })),
    brand_id: brandId,
    group_id: groupId,
    ticket_form_id: ticketFormId,
    external_id: externalId,
  };
  return { comment, ...Object.fromEntries(Object.entries(wire).filter(([, value]) => value !== undefined)) };
}
