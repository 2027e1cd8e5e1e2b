/**
 * Search for users. https://support.zendesk.com/hc/en-us/articles/4408885928218
 */
import type { Store } from '../core/store.js';
import { emailsOf } from '../users/add-user.js';
import type { SimulatedUser } from '../users/user-record.js';
import { indexed } from './indexed.js';
import { matchesExactly, matchesText, matchesTime } from './match.js';
import { matchesAll, parseQuery, type Term } from './parse-query.js';

export function searchUsers(store: Store, query: string): readonly SimulatedUser[] {
  const terms = parseQuery(query).filter(({ field }) => field !== 'type');
  if (terms.length === 0) return [];
  return indexed(store, store.state.users).filter(
    (user) => user.active && matchesAll(terms, (term) => matches(store, user, term)),
  );
}

function matches(store: Store, user: SimulatedUser, term: Term): boolean {
  switch (term.field) {
    case 'email':
      return matchesEmail(store, user, term);
    case 'name':
    case 'notes':
    case 'details':
    case 'phone':
      return matchesText(user[term.field], term);
    case 'role':
    case 'external_id':
    case 'id':
      return matchesExactly(user[term.field], term);
    case 'user':
      return matchesExactly(user.id, term) || matchesEmail(store, user, term) || matchesText(user.name, term);
    case 'tags':
      return term.value === 'none' ? user.tags.length === 0 : user.tags.includes(term.value);
    case 'organization':
      return matchesOrganization(store, user.organization_id, term);
    case 'is_suspended':
      return String(user.suspended) === term.value;
    case 'is_verified':
      return String(user.verified) === term.value;
    case 'created':
      return matchesTime(user.created_at, term, store.now());
    case 'updated':
      return matchesTime(user.updated_at, term, store.now());
    case undefined:
      return matchesEmail(store, user, term) || matchesText(user.name, term) || matchesExactly(user.id, term);
    default:
      // A word that is no property of users is text.
      return matchesText(`${user.name} ${user.notes ?? ''}`, { value: `${term.field}${term.operator}${term.value}` });
  }
}

/** By the primary address or by another. */
export function matchesEmail(store: Store, user: SimulatedUser, term: Pick<Term, 'value'>): boolean {
  const emails = emailsOf(store, user.id);
  return term.value === 'none' ? emails.length === 0 : emails.some((email) => matchesText(email, term));
}

export function matchesOrganization(store: Store, id: number | null, term: Term): boolean {
  return matchesExactly(id, term) || matchesExactly(store.find('organizations', id)?.name, term);
}
