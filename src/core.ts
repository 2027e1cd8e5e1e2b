/**
 * The parts of a connector, made from its options and wired together: the composition root.
 */

import { type ActionMemory, actionMemoryOf } from './actions/action-memory.js';
import { grantedScope } from './actions/granted-scope.js';
import type { CallScope } from './call-scope.js';
import { checkConnectorOptions, type ZendeskConnectorOptions } from './connector-options.js';
import { type AuditContext, createEmit, type Emit, type GrantedScope } from './events.js';
import type { Transport } from './http/download.js';
import { createHttp, type Fetch, type Http } from './http/http.js';
import { marketplaceHeaders } from './http/marketplace.js';
import { retryBudgetOf } from './http/retry.js';
import { transportCodeOf } from './http/transport-code.js';
import { AccessTokens } from './oauth/access-tokens.js';
import { TokenEndpoint } from './oauth/token-endpoint.js';
import { ConnectionRecords } from './records/connection-records.js';
import { createVault, type EncryptionKey, type Vault } from './records/vault.js';
import { guardRateLimiter } from './stores/guarded-rate-limiter.js';
import { memoryRateLimiterOf, type RateLimiter } from './stores/rate-limiter.js';
import { tenantView } from './stores/tenant-view.js';
import { Background, type Keep } from './util/background.js';
import { KeyedMutex } from './util/keyed-mutex.js';
import { perStore } from './util/per-store.js';
import { TimeLimitError } from './util/time-limit.js';

/** @internal */
export interface ConnectorCore {
  readonly timeout: number;
  readonly http: Http;
  readonly transport: Transport;
  readonly vault: Vault;
  readonly records: ConnectionRecords;
  readonly tokenEndpoint: TokenEndpoint;
  readonly accessTokens: AccessTokens;
  readonly memory: ActionMemory;
  readonly webhookMutex: KeyedMutex;
  readonly rateLimiter: RateLimiter;
  readonly clientId: string;
  readonly redirectUri: string | undefined;
  /** What `connect()` asks for. */
  readonly scope: readonly string[];
  /** Compares with that what Zendesk granted. */
  readonly grantedScope: (granted: readonly string[]) => GrantedScope;
  readonly emit: Emit;
  /** Keeps track of work that may outlive the call that began it. */
  readonly keep: Keep;
  readonly background: Background;
  /** Returns the same core for one caller, whose events and whose work go by these options. */
  scoped(scope: CallScope): ConnectorCore;
}

const webhookMutexOf = perStore(() => new KeyedMutex());

const DEFAULT_SCOPE = ['tickets:read', 'tickets:write', 'users:read'];

/**
 * @throws ConfigurationError that names the option
 * @internal
 */
export function createCore(options: ZendeskConnectorOptions): ConnectorCore {
  checkConnectorOptions(options);
  const { clientId, clientSecret, redirectUri, encryptionKey } = options;
  const {
    scope = DEFAULT_SCOPE,
    timeout = 10_000,
    accessTokenLifetime = 3_600,
    refreshTokenLifetime = 7_775_999,
  } = options;
  // Looked up for each request, so that instrumentation that replaces the global later is used.
  const fetch: Fetch = options.fetch ?? ((input, init) => globalThis.fetch(input, init));
  const vault = createVault(isKeyList(encryptionKey) ? encryptionKey : [encryptionKey]);
  const tokenStore = tenantView(options.tokenStore, JSON.stringify([clientId, vault.fingerprint]));
  const records = new ConnectionRecords(tokenStore, vault);
  const client = { clientId, clientSecret, redirectUri, scope, accessTokenLifetime, refreshTokenLifetime };
  const headers = marketplaceHeaders(options.marketplace);
  const background = new Background();
  const budget = retryBudgetOf(tokenStore);
  const shared = {
    clientId,
    timeout,
    vault,
    records,
    memory: actionMemoryOf(tokenStore),
    webhookMutex: webhookMutexOf(tokenStore),
    redirectUri,
    scope,
    grantedScope: (granted: readonly string[]) => grantedScope(scope, granted),
    background,
  };
  const wire = ({ auditContext, waitUntil = options.waitUntil }: CallScope): ConnectorCore => {
    const keep: Keep = (work) => background.keep(work, waitUntil);
    const emit = createEmit(options.onEvent, { keep, auditContext });
    const onRequest = withAuditContext(options.onRequest, auditContext);
    const transport = { fetch, onRequest, headers };
    const http = createHttp(fetch, { budget, onRequest, headers });
    const tokenEndpoint = new TokenEndpoint(http, client);
    const accessTokens = new AccessTokens(tokenStore, { clientId, records, tokenEndpoint, emit, keep });
    const rateLimiter = rateLimiterOf({ ...options, tokenStore }, emit);
    return { ...shared, http, transport, tokenEndpoint, accessTokens, rateLimiter, emit, keep, scoped };
  };
  // Most callers have neither, and then a connection handle costs nothing.
  const scoped = (scope: CallScope) =>
    scope.auditContext === undefined && scope.waitUntil === undefined ? core : wire(scope);
  const core = wire({});
  return core;
}

/** The limiter of the application, with the one of this process for when it fails. */
function rateLimiterOf({ rateLimiter, tokenStore }: ZendeskConnectorOptions, emit: Emit): RateLimiter {
  const fallback = memoryRateLimiterOf(tokenStore);
  if (rateLimiter === undefined) return fallback;
  const onFailure = (error: unknown) => {
    const failure = error instanceof TimeLimitError ? 'timeout' : (transportCodeOf(error) ?? 'unknown');
    emit(undefined, { type: 'rate_limiter.failed', failure });
  };
  return guardRateLimiter(rateLimiter, { fallback, onFailure });
}

function withAuditContext(
  onRequest: ZendeskConnectorOptions['onRequest'],
  auditContext: AuditContext | undefined,
): ZendeskConnectorOptions['onRequest'] {
  if (onRequest === undefined || auditContext === undefined) return onRequest;
  return (report) => onRequest({ ...report, auditContext });
}

function isKeyList(key: ZendeskConnectorOptions['encryptionKey']): key is readonly [EncryptionKey, ...EncryptionKey[]] {
  return Array.isArray(key);
}
