/**
 * The shapes of tickets, users, comments and audits on the wire, as far as the library reads them.
 * https://developer.zendesk.com/api-reference/ticketing/tickets/tickets/
 */

import { toStandardSchema } from '../schema.js';
import * as z from '../util/zod.js';
import { oneLine, shorten } from './plain-text.js';

const MAX_STATUS = 60;

const id = z.int().check(z.positive());
const timestamp = z.string().check(z.refine((value) => !Number.isNaN(Date.parse(value)), 'is not a time'));

/**
 * A list of which only the entries of a known shape are read: one that is odd must not take the others with it.
 *
 * @internal
 */
export function listOf<T>(entry: z.ZodMiniType<T>) {
  return z.pipe(
    z.array(z.unknown()),
    z.transform((entries: unknown[]): T[] =>
      entries.flatMap((value) => {
        const parsed = z.safeParse(entry, value);
        return parsed.success ? [parsed.data] : [];
      }),
    ),
  );
}

/** Reads a value of a known shape, and `fallback` in place of any other: an odd side field must not cost the answer. */
function readable<T>(shape: z.ZodMiniType<T>, fallback: T) {
  return z.optional(z.catch(shape, fallback));
}

const user = z.object({
  id,
  name: z.nullish(z.string()),
  alias: z.nullish(z.string()),
  email: z.nullish(z.string()),
  role: z.nullish(z.string()),
  external_id: z.nullish(z.string()),
  active: z.nullish(z.boolean()),
});

const ticket = z.object({
  id,
  subject: z.nullish(z.string()),
  // Not an enumeration: a status that is not known yet passes through.
  status: z.pipe(
    z.string().check(z.minLength(1)),
    z.transform((status: string) => shorten(oneLine(status), MAX_STATUS)),
  ),
  custom_status_id: readable(z.nullish(z.int()), undefined),
  requester_id: z.nullish(id),
  ticket_form_id: readable(z.nullish(z.int()), undefined),
  brand_id: readable(z.nullish(z.int()), undefined),
  // There may be hundreds, and they are rarely looked at.
  custom_fields: z.optional(z.unknown()),
  created_at: timestamp,
  updated_at: timestamp,
});

// Of a list by offset.
const nextPage = readable(z.nullish(z.string()), undefined);

/** @internal */
export type WireTicket = z.infer<typeof ticket>;
/** @internal */
export type WireUser = z.infer<typeof user>;

// Users come along where Zendesk has them at hand.
const users = readable(z.nullish(listOf(user)), undefined);

/** @internal */
export const ticketResponse = toStandardSchema(z.object({ ticket, users }));

const customFields = listOf(z.object({ id: z.int(), value: z.optional(z.unknown()) }));

/** @internal Undefined if the answer does not show them. */
export function customFieldsOf({ custom_fields }: WireTicket): z.infer<typeof customFields> | undefined {
  return z.safeParse(customFields, custom_fields).data;
}

/** @internal The answer to a write. */
export const writtenTicketResponse = toStandardSchema(z.object({ ticket, audit: z.optional(z.unknown()) }));
/** @internal */
export type WrittenTicket = { readonly audit?: unknown };

const auditWithFiles = z.object({ events: listOf(z.object({ attachments: z.array(z.unknown()) })) });

/** @internal How many files the write attached. Undefined if the answer does not show its audit. */
export function attachedFilesOf({ audit }: WrittenTicket): number | undefined {
  const events = z.safeParse(auditWithFiles, audit).data?.events;
  return events && Math.max(0, ...events.map(({ attachments }) => attachments.length));
}

/** @internal */
export const ticketsResponse = toStandardSchema(z.object({ tickets: z.array(ticket), next_page: nextPage }));
/** @internal */
export const userResponse = toStandardSchema(z.object({ user }));
/** @internal */
export const usersResponse = toStandardSchema(z.object({ users: z.array(user) }));

// Zendesk leaves out who wrote a comment at times, and an id that JavaScript cannot hold would be told as another one.
const idIfKnown = readable(z.nullish(z.int()), undefined);

// A value that is not understood counts as private.
const isPublic = readable(z.nullish(z.boolean()), false);

const comment = z.object({
  id: idIfKnown,
  author_id: idIfKnown,
  public: isPublic,
  created_at: timestamp,
  body: readable(z.nullish(z.string()), undefined),
  metadata: readable(z.nullish(z.object({ custom: z.nullish(z.record(z.string(), z.unknown())) })), undefined),
  attachments: readable(z.nullish(listOf(z.object({ file_name: z.nullish(z.string()) }))), undefined),
});

/** @internal */
export type WireComment = z.infer<typeof comment>;
/** @internal */
export const commentsResponse = toStandardSchema(z.object({ comments: listOf(comment), users, next_page: nextPage }));

/** @internal */
export const auditsResponse = toStandardSchema(
  z.object({
    audits: listOf(
      z.object({
        author_id: idIfKnown,
        created_at: timestamp,
        via: readable(z.nullish(z.object({ channel: z.nullish(z.string()) })), undefined),
        // Comments of every kind, such as those by voice, say whether they are public.
        events: z.nullish(listOf(z.object({ public: isPublic }))),
      }),
    ),
    users,
  }),
);

/** @internal */
export const identitiesResponse = toStandardSchema(
  z.object({ identities: listOf(z.object({ type: z.nullish(z.string()), value: z.nullish(z.string()) })) }),
);
