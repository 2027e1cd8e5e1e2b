/**
 * Handles the redirect back from Zendesk: the authorization response and the exchange of its code, RFC 6749 sections
 * 4.1.2 and 4.1.3. A state counts once; a callback that the browser repeats gets the outcome of the first one.
 */
import { OAuthCallbackError, ZendeskError } from '../errors.js';
import {
  type CompletedAuthorization,
  findAuthorization,
  type PendingAuthorization,
  replaceAuthorization,
} from '../records/authorizations.js';
import type { ConnectionRecord, ConnectionRecords } from '../records/connection-records.js';
import type { EndedGrant, Grant } from '../records/grant.js';
import type { Vault } from '../records/vault.js';
import { sha256 } from '../util/hash.js';
import { sleep } from '../util/sleep.js';
import { type AuthorizationState, openState } from './authorization-state.js';
import {
  foreignClient,
  foreignSession,
  invalidState,
  notExchanged,
  refused,
  unknownAuthorization,
} from './connect-errors.js';
import { type EstablishedGrant, type EstablishGrantParts, establishGrant } from './establish-grant.js';

/** @internal */
export interface AuthorizationResponseParts extends EstablishGrantParts {
  /** Milliseconds for a look at who connected, and for waiting for the outcome of the same callback. */
  readonly timeout: number;
  readonly records: ConnectionRecords;
  readonly vault: Vault;
}

/** @internal */
export interface CompletedConnect extends EstablishedGrant {
  readonly connectionId: string;
  readonly returnTo?: string;
}

const POLL_INTERVAL_MS = 100;

/** @internal Checks the callback, exchanges the code, looks up who connected, and stores the grant. */
export async function completeAuthorization(
  parts: AuthorizationResponseParts,
  parameters: URLSearchParams,
  session: string | undefined,
): Promise<CompletedConnect> {
  let connectionId: string | undefined;
  try {
    const state = await openState(parts.vault, parameters);
    connectionId = state.connectionId;
    if (state.clientId !== parts.clientId) throw foreignClient();
    const claim = await claimAuthorization(parts, state, { parameters, session });
    if ('grant' in claim) return claim;
    return await exchangeCode(parts, connectionId, { claimed: claim, parameters }).catch(async (error: unknown) => {
      await dropAuthorization(parts, state).catch(() => {});
      throw error;
    });
  } catch (error) {
    parts.emit(connectionId, {
      type: 'connect.failed',
      ...(error instanceof OAuthCallbackError
        ? { reason: error.reason, ...(error.error === undefined ? {} : { error: error.error }) }
        : { reason: 'exchange', error: error instanceof ZendeskError ? error.code : 'unknown' }),
    });
    throw error;
  }
}

/**
 * Uses up the state: of callbacks that arrive at once, one claims the authorization. The others wait for its outcome,
 * since a browser that prefetches sends the same callback twice and shows the second answer.
 */
async function claimAuthorization(
  { records, timeout }: AuthorizationResponseParts,
  { connectionId, nonce }: AuthorizationState,
  { parameters, session }: { readonly parameters: URLSearchParams; readonly session: string | undefined },
): Promise<PendingAuthorization | CompletedConnect> {
  const sessionHash = typeof session === 'string' && session !== '' ? await sha256(session) : undefined;
  const codeHash = await sha256(parameters.get('code') ?? '');
  const giveUpAt = performance.now() + timeout;
  for (;;) {
    let claimed: PendingAuthorization | undefined;
    const record = await records.update(connectionId, (record) => {
      claimed = undefined;
      const found = findAuthorization(record.authorizations, nonce);
      if (found === undefined) throw unknownAuthorization();
      const claimedBy = 'completedBy' in found ? found.completedBy : found.claimedBy;
      // A refusal does not use up the state: a stranger who opens the link to a callback must not be able to spoil it.
      // The comparison is of hashes, so its timing reveals nothing about the session id.
      if (sessionHash !== found.session) throw claimedBy === undefined ? foreignSession() : invalidState();
      if ('completedBy' in found || claimedBy !== undefined) {
        if (codeHash !== claimedBy) throw invalidState();
        return record;
      }
      claimed = { ...found, claimedBy: codeHash };
      return { ...record, authorizations: replaceAuthorization(record.authorizations, nonce, claimed) };
    });
    if (claimed !== undefined) return claimed;
    const completed = outcomeOf(connectionId, record, nonce);
    if (completed !== undefined) return completed;
    if (performance.now() > giveUpAt) throw invalidState();
    await sleep(POLL_INTERVAL_MS);
  }
}

