/**
 * A `fetch` for one account, for clients that your application has already.
 */
import type { ConnectorCore } from '../core.js';
import { ConfigurationError } from '../errors.js';
import { accountUrl } from '../http/account-url.js';
import { authorizeWith } from '../oauth/authorized-fetch.js';
import { originOf } from '../subdomain.js';
import { createAccountClient } from './account-client.js';
import { runCall } from './run-call.js';

/**
 * Sends any request to the account with the token of the connection, for a client that you have already, such as one that
 * was generated from Zendesk's OpenAPI description. It needs no `this`, so it can be passed on.
 *
 * - Takes paths, and URLs of the account. Refuses every other origin before a token is sent, and follows no redirect.
 * - Resolves to whatever Zendesk answers, also to a 404, 429 or 500, as it is and without retries. Only a 401 has the
 *   token replaced, and the request is sent once more. A body is kept for that: a stream is read to its end first.
 * - The connector's `timeout` counts until the answer begins. After that only the `signal` ends it.
 * - Of `init` it takes `method`, `headers`, `body` and `signal`. An `Authorization` header is replaced.
 *
 * @throws PermissionError without RAW_REQUEST; ConfigurationError for another origin; NotConnectedError,
 * ReconnectRequiredError, NetworkError, TokenStoreError, or what kept a refresh from working; TypeError for what no
 * `fetch` takes
 *
 * @example
 * const api = createClient({ baseUrl: 'https://acme.zendesk.com', fetch: connection.fetch });
 */
export type AccountFetch = (input: string | URL | Request, init?: RequestInit) => Promise<Response>;

// A Request needs an address before the account, and so the base of a path, is known.
const NOWHERE = 'https://account.invalid/';

// Those of the Fetch Standard's forbidden names that say how, and where, bytes are sent: a Host of another account would
// take the token there.
const OF_THE_TRANSPORT = new Set([
  ...['connection', 'content-length', 'expect', 'host', 'keep-alive'],
  ...['te', 'trailer', 'transfer-encoding', 'upgrade'],
]);

/** @internal */
export async function accountFetch(
  core: ConnectorCore,
  connectionId: string,
  ...[input, init]: Parameters<AccountFetch>
): Promise<Response> {
  const isRequest = input instanceof Request;
  // A copy, made by the platform: what the caller's own objects answer may change after they were checked.
  const request = new Request(isRequest ? input : NOWHERE, init);
  const address = isRequest ? request.url : String(input);
  const { method } = request;
  const signal = (init?.signal === undefined && isRequest ? input.signal : init?.signal) ?? undefined;
  return runCall(core, { signal }, async (deadline) => {
    const { subdomain } = await createAccountClient(core, { connectionId, deadline }).grant();
    const isComplete = address.startsWith('/') || URL.canParse(address);
    const url = isComplete ? accountUrl(subdomain, address) : undefined;
    if (url === undefined) {
      throw new ConfigurationError({
        option: 'url',
        problem: `must be a path, or a URL, of the connected account, ${originOf(subdomain)}/`,
        hint: 'Give your client this address as its base URL. For other hosts use another fetch.',
      });
    }
    // Kept, for it is sent again after a 401. The signal cancels a stream that does not end in time.
    const source = request.body?.pipeThrough(new TransformStream(), { signal: deadline.signal });
    const body = source && new Uint8Array(await deadline.race(new Response(source).arrayBuffer()));
    const headers = Object.fromEntries([...request.headers].filter(([name]) => !OF_THE_TRANSPORT.has(name)));
    const authorize = authorizeWith(core.accessTokens, { connectionId, deadline });
    return core.http.forward({ subdomain, url, method, headers, body, client: { signal, input }, deadline, authorize });
  });
}
