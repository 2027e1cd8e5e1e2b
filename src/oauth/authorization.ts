/**
 * The browser's way to Zendesk and back: authorization code grant with PKCE, RFC 6749 section 4.1 and RFC 7636.
 *
 * What the callback needs lies sealed in the connection's own record; `state` is only a sealed pointer to it. So the
 * verifier never leaves the server, and a state counts once.
 */
import { ApiError, ConfigurationError, type ErrorDetails, OAuthCallbackError, ZendeskError } from '../errors.js';
import type { Emit } from '../events.js';
import type { Http } from '../http/http.js';
import {
  addAuthorization,
  type CompletedAuthorization,
  findAuthorization,
  type PendingAuthorization,
  replaceAuthorization,
} from '../records/authorizations.js';
import type { ConnectionRecord, ConnectionRecords, DeadGrant, Grant } from '../records/connection-records.js';
import { missingScope, type TokenSet } from '../records/token-set.js';
import type { Vault } from '../records/vault.js';
import { originOf, parseSubdomain, type ZendeskSubdomain } from '../subdomain.js';
import { randomString, sha256 } from '../util/hash.js';
import { sleep } from '../util/sleep.js';
import { requireAccount } from './account-lookup.js';
import { fetchConnectedUser } from './connected-user.js';
import { requireOwnPath } from './return-to.js';
import type { TokenEndpoint } from './token-endpoint.js';

/** The options of {@link ZendeskConnection.connect}. */
export interface ConnectOptions {
  /** `acme`, `acme.zendesk.com` or `https://acme.zendesk.com/…`, as the bot owner typed it. */
  readonly subdomain: string;
  /** Your own id of this browser session: a callback from another browser is refused. */
  readonly session: string;
  /** A path of your own site to go to afterwards, such as `/bots/42/integrations`. */
  readonly returnTo?: string;
  /**
   * Replaces a stored record that cannot be opened, because its encryption key is lost. The tokens in it can no longer be
   * revoked from here, which the event `token.discarded` says as `unconfirmed`. Ask the bot owner first.
   * @defaultValue false: such a record is a TokenStoreError with the reason `unreadable`
   */
  readonly replaceUnreadable?: boolean;
}

/** @internal */
export interface CompletedConnect {
  readonly connectionId: string;
  readonly grant: Grant;
  readonly returnTo?: string;
  /** The grant from before, whose tokens and webhook are still at Zendesk. */
  readonly replaced?: Grant | DeadGrant;
}

/** @internal */
export interface AuthorizationOptions {
  readonly clientId: string;
  readonly redirectUri: string;
  readonly scope: readonly string[];
  /** Milliseconds for the requests of a callback. */
  readonly timeout: number;
}

interface StatePointer {
  readonly connectionId: string;
  readonly nonce: string;
  readonly clientId: string;
}

const PENDING_LIFETIME = 10 * 60_000;
const POLL_INTERVAL = 100;

/** @internal */
export class Authorization {
  readonly #options: AuthorizationOptions;
  readonly #records: ConnectionRecords;
  readonly #vault: Vault;
  readonly #tokenEndpoint: TokenEndpoint;
  readonly #http: Http;
  readonly #emit: Emit;

  constructor(
    options: AuthorizationOptions,
    parts: {
      readonly records: ConnectionRecords;
      readonly vault: Vault;
      readonly tokenEndpoint: TokenEndpoint;
      readonly http: Http;
      readonly emit: Emit;
    },
  ) {
    this.#options = options;
    this.#records = parts.records;
    this.#vault = parts.vault;
    this.#tokenEndpoint = parts.tokenEndpoint;
    this.#http = parts.http;
    this.#emit = parts.emit;
  }

