/**
 * Sends authorized requests to the account of one connection, within the budget of one call.
 */
import type { RequestOptions } from '../actions/action.js';
import type { Deadline } from '../http/deadline.js';
import type { Http, ZendeskResponse } from '../http/http.js';
import type { HttpMethod } from '../http/http-method.js';
import type { AccessTokens } from '../oauth/access-tokens.js';
import { authorizeWith } from '../oauth/authorized-fetch.js';
import type { Grant } from '../records/connection-records.js';

/** @internal */
export interface AccountClient {
  /** Aborts when the budget is used up or the caller gives up. */
  readonly signal: AbortSignal;
  /** Returns the grant in use, refreshed if it is about to expire. */
  grant(): Promise<Grant>;
  /** Sends an authorized JSON request, with refresh, retries and typed errors. */
  send<T = unknown>(method: HttpMethod, path: `/${string}`, options?: RequestOptions<T>): Promise<ZendeskResponse<T>>;
}

/** @internal */
export interface AccountClientParts {
  readonly http: Http;
  readonly accessTokens: AccessTokens;
}

/** @internal */
export function createAccountClient(
  { http, accessTokens }: AccountClientParts,
  { connectionId, deadline }: { readonly connectionId: string; readonly deadline: Deadline },
): AccountClient {
  const authorize = authorizeWith(accessTokens, connectionId);
  const grant = async () => accessTokens.peek(connectionId) ?? deadline.race(accessTokens.current(connectionId));
  return {
    get signal() {
      return deadline.signal;
    },
    grant,
    async send(method, path, options = {}) {
      const { subdomain } = accessTokens.peek(connectionId) ?? (await grant());
      return http.send({ subdomain, method, path, ...options, deadline, authorize });
    },
  };
}
