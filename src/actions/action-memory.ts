/**
 * What actions remember within a process: shared by all connectors on one token store.
 */
import { KeyedMutex } from '../util/keyed-mutex.js';
import { LruCache } from '../util/lru-cache.js';
import { perStore } from '../util/per-store.js';

/** @internal */
export interface ActionMemory {
  /** Zendesk's user id by account and e-mail address: the search index knows a new user only after minutes. */
  readonly requesterIds: LruCache<number>;
  /** Idempotency keys of created tickets. Repeating one of these calls does not count toward the ticket limit. */
  readonly createdTickets: LruCache<true>;
  /** Labels of custom ticket statuses by account and status id. */
  readonly statusLabels: LruCache<ReadonlyMap<number, string>>;
  /** Lets one comment at a time be added to a ticket. */
  readonly commentMutex: KeyedMutex;
}

const MINUTE_MS = 60_000;

/** @internal */
export const actionMemoryOf = perStore<ActionMemory>(() => ({
  requesterIds: new LruCache({ maxEntries: 10_000, maxAge: 10 * MINUTE_MS }),
  // Zendesk remembers a key for two hours. A longer memory here would let a repeated call open a second ticket.
  createdTickets: new LruCache({ maxEntries: 10_000, maxAge: 110 * MINUTE_MS }),
  statusLabels: new LruCache({ maxEntries: 1_000, maxAge: 60 * MINUTE_MS }),
  commentMutex: new KeyedMutex(),
}));
