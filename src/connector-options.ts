/**
 * The options of a connector, and their check.
 */
import { ConfigurationError } from './errors.js';
import type { ConnectorEvent } from './events.js';
import { isMarketplace, type Marketplace } from './http/marketplace.js';
import type { RequestReport } from './http/request-report.js';
import type { EncryptionKey } from './records/vault.js';
import type { RateLimiter } from './stores/rate-limiter.js';
import type { TokenStore } from './stores/token-store.js';
import { refuseUnknownOptions } from './util/refuse-unknown-options.js';
import type { WaitUntil } from './util/wait-until.js';

/** The options of a {@link ZendeskConnector}. */
export interface ZendeskConnectorOptions {
  /** The unique identifier of the OAuth client in Zendesk. */
  readonly clientId: string;
  /** Omit for a public OAuth client. PKCE (S256) is always used. Needed for `connectWithClientCredentials()`. */
  readonly clientSecret?: string | undefined;
  /**
   * The https address of your callback route, exactly as registered with the OAuth client; http only for localhost.
   * `connect()` and `handleCallback()` need it, `connectWithClientCredentials()` does not.
   */
  readonly redirectUri?: string | undefined;
  /** @defaultValue `['tickets:read', 'tickets:write', 'users:read']`, the least that the three actions need */
  readonly scope?: readonly string[] | undefined;
  /** Where the sealed tokens are kept. */
  readonly tokenStore: TokenStore;
  /**
   * 32 random bytes: raw, or as base64url, base64 or hex. The first key seals, and every key opens.
   * `generateEncryptionKey()` creates one, and so does `openssl rand -base64 32`.
   */
  readonly encryptionKey: EncryptionKey | readonly [current: EncryptionKey, ...previous: EncryptionKey[]];
  /**
   * Receives the audit trail. An event never holds tokens or ticket text. The library does not wait for a promise that
   * it returns: `waitUntil` gets the promise, and `flush()` waits for it. What it throws is ignored.
   */
  readonly onEvent?: ((event: ConnectorEvent) => unknown) | undefined;
  /**
   * Receives a report of each request that is sent to Zendesk, for debugging: method, path, status, duration, attempt.
   * A report holds no secret. What it throws is ignored.
   */
  readonly onRequest?: ((report: RequestReport) => unknown) | undefined;
  /**
   * Keeps the runtime alive for work that may outlive the request that began it, as `ctx.waitUntil()` of Cloudflare
   * Workers, `waitUntil()` of Vercel and `after()` of Next.js do. It gets a promise of every refresh with its save, of
   * every call to Zendesk, and of what `onEvent` returns. The promises never reject. Needed where a request that ends
   * takes its unfinished work with it.
   */
  readonly waitUntil?: WaitUntil | undefined;
  /**
   * The library calls it with a URL string and an `init` of method, headers, body, signal and redirect. A wrapper must
   * pass all of `init` on.
   * @defaultValue `globalThis.fetch`, looked up for each request
   */
  readonly fetch?: typeof globalThis.fetch | undefined;
  /**
   * Budget of one call in milliseconds, retries and refresh included.
   * @defaultValue 10_000, because a chat turn cannot wait a minute
   */
  readonly timeout?: number | undefined;
  /** Seconds, more than 300 and less than 172,800. @defaultValue 3600 */
  readonly accessTokenLifetime?: number | undefined;
  /** Seconds, more than 604,800 and less than 7,776,000. @defaultValue 7_775_999, the longest that Zendesk allows */
  readonly refreshTokenLifetime?: number | undefined;
  /**
   * Limits how many tickets a bot can be made to create. While it fails, or takes longer than two seconds, this process
   * counts, and the event `rate_limiter.failed` says so.
   * @defaultValue counts in this process
   */
  readonly rateLimiter?: RateLimiter | undefined;
  /**
   * Who distributes the application, sent with every request. Zendesk demands it of who offers a bot to several accounts.
   */
  readonly marketplace?: Marketplace | undefined;
}

// `undefined` and `null` are what a template makes of a variable that is not set.
const SCOPE_NAME = /^(?!(undefined|null)$)[a-z_]+(:[a-z_]+)?$/;

