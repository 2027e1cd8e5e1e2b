/**
 * A ticket in a list of the tickets of its requester.
 */
import * as z from '../util/zod.js';

/** One of the customer's tickets. */
export interface CustomerTicket {
  readonly ticketId: number;
  /** Written by a customer or an agent: untrusted text, at most 150 characters. */
  readonly subject: string;
  readonly status: string;
  readonly statusLabel: string;
  /** ISO 8601. */
  readonly updatedAt: string;
}

/** @internal */
export const customerTicketSchema = z.object({
  ticketId: z.int(),
  subject: z.string(),
  status: z.string(),
  statusLabel: z.string(),
  updatedAt: z.string(),
});
