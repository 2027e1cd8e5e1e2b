/**
 * Hands out the access token of a connection and replaces it: the only place that refreshes.
 *
 * Zendesk's refresh tokens work once, so a refresh is: one at a time in this process, under the store's lock if it has
 * one, announced in the store before Zendesk is called, and saved before anybody uses its result.
 */
import {
  NotConnectedError,
  RateLimitedError,
  type ReconnectReason,
  ReconnectRequiredError,
  TokenStoreError,
  ZendeskError,
} from '../errors.js';
import type { Emit } from '../events.js';
import {
  type ConnectionRecord,
  type ConnectionRecords,
  contended,
  type Grant,
  type RefreshMarker,
  type StoredRecord,
} from '../records/connection-records.js';
import { connectionExpiry, isStale, type TokenSet } from '../records/token-set.js';
import type { TokenStore } from '../stores/token-store.js';
import { LruCache } from '../util/lru-cache.js';
import { perStore } from '../util/per-store.js';
import { sleep } from '../util/sleep.js';
import { isInvalidGrant, type TokenEndpoint } from './token-endpoint.js';

/** @internal */
export interface Replacement {
  readonly grant: Grant;
  /** Whether Zendesk has just issued the token; otherwise the store held a newer one. */
  readonly refreshed: boolean;
}

type RefreshableGrant = Grant & { readonly tokens: { readonly refreshToken: string } };

// How long another process may take over its refresh before it counts as dead: longer than the token endpoint may take.
const FOREIGN_REFRESH_PATIENCE_MS = 30_000;
const SAVE_PATIENCE_MS = 30_000;
const COOLDOWN_MS = 5_000;
// A refresh token past its life is not tried, unless the clock of this host may be to blame.
const CLOCK_TOLERANCE = 3_600_000;
const MAX_ROUNDS = 50;

const flightsOf = perStore(() => ({
  /** Refreshes under way, by connection id. */
  refreshes: new Map<string, Promise<Replacement>>(),
  /** Connections whose token endpoint just failed, and until when to leave it alone. */
  cooldowns: new LruCache<{ readonly until: number; readonly error: ZendeskError }>({
    maxEntries: 10_000,
    maxAge: 60_000,
  }),
}));

/** @internal */
export class AccessTokens {
  readonly #records: ConnectionRecords;
  readonly #tokenEndpoint: TokenEndpoint;
  readonly #flights: ReturnType<typeof flightsOf>;
  readonly #emit: Emit;

  constructor(store: TokenStore, records: ConnectionRecords, tokenEndpoint: TokenEndpoint, emit: Emit) {
    this.#records = records;
    this.#tokenEndpoint = tokenEndpoint;
    this.#flights = flightsOf(store);
    this.#emit = emit;
  }

  /**
   * The grant to use now; refreshed when it is about to expire.
   *
   * @throws NotConnectedError, ReconnectRequiredError, TokenStoreError, or what kept the refresh from working
   */
  async current(connectionId: string): Promise<Grant> {
    const grant = await this.#usable(connectionId);
    if (!isStale(grant.tokens)) return grant;
    try {
      return (await this.replace(connectionId, grant.tokens.accessToken)).grant;
    } catch (error) {
      // A token that still has a moment to live outlives a short outage of the token endpoint.
      const stillValid = (grant.tokens.expiresAt ?? 0) > Date.now();
      if (stillValid && error instanceof ZendeskError && error.retryable) return grant;
      throw error;
    }
  }

  /** Returns the grant to use now if it is in memory and its token is not about to expire. */
  peek(connectionId: string): Grant | undefined {
    const grant = this.#records.peek(connectionId)?.grant;
    const isUsable = grant !== undefined && 'tokens' in grant && !grant.disconnecting && !isStale(grant.tokens);
    return isUsable && this.#tokenEndpoint.issued(grant) ? grant : undefined;
  }

