/**
 * Makes of the fields of a request the fields of a ticket: looks up people, brands, groups, forms and statuses, and
 * refuses those that there are not.
 */
import type { Input } from '../core/fields.js';
import { type Details, invalidRecord } from '../core/respond.js';
import type { Store } from '../core/store.js';
import { uniqueTags } from '../core/unique-tags.js';
import { mergeCustomFields, tagsOfCustomFields } from '../ticket-fields/custom-field-values.js';
import { addUserWithEmails, userByEmail } from '../users/add-user.js';
import type { SimulatedUser } from '../users/user-record.js';
import type { TicketChanges } from './change-ticket.js';
import type { TicketFields } from './ticket-input.js';
import type { SimulatedTicket } from './ticket-record.js';

/** @param ticket the ticket before the write; absent when it is created */
export function resolveFields(store: Store, fields: TicketFields, ticket?: SimulatedTicket): TicketChanges {
  const { assignee_id: assigneeId, assignee_email: assigneeEmail, custom_fields: customFields } = fields;
  const { priority, type, subject, external_id: externalId, due_at: dueAt, status } = fields;
  checkRecords(store, fields);
  const assignee = assigneeEmail ? userByEmail(store, assigneeEmail) : store.find('users', assigneeId);
  const isAssigneeNamed = Boolean(assigneeId || assigneeEmail);
  if (isAssigneeNamed && (assignee === undefined || assignee.role === 'end-user')) throw isInvalid('assignee');
  const form = formOf(store, fields.ticket_form_id);
  return {
    ...given({ priority, type, external_id: externalId, due_at: dueAt }),
    ...given({ organization_id: fields.organization_id, group_id: fields.group_id, problem_id: fields.problem_id }),
    ...(subject == null ? {} : { subject }),
    ...(status == null ? {} : { status }),
    ...(fields.custom_status_id ? { custom_status_id: fields.custom_status_id } : {}),
    ...(fields.brand_id ? { brand_id: fields.brand_id } : {}),
    ...(form === undefined ? {} : { ticket_form_id: form }),
    ...(isAssigneeNamed ? { assignee_id: assignee?.id ?? null } : given({ assignee_id: assigneeId })),
    ...tagsAndCustomFields(store, fields.tags, customFields, ticket),
    ...people(store, fields, ticket),
  };
}

/** The requester of a request: by id, else by address, else added; undefined when it names none. */
export function requesterOf(store: Store, fields: TicketFields): SimulatedUser | undefined {
  const { requester, requester_id: requesterId } = fields;
  if (requesterId) {
    const known = store.find('users', requesterId);
    if (known === undefined) throw isInvalid('requester');
    return checkSuspension(known);
  }
  return requester === undefined ? undefined : checkSuspension(findOrAddRequester(store, requester));
}

function findOrAddRequester(store: Store, { email, name, locale_id: _, ...others }: Input): SimulatedUser {
  const [unknown] = Object.keys(others);
  if (unknown !== undefined) {
    throw invalidRecord({
      requester: [{ description: `Requester: ${unknown}: is not modeled by the simulator`, error: 'NotModeled' }],
    });
  }
  if (typeof email !== 'string' || !/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(email)) {
    throw invalidRecord({
      requester: [
        { description: `Requester: Email: ${String(email)} is not properly formatted`, error: 'InvalidFormat' },
      ],
    });
  }
  // An existing user keeps the name.
  const known = userByEmail(store, email);
  if (known !== undefined) return known;
  if (typeof name !== 'string' || name.trim() === '') {
    throw invalidRecord({
      requester: [{ description: 'Requester: Name: is too short (minimum one character)', error: 'BlankValue' }],
    });
  }
  return addUserWithEmails(store, { name, verified: false }, [email]);
}

/** How this is reported is not documented: this is how others have seen it. */
function checkSuspension(user: SimulatedUser): SimulatedUser {
  if (!user.suspended) return user;
  throw invalidRecord({
    requester: [{ description: `Requester: ${user.name} is suspended.`, error: 'UserSuspended' }],
  });
}

