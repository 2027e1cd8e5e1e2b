/**
 * The shapes of tickets, users, comments and audits on the wire, as far as the library reads them.
 * https://developer.zendesk.com/api-reference/ticketing/tickets/tickets/
 */

import { schemaOfAnswer } from '../schema.js';
import { oneLine, shorten } from '../util/plain-text.js';
import {
  anything,
  dictionary,
  everyOf,
  filledText,
  flag,
  id,
  integer,
  listOf,
  maybe,
  members,
  read,
  readable,
  type Shaped,
  text,
  time,
} from '../util/shape.js';

const MAX_STATUS = 60;

const user = members({
  id,
  name: maybe(text),
  alias: maybe(text),
  email: maybe(text),
  role: maybe(text),
  external_id: maybe(text),
  active: maybe(flag),
});

const ticket = members({
  id,
  subject: maybe(text),
  // Not an enumeration: a status that is not known yet passes through.
  status: filledText((status) => shorten(oneLine(status), MAX_STATUS)),
  custom_status_id: readable(maybe(integer), undefined),
  requester_id: maybe(id),
  ticket_form_id: readable(maybe(integer), undefined),
  brand_id: readable(maybe(integer), undefined),
  // There may be hundreds, and they are rarely looked at.
  custom_fields: anything,
  created_at: time,
  updated_at: time,
});

// Of a list by offset.
const nextPage = readable(maybe(text), undefined);

/** @internal */
export type WireTicket = Shaped<typeof ticket>;
/** @internal */
export type WireUser = Shaped<typeof user>;

// Users come along where Zendesk has them at hand.
const users = readable(maybe(listOf(user)), undefined);

/** @internal */
export const ticketResponse = schemaOfAnswer(members({ ticket, users }));

const customFields = listOf(members({ id: integer, value: anything }));

/** @internal Undefined if the answer does not show them. */
export function customFieldsOf({ custom_fields }: WireTicket): Shaped<typeof customFields> | undefined {
  return read(customFields, custom_fields);
}

/** @internal The answer to a write. */
export const writtenTicketResponse = schemaOfAnswer(members({ ticket, audit: anything }));
/** @internal */
export type WrittenTicket = { readonly audit?: unknown };

const auditWithFiles = members({ events: listOf(members({ attachments: everyOf(anything) })) });

/** @internal How many files the write attached. Undefined if the answer does not show its audit. */
export function attachedFilesOf({ audit }: WrittenTicket): number | undefined {
  const events = read(auditWithFiles, audit)?.events;
  return events && Math.max(0, ...events.map(({ attachments }) => attachments.length));
}

/** @internal */
export const ticketsResponse = schemaOfAnswer(members({ tickets: listOf(ticket), next_page: nextPage }));
/** @internal */
export const userResponse = schemaOfAnswer(members({ user }));
/** @internal */
export const usersResponse = schemaOfAnswer(members({ users: everyOf(user) }));

// Zendesk leaves out who wrote a comment at times, and an id that JavaScript cannot hold would be told as another one.
const idIfKnown = readable(maybe(integer), undefined);

// A value that is not understood counts as private.
const isPublic = readable(maybe(flag), false);

const attachment = members({
  id: idIfKnown,
  file_name: readable(maybe(text), undefined),
  content_url: readable(maybe(text), undefined),
  content_type: readable(maybe(text), undefined),
  size: readable(maybe(integer), undefined),
  deleted: readable(maybe(flag), undefined),
  malware_scan_result: readable(maybe(text), undefined),
  malware_access_override: readable(maybe(flag), undefined),
});

/** @internal */
export type WireAttachment = Shaped<typeof attachment>;

const comment = members({
  id: idIfKnown,
  author_id: idIfKnown,
  public: isPublic,
  created_at: time,
  body: readable(maybe(text), undefined),
  metadata: readable(maybe(members({ custom: maybe(dictionary) })), undefined),
  attachments: readable(maybe(listOf(attachment)), undefined),
});

/** @internal */
export type WireComment = Shaped<typeof comment>;
/** @internal */
export const commentsResponse = schemaOfAnswer(members({ comments: listOf(comment), users, next_page: nextPage }));

/** @internal */
export const auditsResponse = schemaOfAnswer(
  members({
    audits: listOf(
      members({
        author_id: idIfKnown,
        created_at: time,
        via: readable(maybe(members({ channel: maybe(text) })), undefined),
        // Comments of every kind, such as those by voice, say whether they are public.
        events: maybe(listOf(members({ public: isPublic }))),
      }),
    ),
    users,
  }),
);

/** @internal */
export const identitiesResponse = schemaOfAnswer(
  members({ identities: listOf(members({ type: maybe(text), value: maybe(text) })) }),
);
