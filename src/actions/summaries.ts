/**
 * The sentences of results: "Pending — last updated 2 hours ago by agent Carla."
 */
import { en } from '../locales/en.js';
import type { Phrases } from '../locales/phrases.js';
import { LruCache } from '../util/lru-cache.js';

/** Who changed or answered a ticket. */
export type Updater =
  | { readonly kind: 'agent'; readonly name: string }
  /** The requester of the ticket. */
  | { readonly kind: 'requester' };

/** The last answer that the requester can see. */
export interface LastAnswer {
  readonly by: Updater;
  /** ISO 8601. */
  readonly at: string;
}

/** @internal What sentences depend on. */
export interface SummaryContext {
  readonly phrases: Phrases;
  /** BCP 47. */
  readonly locale: string;
  /** Milliseconds since the epoch by Zendesk's clock. */
  readonly now: number;
  /** Whether the sentence is for the requester of the ticket. */
  readonly isForRequester: boolean;
}

/** @internal "Pending". A status that is not known is named as Zendesk names it. */
export function statusLabel(status: string, { statuses }: Phrases): string {
  const known = Object.hasOwn(statuses, status) ? statuses[status] : undefined;
  return known ?? status.charAt(0).toUpperCase() + status.slice(1);
}

/** @internal "Pending — last updated 2 hours ago by agent Carla." */
export function describeStatus(
  status: {
    readonly label: string;
    readonly updatedAt: string;
    readonly updatedBy?: Updater | undefined;
    readonly lastAnswer?: LastAnswer | undefined;
  },
  context: SummaryContext,
): string {
  const { label, updatedAt, updatedBy, lastAnswer } = status;
  const { phrases } = context;
  const elapsed = elapsedTimes(context);
  const when = elapsed(updatedAt);
  if (updatedBy !== undefined) return phrases.updated(label, when, by(updatedBy, context));
  if (lastAnswer === undefined) return phrases.updated(label, when, '');
  return phrases.answered(label, when, by(lastAnswer.by, context), elapsed(lastAnswer.at));
}

/** @internal "Ticket #42 was created for ann@example.com." */
export function describeCreated(ticketId: number, email: string, replayed: boolean, phrases: Phrases): string {
  return replayed ? phrases.createdBefore(ticketId, email) : phrases.created(ticketId, email);
}

/** @internal "Latest tickets: #42 Pending, updated 2 hours ago; #40 Solved, updated 3 days ago." */
export function describeTickets(
  tickets: readonly { readonly ticketId: number; readonly statusLabel: string; readonly updatedAt: string }[],
  context: Omit<SummaryContext, 'isForRequester'>,
): string {
  const { phrases } = context;
  if (tickets.length === 0) return phrases.noTickets;
  const elapsed = elapsedTimes(context);
  const list = tickets.map(({ ticketId, statusLabel, updatedAt }) =>
    phrases.ticket(ticketId, statusLabel, elapsed(updatedAt)),
  );
  return phrases.tickets(list.join('; '));
}

/** @internal "Your answer was added to ticket #42." */
export function describeCommented(ticketId: number, phrases: Phrases): string {
  return phrases.commented(ticketId);
}

/** @internal "Messages on ticket #42: 3, the last one 2 hours ago by agent Carla." */
export function describeConversation(
  {
    ticketId,
    comments,
  }: {
    readonly ticketId: number;
    /** Oldest first. */
    readonly comments: readonly { readonly by?: Updater | undefined; readonly at: string }[];
  },
  context: SummaryContext,
): string {
  const { phrases } = context;
  const last = comments.at(-1);
  if (last === undefined) return phrases.noMessages(ticketId);
  const author = last.by === undefined ? '' : by(last.by, context);
  return phrases.messages(ticketId, comments.length, elapsedTimes(context)(last.at), author);
}

function by(updater: Updater, { phrases, isForRequester }: SummaryContext): string {
  if (updater.kind === 'agent') return phrases.by.agent(updater.name);
  return isForRequester ? phrases.by.you : phrases.by.requester;
}

// A month is a twelfth of a year, so that less than a year is never told as 12 months.
const UNITS: readonly (readonly [Intl.RelativeTimeFormatUnit, number])[] = [
  ['year', 365 * 86_400],
  ['month', (365 / 12) * 86_400],
  ['week', 7 * 86_400],
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
];

/** "2 hours ago": elapsed time, not the calendar's "yesterday" or "last year". */
function elapsedTimes({ phrases, locale, now }: Omit<SummaryContext, 'isForRequester'>): (time: string) => string {
  const formatter = formatterFor(phrases === en ? 'en' : locale);
  return (time) => {
    // A time in the future comes from a clock that differs.
    const seconds = (now - Date.parse(time)) / 1000;
    const found = UNITS.find(([, length]) => seconds >= length);
    if (found === undefined) return phrases.justNow;
    const [unit, length] = found;
    return formatter.format(-Math.floor(seconds / length), unit);
  };
}

// A formatter costs more than everything else in a summary.
const formatters = new LruCache<Intl.RelativeTimeFormat>({ maxEntries: 100, maxAge: Number.POSITIVE_INFINITY });

function formatterFor(tag: string): Intl.RelativeTimeFormat {
  const known = formatters.get(tag);
  if (known !== undefined) return known;
  const formatter = new Intl.RelativeTimeFormat(tag, { numeric: 'always' });
  formatters.set(tag, formatter);
  return formatter;
}
