/**
 * How a connection stands, read from its record.
 */
import { NotConnectedError, type ReconnectReason, ReconnectRequiredError } from '../errors.js';
import type { ConnectionRecord } from './connection-records.js';
import { type EndedGrant, type Grant, isRejected } from './grant.js';

/** @internal */
export type ConnectionState =
  | { readonly state: 'disconnected' }
  | { readonly state: 'connected'; readonly grant: Grant }
  | {
      readonly state: 'reconnect_required';
      readonly reason: ReconnectReason;
      /** Milliseconds since the epoch. */
      readonly since: number;
      /** Active: Zendesk may honor it again, or another OAuth client can use it. */
      readonly grant: Grant | EndedGrant;
    };

/** @internal Returns the state of the connection for the OAuth client with this id. */
export function connectionState({ grant }: ConnectionRecord, clientId: string): ConnectionState {
  if (grant === undefined) return { state: 'disconnected' };
  if (grant.state === 'active' && grant.disconnecting) return { state: 'disconnected' };
  const reconnect = (reason: ReconnectReason, since: number): ConnectionState => ({
    state: 'reconnect_required',
    reason,
    since,
    grant,
  });
  if (grant.clientId !== clientId) return reconnect('other_client', grant.connectedAt);
  if (grant.state === 'ended') return reconnect(grant.reason, grant.endedAt);
  if (isRejected(grant)) return reconnect('token_rejected', grant.rejection?.since ?? grant.connectedAt);
  return { state: 'connected', grant };
}

/**
 * Returns the grant to send requests with. A token that Zendesk rejects is tried again by each call, because a user may
 * be reinstated and an IP address be allowed.
 *
 * @throws NotConnectedError, ReconnectRequiredError
 * @internal
 */
export function requireGrant(record: ConnectionRecord, clientId: string): Grant {
  const current = connectionState(record, clientId);
  if (current.state === 'disconnected') throw new NotConnectedError();
  if (current.state === 'connected') return current.grant;
  if (current.reason === 'token_rejected' && current.grant.state === 'active') return current.grant;
  throw new ReconnectRequiredError({ reason: current.reason });
}
