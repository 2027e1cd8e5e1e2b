/**
 * What is known of each connection, as one sealed value in the token store: the settings, a pending authorization, the
 * grant and the webhook. Reads it, and changes it by compare-and-set.
 */
import { TokenStoreError, type ZendeskError } from '../errors.js';
import type { TokenStore } from '../stores/token-store.js';
import { LruCache } from '../util/lru-cache.js';
import { perStore } from '../util/per-store.js';
import { sleep } from '../util/sleep.js';
import type { Authorizations } from './authorizations.js';
import type { EndedGrant, Grant } from './grant.js';
import { noAnswer, STORE_TIMEOUT_MS, storeFailure, withStoreTimeout } from './store-guard.js';
import type { Subscription } from './subscriptions.js';
import type { Vault } from './vault.js';

/** What the bot's owner can turn on and off for a connection. */
export interface ConnectionSettings {
  /** Whether `startSession()` gives the model background about the customer. @defaultValue false */
  readonly customerContextOnSessionStart: boolean;
}

/** @internal */
export interface ConnectionRecord {
  readonly settings?: ConnectionSettings;
  /** At most one for each account that was ever connected. */
  readonly subscriptions?: readonly Subscription[] | undefined;
  readonly authorizations?: Authorizations | undefined;
  readonly grant?: Grant | EndedGrant;
}

/** @internal A record with the sealed value that it was read from, which is what a compare-and-set expects. */
export interface StoredRecord {
  readonly sealed: string | undefined;
  readonly record: ConnectionRecord;
}

// Longer than a lease and a refresh take: the holder of the lock may be at work.
const LOCK_TIMEOUT_MS = 60_000;
const MAX_ATTEMPTS = 50;

const MINUTE_MS = 60_000;

const memoryOf = perStore(() => ({
  /**
   * Opened records, so that most calls neither read the store nor decrypt. At most a minute old, so that this process
   * soon sees a disconnect in another one. Each takes about a kilobyte.
   */
  records: new LruCache<ConnectionRecord>({ maxEntries: 50_000, maxAge: MINUTE_MS }),
  /** Counts writes to the store, so that a read knows whether one came in between. */
  writes: 0,
}));

/** @internal */
export class ConnectionRecords {
  readonly #store: TokenStore;
  readonly #vault: Vault;
  readonly #memory: ReturnType<typeof memoryOf>;

  constructor(store: TokenStore, vault: Vault) {
    this.#store = store;
    this.#vault = vault;
    this.#memory = memoryOf(store);
  }

  /** Returns the record from memory if it was read less than a minute ago. */
  peek(connectionId: string): ConnectionRecord | undefined {
    return this.#memory.records.get(connectionId);
  }

  /** The record, from memory when it was read less than a minute ago. */
  async cached(connectionId: string): Promise<ConnectionRecord> {
    return this.peek(connectionId) ?? (await this.read(connectionId)).record;
  }

