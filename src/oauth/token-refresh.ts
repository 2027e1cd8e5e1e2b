/**
 * Replaces the tokens of one connection at Zendesk: by a refresh token, which works once, or by the credentials of the
 * OAuth client, where a lost answer costs nothing but another request. One process at a time does it:
 *
 * 1. It waits while another process is at it.
 * 2. It announces the refresh in the store. That proves that the store can be written, and names a crash for what it is.
 * 3. It asks Zendesk.
 * 4. It saves the answer before the tokens are used. A process that holds the tokens that Zendesk honors saves them, whatever
 *    became of the lock and of the announcement meanwhile.
 *
 * When Zendesk refuses, the grant has ended. When Zendesk fails, the tokens stay, and the token endpoint is left alone for
 * a moment.
 */
import {
  RateLimitedError,
  type ReconnectReason,
  ReconnectRequiredError,
  TokenStoreError,
  ZendeskError,
} from '../errors.js';
import type { Emit } from '../events.js';
import { type ConnectionRecords, contended, type StoredRecord } from '../records/connection-records.js';
import { requireGrant } from '../records/connection-state.js';
import {
  endGrant,
  type Grant,
  isPaused,
  isRenewable,
  isSamePair,
  type RefreshMarker,
  rotateGrant,
} from '../records/grant.js';
import { isStale, type TokenSet } from '../records/token-set.js';
import type { TokenStore } from '../stores/token-store.js';
import { LruCache } from '../util/lru-cache.js';
import { perStore } from '../util/per-store.js';
import { sleep } from '../util/sleep.js';
import { RefreshSlots } from './refresh-slots.js';
import { type Renewal, renewalOf } from './renewal.js';
import { isAmbiguous, type TokenEndpoint } from './token-endpoint.js';

/** @internal */
export interface Replacement {
  readonly grant: Grant;
  /** Whether Zendesk has just issued the token; otherwise the store held a newer one. */
  readonly refreshed: boolean;
}

/** The outcome of one try: a replacement, another process to wait for, or a record that changed meanwhile. */
type Attempt = Replacement | { readonly wait: Announced } | 'changed';

type Announced = Grant & { readonly refresh: RefreshMarker };

type Answer =
  | { readonly tokens: TokenSet }
  /** `ambiguous`: Zendesk may have rotated the tokens before it failed to say so. */
  | { readonly error: unknown; readonly ambiguous: boolean };

// How long another process may take over its refresh before it counts as dead: longer than the token endpoint may take.
const FOREIGN_REFRESH_PATIENCE_MS = 30_000;
// The same where nothing rotates: a second request does no harm, so this only saves one.
const FOREIGN_REQUEST_PATIENCE_MS = 5_000;
// How long a process that was faster may take to save what it got.
const FOREIGN_SAVE_PATIENCE_MS = 3_000;
const SAVE_PATIENCE_MS = 30_000;
// As much of it one try can use up: a process that stands still does not try meanwhile.
const LONGEST_TRY_MS = 5_000;
const COOLDOWN_MS = 5_000;
const MAX_ROUNDS = 50;

const memoryOf = perStore(() => ({
  /** Connections whose token endpoint just failed, and until when to leave it alone. */
  cooldowns: new LruCache<{ readonly until: number; readonly error: ZendeskError }>({
    maxEntries: 10_000,
    maxAge: 60_000,
  }),
  /** The announcement by connection whose process is known to have ended. */
  ended: new LruCache<string>({ maxEntries: 10_000, maxAge: 2 * FOREIGN_REFRESH_PATIENCE_MS }),
}));

const slots = new RefreshSlots();

/** @internal */
export class TokenRefresh {
  readonly #clientId: string;
  readonly #records: ConnectionRecords;
  readonly #tokenEndpoint: TokenEndpoint;
  readonly #emit: Emit;
  readonly #memory: ReturnType<typeof memoryOf>;

