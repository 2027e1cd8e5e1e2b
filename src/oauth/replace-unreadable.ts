/**
 * Makes room for a new connection where the record of the old one cannot be opened any more.
 */
import type { Emit } from '../events.js';
import type { ConnectionRecords } from '../records/connection-records.js';

/** @internal Forgets the record if no key opens it. */
export async function discardUnreadable(
  { records, emit }: { readonly records: ConnectionRecords; readonly emit: Emit },
  connectionId: string,
): Promise<void> {
  if (!(await records.discardUnreadable(connectionId))) return;
  emit(connectionId, { type: 'token.discarded', revocation: 'unconfirmed' });
}
