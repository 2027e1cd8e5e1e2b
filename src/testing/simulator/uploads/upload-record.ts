import type { SimulatedAttachment } from '../tickets/ticket-record.js';

/** Files that were uploaded under one token. https://developer.zendesk.com/api-reference/ticketing/tickets/ticket-attachments/#upload-files */
export interface SimulatedUpload {
  readonly token: string;
  readonly expires_at: string;
  attachments: readonly SimulatedAttachment[];
}
