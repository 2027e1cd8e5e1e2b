/**
 * Names the author of an update or a comment, as far as the requester of the ticket may know.
 */
import { oneLine, shorten } from '../util/plain-text.js';
import type { Updater } from './summaries.js';
import type { WireTicket, WireUser } from './wire.js';

const MAX_NAME = 60;

/** @internal Undefined for users that the requester need not know, such as a user in copy. */
export function authorOf(
  authorId: number | null | undefined,
  ticket: WireTicket,
  users: readonly WireUser[] | null | undefined,
): Updater | undefined {
  if (!authorId) return undefined;
  if (authorId === ticket.requester_id) return { kind: 'requester' };
  const author = users?.find(({ id }) => id === authorId);
  if (author?.role !== 'agent' && author?.role !== 'admin') return undefined;
  // The alias is the name that end users see.
  const name = [author.alias, author.name].map((text) => oneLine(text ?? '')).find((text) => text !== '');
  return name === undefined ? undefined : { kind: 'agent', name: shorten(name, MAX_NAME) };
}
