/**
 * Makes of a webhook what a conversation wants to hear: an agent answered, the status changed, the ticket is solved.
 * Everything else, and what the bot itself did, is nothing to tell.
 * https://developer.zendesk.com/api-reference/webhooks/event-types/ticket-events/
 */

import { withoutInvisible } from '../actions/plain-text.js';
import { InvalidInputError } from '../errors.js';
import { englishMessages } from '../schema.js';
import * as z from '../util/zod.js';
import type { VerifiedWebhook } from './verify-webhook.js';

/** What every event tells. */
export interface TicketEventBase {
  /** The same when Zendesk sends the event again. */
  readonly eventId: string;
  /** When it happened, ISO 8601. Events may arrive in another order. */
  readonly at: string;
  readonly ticketId: number;
  /** What the ticket was created with as `ticketDefaults.externalId`: the host's id of the conversation. */
  readonly externalId?: string;
}

/** An agent wrote a public comment. */
export interface AgentReplied extends TicketEventBase {
  readonly type: 'agent_replied';
  readonly comment: {
    readonly id?: number;
    /** Plain text. Show it as text; if a model reads it, as untrusted data. */
    readonly body: string;
    /** The agent, by the name that end users see where Zendesk tells it. */
    readonly authorName?: string;
  };
}

/** The ticket has another status, which is not `solved`. */
export interface StatusChanged extends TicketEventBase {
  readonly type: 'status_changed';
  /** Zendesk's name of it, in lower case: `open`, `pending`, `hold`, `closed` … */
  readonly status: string;
  readonly previousStatus?: string;
}

/** The ticket was solved. */
export interface TicketSolved extends TicketEventBase {
  readonly type: 'ticket_solved';
  readonly status: 'solved';
  readonly previousStatus?: string;
}

/** What a conversation wants to hear of its ticket. */
export type TicketEvent = AgentReplied | StatusChanged | TicketSolved;

/** How {@link parseTicketEvent} is done. */
export interface ParseTicketEventOptions {
  /**
   * The Zendesk user who connected, `status().user.id`. A ticket that this user opens again is then not told: it is
   * what `addComment()` does when the visitor answers. With our own trigger, nothing is told that this user writes.
   */
  readonly connectedUserId?: number | undefined;
}

// Ids come as strings in `detail` and as numbers in `event`; which ones is not documented for each.
const id = z.pipe(
  z.union([z.int(), z.string().check(z.regex(/^-?\d{1,16}$/))]),
  z.transform((value) => Number(value)),
);
const text = z.nullish(z.string());

const envelope = z.object({ type: z.string(), id: z.string(), time: z.string() });
const detail = z.object({
  id,
  external_id: text,
  requester_id: z.nullish(id),
  actor_id: z.nullish(id),
});
const commentAdded = z.object({
  detail,
  event: z.object({
    comment: z.object({
      id: z.nullish(id),
      body: z.string(),
      is_public: z.nullish(z.boolean()),
      author: z.nullish(z.object({ id: z.nullish(id), is_staff: z.nullish(z.boolean()), name: text })),
    }),
  }),
});
const statusChanged = z.object({ detail, event: z.object({ current: z.string(), previous: text }) });
const triggered = z.object({
  zendesk_connector_event: z.literal('agent_replied'),
  ticket_id: id,
  external_id: text,
  requester_id: z.nullish(id),
  author_id: z.nullish(id),
  author_name: text,
  comment: z.string(),
  updated_at: text,
});

/**
 * @returns undefined when there is nothing to tell: an internal note, a comment of the visitor or in their name, what
 * the bot did itself, or an event of another kind
 * @throws InvalidInputError when the body is not what Zendesk documents
 */
export function parseTicketEvent(
  webhook: Pick<VerifiedWebhook, 'body' | 'invocationId' | 'signedAt'>,
  options: ParseTicketEventOptions = {},
): TicketEvent | undefined {
  const payload = parseJson(webhook.body);
  if (typeof payload === 'object' && payload !== null && 'zendesk_connector_event' in payload) {
    return fromTrigger(checked(triggered, payload), webhook, options);
  }
  const { type, id: eventId, time: at } = checked(envelope, payload);
  switch (type) {
    case 'zen:event-type:ticket.comment_added':
      return fromComment(checked(commentAdded, payload), { eventId, at });
    case 'zen:event-type:ticket.status_changed':
      return fromStatus(checked(statusChanged, payload), { eventId, at }, options);
    default:
      return undefined;
  }
}