  constructor(
    store: TokenStore,
    parts: {
      readonly clientId: string;
      readonly records: ConnectionRecords;
      readonly tokenEndpoint: TokenEndpoint;
      readonly emit: Emit;
    },
  ) {
    this.#clientId = parts.clientId;
    this.#records = parts.records;
    this.#tokenEndpoint = parts.tokenEndpoint;
    this.#emit = parts.emit;
    this.#memory = memoryOf(store);
  }

  /**
   * Returns a grant with another access token than `rejected`.
   *
   * @throws NotConnectedError, ReconnectRequiredError, TokenStoreError, or what kept the refresh from working
   */
  async run(connectionId: string, rejected: string): Promise<Replacement> {
    // First of all look: another process may have refreshed, and then there is nothing to do.
    const grant = requireGrant((await this.#records.read(connectionId)).record, this.#clientId);
    if (isUsable(grant, rejected)) return { grant, refreshed: false };
    if (isPaused(grant) && !isStale(grant.tokens)) throw new ReconnectRequiredError({ reason: 'token_rejected' });
    this.#throwIfCoolingDown(connectionId);
    for (let round = 0; round < MAX_ROUNDS; round++) {
      const attempt = await slots.run(grant.subdomain, () =>
        this.#records.locked(connectionId, () => this.#attempt(connectionId, rejected)),
      );
      if (attempt === 'changed') continue;
      if ('grant' in attempt) return attempt;
      // Neither a lock nor a slot is held over the wait.
      const { wait } = attempt;
      if (!(await this.#changesWithin(this.#patienceFor(wait), connectionId, wait))) {
        this.#memory.ended.set(connectionId, wait.refresh.id);
      }
    }
    throw contended();
  }

  async #attempt(connectionId: string, rejected: string): Promise<Attempt> {
    const stored = await this.#records.read(connectionId);
    const grant = requireGrant(stored.record, this.#clientId);
    if (isUsable(grant, rejected)) return { grant, refreshed: false };
    const renewal = renewalOf(grant, this.#tokenEndpoint);
    if (renewal === undefined) return this.#end(connectionId, grant, 'no_refresh_token');
    if (this.#isUnderWay(connectionId, grant)) return { wait: grant };
    const refresh = { id: crypto.randomUUID(), startedAt: Date.now() };
    const announced = { ...grant, refresh };
    const announcement = await this.#records.replace(connectionId, stored, { ...stored.record, grant: announced });
    if (announcement === undefined) return 'changed';
    const startedAt = performance.now();
    try {
      const answer = await this.#ask(renewal);
      const durationMs = Math.round(performance.now() - startedAt);
      if ('tokens' in answer) {
        const replacement = await this.#save(connectionId, announcement, { announced, renewal, tokens: answer.tokens });
        if (replacement.refreshed) this.#emit(connectionId, { type: 'token.refreshed', durationMs });
        return replacement;
      }
      const reason = renewal.refusalOf(answer.error);
      if (reason !== undefined && !renewal.rotates) return await this.#end(connectionId, announced, reason);
      if (reason !== undefined) return await this.#refused(connectionId, grant, announced, { ...answer, reason });
      await this.#coolDown(connectionId, grant, announced, { ...answer, durationMs });
      throw answer.error;
    } finally {
      this.#memory.ended.set(connectionId, refresh.id);
    }
  }

  /** Whether another process has announced a refresh, and may still be at it: the lock can be lost to a pause. */
  #isUnderWay(connectionId: string, grant: Grant): grant is Announced {
    if (!isAnnounced(grant)) return false;
    return this.#patienceFor(grant) > 0 && this.#memory.ended.get(connectionId) !== grant.refresh.id;
  }

  /** How much longer the process that announced a refresh may be at it. Its clock may differ, so this is bounded. */
  #patienceFor(grant: Announced): number {
    const { ambiguous, startedAt } = grant.refresh;
    if (ambiguous) return 0;
    const patience = renewalOf(grant, this.#tokenEndpoint)?.rotates
      ? FOREIGN_REFRESH_PATIENCE_MS
      : FOREIGN_REQUEST_PATIENCE_MS;
    return Math.min(patience, Math.max(0, patience - (Date.now() - startedAt)));
  }

  /**
   * One call to the token endpoint, and one more when the first broke off early: a connection that died in the pool
   * is common, and the next call would have to send the same refresh token anyway.
   */
  async #ask(renewal: Renewal): Promise<Answer> {
    const startedAt = performance.now();
    for (let ambiguous = false, attempt = 1; ; attempt++) {
      try {
        return { tokens: await renewal.ask() };
      } catch (error) {
        ambiguous ||= isAmbiguous(error);
        const isBlip = error instanceof ZendeskError && error.retryable && !(error instanceof RateLimitedError);
        if (!isBlip || attempt > 1 || performance.now() - startedAt > COOLDOWN_MS) return { error, ambiguous };
        await sleep(100 + Math.random() * 200);
      }
    }
  }

  /**
   * Saves the new tokens before they are used, however long the store takes to come back within reason. The tokens win
   * over everything but a disconnect and a new connect, even over a record that has given them up as lost.
   */
  async #save(
    connectionId: string,
    announcement: StoredRecord,
    {
      announced,
      renewal,
      tokens,
    }: { readonly announced: Announced; readonly renewal: Renewal; readonly tokens: TokenSet },
  ): Promise<Replacement> {
    const grant = rotateGrant(announced, tokens);
    let patience = renewal.rotates ? SAVE_PATIENCE_MS : 0;
    let expected = announcement;
    for (let pause = 50; ; pause = Math.min(pause * 2, 2_000)) {
      const triedAt = performance.now();
      try {
        if (await this.#records.replace(connectionId, expected, { ...expected.record, grant })) {
          return { grant, refreshed: true };
        }
        expected = await this.#records.read(connectionId);
      } catch (error) {
        patience -= Math.min(performance.now() - triedAt, LONGEST_TRY_MS) + pause;
        if (patience < 0) {
          if (renewal.rotates) throw this.#rotationLost(connectionId, announced.refresh, error);
          await this.#discard(connectionId, grant);
          throw error;
        }
        await sleep(pause);
        continue;
      }
      const current = expected.record.grant;
      const isDisconnecting = current?.state === 'active' && current.disconnecting === true;
      if (current?.id !== grant.id || isDisconnecting) {
        // Disconnected or connected again meanwhile, and that wins: no call will use these tokens.
        await this.#discard(connectionId, grant);
        return { grant: requireGrant(expected.record, this.#clientId), refreshed: false };
      }
      if (!isSamePair(current, announced)) {
        const isMine = current.state === 'active' && current.tokens.accessToken === tokens.accessToken;
        // Another process got a token of its own meanwhile. Where tokens rotate, only one of them can have got any.
        if (!renewal.rotates && !isMine) await this.#discard(connectionId, grant);
        // An earlier write came through, and only its answer was lost. It may have been refreshed since.
        return { grant: requireGrant(expected.record, this.#clientId), refreshed: true };
      }
    }
  }

  /** Tokens that no call will use are not left alive at Zendesk. */
  async #discard(connectionId: string, { subdomain, tokens }: Grant): Promise<void> {
    const revocation = await this.#tokenEndpoint.revoke(subdomain, tokens);
    this.#emit(connectionId, { type: 'token.discarded', revocation });
  }

  #rotationLost(connectionId: string, marker: RefreshMarker, error: unknown): unknown {
    if (!(error instanceof ZendeskError)) return error;
    const startedAt = new Date(marker.startedAt).toISOString();
    this.#emit(connectionId, { type: 'token.rotation_lost', startedAt });
    return new TokenStoreError({
      reason: 'rotation_lost',
      message: 'The token store failed after Zendesk had rotated the tokens, so the new ones could not be saved',
      hint: `Bring the store back and connect again: the refresh that began at ${startedAt} is lost.`,
    });
  }

  /** Zendesk refused the refresh token. Another process may have used it, and be about to save what it got. */
  async #refused(
    connectionId: string,
    { refresh }: Grant,
    announced: Announced,
    { ambiguous, reason }: { readonly ambiguous: boolean; readonly reason: ReconnectReason },
  ): Promise<Attempt> {
    const mayBeSaved =
      refresh !== undefined && !refresh.ambiguous && this.#memory.ended.get(connectionId) !== refresh.id;
    if (await this.#changesWithin(mayBeSaved ? FOREIGN_SAVE_PATIENCE_MS : 0, connectionId, announced)) return 'changed';
    if (ambiguous || refresh !== undefined) return this.#end(connectionId, announced, 'rotation_lost');
    return this.#end(connectionId, announced, reason);
  }

  /** Forgets the tokens: no request is made until the bot owner connects again. */
  async #end(connectionId: string, grant: Grant, reason: ReconnectReason): Promise<'changed'> {
    let isMine = false;
    await this.#records.update(connectionId, (record) => {
      isMine = isUnchanged(record.grant, grant);
      return isMine ? { ...record, grant: endGrant(grant, reason) } : record;
    });
    if (!isMine) return 'changed';
    this.#emit(connectionId, { type: 'connection.reconnect_required', reason });
    throw new ReconnectRequiredError({ reason });
  }

  /** An outage is not a revocation: the tokens stay, and the token endpoint is left alone for a moment. */
  async #coolDown(
    connectionId: string,
    before: Grant,
    announced: Announced,
    { error, ambiguous, durationMs }: { error: unknown; ambiguous: boolean; durationMs: number },
  ): Promise<void> {
    if (!(error instanceof ZendeskError)) return;
    const pause = error instanceof RateLimitedError ? Math.min(error.retryAfter * 1000, 60_000) : COOLDOWN_MS;
    this.#memory.cooldowns.set(connectionId, { until: Date.now() + pause, error });
    const refresh = ambiguous ? { ...announced.refresh, ambiguous } : before.refresh;
    const { refresh: _, ...rest } = announced;
    const grant: Grant = refresh === undefined ? rest : { ...rest, refresh };
    await this.#records
      .update(connectionId, (record) => (isUnchanged(record.grant, announced) ? { ...record, grant } : record))
      .catch(() => {});
    this.#emit(connectionId, { type: 'token.refresh_failed', code: error.code, durationMs });
  }

