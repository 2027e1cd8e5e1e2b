/**
 * The browser's way to Zendesk and back: authorization code grant with PKCE, RFC 6749 section 4.1 and RFC 7636.
 *
 * What the callback needs lies sealed in the connection's own record; `state` is only a sealed pointer to it. So the
 * verifier never leaves the server, a state works once, and a newer connect replaces an unfinished one.
 */

import { ConfigurationError, InvalidInputError, OAuthCallbackError, PermissionError, ZendeskError } from '../errors.js';
import type { Emit } from '../events.js';
import { withDeadline } from '../http/deadline.js';
import type { Http } from '../http/http.js';
import type {
  ConnectedUser,
  ConnectionRecords,
  DeadGrant,
  Grant,
  PendingAuthorization,
} from '../records/connection-records.js';
import type { Vault } from '../records/vault.js';
import { toSchema } from '../schema.js';
import { originOf, parseSubdomain, type ZendeskSubdomain } from '../subdomain.js';
import { randomString, sha256 } from '../util/hash.js';
import * as z from '../util/zod.js';
import { authorizeBy } from './bearer.js';
import type { TokenEndpoint } from './token-endpoint.js';

/** What `connect()` needs to know. */
export interface ConnectOptions {
  /** `acme`, `acme.zendesk.com` or `https://acme.zendesk.com/…`, as the bot owner typed it. */
  readonly subdomain: string;
  /** The host's own id of this browser session: a callback from another browser is refused. */
  readonly session: string;
  /** A path of the host's own to go to afterwards, such as `/bots/42/integrations`. */
  readonly returnTo?: string;
}

/** What `handleCallback()` tells. */
export interface ConnectResult {
  readonly connectionId: string;
  readonly subdomain: ZendeskSubdomain;
  /** As it was passed to `connect()`. */
  readonly returnTo?: string;
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
}

const PENDING_LIFETIME = 10 * 60_000;

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
    const subdomain = parseSubdomain(options.subdomain);
    const session = requireSession(options.session);
    const returnTo = options.returnTo === undefined ? {} : { returnTo: requireOwnPath(options.returnTo) };
    const codeVerifier = randomString();
    const pending: PendingAuthorization = {
      nonce: randomString(),
      subdomain,
      codeVerifier,
      session: await sha256(session),
      ...returnTo,
      expiresAt: Date.now() + PENDING_LIFETIME,
    };
    await this.#records.update(connectionId, (record) => ({ ...record, pending }));
    const pointer: StatePointer = { connectionId, nonce: pending.nonce };
    const url = new URL('/oauth/authorizations/new', originOf(subdomain));
    url.search = new URLSearchParams({
      response_type: 'code',
      client_id: this.#options.clientId,
      redirect_uri: this.#options.redirectUri,
      scope: this.#options.scope.join(' '),
      state: await this.#vault.seal('state', '', pointer),
      code_challenge: await sha256(codeVerifier),
      code_challenge_method: 'S256',
    }).toString();
    this.#emit(connectionId, { type: 'connect.started', subdomain });
    return url;
  }

  /** Handles the redirect back: checks it, exchanges the code, looks up who connected, and stores the grant. */
  async complete(parameters: URLSearchParams, session: string | undefined): Promise<ConnectResult> {
    let connectionId: string | undefined;
    try {
      const pointer = await this.#openState(parameters);
      connectionId = pointer.connectionId;
      const pending = await this.#claim(pointer, session);
      return await this.#exchange(pointer, pending, parameters).catch(async (error: unknown) => {
        await this.#dropPending(pointer).catch(() => {});
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

  /** Uses up the state. Of callbacks that come at once, exactly one passes. */
  async #claim(pointer: StatePointer, session: string | undefined): Promise<PendingAuthorization> {
    const sessionHash = typeof session === 'string' && session !== '' ? await sha256(session) : undefined;
    let claimed: PendingAuthorization | undefined;
    await this.#records.update(pointer.connectionId, (record) => {
      const { pending } = record;
      if (pending?.nonce !== pointer.nonce || pending.claimed || pending.expiresAt < Date.now()) throw invalidState();
      // Not used up: whoever passes on a link to a stranger's callback must not be able to spoil it. The comparison
      // is of hashes, so its timing tells nothing about the session id.
      if (sessionHash !== pending.session) {
        throw new OAuthCallbackError({
          reason: 'session',
          message: 'This authorization was begun by another browser session',
        });
      }
      claimed = { ...pending, claimed: true };
      return { ...record, pending: claimed };
    });
    if (claimed === undefined) throw invalidState();
    return claimed;
  }

  async #exchange(
    { connectionId, nonce }: StatePointer,
    pending: PendingAuthorization,
    parameters: URLSearchParams,
  ): Promise<ConnectResult> {
    const refusal = parameters.get('error');
    if (refusal !== null) {
      const error = /^[\w-]{1,64}$/.test(refusal) ? refusal : 'unknown';
      throw new OAuthCallbackError({
        reason: 'denied',
        message: `Zendesk did not authorize the connection (${error})`,
        error,
        returnTo: pending.returnTo,
      });
    }
    const code = parameters.get('code');
    const { subdomain, codeVerifier, returnTo } = pending;
    if (code === null || code === '') {
      throw new OAuthCallbackError({ reason: 'exchange', message: 'The callback holds no code', returnTo });
    }
    const toExchangeError = exchangeErrorWith(returnTo);
    const tokens = await this.#tokenEndpoint
      .authorizationCodeGrant(subdomain, code, codeVerifier)
      .catch(toExchangeError);
    try {
      const user = await this.#connectedUser(subdomain, tokens.accessToken).catch(toExchangeError);
      const grant = {
        id: crypto.randomUUID(),
        subdomain,
        ...(user === undefined ? {} : { user }),
        connectedAt: Date.now(),
        tokens,
      };
      let previous: Grant | DeadGrant | undefined;
      await this.#records.update(connectionId, ({ pending, ...record }) => {
        // Disconnected, or begun anew, while the code was being exchanged: that wins.
        if (pending?.nonce !== nonce) throw invalidState();
        previous = record.grant;
        return { ...record, grant };
      });
      this.#emit(connectionId, {
        type: 'connect.succeeded',
        subdomain,
        scope: tokens.scope,
        ...(user === undefined ? {} : { userId: user.id }),
      });
      await this.#discard(connectionId, previous);
      return { connectionId, subdomain, ...(returnTo === undefined ? {} : { returnTo }) };
    } catch (error) {
      await this.#discard(connectionId, { subdomain, tokens });
      throw error;
    }
  }

  /** Who approved. A grant whose scope does not allow to ask is accepted without. */
  async #connectedUser(subdomain: ZendeskSubdomain, accessToken: string): Promise<ConnectedUser | undefined> {
    const authorize = authorizeBy(accessToken);
    try {
      return await withDeadline(this.#options.timeout, undefined, async (deadline) => {
        const path = '/api/v2/users/me.json';
        const { body } = await this.#http.send({
          subdomain,
          method: 'GET',
          path,
          schema: meResponse,
          deadline,
          authorize,
        });
        const { id, name, email, role } = body.user;
        return { id, name, role: role ?? 'agent', ...(email ? { email } : {}) };
      });
    } catch (error) {
      if (error instanceof PermissionError) return undefined;
      throw error;
    }
  }

  /** Forgets a pending authorization that ended without a grant. */
  async #dropPending({ connectionId, nonce }: StatePointer): Promise<void> {
    await this.#records.update(connectionId, (record) => {
      if (record.pending?.nonce !== nonce) return record;
      const { pending: _, ...rest } = record;
      return rest;
    });
  }

  /** Tokens that nobody will use again are not left alive at Zendesk. */
  async #discard(
    connectionId: string,
    grant: Pick<Grant, 'subdomain' | 'tokens'> | DeadGrant | undefined,
  ): Promise<void> {
    if (grant === undefined || !('tokens' in grant)) return;
    const revocation = await this.#tokenEndpoint.revoke(grant.subdomain, grant.tokens);
    this.#emit(connectionId, { type: 'token.discarded', revocation });
  }
}

