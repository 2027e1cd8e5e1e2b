/**
 * The bodies of Zendesk's ticket events, and how their members are read.
 * https://developer.zendesk.com/api-reference/webhooks/event-types/ticket-events/
 */

import { type InputIssue, InvalidInputError } from '../errors.js';
import { englishMessages } from '../schema.js';
import { oneLine, shorten, withoutInvisible } from '../util/plain-text.js';
import * as z from '../util/zod.js';

const MAX_EXTERNAL_ID = 1_000;

// Which members are there, and of which type, is not documented for each event: they are read one by one below.
const member = z.optional(z.unknown());
/** @internal */
export const envelope = z.object({ type: z.string(), id: member, time: member, event: member });
const ticketId = z.unknown().check(z.refine((value) => (toId(value) ?? 0) > 0, 'is not an id'));
const detail = z.object({
  id: ticketId,
  external_id: member,
  requester_id: member,
  actor_id: member,
  status: member,
});
const author = z.nullish(z.object({ id: member, is_staff: member, name: member }));
/** @internal */
export const commentAdded = z.object({
  detail,
  event: z.object({
    comment: z.object({
      id: member,
      body: member,
      is_public: member,
      author,
      attachment: member,
      attachments: member,
    }),
  }),
});
/** @internal */
export const attachmentLinked = z.object({
  detail,
  event: z.object({ comment: z.object({ id: member, attachment: z.record(z.string(), z.unknown()) }) }),
});
/** @internal */
export const commentMadePrivate = z.object({ detail, event: z.object({ comment: z.object({ id: ticketId }) }) });
const status = z.string().check(z.regex(/^[a-z_]{1,40}$/i));
/** @internal */
export const statusChanged = z.object({ detail, event: z.object({ current: status, previous: member }) });
/** @internal */
export const customStatusChanged = z.object({ detail, event: z.object({ current: ticketId, previous: member }) });

/** @internal */
export type Detail = z.infer<typeof detail>;

/** @internal Ids come as strings or numbers. Empty means none, and so does an id beyond 2^53, which would become another id. */
export function toId(value: unknown): number | undefined {
  const number = typeof value === 'string' && /^-?\d{1,20}$/.test(value) ? Number(value) : value;
  return Number.isSafeInteger(number) ? (number as number) : undefined;
}

/** @internal Returns the members of a part that decorates an event: none if it is not an object. */
export function membersOf(part: unknown): Readonly<Record<string, unknown>> {
  return typeof part === 'object' && part !== null ? (part as Readonly<Record<string, unknown>>) : {};
}

/** @internal A number beyond 2^53 has been rounded by JSON already, so it is none. */
export function toText(value: unknown): string {
  if (Number.isSafeInteger(value)) return String(value);
  return typeof value === 'string' ? value : '';
}

/**
 * None if it holds line breaks or invisible characters, or is very long: without them it would be another id.
 *
 * @internal
 */
export function toExternalId(value: unknown): string {
  const id = toText(value);
  return id.length <= MAX_EXTERNAL_ID && withoutInvisible(id) === id && !/[\n\t]/.test(id) ? id : '';
}

/** @internal */
export function toStatus(value: unknown): string {
  return z.safeParse(status, value).data?.toLowerCase() ?? '';
}

/** @internal */
export function toName(value: unknown): string {
  return shorten(oneLine(toText(value)), 100);
}

/** @throws InvalidInputError @internal */
export function parseJson(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    throw unreadable([{ path: [], message: 'the body is not JSON' }]);
  }
}

/** @throws InvalidInputError @internal */
export function checked<T>(schema: z.ZodMiniType<T>, payload: unknown): T {
  const result = z.safeParse(schema, payload, englishMessages);
  if (result.success) return result.data;
  throw unreadable(result.error.issues.map(({ path, message }) => ({ path: path.map(String), message })));
}

function unreadable(issues: readonly InputIssue[]): InvalidInputError {
  return new InvalidInputError({
    issues,
    hint: 'The webhook is not an event of Zendesk. A webhook of a trigger has a body of its own: verify it with verifyWebhook() and parse it yourself.',
  });
}
