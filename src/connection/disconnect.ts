/**
 * Ends a connection: closes it for every process first, then revokes the tokens at Zendesk, then forgets them.
 */
import type { Emit, Revocation, WebhookRemoval } from '../events.js';
import type { TokenEndpoint } from '../oauth/token-endpoint.js';
import type { ConnectionRecord, ConnectionRecords } from '../records/connection-records.js';
import type { TokenSet } from '../records/token-set.js';
import { revokeGrant } from './revoke-grant.js';

/** The options of `disconnect()`. */
export interface DisconnectOptions {
  /**
   * Forgets a stored record that cannot be opened, because its encryption key is lost. Nothing is revoked then: remove
   * the tokens of the OAuth client and the webhook, if there is one, in Admin Center.
   * @defaultValue false: such a record is a TokenStoreError with the reason `unreadable`
   */
  readonly forgetUnreadable?: boolean | undefined;
}

/**
 * @throws TokenStoreError when the store fails; calling it again then finishes the work
 * @internal
 */
export async function disconnect(
  connectionId: string,
  parts: { readonly records: ConnectionRecords; readonly tokenEndpoint: TokenEndpoint; readonly emit: Emit },
  webhook?: WebhookRemoval,
): Promise<Revocation> {
  const { records, emit } = parts;
  let before: ConnectionRecord['grant'];
  await records.update(connectionId, (record) => {
    before = record.grant;
    // From here on no action uses the tokens, and a refresh under way does not save what it gets. The tokens stay until
    // they are revoked, so that a crash in between leaves nothing alive that this connection cannot revoke.
    return before?.state === 'active' ? { grant: { ...before, disconnecting: true } } : {};
  });
  const revocation = await revocationOf(connectionId, before, parts);
  if (before?.state === 'active') {
    const { id } = before;
    await records.update(connectionId, (record) => (record.grant?.id === id ? {} : record));
  }
  emit(connectionId, { type: 'connection.disconnected', revocation, ...(webhook === undefined ? {} : { webhook }) });
  return revocation;
}

async function revocationOf(
  connectionId: string,
  grant: ConnectionRecord['grant'],
  { records, tokenEndpoint }: { readonly records: ConnectionRecords; readonly tokenEndpoint: TokenEndpoint },
): Promise<Revocation> {
  if (grant === undefined) return 'already_invalid';
  // After a lost rotation Zendesk may honor tokens that were never seen here.
  if (grant.state === 'ended') return grant.reason === 'rotation_lost' ? 'unconfirmed' : 'already_invalid';
  const { id } = grant;
  const onRefreshed = (last: TokenSet) =>
    records.update(connectionId, (record) =>
      record.grant?.id === id && record.grant.state === 'active'
        ? { ...record, grant: { ...record.grant, tokens: last } }
        : record,
    );
  return revokeGrant(tokenEndpoint, grant, onRefreshed);
}
