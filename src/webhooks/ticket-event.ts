/**
 * The events of a ticket that a conversation is told.
 */

/** What every event holds. */
export interface TicketEventBase {
  /** The same when Zendesk sends the event again. Empty in the rare case that Zendesk names neither event nor delivery. */
  readonly eventId: string;
  /** When it happened, ISO 8601. */
  readonly at: string;
  /**
   * The place of the event among those of the same update at Zendesk. Zendesk does not guarantee that events arrive in
   * this order.
   */
  readonly sequence?: { readonly id: string; readonly position: number };
  readonly ticketId: number;
  /**
   * What the ticket was created with as `ticketDefaults.externalId`: your application's id of the conversation. Absent
   * also if it holds line breaks or invisible characters, or more than 1,000 characters.
   */
  readonly externalId?: string;
}

/** A file of an agent. Its address is left out: it may open for everyone. */
export interface AttachedFile {
  /** For `downloadAttachment()`. Absent when Zendesk's event does not say. */
  readonly id?: number;
  /** On one line. Empty if Zendesk's event gives no name. */
  readonly name: string;
  /** A MIME type, such as `image/png`. */
  readonly type?: string;
  /** In bytes. Absent when Zendesk's event does not say. */
  readonly size?: number;
}

/** An agent wrote a public comment. */
export interface AgentReplied extends TicketEventBase {
  readonly type: 'agent_replied';
  readonly comment: {
    readonly id?: number;
    /** Zendesk's Markdown. It is untrusted text; it is empty when the agent only attached files. */
    readonly body: string;
    /**
     * The same without Markdown: links keep their address, and files and images become their name. It is untrusted text.
     */
    readonly plainText: string;
    /** The name of the agent. */
    readonly authorName?: string;
    /** The files that Zendesk's event names. Others arrive as `file_attached`. */
    readonly files: readonly AttachedFile[];
  };
}

/** A public file was attached to a comment. */
export interface FileAttached extends TicketEventBase {
  readonly type: 'file_attached';
  /** The comment that the file belongs to. */
  readonly commentId?: number;
  readonly file: AttachedFile;
}

/** An agent made a public comment private. Hide it in the conversation, if it is shown there. */
export interface CommentMadePrivate extends TicketEventBase {
  readonly type: 'comment_made_private';
  readonly commentId: number;
}

/** The ticket has another status, which is not `solved`. */
export interface StatusChanged extends TicketEventBase {
  readonly type: 'status_changed';
  /** Zendesk's name in lower case: `new`, `open`, `pending`, `hold`, `closed`, or `deleted`. */
  readonly status: string;
  readonly previousStatus?: string;
}

/** The ticket was solved. */
export interface TicketSolved extends TicketEventBase {
  readonly type: 'ticket_solved';
  readonly status: 'solved';
  readonly previousStatus?: string;
}

/**
 * The ticket has another custom status. `getTicketStatus()` returns its label. If its category changed as well, a
 * {@link StatusChanged} or {@link TicketSolved} with the same `sequence.id` arrives, too.
 */
export interface CustomStatusChanged extends TicketEventBase {
  readonly type: 'custom_status_changed';
  /** The category, with the names of {@link StatusChanged}. Absent if Zendesk's event does not say. */
  readonly status?: string;
  readonly customStatusId: number;
  readonly previousCustomStatusId?: number;
}

/** An event of a ticket, by `type`. */
export type TicketEvent =
  | AgentReplied
  | FileAttached
  | CommentMadePrivate
  | StatusChanged
  | TicketSolved
  | CustomStatusChanged;
