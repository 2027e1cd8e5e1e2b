/**
 * What all connectors on one store share within a process, so that a host may make a connector for each request.
 * It hangs off the store object and goes away with it.
 */
import type { ZendeskError } from '../errors.js';
import { RetryBudget } from '../http/retry.js';
import { LruCache } from '../lru-cache.js';
import { MemoryRateLimiter, type RateLimiter } from '../rate-limiter.js';
import { Turns } from '../turns.js';
import type { ConnectionRecord, Grant } from './connection-records.js';
import type { TokenStore } from './token-store.js';

/** @internal */
export interface ProcessMemory {
  /** Opened records, so that the hot path neither reads the store nor decrypts. */
  readonly records: LruCache<ConnectionRecord>;
  /** Counts writes to the store, so that a read knows whether one came in between. */
  writes: number;
  /** Refreshes under way, by connection id. */
  readonly refreshes: Map<string, Promise<{ readonly grant: Grant; readonly refreshed: boolean }>>;
  /** Connections whose token endpoint just failed, and until when to leave it alone. */
  readonly cooldowns: LruCache<{ readonly until: number; readonly error: ZendeskError }>;
  /** What is being done about webhooks, by connection. */
  readonly subscribing: Turns;
  /** What is being answered, by connection and ticket. */
  readonly answering: Turns;
  readonly retryBudget: RetryBudget;
  /** The default one: a host that makes a connector for each request is limited all the same. */
  readonly rateLimiter: RateLimiter;
  /** Zendesk's user id by account and e-mail address: the search index knows a new user only after minutes. */
  readonly requesterIds: LruCache<number>;
  /** Idempotency keys of tickets that were created, which count against no limit again. */
  readonly createdTickets: LruCache<true>;
  /** Labels of custom ticket statuses by account and status id. */
  readonly statusLabels: LruCache<ReadonlyMap<number, string>>;
}

const memories = new WeakMap<TokenStore, ProcessMemory>();

const MINUTE = 60_000;

/** @internal */
export function processMemory(store: TokenStore): ProcessMemory {
  let memory = memories.get(store);
  if (memory === undefined) {
    memory = {
      // At most a minute old, so that a disconnect in another process is seen soon.
      records: new LruCache({ maxEntries: 10_000, maxAge: MINUTE }),
      writes: 0,
      refreshes: new Map(),
      cooldowns: new LruCache({ maxEntries: 10_000, maxAge: MINUTE }),
      subscribing: new Turns(),
      answering: new Turns(),
      retryBudget: new RetryBudget(),
      rateLimiter: new MemoryRateLimiter(),
      requesterIds: new LruCache({ maxEntries: 10_000, maxAge: 10 * MINUTE }),
      // Zendesk remembers them for two hours; never longer than that, or a repetition would be a new ticket.
      createdTickets: new LruCache({ maxEntries: 10_000, maxAge: 110 * MINUTE }),
      statusLabels: new LruCache({ maxEntries: 1_000, maxAge: 60 * MINUTE }),
    };
    memories.set(store, memory);
  }
  return memory;
}