  /** Remembers the authorization and returns the address to send the browser to. */
  async begin(connectionId: string, options: ConnectOptions): Promise<URL> {
    const { clientId, redirectUri, scope } = this.#options;
    const subdomain = parseSubdomain(options.subdomain);
    const session = requireSession(options.session);
    const returnTo = options.returnTo === undefined ? {} : { returnTo: requireOwnPath(options.returnTo) };
    await requireAccount(this.#http, subdomain);
    const codeVerifier = randomString();
    const pending: PendingAuthorization = {
      nonce: randomString(),
      subdomain,
      codeVerifier,
      session: await sha256(session),
      ...returnTo,
      expiresAt: Date.now() + PENDING_LIFETIME,
    };
    if (options.replaceUnreadable === true && (await this.#records.discardUnreadable(connectionId))) {
      this.#emit(connectionId, { type: 'token.discarded', revocation: 'unconfirmed' });
    }
    await this.#records.update(connectionId, (record) => ({
      ...record,
      authorizations: addAuthorization(record.authorizations, pending),
    }));
    const pointer: StatePointer = { connectionId, nonce: pending.nonce, clientId };
    const url = new URL('/oauth/authorizations/new', originOf(subdomain));
    url.search = new URLSearchParams({
      response_type: 'code',
      client_id: clientId,
      redirect_uri: redirectUri,
      scope: scope.join(' '),
      state: await this.#vault.seal('state', '', pointer),
      code_challenge: await sha256(codeVerifier),
      code_challenge_method: 'S256',
    }).toString();
    this.#emit(connectionId, { type: 'connect.started', subdomain });
    return url;
  }

  /**
   * Handles the redirect back: checks it, exchanges the code, looks up who connected, and stores the grant. A callback
   * that the browser repeats gets the outcome of the first one.
   */
  async complete(parameters: URLSearchParams, session: string | undefined): Promise<CompletedConnect> {
    let connectionId: string | undefined;
    try {
      const pointer = await this.#openState(parameters);
      connectionId = pointer.connectionId;
      if (pointer.clientId !== this.#options.clientId) throw foreignClient();
      const claim = await this.#claim(pointer, parameters, session);
      if ('grant' in claim) return claim;
      return await this.#exchange(pointer, claim, parameters).catch(async (error: unknown) => {
        await this.#drop(pointer).catch(() => {});
        throw error;
      });
    } catch (error) {
      this.#emit(connectionId, {
        type: 'connect.failed',
        ...(error instanceof OAuthCallbackError
          ? { reason: error.reason, ...(error.error === undefined ? {} : { error: error.error }) }
          : { reason: 'exchange', error: error instanceof ZendeskError ? error.code : 'unknown' }),
      });
      throw error;
    }
  }

  async #openState(parameters: URLSearchParams): Promise<StatePointer> {
    const [state, ...more] = parameters.getAll('state');
    // A parameter that comes twice is how two parsers are made to see two different requests.
    if (state === undefined || more.length > 0 || parameters.getAll('code').length > 1) throw invalidState();
    try {
      return (await this.#vault.open('state', '', state)) as StatePointer;
    } catch {
      throw invalidState();
    }
  }

  /**
   * Uses up the state: of callbacks that arrive at once, one claims the authorization. The others wait for its outcome,
   * since a browser that prefetches sends the same callback twice and shows the second answer.
   */
  async #claim(
    { connectionId, nonce }: StatePointer,
    parameters: URLSearchParams,
    session: string | undefined,
  ): Promise<PendingAuthorization | CompletedConnect> {
    const sessionHash = typeof session === 'string' && session !== '' ? await sha256(session) : undefined;
    const codeHash = await sha256(parameters.get('code') ?? '');
    const giveUpAt = performance.now() + this.#options.timeout;
    for (;;) {
      let claimed: PendingAuthorization | undefined;
      const record = await this.#records.update(connectionId, (record) => {
        claimed = undefined;
        const found = findAuthorization(record.authorizations, nonce);
        if (found === undefined) throw invalidState();
        // A refusal does not use up the state: a stranger who opens the link to a callback must not be able to spoil it.
        // The comparison is of hashes, so its timing reveals nothing about the session id.
        const claimedBy = 'completedBy' in found ? found.completedBy : found.claimedBy;
        if (sessionHash !== found.session) throw claimedBy === undefined ? foreignSession() : invalidState();
        if ('completedBy' in found || claimedBy !== undefined) {
          if (codeHash !== claimedBy) throw invalidState();
          return record;
        }
        claimed = { ...found, claimedBy: codeHash };
        return { ...record, authorizations: replaceAuthorization(record.authorizations, nonce, claimed) };
      });
      if (claimed !== undefined) return claimed;
      const completed = this.#completed(connectionId, record, nonce);
      if (completed !== undefined) return completed;
      if (performance.now() > giveUpAt) throw invalidState();
      await sleep(POLL_INTERVAL);
    }
  }

  /** The outcome of an authorization that led to the connection as it stands; undefined while it is being exchanged. */
  #completed(connectionId: string, record: ConnectionRecord, nonce: string): CompletedConnect | undefined {
    const found = findAuthorization(record.authorizations, nonce);
    if (found === undefined || !('completedBy' in found)) return undefined;
    const { grant } = record;
    const isConnected = grant !== undefined && 'tokens' in grant && grant.subdomain === found.subdomain;
    if (!isConnected || grant.disconnecting) throw invalidState();
    return { connectionId, grant, ...(found.returnTo === undefined ? {} : { returnTo: found.returnTo }) };
  }

  async #exchange(
    { connectionId }: StatePointer,
    claimed: PendingAuthorization,
    parameters: URLSearchParams,
  ): Promise<CompletedConnect> {
    const { clientId, scope, timeout } = this.#options;
    const { subdomain, codeVerifier, returnTo } = claimed;
    const refusal = parameters.get('error');
    if (refusal !== null) {
      const error = readErrorCode(refusal) ?? 'unknown';
      const message = `Zendesk did not authorize the connection (${error})`;
      throw new OAuthCallbackError({ reason: 'denied', message, error, returnTo, ...adviceFor(error, scope) });
    }
    const code = parameters.get('code');
    if (code === null || code === '') {
      throw new OAuthCallbackError({ reason: 'exchange', message: 'The callback holds no code', returnTo });
    }
    const fail = (error: unknown): never => {
      throw error instanceof ZendeskError ? exchangeError(error, { returnTo, scope }) : error;
    };
    const tokens = await this.#tokenEndpoint.authorizationCodeGrant(subdomain, code, codeVerifier).catch(fail);
    try {
      const token = { subdomain, accessToken: tokens.accessToken };
      const user = await fetchConnectedUser(this.#http, token, timeout).catch(fail);
      const grant: Grant = {
        id: crypto.randomUUID(),
        clientId,
        subdomain,
        ...(user === undefined ? {} : { user }),
        connectedAt: Date.now(),
        tokens,
      };
      const replaced = await this.#store(connectionId, toCompleted(claimed), grant);
      this.#emit(connectionId, {
        type: 'connect.succeeded',
        subdomain,
        scope: tokens.scope,
        missingScope: missingScope(scope, tokens.scope),
        ...(user === undefined ? {} : { userId: user.id }),
      });
      return {
        connectionId,
        grant,
        ...(returnTo === undefined ? {} : { returnTo }),
        ...(replaced === undefined ? {} : { replaced }),
      };
    } catch (error) {
      await this.#discard(connectionId, subdomain, tokens);
      throw error;
    }
  }

  /** Stores the grant and returns the one from before. */
  async #store(
    connectionId: string,
    completed: CompletedAuthorization,
    grant: Grant,
  ): Promise<Grant | DeadGrant | undefined> {
    let replaced: Grant | DeadGrant | undefined;
    await this.#records.update(connectionId, (record) => {
      // Disconnected while the code was being exchanged: that wins.
      if (findAuthorization(record.authorizations, completed.nonce) === undefined) throw invalidState();
      replaced = record.grant;
      return {
        ...record,
        authorizations: replaceAuthorization(record.authorizations, completed.nonce, completed),
        grant,
      };
    });
    return replaced;
  }

  /** Forgets an authorization that ended without a grant. */
  async #drop({ connectionId, nonce }: StatePointer): Promise<void> {
    await this.#records.update(connectionId, (record) => {
      if (findAuthorization(record.authorizations, nonce) === undefined) return record;
      return { ...record, authorizations: replaceAuthorization(record.authorizations, nonce) };
    });
  }

  /** Tokens that no connection will use are not left alive at Zendesk. */
  async #discard(connectionId: string, subdomain: ZendeskSubdomain, tokens: TokenSet): Promise<void> {
    const revocation = await this.#tokenEndpoint.revoke(subdomain, tokens);
    this.#emit(connectionId, { type: 'token.discarded', revocation });
  }
}

