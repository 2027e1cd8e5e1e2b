/**
 * Sends the browser to Zendesk: the authorization request with PKCE, RFC 6749 section 4.1.1 and RFC 7636 section 4.3.
 * What the callback needs lies sealed in the connection's own record, so the verifier never leaves the server.
 */
import { ConfigurationError } from '../errors.js';
import type { Emit } from '../events.js';
import type { Http } from '../http/http.js';
import { addAuthorization, type PendingAuthorization } from '../records/authorizations.js';
import type { ConnectionRecords } from '../records/connection-records.js';
import type { Vault } from '../records/vault.js';
import { originOf, parseSubdomain } from '../subdomain.js';
import { randomString, sha256 } from '../util/hash.js';
import { refuseUnknownOptions } from '../util/refuse-unknown-options.js';
import { requireAccount } from './account-lookup.js';
import { sealState } from './authorization-state.js';
import { discardUnreadable } from './replace-unreadable.js';
import { requireOwnPath } from './return-to.js';

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
  readonly replaceUnreadable?: boolean | undefined;
}

/** @internal */
export interface AuthorizationRequestParts {
  readonly clientId: string;
  readonly redirectUri: string | undefined;
  readonly scope: readonly string[];
  readonly records: ConnectionRecords;
  readonly vault: Vault;
  readonly http: Http;
  readonly emit: Emit;
}

// The compiler demands every option here, so that none is refused as unknown.
const OPTION_NAMES: Readonly<Record<keyof ConnectOptions, true>> = {
  subdomain: true,
  session: true,
  returnTo: true,
  replaceUnreadable: true,
};

const PENDING_LIFETIME_MS = 10 * 60_000;

/** @internal Remembers the authorization and returns the address to send the browser to. */
export async function requestAuthorization(
  parts: AuthorizationRequestParts,
  connectionId: string,
  options: Partial<ConnectOptions> = {},
): Promise<URL> {
  refuseUnknownOptions(options, OPTION_NAMES);
  const { clientId, scope, records, vault, http, emit } = parts;
  const redirectUri = requireRedirectUri(parts.redirectUri);
  const subdomain = parseSubdomain(options.subdomain ?? '');
  const session = requireSession(options.session);
  const returnTo = options.returnTo === undefined ? {} : { returnTo: requireOwnPath(options.returnTo) };
  // A store that fails is known before Zendesk is asked anything.
  if (options.replaceUnreadable !== true) await records.read(connectionId);
  await requireAccount(http, subdomain);
  const codeVerifier = randomString();
  const pending: PendingAuthorization = {
    nonce: randomString(),
    subdomain,
    codeVerifier,
    session: await sha256(session),
    ...returnTo,
    expiresAt: Date.now() + PENDING_LIFETIME_MS,
  };
  if (options.replaceUnreadable === true) await discardUnreadable(parts, connectionId);
  await records.update(connectionId, (record) => ({
    ...record,
    authorizations: addAuthorization(record.authorizations, pending),
  }));
  const url = new URL('/oauth/authorizations/new', originOf(subdomain));
  url.search = new URLSearchParams({
    response_type: 'code',
    client_id: clientId,
    redirect_uri: redirectUri,
    scope: scope.join(' '),
    state: await sealState(vault, { connectionId, nonce: pending.nonce, clientId }),
    code_challenge: await sha256(codeVerifier),
    code_challenge_method: 'S256',
  }).toString();
  emit(connectionId, { type: 'connect.started', grantType: 'authorization_code', subdomain });
  return url;
}

/**
 * @throws ConfigurationError
 * @internal
 */
export function requireRedirectUri(redirectUri: string | undefined): string {
  if (redirectUri !== undefined) return redirectUri;
  throw new ConfigurationError({
    option: 'redirectUri',
    problem: 'is missing: it is the address to which Zendesk sends the browser back',
    hint: 'Pass it to the connector, as registered with the OAuth client. Without a browser, call connectWithClientCredentials().',
  });
}

function requireSession(session: unknown): string {
  if (typeof session === 'string' && session !== '') return session;
  throw new ConfigurationError({
    option: 'session',
    problem: 'must be the id of the browser session',
    hint: 'Pass what identifies this browser in your application, such as the id in its session cookie.',
  });
}
