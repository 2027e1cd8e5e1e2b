/**
 * What actions remember within a process: shared by all connectors on one token store.
 */
import { KeyedMutex } from '../util/keyed-mutex.js';
import { LruCache } from '../util/lru-cache.js';
import { perStore } from '../util/per-store.js';
import { SingleFlight } from '../util/single-flight.js';
import type { TicketWarning } from './ticket-warning.js';
import type { WireTicket } from './wire.js';

/** @internal Labels by the id of the status. */
export type StatusLabels = ReadonlyMap<number, string>;

/** @internal */
export interface ActionMemory {
  /** Zendesk's user id by account and e-mail address: the search index knows a new user only after minutes. */
  readonly requesterIds: LruCache<number>;
  /** Idempotency keys of created tickets. Repeating one of these calls does not count toward the ticket limit. */
  readonly createdTickets: LruCache<true>;
  /** Tokens of uploaded files, by the key of the call. */
  readonly uploads: LruCache<Uploads>;
  /** The keys of tickets whose internal note was added. */
  readonly internalNotes: LruCache<true>;
  /** Creations of tickets under way. */
  readonly creations: SingleFlight<Creation>;
  /** Backgrounds of sessions; see {@link backgroundKey}. */
  readonly backgrounds: LruCache<SessionBackground>;
  /** The account's own labels of statuses, by connection and scope. */
  readonly statusLabels: LruCache<StatusLabels>;
  /** Connections that may not read the labels. */
  readonly unreadableStatusLabels: LruCache<StatusLabels>;
  readonly statusLabelReads: SingleFlight<StatusLabels>;
  /** Lets one update at a time be made to a ticket. */
  readonly updateMutex: KeyedMutex;
  /** The locale in which a help center had articles, by account and the locale of the end user. */
  readonly helpCenterLocales: LruCache<string>;
}

/** @internal What became of one creation of a ticket. */
export interface Creation {
  readonly ticket: WireTicket;
  /** Whether an earlier call had created it. */
  readonly replayed: boolean;
  /** What the ticket lacks of the files and the note. */
  readonly warnings: readonly TicketWarning[];
}

/** @internal Files that were uploaded for one call. */
export interface Uploads {
  /** The same for the same files. */
  readonly fingerprint: string;
  readonly tokens: readonly string[];
  /** Milliseconds since the epoch. */
  readonly at: number;
}

/** @internal The background of a session, of one grant and in one language. */
export interface SessionBackground {
  readonly grantId: string;
  readonly locale: string;
  /** Undefined if the requester has no tickets. */
  readonly background: string | undefined;
}

/** @internal Names the background of one requester, by the name of `requesterName()`, of one connection. */
export function backgroundKey(connectionId: string, requesterName: string): string {
  return JSON.stringify([connectionId, requesterName]);
}

const MINUTE_MS = 60_000;

/** @internal */
export const actionMemoryOf = perStore<ActionMemory>(() => ({
  requesterIds: new LruCache({ maxEntries: 10_000, maxAge: 10 * MINUTE_MS }),
  // Zendesk remembers a key for two hours. A longer memory here would let a repeated call open a second ticket.
  createdTickets: new LruCache({ maxEntries: 10_000, maxAge: 110 * MINUTE_MS }),
  uploads: new LruCache({ maxEntries: 1_000, maxAge: 110 * MINUTE_MS }),
  internalNotes: new LruCache({ maxEntries: 10_000, maxAge: 110 * MINUTE_MS }),
  creations: new SingleFlight(),
  backgrounds: new LruCache({ maxEntries: 10_000, maxAge: 5 * MINUTE_MS }),
  statusLabels: new LruCache({ maxEntries: 1_000, maxAge: 60 * MINUTE_MS }),
  unreadableStatusLabels: new LruCache({ maxEntries: 1_000, maxAge: MINUTE_MS }),
  statusLabelReads: new SingleFlight(),
  updateMutex: new KeyedMutex(),
  helpCenterLocales: new LruCache({ maxEntries: 1_000, maxAge: 60 * MINUTE_MS }),
}));