// The compiler demands every option here, so that none is refused as unknown.
const OPTION_NAMES: Readonly<Record<keyof ZendeskConnectorOptions, true>> = {
  clientId: true,
  clientSecret: true,
  redirectUri: true,
  scope: true,
  tokenStore: true,
  encryptionKey: true,
  onEvent: true,
  onRequest: true,
  waitUntil: true,
  fetch: true,
  timeout: true,
  accessTokenLifetime: true,
  refreshTokenLifetime: true,
  rateLimiter: true,
  marketplace: true,
};

/**
 * @throws ConfigurationError that names the option
 * @internal
 */
export function checkConnectorOptions(options: ZendeskConnectorOptions): void {
  refuseUnknownOptions(options, OPTION_NAMES);
  const { clientId, clientSecret, redirectUri, scope, tokenStore, encryptionKey } = options;
  const { onEvent, onRequest, waitUntil, fetch, rateLimiter } = options;
  demand(isText(clientId), 'clientId', 'must be the unique identifier of your OAuth client in Zendesk');
  demand(
    clientSecret === undefined || isText(clientSecret),
    'clientSecret',
    'must be a non-empty string, or left out for a public client',
  );
  demand(
    redirectUri === undefined || isCallbackAddress(redirectUri),
    'redirectUri',
    'must be the absolute https URL of your callback route; http only for localhost, 127.0.0.1 and [::1]',
  );
  demand(
    scope === undefined ||
      (Array.isArray(scope) &&
        scope.length > 0 &&
        scope.every((name) => typeof name === 'string' && SCOPE_NAME.test(name))),
    'scope',
    'must be a list of Zendesk scopes, such as ["tickets:read", "tickets:write", "users:read"]',
  );
  demand(
    typeof tokenStore?.get === 'function' && typeof tokenStore.compareAndSet === 'function',
    'tokenStore',
    'must be a TokenStore with get() and compareAndSet()',
  );
  demand(encryptionKey !== undefined, 'encryptionKey', 'is missing: make one with generateEncryptionKey()');
  demand(!Array.isArray(encryptionKey) || encryptionKey.length > 0, 'encryptionKey', 'holds no key');
  for (const [option, callback] of Object.entries({ onEvent, onRequest, waitUntil, fetch })) {
    demand(callback === undefined || typeof callback === 'function', option, 'must be a function');
  }
  demand(
    rateLimiter === undefined || typeof rateLimiter?.take === 'function',
    'rateLimiter',
    'must be a RateLimiter with take()',
  );
  const { timeout, accessTokenLifetime, refreshTokenLifetime, marketplace } = options;
  demand(
    marketplace === undefined || isMarketplace(marketplace),
    'marketplace',
    'must be { name, organizationId } with either appId or botId, each a text of visible ASCII characters',
  );
  demand(timeout === undefined || isWithin(timeout, 1, 600_000), 'timeout', 'must be 1 to 600,000 milliseconds');
  // https://developer.zendesk.com/api-reference/ticketing/oauth/grant_type_tokens/
  demand(
    accessTokenLifetime === undefined || isWithin(accessTokenLifetime, 301, 172_799),
    'accessTokenLifetime',
    'must be 301 to 172,799 seconds, which is what Zendesk allows',
  );
  demand(
    refreshTokenLifetime === undefined || isWithin(refreshTokenLifetime, 604_801, 7_775_999),
    'refreshTokenLifetime',
    'must be 604,801 to 7,775,999 seconds, which is what Zendesk allows',
  );
}

function demand(condition: boolean, option: string, problem: string): void {
  if (!condition) throw new ConfigurationError({ option, problem });
}

function isText(value: unknown): boolean {
  return typeof value === 'string' && value.trim() !== '';
}

function isWithin(value: unknown, least: number, most: number): boolean {
  return typeof value === 'number' && Number.isInteger(value) && value >= least && value <= most;
}

const LOOPBACK_HOSTS = ['localhost', '127.0.0.1', '[::1]'];

/** RFC 6749 section 3.1.2 and RFC 8252 section 7.3: no fragment, and a code travels unencrypted on this machine only. */
function isCallbackAddress(value: unknown): boolean {
  if (typeof value !== 'string' || !URL.canParse(value) || value.includes('#')) return false;
  const { protocol, hostname } = new URL(value);
  return protocol === 'https:' || (protocol === 'http:' && LOOPBACK_HOSTS.includes(hostname));
}