function checkRecords(store: Store, fields: TicketFields): void {
  const isUnknown: Readonly<Record<string, boolean>> = {
    brand: Boolean(fields.brand_id) && store.find('brands', fields.brand_id) === undefined,
    group: Boolean(fields.group_id) && store.find('groups', fields.group_id) === undefined,
    organization: Boolean(fields.organization_id) && store.find('organizations', fields.organization_id) === undefined,
    problem: Boolean(fields.problem_id) && store.find('tickets', fields.problem_id)?.type !== 'problem',
    custom_status:
      Boolean(fields.custom_status_id) && store.find('custom_statuses', fields.custom_status_id) === undefined,
  };
  const wrong = Object.keys(isUnknown).filter((name) => isUnknown[name]);
  if (wrong.length > 0) throw isInvalid(...wrong);
}

/** An id that is no form of the account becomes the default form, as seen at Zendesk. */
function formOf(store: Store, id: number | null | undefined): number | undefined {
  if (!id) return undefined;
  const { ticket_forms: forms } = store.state;
  return (forms.find((form) => form.id === id && form.active) ?? forms.find((form) => form.default))?.id;
}

function tagsAndCustomFields(
  store: Store,
  tags: readonly string[] | undefined,
  input: readonly Input[] | undefined,
  ticket: SimulatedTicket | undefined,
): Pick<TicketChanges, 'tags' | 'custom_fields'> {
  const before = ticket?.custom_fields ?? [];
  const custom = input === undefined ? before : mergeCustomFields(store, before, input);
  const dropped = input === undefined ? [] : tagsOfCustomFields(store, before);
  const kept = (tags ?? ticket?.tags ?? []).filter((tag) => !dropped.includes(tag));
  return {
    ...(tags === undefined && input === undefined
      ? {}
      : { tags: uniqueTags([...kept, ...tagsOfCustomFields(store, custom)]) }),
    ...(input === undefined ? {} : { custom_fields: custom }),
  };
}

/**
 * Users in copy and followers, given as `[{"user_id"|"user_email", "action"}]`.
 * https://developer.zendesk.com/documentation/ticketing/managing-tickets/creating-and-updating-tickets/#setting-email-ccs
 */
function people(store: Store, fields: TicketFields, ticket: SimulatedTicket | undefined): TicketChanges {
  const { email_ccs: emailCcs, followers, collaborator_ids: collaborators } = fields;
  if (emailCcs === undefined && followers === undefined && collaborators === undefined) return {};
  const ccs = applied(store, emailCcs ?? [], ticket?.email_cc_ids ?? []);
  const following = applied(store, followers ?? [], ticket?.follower_ids ?? []);
  const both = [...new Set([...(collaborators ?? []), ...ccs, ...following])];
  return { email_cc_ids: ccs, follower_ids: following, collaborator_ids: both };
}

function applied(store: Store, changes: readonly Input[], before: readonly number[]): readonly number[] {
  const ids = new Set(before);
  for (const { user_id: userId, user_email: email, user_name: name, action = 'put' } of changes) {
    const user =
      userId === undefined
        ? findOrAddRequester(store, { email, name: name ?? email })
        : store.find('users', Number(userId));
    if (user === undefined) throw isInvalid('email_ccs');
    if (action === 'delete') ids.delete(user.id);
    else ids.add(user.id);
  }
  return [...ids];
}

function isInvalid(...names: readonly string[]) {
  const entries = names.map((name) => {
    const label = `${name.charAt(0).toUpperCase()}${name.slice(1).replaceAll('_', ' ')}`;
    return [name, [{ description: `${label}: is invalid`, error: 'InvalidValue' }]] as const;
  });
  return invalidRecord(Object.fromEntries(entries) satisfies Details);
}

/** Without what was not sent. */
function given<T extends object>(fields: T): { [Name in keyof T]?: Exclude<T[Name], undefined> } {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as ReturnType<
    typeof given<T>
  >;
}
