/**
 * Sends authorized requests to the account of one connection, within the budget of one call.
 */
import type { ActionContext } from '../actions/action.js';
import { ZendeskError } from '../errors.js';
import type { Deadline } from '../http/deadline.js';
import type { Transport } from '../http/download.js';
import type { Authorize, Http } from '../http/http.js';
import type { AccessTokens } from '../oauth/access-tokens.js';
import { authorizeWith } from '../oauth/authorized-fetch.js';
import type { Grant } from '../records/grant.js';

/** @internal */
export interface AccountClient {
  /** Aborts when the budget is used up or the caller gives up. */
  readonly signal: AbortSignal;
  /** Returns the grant in use, refreshed if it is about to expire. */
  grant(): Promise<Grant>;
  /** Sends an authorized JSON request, with refresh, retries and typed errors. */
  send: ActionContext['send'];
  /** Sends the same without the token. */
  sendWithoutToken: ActionContext['send'];
  /** Opens a file at the address that Zendesk gave. */
  download: ActionContext['download'];
  /**
   * Runs `task` with a share of the budget and without retries. Returns undefined when the task fails or takes longer.
   * Rejects only when the whole call has ended.
   */
  optional: ActionContext['optional'];
}

// The rest of the budget stays for what the call is about.
const OPTIONAL_SHARE = 0.25;

/** @internal */
export interface AccountClientParts {
  readonly http: Http;
  readonly transport: Transport;
  readonly accessTokens: AccessTokens;
}

/** @internal */
export function createAccountClient(
  { http, transport, accessTokens }: AccountClientParts,
  {
    connectionId,
    deadline,
    retry = true,
  }: { readonly connectionId: string; readonly deadline: Deadline; readonly retry?: boolean },
): AccountClient {
  const authorize = authorizeWith(accessTokens, { connectionId, deadline });
  const grant = async () => accessTokens.peek(connectionId) ?? accessTokens.current(connectionId, deadline);
  const sendWith =
    (parts: { readonly authorize?: Authorize }): ActionContext['send'] =>
    async (method, path, options = {}) => {
      const { subdomain } = accessTokens.peek(connectionId) ?? (await grant());
      return http.send({ subdomain, method, path, ...options, deadline, retry, ...parts });
    };
  return {
    get signal() {
      return deadline.signal;
    },
    grant,
    send: sendWith({ authorize }),
    sendWithoutToken: sendWith({}),
    async download(address) {
      const { subdomain } = await grant();
      const { download } = await import('../http/download.js');
      return download({ subdomain, address, authorize, deadline }, transport);
    },
    async optional(task) {
      const share = Math.min(deadline.timeout * OPTIONAL_SHARE, deadline.remaining() / 2);
      try {
        return await deadline.attempt(share, (part) => {
          const { send } = createAccountClient(
            { http, transport, accessTokens },
            { connectionId, deadline: part, retry: false },
          );
          return part.race(task(send));
        });
      } catch (error) {
        deadline.throwIfEnded();
        if (error instanceof ZendeskError) return undefined;
        throw error;
      }
    },
  };
}