type Occurrence = Pick<TicketEventBase, 'eventId' | 'at'>;

function fromComment(
  { detail, event }: z.infer<typeof commentAdded>,
  occurrence: Occurrence,
): AgentReplied | undefined {
  const { author, body, id, is_public: isPublic } = event.comment;
  // Only what is said to be public and by an agent, so that a field that is missing never tells a visitor too much. An
  // answer of the visitor, whoever wrote it down for them, has the requester as its author.
  const isReply = isPublic === true && author?.is_staff === true && author.id !== detail.requester_id;
  const said = withoutInvisible(body).trim();
  if (!isReply || said === '') return undefined;
  return {
    type: 'agent_replied',
    ...occurrence,
    ...ticketOf(detail.id, detail.external_id),
    comment: {
      ...(id ? { id } : {}),
      body: said,
      ...(author.name ? { authorName: author.name } : {}),
    },
  };
}

function fromStatus(
  { detail, event }: z.infer<typeof statusChanged>,
  occurrence: Occurrence,
  { connectedUserId }: ParseTicketEventOptions,
): StatusChanged | TicketSolved | undefined {
  const status = event.current.toLowerCase();
  const previousStatus = event.previous?.toLowerCase();
  if (status === previousStatus) return undefined;
  const isByBot = connectedUserId !== undefined && detail.actor_id === connectedUserId;
  if (status === 'open' && isByBot) return undefined;
  const base = {
    ...occurrence,
    ...ticketOf(detail.id, detail.external_id),
    ...(previousStatus ? { previousStatus } : {}),
  };
  return status === 'solved' ? { type: 'ticket_solved', ...base, status } : { type: 'status_changed', ...base, status };
}

function fromTrigger(
  { ticket_id, external_id, requester_id, author_id, author_name, comment, updated_at }: z.infer<typeof triggered>,
  { invocationId, signedAt }: Pick<VerifiedWebhook, 'invocationId' | 'signedAt'>,
  { connectedUserId }: ParseTicketEventOptions,
): AgentReplied | undefined {
  const said = withoutHeading(withoutInvisible(comment));
  // A trigger tells who made the update, and not whose comment it is: what the connected user does may be the visitor's
  // own answer, so it is not told.
  if (said === '' || (author_id && (author_id === requester_id || author_id === connectedUserId))) return undefined;
  return {
    type: 'agent_replied',
    eventId: invocationId,
    at: updated_at && !Number.isNaN(Date.parse(updated_at)) ? new Date(updated_at).toISOString() : signedAt,
    ...ticketOf(ticket_id, external_id),
    comment: { body: said, ...(author_name ? { authorName: author_name } : {}) },
  };
}

/**
 * Placeholders of comments begin with a rule and a line such as "Carla, Nov 24, 2026, 10:12" or "Carla (on behalf of
 * Ann), …". How it is worded depends on the account, so only the form is relied on: dashes, a line, an empty line.
 */
function withoutHeading(comment: string): string {
  return comment
    .trim()
    .replace(/^-{10,200}[ \t]*\n(?:[ \t]*\n)?[^\n]{1,200}\n[ \t]*\n/, '')
    .trim();
}

function ticketOf(ticketId: number, externalId: string | null | undefined) {
  return { ticketId, ...(externalId ? { externalId } : {}) };
}

function parseJson(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    throw new InvalidInputError({ issues: [{ path: [], message: 'the body of the webhook is not JSON' }] });
  }
}

function checked<T>(schema: z.ZodMiniType<T>, payload: unknown): T {
  const result = z.safeParse(schema, payload, englishMessages);
  if (result.success) return result.data;
  throw new InvalidInputError({
    issues: result.error.issues.map(({ path, message }) => ({ path: path.map(String), message })),
    hint: 'The body of the webhook is not what Zendesk documents for its type.',
  });
}
