/**
 * Where everything begins: one connector for each OAuth client of the host.
 */

import { type CallScope, checkCallScope } from './call-scope.js';
import type { ConnectionOptions } from './connection/caller.js';
import { type ConnectResult, finishConnect } from './connection/connect-result.js';
import { ZendeskConnection } from './connection/connection.js';
import type { ZendeskConnectorOptions } from './connector-options.js';
import { type ConnectorCore, createCore } from './core.js';
import { ConfigurationError } from './errors.js';
import { requireRedirectUri } from './oauth/authorization-request.js';
import { completeAuthorization } from './oauth/authorization-response.js';
import { refuseUnknownOptions } from './util/refuse-unknown-options.js';

/**
 * Connects chatbots to Zendesk accounts.
 *
 * @example
 * const connector = new ZendeskConnector({
 *   clientId: process.env.ZENDESK_CLIENT_ID ?? '',
 *   clientSecret: process.env.ZENDESK_CLIENT_SECRET,
 *   redirectUri: 'https://bot.example/zendesk/callback',
 *   tokenStore: new MemoryTokenStore(),
 *   encryptionKey: process.env.ZENDESK_ENCRYPTION_KEY ?? '',
 * });
 */
export class ZendeskConnector {
  readonly #core: ConnectorCore;

  /** @throws ConfigurationError that names the option that is missing or malformed */
  constructor(options: ZendeskConnectorOptions) {
    this.#core = createCore(options);
  }

  /**
   * A handle on one chatbot's connection, limited to what this caller may do. No I/O.
   *
   * @param connectionId the host's own id of the chatbot or its connection, 1 to 255 characters
   * @throws ConfigurationError that names the option that is malformed
   *
   * @example
   * const owner = connector.connection('bot-42', { permissions: OWNER_PERMISSIONS });
   * const bot = connector.connection('bot-42', { permissions: PUBLIC_BOT_PERMISSIONS, requester: user });
   */
  connection(connectionId: string, options: ConnectionOptions): ZendeskConnection {
    return new ZendeskConnection(this.#core, connectionId, options);
  }

  /**
   * Handles the redirect back from Zendesk: verifies state and browser session, exchanges the code, looks up who
   * connected, and stores the sealed tokens. Answer the browser with a 303 to `returnTo`. A callback that the browser
   * repeats, by a prefetch or a reload, gets the result of the first one for ten minutes after `connect()`.
   *
   * The tokens of a connection from before are revoked. When that was another account, its webhook is removed first, or
   * the event `webhook.not_removed` and `status().leftWebhooks` say that it was not removed.
   *
   * @param callback the request that arrived, of any framework, or its URL, or the part of it from the path or from the
   * query on
   * @param options.session what was passed to `connect()`: your own id of this browser session
   * @param options.auditContext comes back in the events of this callback; see {@link CallScope}
   * @throws OAuthCallbackError; a connection from before is then untouched. TokenStoreError, ConfigurationError
   *
   * @example
   * const { returnTo } = await connector.handleCallback(request, { session: sessionId });
   */
  async handleCallback(
    callback: string | URL | { readonly url?: string | URL | undefined },
    options: { readonly session: string | undefined } & CallScope,
  ): Promise<ConnectResult> {
    // Not `instanceof Request`: some servers bring a class of their own, and node:http has a path in `url`.
    const address = typeof callback === 'string' || callback instanceof URL ? callback : callback?.url;
    if (typeof address !== 'string' && !(address instanceof URL)) {
      throw new ConfigurationError({ option: 'callback', problem: 'must be the request that arrived, or its URL' });
    }
    refuseUnknownOptions(options ?? {}, CALLBACK_OPTION_NAMES);
    const parameters = parametersOf(address, requireRedirectUri(this.#core.redirectUri));
    const core = this.#core.scoped(checkCallScope(options ?? {}));
    return core.keep(completeConnect(core, parameters, options?.session));
  }

  /**
   * Waits for the work that goes on in the background: refreshes with their save, calls that have used up their budget,
   * and the promises that `onEvent` returned. Call it before a process ends. On a runtime with `waitUntil` there is no
   * need to.
   *
   * @param options.timeout milliseconds to wait at most. @defaultValue 30_000
   * @returns `pending`: how many pieces of work were still going on when the time was up
   * @throws ConfigurationError for a timeout that is none
   *
   * @example
   * ```ts
   * process.once('SIGTERM', async () => {
   *   server.close();
   *   await connector.flush();
   *   process.exit();
   * });
   * ```
   */
  async flush(options: { readonly timeout?: number | undefined } = {}): Promise<{ readonly pending: number }> {
    refuseUnknownOptions(options, { timeout: true });
    const { timeout = 30_000 } = options;
    if (!(typeof timeout === 'number' && timeout >= 0 && timeout <= 600_000)) {
      throw new ConfigurationError({ option: 'timeout', problem: 'must be 0 to 600,000 milliseconds' });
    }
    return { pending: await this.#core.background.flush(timeout) };
  }
}

const CALLBACK_OPTION_NAMES: Readonly<Record<'session' | keyof CallScope, true>> = {
  session: true,
  auditContext: true,
  waitUntil: true,
};

async function completeConnect(
  core: ConnectorCore,
  parameters: URLSearchParams,
  session: string | undefined,
): Promise<ConnectResult> {
  const { connectionId, returnTo, ...established } = await completeAuthorization(core, parameters, session);
  const result = await finishConnect(core, connectionId, established);
  return returnTo === undefined ? result : { ...result, returnTo };
}

/** A URL, a path with its query, or a query. Anything else has no state, and is refused and audited for that. */
function parametersOf(address: string | URL, redirectUri: string): URLSearchParams {
  const isQuery = typeof address === 'string' && /^[a-z_]+=/.test(address);
  if (isQuery) return new URLSearchParams(address);
  return URL.canParse(address, redirectUri) ? new URL(address, redirectUri).searchParams : new URLSearchParams();
}
