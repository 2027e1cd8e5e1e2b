/**
 * A warning about a ticket or comment that lacks something.
 */
import * as z from '../util/zod.js';

const WARNING_CODES = [
  'form_ignored',
  'brand_ignored',
  'custom_field_ignored',
  'attachment_missing',
  'internal_note_missing',
] as const;

/** @internal */
export const warningsSchema = z.optional(z.array(z.object({ code: z.enum(WARNING_CODES), message: z.string() })));

/** Something that your application gave and that the ticket lacks. */
export interface TicketWarning {
  /**
   * - `form_ignored`, `brand_ignored`: the ticket has another one than `ticketDefaults` say.
   * - `custom_field_ignored`: the account has no such field, or a drop-down has no such value.
   * - `attachment_missing`: Zendesk shows fewer files than were sent.
   * - `internal_note_missing`: Zendesk did not take the internal note. A repetition with the same key adds it.
   */
  readonly code: (typeof WARNING_CODES)[number];
  /** For the developer. */
  readonly message: string;
}
