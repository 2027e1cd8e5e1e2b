/**
 * The comment that a request writes.
 * https://developer.zendesk.com/api-reference/ticketing/tickets/ticket_comments/
 */
import * as f from '../core/fields.js';
import { invalidRecord } from '../core/respond.js';
import type { Store } from '../core/store.js';
import { attachmentsOf } from '../uploads/attachments-of.js';
import type { CommentDraft } from './write-comment.js';

const MAX_COMMENT_BYTES = 65_535;
const MAX_COMMENTS = 5_000;
const COMMENT = { body: f.text, html_body: f.text, public: f.flag, author_id: f.id, uploads: f.texts };

/** Undefined where the request writes none. */
export function readComment(store: Store, input: f.Input | undefined, byId: number): CommentDraft | undefined {
  if (input === undefined) return undefined;
  const fields = f.readFields(COMMENT, input, ['type', 'plain_body', 'attachments', 'via', 'metadata', 'audit_id']);
  const { body, html_body: html, public: isPublic = true, author_id: authorId, uploads = [] } = fields;
  const text = html == null ? (body ?? '') : textOf(html);
  if (text.trim() === '' && uploads.length === 0) return undefined;
  if (new TextEncoder().encode(text).byteLength > MAX_COMMENT_BYTES) {
    throw invalidRecord({ base: [{ description: 'Comment: is too long (maximum is 65535 bytes)', error: 'TooLong' }] });
  }
  const author = store.find('users', authorId ?? byId);
  if (author === undefined) {
    throw invalidRecord({ author: [{ description: 'Author: is invalid', error: 'InvalidValue' }] });
  }
  if (author.suspended) {
    throw invalidRecord({ author: [{ description: `Author: ${author.name} is suspended.`, error: 'UserSuspended' }] });
  }
  return {
    authorId: author.id,
    body: text,
    isPublic,
    attachments: attachmentsOf(store, uploads),
    uploadTokens: uploads,
  };
}

/** https://support.zendesk.com/hc/en-us/articles/4408829170458 tells the most comments that a ticket takes. */
export function requireRoomForComment(store: Store, ticketId: number): void {
  const count = store.state.comments.filter(({ ticket_id }) => ticket_id === ticketId).length;
  if (count < MAX_COMMENTS) return;
  throw invalidRecord({
    base: [{ description: `Ticket has reached the limit of ${MAX_COMMENTS} comments`, error: 'TooManyComments' }],
  });
}

function textOf(html: string): string {
  return html
    .replace(/<br\s*\/?>|<\/p>/g, '\n')
    .replace(/<[^>]*>/g, '')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&')
    .trim();
}
