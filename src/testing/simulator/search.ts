/**
 * Zendesk's search as far as it matters here: it lags, it matches more than was meant, and its operators work, so that a
 * term which was not checked really widens the result.
 * https://developer.zendesk.com/documentation/ticketing/using-the-zendesk-api/searching-with-the-zendesk-api/
 */
import type { SimulatedAccount } from './account.js';
import type { SimulatedTicket, SimulatedUser } from './types.js';

interface Term {
  readonly field: string | undefined;
  readonly value: string;
}

export function searchUsers(account: SimulatedAccount, query: string): readonly SimulatedUser[] {
  const terms = parse(query).filter(({ field }) => field !== 'type');
  return indexed(account, account.users).filter(
    (user) => terms.length > 0 && terms.some((term) => matchesUser(user, term)),
  );
}

export function searchTickets(account: SimulatedAccount, query: string): readonly SimulatedTicket[] {
  const terms = parse(query).filter(({ field }) => field !== 'type');
  return indexed(account, account.tickets).filter((ticket) =>
    terms.every((term) => matchesTicket(account, ticket, term)),
  );
}

/** What the index has seen so far. */
function indexed<T extends { readonly createdAt: number }>(
  account: SimulatedAccount,
  items: readonly T[],
): readonly T[] {
  const seenUntil = account.now() - account.searchLagSeconds * 1000;
  return items.filter(({ createdAt }) => createdAt <= seenUntil);
}

function parse(query: string): readonly Term[] {
  return [...query.matchAll(/(?:(\w+)(?::|>|<))?(?:"([^"]*)"|(\S+))/g)].map(([, field, quoted, bare]) => ({
    field,
    value: (quoted ?? bare ?? '').toLowerCase(),
  }));
}

function matchesUser(user: SimulatedUser, { field, value }: Term): boolean {
  const addresses = [user.email, ...user.identities].map((email) => email.toLowerCase());
  // Partial matches occur, within a quoted term too.
  const inEmail = addresses.some((email) => matches(email, value));
  if (field === 'email') return inEmail;
  if (field === 'name') return matches(user.name.toLowerCase(), value);
  if (field === 'role') return user.role === value;
  return field === undefined && (inEmail || matches(user.name.toLowerCase(), value));
}

function matchesTicket(account: SimulatedAccount, ticket: SimulatedTicket, { field, value }: Term): boolean {
  if (field === 'status') return ticket.status === value;
  if (field === 'requester') {
    const requester = account.users.find(({ id }) => id === ticket.requesterId);
    return requester !== undefined && matchesUser(requester, { field: 'email', value });
  }
  return matches(`${ticket.subject} ${ticket.description}`.toLowerCase(), value);
}

function matches(text: string, pattern: string): boolean {
  return text.includes(pattern.replaceAll('*', ''));
}