  /** A grant with another access token than the one that Zendesk rejected. All callers share one refresh. */
  replace(connectionId: string, rejected: string): Promise<Replacement> {
    const { refreshes } = this.#flights;
    const underWay = refreshes.get(connectionId);
    if (underWay !== undefined) return underWay;
    const refresh = this.#replace(connectionId, rejected).finally(() => refreshes.delete(connectionId));
    refreshes.set(connectionId, refresh);
    return refresh;
  }

  /**
   * Renews the tokens when no more than this part of their life is left, so that a connection that nobody uses does
   * not end.
   */
  async keepAlive(connectionId: string, remaining: number): Promise<Replacement> {
    const grant = await this.#usable(connectionId);
    const { tokens } = grant;
    const end = connectionExpiry(tokens);
    if (end === undefined || end - Date.now() > (end - tokens.obtainedAt) * remaining) {
      return { grant, refreshed: false };
    }
    try {
      if (isRefreshable(grant)) return await this.replace(connectionId, tokens.accessToken);
    } catch (error) {
      if (error instanceof ZendeskError && error.retryable) this.#warn(connectionId, end);
      throw error;
    }
    this.#warn(connectionId, end);
    return { grant, refreshed: false };
  }

  /** From memory, if there is a grant: another process may have connected since we last found none. */
  async #usable(connectionId: string): Promise<Grant> {
    try {
      return this.#usableGrant(await this.#records.cached(connectionId));
    } catch (error) {
      if (!(error instanceof NotConnectedError || error instanceof ReconnectRequiredError)) throw error;
      return this.#usableGrant((await this.#records.read(connectionId)).record);
    }
  }

  /**
   * @throws NotConnectedError, ReconnectRequiredError: also for a grant of another OAuth client, whose tokens this one
   * must not use and cannot refresh
   */
  #usableGrant(record: ConnectionRecord): Grant {
    const grant = usableGrant(record);
    if (!this.#tokenEndpoint.issued(grant)) throw new ReconnectRequiredError({ reason: 'other_client' });
    return grant;
  }

  #warn(connectionId: string, end: number): void {
    this.#emit(connectionId, { type: 'connection.expiring', expiresAt: new Date(end).toISOString() });
  }

  async #replace(connectionId: string, rejected: string): Promise<Replacement> {
    // First of all look: a sibling process may have refreshed, and then there is nothing to do.
    const grant = this.#usableGrant((await this.#records.read(connectionId)).record);
    if (isUsable(grant, rejected)) return { grant, refreshed: false };
    const cooldown = this.#flights.cooldowns.get(connectionId);
    if (cooldown !== undefined && Date.now() < cooldown.until) throw cooldown.error;
    this.#flights.cooldowns.delete(connectionId);
    return this.#records.locked(connectionId, () => this.#refresh(connectionId, rejected));
  }

  async #refresh(connectionId: string, rejected: string): Promise<Replacement> {
    let presumedDead: string | undefined;
    for (let round = 0; round < MAX_ROUNDS; round++) {
      const stored = await this.#records.read(connectionId);
      const grant = this.#usableGrant(stored.record);
      if (isUsable(grant, rejected)) return { grant, refreshed: false };
      if (!isRefreshable(grant)) return this.#refuse(connectionId, grant, 'no_refresh_token');
      if ((grant.tokens.refreshTokenExpiresAt ?? Number.POSITIVE_INFINITY) + CLOCK_TOLERANCE < Date.now()) {
        return this.#refuse(connectionId, grant, 'expired');
      }
      // Under a lock, a refresh that is still announced was left by a dead process. Without a lock its process may be
      // at it, and a second refresh would send the same refresh token again.
      const announced = this.#records.canLock ? undefined : grant.refresh;
      if (announced !== undefined && announced.id !== presumedDead) {
        const changed = await this.#changesWithin(patienceFor(announced), connectionId, grant);
        if (!changed) presumedDead = announced.id;
        continue;
      }
      // Written first, so that a crash is known for what it is. Also the proof that the store can be written: tokens
      // that could not be saved are not asked for.
      const marker = { id: crypto.randomUUID(), startedAt: Date.now() };
      const announcedGrant = { ...grant, refresh: marker };
      const announcement = await this.#records.replace(connectionId, stored, {
        ...stored.record,
        grant: announcedGrant,
      });
      if (announcement === undefined) continue;

      const startedAt = performance.now();
      const outcome = await this.#request(grant).catch((error: unknown) => ({ error }));
      const durationMs = Math.round(performance.now() - startedAt);
      if (!('error' in outcome)) {
        const saved = await this.#save(connectionId, announcement, announcedGrant, outcome);
        this.#emit(connectionId, { type: 'token.refreshed', durationMs });
        return { grant: saved, refreshed: true };
      }
      if (!isInvalidGrant(outcome.error)) {
        await this.#coolDown(connectionId, announcement, grant, outcome.error, durationMs);
        throw outcome.error;
      }
      // Refused. Another process may have been faster, or may be about to save what it got.
      const patience = grant.refresh === undefined ? 0 : patienceFor(grant.refresh);
      if (await this.#changesWithin(patience, connectionId, announcedGrant)) continue;
      return this.#refuse(connectionId, announcedGrant, grant.refresh === undefined ? 'refused' : 'rotation_lost');
    }
    throw contended();
  }

  /**
   * One call to the token endpoint, and one more when the first broke off early: a connection that died in the pool
   * is common, and the next call would have to send the same refresh token anyway.
   */
  async #request(grant: RefreshableGrant): Promise<TokenSet> {
    const { subdomain, tokens } = grant;
    const startedAt = performance.now();
    try {
      return await this.#tokenEndpoint.refreshTokenGrant(subdomain, tokens.refreshToken, tokens);
    } catch (error) {
      const isBlip = error instanceof ZendeskError && error.retryable && !(error instanceof RateLimitedError);
      if (!isBlip || performance.now() - startedAt > COOLDOWN_MS) throw error;
      await sleep(100 + Math.random() * 200);
      return this.#tokenEndpoint.refreshTokenGrant(subdomain, tokens.refreshToken, tokens);
    }
  }

  /** Saves the new tokens before anybody uses them, however long the store takes to come back within reason. */
  async #save(connectionId: string, announcement: StoredRecord, before: Grant, tokens: TokenSet): Promise<Grant> {
    const { refresh: marker, ...rest } = before;
    const grant: Grant = { ...rest, tokens };
    const giveUpAt = performance.now() + SAVE_PATIENCE_MS;
    let expected = announcement;
    for (let pause = 50; ; pause = Math.min(pause * 2, 2_000)) {
      try {
        if (await this.#records.replace(connectionId, expected, { ...expected.record, grant })) return grant;
        expected = await this.#records.read(connectionId);
      } catch (error) {
        if (!(error instanceof ZendeskError && error.retryable)) throw error;
        if (performance.now() < giveUpAt) {
          await sleep(pause);
          continue;
        }
        const startedAt = new Date(marker?.startedAt ?? tokens.obtainedAt).toISOString();
        this.#emit(connectionId, { type: 'token.rotation_lost', startedAt });
        throw new TokenStoreError({
          reason: 'rotation_lost',
          message: 'The token store failed after Zendesk had rotated the tokens, so the new ones could not be saved',
          hint: `Bring the store back and connect again: the refresh that began at ${startedAt} is lost.`,
        });
      }
      const current = expected.record.grant;
      // An earlier write came through after all, and only its answer was lost.
      if (current !== undefined && 'tokens' in current && current.tokens.accessToken === tokens.accessToken)
        return current;
      if (!isSameState(current, before)) {
        // Disconnected or connected anew meanwhile, and that wins: nobody will use these tokens.
        const revocation = await this.#tokenEndpoint.revoke(grant.subdomain, tokens);
        this.#emit(connectionId, { type: 'token.discarded', revocation });
        return this.#usableGrant(expected.record);
      }
    }
  }

  /** Whether the grant changes within so many milliseconds; looks at least once. */
  async #changesWithin(milliseconds: number, connectionId: string, grant: Grant): Promise<boolean> {
    const end = performance.now() + milliseconds;
    for (;;) {
      if (!isSameState((await this.#records.read(connectionId)).record.grant, grant)) return true;
      if (performance.now() >= end) return false;
      await sleep(50 + Math.random() * 50);
    }
  }

  /** The grant is dead: the tokens are forgotten, and no request is made until somebody connects again. */
  async #refuse(connectionId: string, grant: Grant, reason: ReconnectReason): Promise<Replacement> {
    let isMine = false;
    const record = await this.#records.update(connectionId, (current) => {
      isMine = isSameState(current.grant, grant);
      if (!isMine) return current;
      const { tokens, refresh: _, ...rest } = grant;
      return { ...current, grant: { ...rest, scope: tokens.scope, reconnect: { reason, at: Date.now() } } };
    });
    if (isMine) this.#emit(connectionId, { type: 'connection.reconnect_required', reason });
    return { grant: this.#usableGrant(record), refreshed: false };
  }

  /** An outage is not a revocation: the tokens stay, and the token endpoint is left alone for a moment. */
  async #coolDown(
    connectionId: string,
    announcement: StoredRecord,
    before: Grant,
    error: unknown,
    durationMs: number,
  ): Promise<void> {
    if (!(error instanceof ZendeskError)) return;
    const pause = error instanceof RateLimitedError ? Math.min(error.retryAfter * 1000, 60_000) : COOLDOWN_MS;
    this.#flights.cooldowns.set(connectionId, { until: Date.now() + pause, error });
    const { grant } = announcement.record;
    const marker = grant !== undefined && 'refresh' in grant ? grant.refresh : undefined;
    // Nobody knows whether Zendesk rotated the tokens before it failed to say so.
    const isOpen = error.retryable && !(error instanceof RateLimitedError) && marker !== undefined;
    const after: Grant = isOpen ? { ...before, refresh: { ...marker, outcomeUnknown: true } } : before;
    await this.#records.replace(connectionId, announcement, { ...announcement.record, grant: after }).catch(() => {});
    this.#emit(connectionId, { type: 'token.refresh_failed', code: error.code, durationMs });
  }
}

