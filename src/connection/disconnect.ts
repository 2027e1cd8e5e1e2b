/**
 * Ends a connection: closes it for everybody first, then kills the tokens at Zendesk, then forgets them here.
 */
import type { Emit, Revocation, WebhookRemoval } from '../events.js';
import type { TokenEndpoint } from '../oauth/token-endpoint.js';
import type { ConnectionRecords, Grant } from '../records/connection-records.js';

/**
 * @throws TokenStoreError when the store fails; calling it again then finishes the work
 * @internal
 */
export async function disconnect(
  connectionId: string,
  {
    records,
    tokenEndpoint,
    emit,
  }: { readonly records: ConnectionRecords; readonly tokenEndpoint: TokenEndpoint; readonly emit: Emit },
  webhook?: WebhookRemoval,
): Promise<Revocation> {
  let grant: Grant | undefined;
  await records.update(connectionId, (record) => {
    grant = record.grant !== undefined && 'tokens' in record.grant ? record.grant : undefined;
    // From here on no action uses the tokens, and a refresh under way does not save what it gets. The tokens stay until
    // they are revoked, so that a crash in between leaves nothing alive that nobody can revoke.
    return grant === undefined ? {} : { grant: { ...grant, disconnecting: true } };
  });
  let revocation: Revocation = 'already_invalid';
  if (grant !== undefined) {
    const { id, subdomain, tokens, refresh } = grant;
    revocation = await tokenEndpoint.revoke(subdomain, tokens);
    // A refresh that is under way may have rotated the tokens; it will revoke its own.
    if (revocation === 'already_invalid' && refresh !== undefined) revocation = 'unconfirmed';
    await records.update(connectionId, (record) => (record.grant?.id === id ? {} : record));
  }
  emit(connectionId, { type: 'disconnected', revocation, ...(webhook === undefined ? {} : { webhook }) });
  return revocation;
}
