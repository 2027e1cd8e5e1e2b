/**
 * What a test hands to a {@link SimulatedAccount}: people, tickets, comments and changes.
 */
import type { TicketChanges } from './tickets/change-ticket.js';
import type { TicketDraft } from './tickets/file-ticket.js';
import type { SimulatedAttachment, SimulatedTicket } from './tickets/ticket-record.js';
import type { SimulatedUser } from './users/user-record.js';

/** A user, or the id of one. */
export type Person = SimulatedUser | number;

/** A new ticket, as {@link SimulatedAccount.addTicket} takes it. */
export interface NewTicket
  extends Partial<Omit<TicketDraft, 'requester_id' | 'submitter_id' | 'created_at' | 'updated_at'>> {
  readonly subject: string;
  /** @defaultValue the subject */
  readonly body?: string;
  readonly requester: Person;
  /** @defaultValue the requester */
  readonly submitter?: Person;
  /** Whether the first comment is public. @defaultValue true */
  readonly public?: boolean;
  /** Milliseconds since the epoch. @defaultValue now */
  readonly createdAt?: number;
  /** Milliseconds since the epoch. @defaultValue `createdAt` */
  readonly updatedAt?: number;
}

/** A new comment, as {@link SimulatedAccount.addComment} takes it. */
export interface NewComment {
  readonly author: Person;
  readonly body: string;
  /** @defaultValue true */
  readonly public?: boolean;
  /** Changes the status with the same update. */
  readonly status?: SimulatedTicket['status'];
  readonly custom_status_id?: number;
  /** The user who writes it in the author's name. @defaultValue the author */
  readonly actor?: Person;
  readonly metadata?: Readonly<Record<string, unknown>>;
  readonly attachments?: readonly (Pick<SimulatedAttachment, 'file_name'> & Partial<SimulatedAttachment>)[];
}

/** A change of a ticket, as {@link SimulatedAccount.updateTicket} takes it. */
export interface TicketUpdateOptions extends TicketChanges {
  /** `system` is a business rule of the account. @defaultValue 'system' */
  readonly author?: Person | 'system';
  readonly assignee?: Person;
  readonly requester?: Person;
}