const meResponse = toSchema(
  z.object({
    user: z.object({
      // An anonymous user, whose id is null, is what some routes answer to a token that is worth nothing.
      id: z.int().check(z.positive()),
      name: z.string(),
      email: z.nullish(z.string()),
      role: z.nullish(z.string()),
    }),
  }),
);

function invalidState(): OAuthCallbackError {
  return new OAuthCallbackError({
    reason: 'state',
    message: 'The state of the callback is missing, forged, expired or already used',
  });
}

function exchangeErrorWith(returnTo: string | undefined): (error: unknown) => never {
  return (error) => {
    if (!(error instanceof ZendeskError)) throw error;
    const { message, requestId } = error;
    throw new OAuthCallbackError({
      reason: 'exchange',
      message: `The authorization could not be completed: ${message}`,
      returnTo,
      requestId,
    });
  };
}

function requireSession(session: unknown): string {
  if (typeof session === 'string' && session !== '') return session;
  throw new ConfigurationError({
    option: 'session',
    problem: 'must be the id of the browser session',
    hint: 'Pass what identifies this browser at your host, such as the id in its session cookie.',
  });
}

/** Only a path of the host's own: anything that a browser could read as another host is refused, encoded or not. */
function requireOwnPath(path: string): string {
  const base = 'https://host.invalid';
  let isOwn = false;
  try {
    const [route = ''] = path.split(/[?#]/);
    const decoded = decodeURIComponent(route);
    isOwn =
      /^\/(?!\/)[!-[\]-~]*$/.test(path) &&
      /^\/(?!\/)[^\\\p{C}]*$/u.test(decoded) &&
      new URL(path, base).origin === base &&
      !new URL(path, base).pathname.startsWith('//');
  } catch {
    // Not a string, or not decodable.
  }
  if (isOwn) return path;
  throw new InvalidInputError({
    issues: [{ path: ['returnTo'], message: 'must be a path of this site, such as /settings' }],
  });
}
