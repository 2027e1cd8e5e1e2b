/**
 * Search for tickets. https://support.zendesk.com/hc/en-us/articles/4408886879258
 */
import { invalidRecord, notModeled } from '../core/respond.js';
import type { Store } from '../core/store.js';
import type { SimulatedTicket } from '../tickets/ticket-record.js';
import { indexed } from './indexed.js';
import { compares, matchesExactly, matchesRank, matchesText, matchesTime } from './match.js';
import { matchesAll, parseQuery, type Term } from './parse-query.js';
import { matchesEmail, matchesOrganization } from './search-users.js';

const STATUSES = ['new', 'open', 'pending', 'hold', 'solved', 'closed'];
const PRIORITIES = ['low', 'normal', 'high', 'urgent'];
/** Properties that Zendesk searches by and the simulator does not. */
const NOT_MODELED = ['has_attachment', 'satisfaction', 'due_date', 'via', 'language', 'commenter_role', 'sharing'];

/** @param me the caller, for `requester:me` */
export function searchTickets(store: Store, query: string, me: number): readonly SimulatedTicket[] {
  const terms = parseQuery(query).filter(({ field }) => field !== 'type' && field !== 'order_by' && field !== 'sort');
  const unknown = terms.find(({ field }) => field !== undefined && NOT_MODELED.includes(field));
  if (unknown !== undefined) throw invalidRecord({ query: [notModeled(`Search by ${unknown.field}`)] });
  return indexed(store, store.state.tickets).filter(
    (ticket) => ticket.status !== 'deleted' && matchesAll(terms, (term) => matches(store, ticket, term, me)),
  );
}

function matches(store: Store, ticket: SimulatedTicket, term: Term, me: number): boolean {
  const now = store.now();
  switch (term.field) {
    case 'status':
      return matchesRank(STATUSES, ticket.status, term);
    case 'priority':
      return matchesRank(PRIORITIES, ticket.priority, term);
    case 'custom_status_id':
      return matchesExactly(ticket.custom_status_id, term);
    case 'ticket_type':
      return matchesExactly(ticket.type, term);
    case 'external_id':
      return matchesExactly(ticket.external_id, term);
    case 'tags':
      return matchesTags(ticket, term);
    case 'subject':
      return matchesText(ticket.subject, term);
    case 'description':
      return matchesText(ticket.description, term);
    case 'comment':
      return commentsOf(store, ticket).some(({ plain_body }) => matchesText(plain_body, term));
    case 'created':
      return matchesTime(ticket.created_at, term, now);
    case 'updated':
      return matchesTime(ticket.updated_at, term, now);
    case 'solved':
      return matchesTime(ticket.status === 'solved' ? ticket.updated_at : null, term, now);
    case 'requester':
      return matchesPerson(store, ticket.requester_id, term, me);
    case 'submitter':
      return matchesPerson(store, ticket.submitter_id, term, me);
    case 'assignee':
      return matchesPerson(store, ticket.assignee_id, term, me);
    case 'commenter':
      return commentsOf(store, ticket).some(({ author_id }) => matchesPerson(store, author_id, term, me));
    case 'cc':
      return ticket.collaborator_ids.some((id) => matchesPerson(store, id, term, me));
    case 'group':
      return matchesExactly(ticket.group_id, term) || matchesExactly(store.find('groups', ticket.group_id)?.name, term);
    case 'brand':
      return matchesExactly(ticket.brand_id, term) || matchesExactly(store.find('brands', ticket.brand_id)?.name, term);
    case 'form':
      return matchesExactly(store.find('ticket_forms', ticket.ticket_form_id)?.name, term);
    case 'organization':
      return matchesOrganization(store, ticket.organization_id, term);
    case 'ticket_id':
    case 'id':
      return compares(ticket.id, term, Number(term.value));
    case 'fieldvalue':
      return ticket.custom_fields.some(({ value }) => matchesText(String(value ?? ''), term));
    default:
      return matchesWords(store, ticket, term);
  }
}

/** `custom_field_360000001:"x"`, or words anywhere in the ticket. */
function matchesWords(store: Store, ticket: SimulatedTicket, term: Term): boolean {
  const fieldId = /^custom_field_(\d+)$/.exec(term.field ?? '')?.[1];
  if (fieldId !== undefined) {
    const value = ticket.custom_fields.find(({ id }) => id === Number(fieldId))?.value ?? null;
    return term.value === 'none' ? value === null : matchesText(String(value ?? ''), term);
  }
  const words = term.field === undefined ? term.value : `${term.field}${term.operator}${term.value}`;
  const texts = commentsOf(store, ticket).map(({ plain_body }) => plain_body);
  return matchesText([ticket.id, ticket.subject, ticket.description, ...texts].join(' '), { value: words });
}

/** `tags:"a b"` takes tickets that have both. */
function matchesTags({ tags }: SimulatedTicket, { value }: Term): boolean {
  if (value === 'none') return tags.length === 0;
  return value.split(/[\s,]+/).every((wanted) => tags.some((tag) => tag === wanted || matchesWildcard(tag, wanted)));
}

function matchesWildcard(tag: string, wanted: string): boolean {
  return wanted.endsWith('*') && tag.startsWith(wanted.slice(0, -1));
}

/** By id, address or name; `me` is the caller. */
function matchesPerson(store: Store, id: number | null, term: Term, me: number): boolean {
  if (term.value === 'none') return id === null;
  if (term.value === 'me') return id === me;
  const user = store.find('users', id);
  if (user === undefined) return false;
  return matchesExactly(id, term) || matchesEmail(store, user, term) || matchesText(user.name, term);
}

function commentsOf(store: Store, { id }: SimulatedTicket) {
  return store.state.comments.filter(({ ticket_id }) => ticket_id === id);
}
