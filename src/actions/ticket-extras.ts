/**
 * What your application adds to one ticket or comment: files and a note for agents. The model neither sees nor chooses
 * any of it.
 */

/** A file that your application holds in memory. A `File` is one as it is. */
export interface Attachment {
  /** With or without its extension. It is put on one line. */
  readonly name: string;
  /** The MIME type, such as `image/png`. @defaultValue that of a Blob, or else the one of the extension */
  readonly type?: string | undefined;
  readonly data: Blob | Uint8Array | ArrayBuffer;
}

/** What your application adds to a ticket or comment. */
export interface TicketExtras {
  /**
   * Files of the end user: at most five, each of at most 10 MB (10,000,000 bytes), and of a type that agents can look at
   * without danger: images, PDF, text, office documents, audio and video. Never an address: fetching one is up to you.
   */
  readonly attachments?: readonly (Attachment | File)[] | undefined;
  /**
   * For agents only, such as the transcript, the page and the plan: an internal note on the new ticket. Plain text, of
   * which the last 16,000 characters are kept.
   */
  readonly internalNote?: string | undefined;
}
