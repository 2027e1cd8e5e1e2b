/**
 * Finds out who changed a ticket last, and who answered last, as far as the requester may know.
 */

import type { ActionContext } from './action.js';
import { authorOf } from './author-of.js';
import type { LastAnswer, Updater } from './summaries.js';
import { auditsResponse, commentsResponse, type WireTicket } from './wire.js';

/** @internal */
export interface LastActivity {
  readonly updatedBy?: Updater;
  /** Only if it is not known who updated the ticket. */
  readonly lastAnswer?: LastAnswer;
}

// The time of an update and that of the ticket may differ by a second.
const CLOCK_TOLERANCE_MS = 2_000;
// A business rule often touches the ticket some seconds after the person whose update it reacts to.
const RULES_FOLLOW_WITHIN_MS = 30_000;
// Several, because the newest ones may be internal notes. They are long, and an answer of Zendesk only so large.
const COMMENTS = 10;
// Whether audits can be sorted is not documented. So many are all audits of an ordinary ticket.
const AUDITS = 30;

/** @internal Returns `{}` if Zendesk does not say, or not in time. */
export async function lastActivity(ticket: WireTicket, context: ActionContext): Promise<LastActivity> {
  const { scope } = await context.account();
  // Audits hold every update, comments only some. `tickets:read` does not include audits.
  const [read, pageSize] = scope.includes('read') ? [readAudits, AUDITS] : [readComments, COMMENTS];
  const updates = (await context.optional((send) => read(ticket, send))) ?? [];
  const latest = Date.parse(ticket.updated_at) + CLOCK_TOLERANCE_MS;
  const newestFirst = updates
    // Later ones came after the ticket was read.
    .filter(({ isByRule, at }) => !isByRule && at <= latest)
    .sort((a, b) => b.at - a.at);
  const [newest] = newestFirst;
  const updatedBy = newest && isLastUpdate(newest, ticket) ? newest.by : undefined;
  if (updatedBy !== undefined) return { updatedBy };
  const answer = newestFirst.find((update) => update.isPublicComment && isAnswer(update, ticket));
  if (answer?.by === undefined || !holdsNewest(updates, pageSize)) return {};
  return { lastAnswer: { by: answer.by, at: new Date(answer.at).toISOString().replace('.000Z', 'Z') } };
}

interface Update {
  /** Milliseconds since the epoch. */
  readonly at: number;
  /** Undefined for users that the requester need not know, such as a user in copy. */
  readonly by: Updater | undefined;
  /** An internal note: the requester must not learn of it. */
  readonly isPrivate: boolean;
  readonly isPublicComment: boolean;
  readonly isByRule: boolean;
}

function isLastUpdate({ at, isPrivate }: Update, ticket: WireTicket): boolean {
  return !isPrivate && Date.parse(ticket.updated_at) - at <= RULES_FOLLOW_WITHIN_MS;
}

/** A full page that is not sorted newest first may be the oldest one: later answers are on another page then. */
function holdsNewest(updates: readonly Update[], pageSize: number): boolean {
  const [first] = updates;
  const last = updates.at(-1);
  return updates.length < pageSize || first === undefined || last === undefined || first.at > last.at;
}

/** The first comment of a ticket is its description. */
function isAnswer({ at }: Update, ticket: WireTicket): boolean {
  return at - Date.parse(ticket.created_at) > CLOCK_TOLERANCE_MS;
}

async function readComments(ticket: WireTicket, send: ActionContext['send']): Promise<readonly Update[]> {
  const query = { sort_order: 'desc', per_page: COMMENTS, include: 'users' };
  const path = `/api/v2/tickets/${ticket.id}/comments.json` as const;
  const { body } = await send('GET', path, { query, schema: commentsResponse });
  return body.comments.map(({ author_id: authorId, created_at: createdAt, public: isPublic }) => ({
    at: Date.parse(createdAt),
    by: authorOf(authorId, ticket, body.users),
    isPrivate: isPublic !== true,
    isPublicComment: isPublic === true,
    isByRule: false,
  }));
}

async function readAudits(ticket: WireTicket, send: ActionContext['send']): Promise<readonly Update[]> {
  const query = { sort_order: 'desc', per_page: AUDITS, include: 'users' };
  const path = `/api/v2/tickets/${ticket.id}/audits.json` as const;
  const { body } = await send('GET', path, { query, schema: auditsResponse });
  return body.audits.map(({ author_id: authorId, created_at: createdAt, events, via }) => ({
    at: Date.parse(createdAt),
    by: authorOf(authorId, ticket, body.users),
    isPrivate: events?.some(({ public: isPublic }) => isPublic === false) ?? false,
    isPublicComment: events?.some(({ public: isPublic }) => isPublic === true) ?? false,
    isByRule: (authorId ?? -1) < 0 || ['rule', 'system'].includes(via?.channel ?? ''),
  }));
}