/** @throws NotConnectedError or ReconnectRequiredError */
function usableGrant({ grant }: ConnectionRecord): Grant {
  if (grant === undefined) throw new NotConnectedError();
  if ('reconnect' in grant) throw new ReconnectRequiredError({ reason: grant.reconnect.reason });
  if (grant.disconnecting) throw new NotConnectedError();
  return grant;
}

function isUsable(grant: Grant, rejected: string): boolean {
  return grant.tokens.accessToken !== rejected && !isStale(grant.tokens);
}

function isRefreshable(grant: Grant): grant is RefreshableGrant {
  return grant.tokens.refreshToken !== undefined;
}

/** Whether nobody has refreshed, announced a refresh, disconnected or connected anew since. */
function isSameState(current: ConnectionRecord['grant'], grant: Grant): boolean {
  return (
    current !== undefined &&
    'tokens' in current &&
    current.id === grant.id &&
    current.disconnecting === grant.disconnecting &&
    current.tokens.accessToken === grant.tokens.accessToken &&
    current.refresh?.id === grant.refresh?.id
  );
}

/** How much longer the process that announced a refresh may be at it. Its clock may differ, so this is bounded. */
function patienceFor(marker: RefreshMarker): number {
  if (marker.outcomeUnknown) return 0;
  const age = Date.now() - marker.startedAt;
  return Math.min(FOREIGN_REFRESH_PATIENCE_MS, Math.max(0, FOREIGN_REFRESH_PATIENCE_MS - age));
}
