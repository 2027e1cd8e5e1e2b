/**
 * Comments and audits: what Zendesk keeps of each write to a ticket.
 * https://developer.zendesk.com/api-reference/ticketing/tickets/ticket_audits/
 */
import type { Store } from '../core/store.js';
import type { SimulatedAttachment, SimulatedAudit, SimulatedComment, Via } from './ticket-record.js';

export interface CommentDraft {
  readonly authorId: number;
  /** Markdown. */
  readonly body: string;
  readonly isPublic: boolean;
  readonly attachments?: readonly SimulatedAttachment[];
  /** The tokens under which the attachments were uploaded. They end with this comment. */
  readonly uploadTokens?: readonly string[];
}

export interface AuditDraft {
  readonly ticketId: number;
  /** -1 is the system. */
  readonly authorId: number;
  readonly events: readonly Readonly<Record<string, unknown>>[];
  readonly via: Via;
  readonly at: string;
  readonly metadata?: Readonly<Record<string, unknown>>;
  readonly comment?: CommentDraft;
}

/** Adds an audit and, if there is one, its comment. */
export function writeAudit(
  store: Store,
  draft: AuditDraft,
): { readonly audit: SimulatedAudit; readonly comment?: SimulatedComment } {
  const { ticketId, authorId, via, at, comment: text } = draft;
  const id = store.nextId();
  const metadata = { system: {}, custom: draft.metadata ?? {} };
  const events: Record<string, unknown>[] = draft.events.map((event) => ({ id: store.nextId(), ...event }));
  const comment = text === undefined ? undefined : commentOf(store, text, { ...draft, auditId: id, metadata });
  if (comment !== undefined) {
    store.state.comments.push(comment);
    endUploads(store, text?.uploadTokens ?? []);
    const { ticket_id: _, created_at: __, via: ___, metadata: ____, ...event } = comment;
    events.push(event);
  }
  const audit = { id, ticket_id: ticketId, created_at: at, author_id: authorId, metadata, events, via };
  store.state.audits.push(audit);
  return comment === undefined ? { audit } : { audit, comment };
}

function commentOf(
  store: Store,
  { authorId, body, isPublic, attachments = [] }: CommentDraft,
  of: Pick<AuditDraft, 'ticketId' | 'at' | 'via'> & {
    readonly auditId: number;
    readonly metadata: SimulatedComment['metadata'];
  },
): SimulatedComment {
  const plainBody = plain(body);
  return {
    id: store.nextId(),
    ticket_id: of.ticketId,
    type: 'Comment',
    author_id: authorId,
    body,
    html_body: `<div class="zd-comment" dir="auto"><p dir="auto">${escapeText(plainBody)}</p></div>`,
    plain_body: plainBody,
    public: isPublic,
    attachments,
    audit_id: of.auditId,
    via: of.via,
    created_at: of.at,
    metadata: of.metadata,
  };
}

function endUploads({ state: { uploads } }: Store, tokens: readonly string[]): void {
  for (const token of tokens) {
    const at = uploads.findIndex((upload) => upload.token === token);
    if (at >= 0) uploads.splice(at, 1);
  }
}

/** Text as it stands in `html_body`. */
export function escapeText(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
}

/** What Markdown shows of plain text: escapes are resolved, trailing spaces are line breaks. */
function plain(markdown: string): string {
  return markdown
    .replace(/\\([!-/:-@[-`{-~])/g, '$1')
    .replace(/ {2,}$/gm, '')
    .replaceAll('\u00a0', ' ');
}
