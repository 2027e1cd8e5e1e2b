import { invalidRecord } from '../core/respond.js';
import type { Store } from '../core/store.js';
import type { SimulatedAttachment } from '../tickets/ticket-record.js';

/** The files that were uploaded under these tokens, each of which is valid for 60 minutes. */
export function attachmentsOf(store: Store, tokens: readonly string[]): readonly SimulatedAttachment[] {
  return tokens.flatMap((token) => {
    const upload = store.state.uploads.find((known) => known.token === token);
    if (upload !== undefined && Date.parse(upload.expires_at) > store.now()) return upload.attachments;
    throw invalidRecord({ uploads: [{ description: 'Uploads: token is invalid or expired', error: 'InvalidValue' }] });
  });
}