  #throwIfCoolingDown(connectionId: string): void {
    const cooldown = this.#memory.cooldowns.get(connectionId);
    const left = (cooldown?.until ?? 0) - Date.now();
    if (cooldown === undefined || left <= 0) return;
    const { error } = cooldown;
    if (!(error instanceof RateLimitedError)) throw error;
    const { message, zendeskStatus, requestId } = error;
    throw new RateLimitedError({ retryAfter: left / 1000, message, zendeskStatus, requestId });
  }

  /** Whether the grant changes within so many milliseconds; looks at least once. */
  async #changesWithin(milliseconds: number, connectionId: string, grant: Grant): Promise<boolean> {
    const end = performance.now() + milliseconds;
    for (let pause = 50; ; pause = Math.min(pause * 1.2, 250)) {
      if (!isUnchanged((await this.#records.read(connectionId)).record.grant, grant)) return true;
      if (performance.now() >= end) return false;
      await sleep(pause * (0.5 + Math.random()));
    }
  }
}

function isAnnounced(grant: Grant): grant is Announced {
  return grant.refresh !== undefined;
}

function isUsable(grant: Grant, rejected: string): boolean {
  return grant.tokens.accessToken !== rejected && !(isStale(grant.tokens) && isRenewable(grant));
}

/** Whether no process has refreshed, announced a refresh, disconnected or connected again since. */
function isUnchanged(current: Grant | { readonly state: 'ended' } | undefined, grant: Grant): boolean {
  return (
    current?.state === 'active' &&
    isSamePair(current, grant) &&
    current.disconnecting === grant.disconnecting &&
    current.refresh?.id === grant.refresh?.id
  );
}