function toCompleted({ codeVerifier: _, claimedBy = '', ...rest }: PendingAuthorization): CompletedAuthorization {
  return { ...rest, completedBy: claimedBy };
}

function invalidState(): OAuthCallbackError {
  return new OAuthCallbackError({
    reason: 'state',
    message: 'The state of the callback is missing, forged, expired or already used',
  });
}

function foreignSession(): OAuthCallbackError {
  return new OAuthCallbackError({
    reason: 'session',
    message: 'This authorization was begun by another browser session',
  });
}

function foreignClient(): OAuthCallbackError {
  return new OAuthCallbackError({
    reason: 'client',
    message: 'This authorization was begun with another OAuth client',
  });
}

/** Zendesk failed to exchange the code, or to say who connected. */
function exchangeError(
  error: ZendeskError,
  { returnTo, scope }: { readonly returnTo: string | undefined; readonly scope: readonly string[] },
): OAuthCallbackError {
  const code = (error instanceof ApiError ? readErrorCode(error.body.error) : undefined) ?? error.code;
  return new OAuthCallbackError({
    reason: 'exchange',
    message: `The authorization could not be completed: ${error.message}`,
    error: code,
    ...adviceFor(code, scope),
    returnTo,
    requestId: error.requestId,
  });
}

/** The error code of RFC 6749 sections 4.1.2.1 and 5.2, if it has the form of one. */
function readErrorCode(error: string | undefined): string | undefined {
  return error !== undefined && /^[\w-]{1,64}$/.test(error) ? error : undefined;
}

