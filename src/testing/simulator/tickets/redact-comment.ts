/**
 * Removes words and files from a comment for good.
 * https://developer.zendesk.com/api-reference/ticketing/tickets/ticket_comments/#redact-ticket-comment-in-agent-workspace
 */
import { invalidRecord } from '../core/respond.js';
import type { Store } from '../core/store.js';
import type { SimulatedComment } from './ticket-record.js';
import { escapeText, writeAudit } from './write-comment.js';

interface Redaction {
  readonly texts: readonly string[];
  /** `content_url`s of files of the comment. */
  readonly files?: readonly string[];
  readonly actorId: number;
}

export function redactComment(store: Store, comment: SimulatedComment, redaction: Redaction): void {
  const { texts, files = [], actorId } = redaction;
  const ticket = store.get('tickets', comment.ticket_id);
  const known = new Set(comment.attachments.map(({ content_url }) => content_url));
  if (texts.some((text) => !comment.plain_body.includes(text)) || files.some((url) => !known.has(url))) {
    throw invalidRecord({ text: [{ description: 'Text: is not in the comment', error: 'InvalidValue' }] });
  }
  const previous = { ...ticket };
  const clean = (value: string) => texts.reduce(blackOut, value);
  const isFirst = store.state.comments.find(({ ticket_id }) => ticket_id === ticket.id) === comment;
  Object.assign(comment, {
    body: clean(comment.body),
    plain_body: clean(comment.plain_body),
    html_body: texts.map(escapeText).reduce(blackOut, comment.html_body),
    attachments: comment.attachments.map((file) =>
      files.includes(file.content_url)
        ? { ...file, file_name: 'redacted.txt', content_type: 'text/plain', size: 0, content: new Uint8Array() }
        : file,
    ),
  });
  if (isFirst) ticket.description = clean(ticket.description);
  ticket.updated_at = store.timestamp();
  writeAudit(store, {
    ticketId: ticket.id,
    authorId: actorId,
    events: [{ type: 'CommentRedactionEvent', comment_id: comment.id }],
    via: { channel: 'api', source: { from: {}, to: {}, rel: null } },
    at: ticket.updated_at,
  });
  store.announce({ ticket, previous, actorId, redacted: comment });
}

/** One ▇ for each character. */
function blackOut(value: string, text: string): string {
  return text === '' ? value : value.replaceAll(text, '▇'.repeat([...text].length));
}
