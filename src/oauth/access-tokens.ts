/**
 * Hands out the access token of a connection, and has it replaced when it is about to expire or was rejected. All callers
 * of one connection share one refresh.
 */
import { NotConnectedError, RateLimitedError, ReconnectRequiredError, ZendeskError } from '../errors.js';
import type { Emit } from '../events.js';
import type { Deadline } from '../http/deadline.js';
import type { ConnectionRecord, ConnectionRecords } from '../records/connection-records.js';
import { connectionState, requireGrant } from '../records/connection-state.js';
import {
  CLOCK_TOLERANCE_MS,
  type Grant,
  grantExpiry,
  isRejected,
  isRenewable,
  isSamePair,
  rejectGrant,
} from '../records/grant.js';
import { isStale } from '../records/token-set.js';
import type { TokenStore } from '../stores/token-store.js';
import type { Keep } from '../util/background.js';
import { perStore } from '../util/per-store.js';
import { SingleFlight } from '../util/single-flight.js';
import type { TokenEndpoint } from './token-endpoint.js';
import { type Replacement, TokenRefresh } from './token-refresh.js';

// The least time between two calls that Zendesk has asked to slow down, and what is added so that callers spread out.
const MIN_WAIT_MS = 250;

const refreshesOf = perStore(() => new SingleFlight<Replacement>());

/** @internal */
export interface AccessTokensParts {
  readonly clientId: string;
  readonly records: ConnectionRecords;
  readonly tokenEndpoint: TokenEndpoint;
  readonly emit: Emit;
  readonly keep: Keep;
}

/** @internal */
export class AccessTokens {
  readonly #clientId: string;
  readonly #records: ConnectionRecords;
  readonly #refresh: TokenRefresh;
  readonly #refreshes: SingleFlight<Replacement>;
  readonly #emit: Emit;
  readonly #keep: Keep;

  constructor(store: TokenStore, parts: AccessTokensParts) {
    this.#clientId = parts.clientId;
    this.#records = parts.records;
    this.#refresh = new TokenRefresh(store, parts);
    this.#refreshes = refreshesOf(store);
    this.#emit = parts.emit;
    this.#keep = parts.keep;
  }

  /**
   * Returns the grant to use now; refreshed when it is about to expire.
   *
   * @throws NotConnectedError, ReconnectRequiredError, TokenStoreError, or what kept the refresh from working
   */
  async current(connectionId: string, deadline: Deadline): Promise<Grant> {
    const grant = await deadline.race(this.#usable(connectionId));
    if (!isDue(grant)) return grant;
    const { accessToken, expiresAt = 0 } = grant.tokens;
    if (expiresAt <= Date.now()) return (await this.replace(connectionId, accessToken, deadline)).grant;
    try {
      return (await deadline.race(this.#replace(connectionId, accessToken))).grant;
    } catch (error) {
      // A token that still has a moment to live outlives a short outage of the token endpoint.
      if (error instanceof ZendeskError && error.retryable) return grant;
      throw error;
    }
  }

  /** Returns the grant to use now if it is in memory and its token is not about to expire. */
  peek(connectionId: string): Grant | undefined {
    const record = this.#records.peek(connectionId);
    if (record === undefined) return undefined;
    const state = connectionState(record, this.#clientId);
    return state.state === 'connected' && !isDue(state.grant) ? state.grant : undefined;
  }

  /**
   * Returns a grant with another access token than the one that Zendesk rejected. Waits as long as Zendesk asks for, if
   * that fits into the budget.
   */
  async replace(connectionId: string, rejected: string, deadline: Deadline): Promise<Replacement> {
    for (;;) {
      try {
        return await deadline.race(this.#replace(connectionId, rejected));
      } catch (error) {
        if (!(error instanceof RateLimitedError)) throw error;
        const wait = Math.max(error.retryAfter * 1000, MIN_WAIT_MS) + Math.random() * MIN_WAIT_MS;
        if (wait >= deadline.remaining()) throw error;
        await deadline.sleep(wait);
      }
    }
  }

  /** Returns the grant as the store holds it now. */
  async latest(connectionId: string): Promise<Grant> {
    return requireGrant((await this.#records.read(connectionId)).record, this.#clientId);
  }

  /**
   * Notes that Zendesk rejects the token that it has just issued. Returns the grant instead if another process has
   * replaced the token meanwhile.
   *
   * @throws ReconnectRequiredError `token_rejected`
   */
  async reject(connectionId: string, rejected: Grant): Promise<Grant> {
    let wasRejected = false;
    const record = await this.#update(connectionId, rejected, (grant) => {
      wasRejected = isRejected(grant);
      return rejectGrant(grant);
    });
    const grant = requireGrant(record, this.#clientId);
    if (!isSamePair(grant, rejected)) return grant;
    if (!wasRejected && isRejected(grant)) {
      this.#emit(connectionId, { type: 'connection.reconnect_required', reason: 'token_rejected' });
    }
    throw new ReconnectRequiredError({ reason: 'token_rejected' });
  }

  /** Notes that Zendesk takes a token again that it had rejected. */
  accept(connectionId: string, accepted: Grant): void {
    if (accepted.rejection === undefined) return;
    const forget = this.#update(connectionId, accepted, ({ rejection: _, ...grant }) => grant);
    this.#keep(forget);
  }

  /**
   * Renews the tokens when no more than this part of their life is left, so that an unused connection does
   * not end.
   */
  async keepAlive(connectionId: string, remaining: number, deadline: Deadline): Promise<Replacement> {
    const grant = await deadline.race(this.#usable(connectionId));
    const { tokens } = grant;
    const end = grantExpiry(grant);
    const now = Date.now();
    // Tokens from the future are from a clock that was wrong, so that their end is not known.
    const isDated = tokens.obtainedAt < now + CLOCK_TOLERANCE_MS;
    if (end === undefined || (isDated && end - now > (end - tokens.obtainedAt) * remaining)) {
      return { grant, refreshed: false };
    }
    try {
      if (isRenewable(grant)) return await this.replace(connectionId, tokens.accessToken, deadline);
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
      return requireGrant(await this.#records.cached(connectionId), this.#clientId);
    } catch (error) {
      if (!(error instanceof NotConnectedError || error instanceof ReconnectRequiredError)) throw error;
      return this.latest(connectionId);
    }
  }

  async #replace(connectionId: string, rejected: string): Promise<Replacement> {
    const { value } = await this.#refreshes.run(connectionId, () => {
      const refresh = this.#refresh.run(connectionId, rejected);
      // A caller that stops waiting must not lose the tokens for all others.
      this.#keep(refresh);
      return refresh;
    });
    return value;
  }

  /** Changes the grant if it still has the same tokens. */
  #update(connectionId: string, expected: Grant, change: (grant: Grant) => Grant): Promise<ConnectionRecord> {
    return this.#records.update(connectionId, (record) => {
      const { grant } = record;
      return grant?.state === 'active' && isSamePair(grant, expected) ? { ...record, grant: change(grant) } : record;
    });
  }

  #warn(connectionId: string, end: number): void {
    this.#emit(connectionId, { type: 'connection.expiring', expiresAt: new Date(end).toISOString() });
  }
}

/** Whether the token should be replaced before it is used. One that cannot be replaced is used until it is rejected. */
function isDue(grant: Grant): boolean {
  return isStale(grant.tokens) && isRenewable(grant);
}