/** The outcome of an authorization that led to the connection as it stands; undefined while it is being exchanged. */
function outcomeOf(connectionId: string, record: ConnectionRecord, nonce: string): CompletedConnect | undefined {
  const found = findAuthorization(record.authorizations, nonce);
  if (found === undefined || !('completedBy' in found)) return undefined;
  const { grant } = record;
  const isConnected = grant?.state === 'active' && grant.subdomain === found.subdomain;
  if (!isConnected || grant.disconnecting) throw invalidState();
  return { connectionId, grant, ...(found.returnTo === undefined ? {} : { returnTo: found.returnTo }) };
}

async function exchangeCode(
  parts: AuthorizationResponseParts,
  connectionId: string,
  { claimed, parameters }: { readonly claimed: PendingAuthorization; readonly parameters: URLSearchParams },
): Promise<CompletedConnect> {
  const { scope, tokenEndpoint } = parts;
  const { subdomain, codeVerifier, returnTo } = claimed;
  const attempt = { returnTo, scope };
  const refusal = parameters.get('error');
  if (refusal !== null) throw refused(refusal, attempt);
  const code = parameters.get('code');
  if (code === null || code === '') {
    throw new OAuthCallbackError({ reason: 'exchange', message: 'The callback holds no code', returnTo });
  }
  const explain = (error: unknown): never => {
    throw error instanceof ZendeskError ? notExchanged(error, attempt) : error;
  };
  const tokens = await tokenEndpoint.authorizationCodeGrant(subdomain, code, codeVerifier).catch(explain);
  const issued = { grantType: 'authorization_code', subdomain, tokens } as const;
  const store = (grant: Grant) => storeGrant(parts, connectionId, { claimed, grant });
  const established = await establishGrant(parts, connectionId, issued, { store, explain });
  return { connectionId, ...established, ...(returnTo === undefined ? {} : { returnTo }) };
}

/** Returns the grant from before. */
async function storeGrant(
  { records }: AuthorizationResponseParts,
  connectionId: string,
  { claimed, grant }: { readonly claimed: PendingAuthorization; readonly grant: Grant },
): Promise<Grant | EndedGrant | undefined> {
  const { nonce } = claimed;
  let replaced: Grant | EndedGrant | undefined;
  await records.update(connectionId, (record) => {
    // Disconnected while the code was being exchanged: that wins.
    if (findAuthorization(record.authorizations, nonce) === undefined) throw invalidState();
    replaced = record.grant;
    return {
      ...record,
      authorizations: replaceAuthorization(record.authorizations, nonce, toCompleted(claimed)),
      grant,
    };
  });
  return replaced;
}

function toCompleted({ codeVerifier: _, claimedBy = '', ...rest }: PendingAuthorization): CompletedAuthorization {
  return { ...rest, completedBy: claimedBy };
}

/** Forgets an authorization that ended without a grant. */
async function dropAuthorization(
  { records }: AuthorizationResponseParts,
  { connectionId, nonce }: AuthorizationState,
): Promise<void> {
  await records.update(connectionId, (record) => {
    if (findAuthorization(record.authorizations, nonce) === undefined) return record;
    return { ...record, authorizations: replaceAuthorization(record.authorizations, nonce) };
  });
}