const ADMIN_CENTER = 'Admin Center, Apps and integrations, APIs, OAuth clients';

/** What the developer and the bot owner can do about a refusal that a second try would not change. */
function adviceFor(error: string, scope: readonly string[]): Pick<ErrorDetails, 'hint' | 'ownerMessage'> {
  switch (error) {
    case 'invalid_scope':
      return {
        hint: `In Zendesk, the Allowed scopes of the OAuth client must contain what is asked for: ${scope.join(' ')} (${ADMIN_CENTER}). Or change the option "scope". Then start again with connect().`,
        ownerMessage: `Zendesk was not connected: its OAuth client does not allow what this chatbot needs. In ${ADMIN_CENTER}, allow the scopes ${scope.join(' ')}.`,
      };
    case 'invalid_client':
      return {
        hint: `Check the options "clientId" and "clientSecret": the identifier and the secret of the OAuth client in Zendesk (${ADMIN_CENTER}).`,
        ownerMessage:
          'Zendesk was not connected: it does not accept the OAuth client of this chatbot. Ask the developer to check its identifier and secret.',
      };
    default:
      return {};
  }
}

function requireSession(session: unknown): string {
  if (typeof session === 'string' && session !== '') return session;
  throw new ConfigurationError({
    option: 'session',
    problem: 'must be the id of the browser session',
    hint: 'Pass what identifies this browser in your application, such as the id in its session cookie.',
  });
}
