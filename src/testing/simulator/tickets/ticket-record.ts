/**
 * Tickets, comments and audits as the account keeps them: the JSON of Zendesk's API without what is computed.
 */

/** How a record came to be. https://developer.zendesk.com/documentation/ticketing/reference-guides/via-object-reference/ */
export interface Via {
  readonly channel: string;
  readonly source?: { readonly from: object; readonly to: object; readonly rel: string | null };
}

/** A ticket. https://developer.zendesk.com/api-reference/ticketing/tickets/tickets/#json-format */
export interface SimulatedTicket {
  readonly id: number;
  external_id: string | null;
  readonly via: Via;
  subject: string;
  description: string;
  type: 'problem' | 'incident' | 'question' | 'task' | null;
  priority: 'urgent' | 'high' | 'normal' | 'low' | null;
  /** `new`, `open`, `pending`, `hold`, `solved`, `closed` or `deleted`. */
  status: string;
  custom_status_id: number;
  recipient: string | null;
  requester_id: number;
  readonly submitter_id: number;
  assignee_id: number | null;
  organization_id: number | null;
  group_id: number | null;
  brand_id: number | null;
  ticket_form_id: number | null;
  problem_id: number | null;
  due_at: string | null;
  collaborator_ids: readonly number[];
  follower_ids: readonly number[];
  email_cc_ids: readonly number[];
  followup_ids: readonly number[];
  tags: readonly string[];
  custom_fields: readonly CustomFieldValue[];
  /** Whether any comment is public. */
  is_public: boolean;
  readonly created_at: string;
  updated_at: string;
}

export interface CustomFieldValue {
  readonly id: number;
  readonly value: unknown;
}

/** A comment. https://developer.zendesk.com/api-reference/ticketing/tickets/ticket_comments/#json-format */
export interface SimulatedComment {
  readonly id: number;
  readonly ticket_id: number;
  readonly type: 'Comment';
  readonly author_id: number;
  body: string;
  html_body: string;
  plain_body: string;
  public: boolean;
  readonly created_at: string;
  readonly audit_id: number;
  attachments: readonly SimulatedAttachment[];
  readonly via: Via;
  readonly metadata: { readonly system: object; readonly custom: Readonly<Record<string, unknown>> };
}

/** A file of a comment. https://developer.zendesk.com/api-reference/ticketing/tickets/ticket-attachments/#json-format */
export interface SimulatedAttachment {
  readonly id: number;
  readonly file_name: string;
  readonly content_url: string;
  readonly content_type: string;
  readonly size: number;
  readonly inline: boolean;
  /** @defaultValue as many zeros as `size` says */
  readonly content?: Uint8Array<ArrayBuffer>;
  /** @defaultValue false */
  readonly deleted?: boolean;
  /** `malware_found`, `malware_not_found`, `failed_to_scan` or `not_scanned`. @defaultValue 'malware_not_found' */
  readonly malware_scan_result?: string;
  /** Whether an admin allowed access in spite of malware. @defaultValue false */
  readonly malware_access_override?: boolean;
}

/** An audit. https://developer.zendesk.com/api-reference/ticketing/tickets/ticket_audits/#json-format */
export interface SimulatedAudit {
  readonly id: number;
  readonly ticket_id: number;
  /** -1 is the system. */
  readonly author_id: number;
  readonly created_at: string;
  readonly via: Via;
  readonly metadata: { readonly system: object; readonly custom: Readonly<Record<string, unknown>> };
  readonly events: readonly Readonly<Record<string, unknown>>[];
}

/** A change of a ticket, for the rules of a test and for webhooks. */
export interface TicketChange {
  readonly ticket: SimulatedTicket;
  /** The ticket before the change; absent when it was created by it. */
  readonly previous?: SimulatedTicket;
  /** The user who made the change, which for a comment in another's name is not its author; -1 is the system. */
  readonly actorId: number;
  readonly comment?: SimulatedComment;
  /** A comment that this change made private. */
  readonly madePrivate?: SimulatedComment;
  /** A comment from which this change removed words or files. */
  readonly redacted?: SimulatedComment;
  /** The ticket into which this one was merged. */
  readonly mergedInto?: number;
}
