/**
 * https://developer.zendesk.com/api-reference/ticketing/tickets/ticket_comments/
 */
import * as f from '../core/fields.js';
import { isByCursor, paginate } from '../core/pagination.js';
import { invalidRecord, json, notFound, unescapeHtml } from '../core/respond.js';
import { agents, type Call, type Route } from '../core/route.js';
import { sideloadUsers } from '../users/show-user.js';
import { makePrivate } from './make-private.js';
import { redactComment } from './redact-comment.js';
import { showComment } from './show-ticket.js';
import type { SimulatedComment } from './ticket-record.js';
import { ticketOf } from './ticket-routes.js';
import { requireNotClosed } from './update-ticket.js';

const READ = agents('tickets:read', 'read');
const WRITE = agents('tickets:write', 'write');
const REDACTION = { ticket_id: f.id, html_body: f.text, external_attachment_urls: f.texts };

export const commentRoutes: readonly Route[] = [
  { method: 'GET', path: '/tickets/{id}/comments', access: READ, query: ['include_inline_images'], answer: list },
  { method: 'GET', path: '/tickets/{id}/comments/count', access: READ, answer: count },
  { method: 'PUT', path: '/tickets/{id}/comments/{id}/make_private', access: WRITE, answer: hide },
  { method: 'PUT', path: '/tickets/{id}/comments/{id}/redact', access: WRITE, answer: redactText },
  { method: 'PUT', path: '/comment_redactions/{id}', access: WRITE, answer: redactMarked },
];

function list(call: Call): Response {
  const { store, query, url } = call;
  const all = commentsOf(call);
  const { items, page } = paginate(isNewestFirst(query) ? all.toReversed() : all, url);
  const authors = items.map(({ author_id }) => author_id);
  const comments = items.map((comment) => showComment(store, comment));
  return json({ comments, ...sideloadUsers(store, query, authors), ...page });
}

function count(call: Call): Response {
  return json({ count: { value: commentsOf(call).length, refreshed_at: call.store.timestamp() } });
}

function hide(call: Call): Response {
  makePrivate(call.store, commentOf(call), call.user.id);
  return json({});
}

/** A text, in a ticket that is not closed. */
function redactText(call: Call): Response {
  const comment = commentOf(call);
  requireNotClosed(ticketOf(call));
  const { text } = f.readFields({ text: f.requiredText }, f.isObject(call.body) ? call.body : {});
  if (text === undefined) throw blank('text');
  return redacted(call, comment, [text]);
}

/** What stands between `<redact>` and `</redact>` in `html_body`, and files by their address. */
function redactMarked(call: Call): Response {
  const input = f.readFields(REDACTION, f.isObject(call.body) ? call.body : {});
  if (input.ticket_id == null) throw blank('ticket_id');
  const comment = commentOf({ ...call, id: input.ticket_id, subId: call.id });
  const marked = [...(input.html_body ?? '').matchAll(/<redact>(.*?)<\/redact>/gs)].map(([, text = '']) =>
    unescapeHtml(text),
  );
  const files = input.external_attachment_urls ?? [];
  if (marked.length + files.length === 0) throw blank('html_body');
  return redacted(call, comment, marked, files);
}

function redacted(
  { store, user }: Call,
  comment: SimulatedComment,
  texts: readonly string[],
  files: readonly string[] = [],
): Response {
  redactComment(store, comment, { texts, files, actorId: user.id });
  return json({ comment: showComment(store, comment) });
}

function blank(name: string) {
  return invalidRecord({ [name]: [{ description: `${f.labelOf(name)}: cannot be blank`, error: 'BlankValue' }] });
}

function commentOf(call: Call): SimulatedComment {
  const comment = commentsOf(call).find(({ id }) => id === call.subId);
  if (comment === undefined) throw notFound(`comment ${call.subId} of ticket ${call.id}`);
  return comment;
}

/** `sort` with a cursor, `sort_order` by offset. */
export function isNewestFirst(query: URLSearchParams): boolean {
  return isByCursor(query) ? query.get('sort') === '-created_at' : query.get('sort_order') === 'desc';
}

function commentsOf(call: Call) {
  const { id } = ticketOf(call);
  return call.store.state.comments.filter(({ ticket_id }) => ticket_id === id);
}