  /** The record as it stands in the store. */
  async read(connectionId: string): Promise<StoredRecord> {
    const { writes } = this.#memory;
    // `null`, which SQL and Redis clients answer with, is as good as `undefined`.
    const sealed = (await withStoreTimeout(() => this.#store.get(connectionId))) ?? undefined;
    const record =
      sealed === undefined ? {} : ((await this.#vault.open('connection', connectionId, sealed)) as ConnectionRecord);
    // What was written while we read is newer than what we read.
    if (this.#memory.writes === writes) this.#memory.records.set(connectionId, record);
    return { sealed, record };
  }

  /** Replaces exactly what was read; undefined, and nothing written, when it has changed since. */
  async replace(
    connectionId: string,
    expected: StoredRecord,
    record: ConnectionRecord,
  ): Promise<StoredRecord | undefined> {
    // A record that says nothing is no record.
    const isEmpty = Object.values(record).every((part) => part === undefined);
    const sealed = isEmpty ? undefined : await this.#vault.seal('connection', connectionId, record);
    if (sealed === undefined && expected.sealed === undefined) return expected;
    let written: boolean;
    try {
      written = await withStoreTimeout(() => this.#store.compareAndSet(connectionId, expected.sealed, sealed));
    } catch (error) {
      // The write may have come through all the same, and only its answer was lost.
      const current = await withStoreTimeout(() => this.#store.get(connectionId)).catch(() => expected.sealed);
      if (sealed === undefined || current !== sealed) throw error;
      written = true;
    }
    this.#memory.writes++;
    if (!written) {
      this.#memory.records.delete(connectionId);
      return undefined;
    }
    this.#memory.records.set(connectionId, record);
    return { sealed, record };
  }

  /**
   * Changes the record whatever others write meanwhile: `change` is run again on what they left.
   *
   * @param change returns the same object to leave everything as it is
   */
  async update(
    connectionId: string,
    change: (record: ConnectionRecord) => ConnectionRecord,
  ): Promise<ConnectionRecord> {
    for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
      const current = await this.read(connectionId);
      const next = change(current.record);
      if (next === current.record) return next;
      const stored = await this.replace(connectionId, current, next);
      if (stored !== undefined) return stored.record;
      await sleep(Math.random() * 10 * Math.min(attempt, 10));
    }
    throw contended();
  }

  /**
   * Removes a record that none of the keys opens.
   *
   * @returns false when the record can be opened, or there is none: nothing is changed then
   */
  async discardUnreadable(connectionId: string): Promise<boolean> {
    for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
      const sealed = (await withStoreTimeout(() => this.#store.get(connectionId))) ?? undefined;
      if (sealed === undefined || (await this.#canOpen(connectionId, sealed))) return false;
      if ((await this.replace(connectionId, { sealed, record: {} }, {})) !== undefined) return true;
    }
    throw contended();
  }

  async #canOpen(connectionId: string, sealed: string): Promise<boolean> {
    try {
      await this.#vault.open('connection', connectionId, sealed);
      return true;
    } catch (error) {
      if (error instanceof TokenStoreError && error.reason === 'unreadable') return false;
      throw error;
    }
  }

  /** Runs `task` under the store's lock, if it has one. Only a failure to get the lock counts, not one to give it back. */
  async locked<T>(connectionId: string, task: () => Promise<T>): Promise<T> {
    if (this.#store.lock === undefined) return task();
    let outcome: { readonly value: T } | { readonly error: unknown } | undefined;
    let isAbandoned = false;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const gaveUp = new Promise<void>((resolve) => {
      timer = setTimeout(() => {
        isAbandoned = true;
        resolve();
      }, LOCK_TIMEOUT_MS);
    });
    let failure: ZendeskError = noAnswer();
    const lock = async (underLock: () => Promise<void>) => this.#store.lock?.(connectionId, underLock);
    const unlocked = new Promise<void>((resolve) => {
      const underLock = async () => {
        clearTimeout(timer);
        if (isAbandoned) return;
        outcome = await task().then(
          (value) => ({ value }),
          (error: unknown) => ({ error }),
        );
        // The lock is given back now; a store that hangs over it holds up no call.
        timer = setTimeout(resolve, STORE_TIMEOUT_MS);
      };
      lock(underLock).then(resolve, (error: unknown) => {
        failure = storeFailure(error);
        resolve();
      });
    });
    await Promise.race([unlocked, gaveUp]);
    clearTimeout(timer);
    if (outcome === undefined) throw failure;
    if ('error' in outcome) throw outcome.error;
    return outcome.value;
  }
}

/** @internal */
export function contended(): TokenStoreError {
  return new TokenStoreError({
    reason: 'contended',
    message: 'The record in the token store kept changing',
    hint: 'Try again. If it persists, compareAndSet() of the store is not atomic: run tokenStoreContract against it.',
  });
}
