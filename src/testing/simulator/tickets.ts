/**
 * Creates and changes tickets as the API does, with its validation.
 * https://developer.zendesk.com/api-reference/ticketing/tickets/tickets/
 */
import type { SimulatedAccount } from './account.js';
import { ErrorAnswer, invalidRecord, timestamp } from './respond.js';
import type { SimulatedTicket, SimulatedUser } from './types.js';

type Fields = Readonly<Record<string, unknown>>;

const PRIORITIES = ['urgent', 'high', 'normal', 'low'];
const STATUSES = ['new', 'open', 'pending', 'hold', 'solved', 'closed'];
const MAX_COMMENT_BYTES = 65_535;

/** @param by the user of the token: the requester of a ticket that names none */
export function createTicket(account: SimulatedAccount, body: unknown, by: SimulatedUser): SimulatedTicket {
  const fields = ticketOf(body);
  const text = commentOf(fields) ?? stringOf(fields['description']);
  checkChoice(fields, 'priority', PRIORITIES);
  checkChoice(fields, 'status', STATUSES);
  if (text === undefined || text.trim() === '') {
    throw invalidRecord({ base: [{ description: 'Description: cannot be blank', error: 'BlankValue' }] });
  }
  const requester = requesterOf(account, fields, by);
  const status = stringOf(fields['status']);
  const customFields = Array.isArray(fields['custom_fields'])
    ? (fields['custom_fields'] as { id: number; value: unknown }[])
    : [];
  return account.addTicket({
    subject: stringOf(fields['subject']) ?? text.slice(0, 100),
    body: text,
    requester,
    submitter: by,
    ...(status === undefined ? {} : { status }),
    priority: stringOf(fields['priority']) ?? null,
    tags: Array.isArray(fields['tags']) ? fields['tags'].map(String) : [],
    externalId: stringOf(fields['external_id']) ?? null,
    customFields,
    brandId: numberOf(fields['brand_id']),
    groupId: numberOf(fields['group_id']),
    ticketFormId: numberOf(fields['ticket_form_id']),
  });
}

export function updateTicket(account: SimulatedAccount, id: number, body: unknown, by: SimulatedUser): void {
  const fields = ticketOf(body);
  checkChoice(fields, 'status', STATUSES);
  const status = stringOf(fields['status']);
  const changes = status === undefined ? {} : { status };
  const text = commentOf(fields);
  const ticket = account.tickets.find((ticket) => ticket.id === id);
  if (ticket?.status === 'closed') {
    throw invalidRecord({ status: [{ description: 'Status: closed prevents ticket update', error: 'TicketClosed' }] });
  }
  if (String(fields['safe_update']) === 'true' && fields['updated_stamp'] !== timestamp(ticket?.updatedAt ?? 0)) {
    throw new ErrorAnswer(409, {
      error: 'UpdateConflict',
      description: 'Safe Update prevented the update due to outdated ticket data.',
    });
  }
  if (text === undefined) {
    account.updateTicket(id, { author: by, ...changes });
    return;
  }
  const { public: isPublic = true, author_id: authorId = by.id } = fields['comment'] as {
    readonly public?: boolean;
    readonly author_id?: number;
  };
  const metadata = (fields['metadata'] ?? {}) as Record<string, unknown>;
  account.addComment(id, { author: authorId, actor: by, body: text, public: isPublic, metadata, ...changes });
}

function requesterOf(account: SimulatedAccount, fields: Fields, by: SimulatedUser): SimulatedUser {
  const { requester, requester_id: requesterId } = fields;
  if (requesterId !== undefined) {
    const known = account.users.find(({ id }) => id === requesterId);
    if (known === undefined)
      throw invalidRecord({ requester: [{ description: 'Requester: is invalid', error: 'InvalidValue' }] });
    return checkSuspension(known);
  }
  if (requester === undefined || requester === null) return by;
  const { email, name } = requester as Fields;
  if (typeof email !== 'string' || !/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(email)) {
    throw invalidRecord({
      requester: [
        { description: `Requester: Email: ${String(email)} is not properly formatted`, error: 'InvalidFormat' },
      ],
    });
  }
  const known = account.userByEmail(email);
  if (known !== undefined) return checkSuspension(known);
  if (typeof name !== 'string' || name.trim() === '') {
    throw invalidRecord({
      requester: [{ description: 'Requester: Name: is too short (minimum one character)', error: 'BlankValue' }],
    });
  }
  return account.addUser({ name, email });
}

/** How this is reported is not documented: this is how others have seen it. */
function checkSuspension(user: SimulatedUser): SimulatedUser {
  if (!user.suspended) return user;
  throw invalidRecord({
    requester: [{ description: `Requester: ${user.name} is suspended.`, error: 'UserSuspended' }],
  });
}

function ticketOf(body: unknown): Fields {
  const ticket = typeof body === 'object' && body !== null && 'ticket' in body ? body.ticket : undefined;
  if (typeof ticket === 'object' && ticket !== null) return ticket as Fields;
  throw new ErrorAnswer(400, {
    error: { title: 'Invalid attribute', message: 'You passed an invalid value for the ticket attribute.' },
  });
}

function commentOf(fields: Fields): string | undefined {
  const comment = fields['comment'];
  if (typeof comment !== 'object' || comment === null) return undefined;
  const { body, html_body: html } = comment as Fields;
  const text = stringOf(html)?.replace(/<[^>]*>/g, '') ?? stringOf(body);
  if (text !== undefined && new TextEncoder().encode(text).byteLength > MAX_COMMENT_BYTES) {
    throw invalidRecord({ base: [{ description: 'Comment: is too long (maximum is 65535 bytes)', error: 'TooLong' }] });
  }
  return text;
}

function checkChoice(fields: Fields, name: string, choices: readonly string[]): void {
  const value = fields[name];
  if (value === undefined || value === null || choices.includes(String(value))) return;
  throw invalidRecord({ [name]: [{ description: `${name}: ${String(value)} is not valid`, error: 'InvalidValue' }] });
}

function stringOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

function numberOf(value: unknown): number | null {
  return typeof value === 'number' ? value : null;
}
