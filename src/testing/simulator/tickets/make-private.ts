/**
 * Makes a public comment private. The reverse is not possible.
 * https://developer.zendesk.com/api-reference/ticketing/tickets/ticket_comments/#make-comment-private
 */
import type { Store } from '../core/store.js';
import type { SimulatedComment } from './ticket-record.js';
import { writeAudit } from './write-comment.js';

export function makePrivate(store: Store, comment: SimulatedComment, actorId: number): void {
  if (!comment.public) return;
  comment.public = false;
  const ticket = store.get('tickets', comment.ticket_id);
  const previous = { ...ticket };
  ticket.updated_at = store.timestamp();
  writeAudit(store, {
    ticketId: ticket.id,
    authorId: actorId,
    events: [{ type: 'CommentPrivacyChange', comment_id: comment.id, public: false }],
    via: { channel: 'api', source: { from: {}, to: {}, rel: null } },
    at: ticket.updated_at,
  });
  store.announce({ ticket, previous, actorId, madePrivate: comment });
}
