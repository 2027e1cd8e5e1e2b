/**
 * The shapes of tickets, users, comments and audits on the wire, as far as the library reads them.
 * https://developer.zendesk.com/api-reference/ticketing/tickets/tickets/
 */

import { toSchema } from '../schema.js';
import * as z from '../util/zod.js';

const id = z.int().check(z.positive());
const timestamp = z.string().check(z.refine((value) => !Number.isNaN(Date.parse(value)), 'is not a time'));

const user = z.object({
  id,
  name: z.nullish(z.string()),
  alias: z.nullish(z.string()),
  email: z.nullish(z.string()),
  role: z.nullish(z.string()),
});

const ticket = z.object({
  id,
  subject: z.nullish(z.string()),
  // Not an enumeration: a status that is not known yet passes through.
  status: z.string().check(z.minLength(1)),
  custom_status_id: z.nullish(z.int()),
  requester_id: z.nullish(id),
  created_at: timestamp,
  updated_at: timestamp,
});

/** @internal */
export type WireTicket = z.infer<typeof ticket>;
/** @internal */
export type WireUser = z.infer<typeof user>;

/** @internal */
export const ticketResponse = toSchema(z.object({ ticket, users: z.nullish(z.array(user)) }));
/** @internal */
export const ticketsResponse = toSchema(z.object({ tickets: z.array(ticket) }));
/** @internal */
export const userResponse = toSchema(z.object({ user }));
/** @internal */
export const usersResponse = toSchema(z.object({ users: z.array(user) }));

// Zendesk leaves out who wrote a comment at times, and an id that JavaScript cannot hold would be told as another one.
const idIfKnown = z.catch(z.nullish(z.int()), undefined);

const comment = z.object({
  id: idIfKnown,
  author_id: idIfKnown,
  public: z.nullish(z.boolean()),
  created_at: timestamp,
  body: z.nullish(z.string()),
  metadata: z.nullish(z.object({ custom: z.nullish(z.record(z.string(), z.unknown())) })),
});

/** @internal */
export type WireComment = z.infer<typeof comment>;
/** @internal */
export const commentsResponse = toSchema(z.object({ comments: z.array(comment), users: z.nullish(z.array(user)) }));

/** @internal */
export const auditsResponse = toSchema(
  z.object({
    audits: z.array(
      z.object({
        author_id: idIfKnown,
        created_at: timestamp,
        events: z.nullish(z.array(z.object({ type: z.nullish(z.string()), public: z.nullish(z.boolean()) }))),
      }),
    ),
    users: z.nullish(z.array(user)),
  }),
);

/** @internal */
export const identitiesResponse = toSchema(
  z.object({ identities: z.array(z.object({ type: z.nullish(z.string()), value: z.nullish(z.string()) })) }),
);
