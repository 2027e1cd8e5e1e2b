/**
 * The parts of a connector, made from its options and wired together: the composition root.
 */

import { type ActionMemory, actionMemoryOf } from './actions/action-memory.js';
import { checkConnectorOptions, type ZendeskConnectorOptions } from './connector-options.js';
import { createEmit, type Emit } from './events.js';
import { createHttp, type Fetch, type Http } from './http/http.js';
import { retryBudgetOf } from './http/retry.js';
import { AccessTokens } from './oauth/access-tokens.js';
import { Authorization } from './oauth/authorization.js';
import { TokenEndpoint } from './oauth/token-endpoint.js';
import { ConnectionRecords } from './records/connection-records.js';
import { createVault, type EncryptionKey } from './records/vault.js';
import { memoryRateLimiterOf, type RateLimiter } from './stores/rate-limiter.js';
import { KeyedMutex } from './util/keyed-mutex.js';
import { perStore } from './util/per-store.js';

/** @internal */
export interface ConnectorCore {
  readonly timeout: number;
  readonly http: Http;
  readonly records: ConnectionRecords;
  readonly tokenEndpoint: TokenEndpoint;
  readonly accessTokens: AccessTokens;
  readonly authorization: Authorization;
  readonly memory: ActionMemory;
  readonly webhookMutex: KeyedMutex;
  readonly rateLimiter: RateLimiter;
  readonly redirectUri: string;
  /** What `connect()` asks for. */
  readonly scope: readonly string[];
  readonly emit: Emit;
}

const webhookMutexOf = perStore(() => new KeyedMutex());

const DEFAULT_SCOPE = ['tickets:read', 'tickets:write', 'users:read'];

/**
 * @throws ConfigurationError that names the option
 * @internal
 */
export function createCore(options: ZendeskConnectorOptions): ConnectorCore {
  checkConnectorOptions(options);
  const { clientId, clientSecret, redirectUri, tokenStore, encryptionKey } = options;
  const {
    scope = DEFAULT_SCOPE,
    timeout = 10_000,
    accessTokenLifetime = 3_600,
    refreshTokenLifetime = 7_775_999,
  } = options;
  // Looked up for each request, so that instrumentation that replaces the global later is used.
  const fetch: Fetch = options.fetch ?? ((input, init) => globalThis.fetch(input, init));
  const emit = createEmit(options.onEvent);
  const vault = createVault(isKeyList(encryptionKey) ? encryptionKey : [encryptionKey]);
  const records = new ConnectionRecords(tokenStore, vault);
  const http = createHttp(fetch, retryBudgetOf(tokenStore));
  const client = { clientId, clientSecret, redirectUri, scope, accessTokenLifetime, refreshTokenLifetime };
  const tokenEndpoint = new TokenEndpoint(http, client);
  const accessTokens = new AccessTokens(tokenStore, records, tokenEndpoint, emit);
  const authorization = new Authorization({ ...client, timeout }, { records, vault, tokenEndpoint, http, emit });
  const rateLimiter = options.rateLimiter ?? memoryRateLimiterOf(tokenStore);
  return {
    timeout,
    http,
    records,
    tokenEndpoint,
    accessTokens,
    authorization,
    memory: actionMemoryOf(tokenStore),
    webhookMutex: webhookMutexOf(tokenStore),
    rateLimiter,
    redirectUri,
    scope,
    emit,
  };
}

function isKeyList(key: ZendeskConnectorOptions['encryptionKey']): key is readonly [EncryptionKey, ...EncryptionKey[]] {
  return Array.isArray(key);
}
