/**
 * Users, tickets and statuses as Zendesk's API shows them, with far more fields than anybody asked for.
 */
import type { SimulatedAccount } from './account.js';
import { timestamp } from './respond.js';
import type { SimulatedTicket, SimulatedUser, SimulatedWebhook } from './types.js';

type Shown = Record<string, unknown>;

export function showUser(account: SimulatedAccount, user: SimulatedUser): Shown {
  const { id, name, email, role, alias = null, suspended, createdAt } = user;
  return {
    id,
    url: apiUrl(account, `/users/${id}.json`),
    name,
    email,
    alias,
    role,
    suspended,
    active: true,
    verified: true,
    phone: '+1 555 0100 canary-phone',
    notes: 'canary-user-notes',
    details: '',
    tags: [],
    time_zone: 'UTC',
    locale: 'en-US',
    organization_id: null,
    external_id: null,
    user_fields: { plan: 'canary-user-field' },
    created_at: timestamp(createdAt),
    updated_at: timestamp(createdAt),
  };
}

export function showTicket(account: SimulatedAccount, ticket: SimulatedTicket): Shown {
  return {
    id: ticket.id,
    url: apiUrl(account, `/tickets/${ticket.id}.json`),
    external_id: ticket.externalId,
    subject: ticket.subject,
    raw_subject: ticket.subject,
    description: ticket.description,
    status: ticket.status,
    custom_status_id: ticket.customStatusId,
    priority: ticket.priority,
    type: null,
    requester_id: ticket.requesterId,
    submitter_id: ticket.submitterId,
    assignee_id: ticket.assigneeId,
    brand_id: ticket.brandId,
    group_id: ticket.groupId,
    ticket_form_id: ticket.ticketFormId,
    tags: ticket.tags,
    custom_fields: [...ticket.customFields, { id: 360_000_001, value: 'canary-custom-field' }],
    via: { channel: 'api', source: { from: {}, to: {}, rel: null } },
    satisfaction_rating: { score: 'unoffered' },
    created_at: timestamp(ticket.createdAt),
    updated_at: timestamp(ticket.updatedAt),
  };
}

export function showWebhook(webhook: SimulatedWebhook): Shown {
  const { id, name, endpoint, status, subscriptions, createdAt } = webhook;
  return {
    ...{ id, name, endpoint, status, subscriptions },
    http_method: 'POST',
    request_format: 'json',
    created_at: timestamp(createdAt),
    updated_at: timestamp(createdAt),
  };
}

export function showStatuses(account: SimulatedAccount): Shown {
  return {
    custom_statuses: account.statuses.map(({ id, category, agentLabel, endUserLabel, isDefault }) => ({
      id,
      status_category: category,
      agent_label: agentLabel,
      end_user_label: endUserLabel,
      active: true,
      default: isDefault,
      description: '',
      end_user_description: '',
      created_at: timestamp(0),
      updated_at: timestamp(0),
    })),
  };
}

/** The users of these ids, as `include=users` adds them. */
export function sideload(account: SimulatedAccount, query: URLSearchParams, ids: readonly (number | null)[]): Shown {
  const isAsked = query.get('include')?.split(',').includes('users');
  if (!isAsked || account.quirks.usersAreNotSideloaded) return {};
  return { users: account.users.filter(({ id }) => ids.includes(id)).map((user) => showUser(account, user)) };
}

/** A page of a list, by cursor (`page[size]`) or by offset (`page`, `per_page`). */
export function paginate<T>(
  items: readonly T[],
  query: URLSearchParams,
  url: URL,
): { readonly items: readonly T[]; readonly page: Shown } {
  const size = query.get('page[size]');
  if (size !== null) {
    const after = Number(query.get('page[after]') ?? 0);
    const end = after + limit(size);
    const hasMore = end < items.length;
    const next = new URL(url);
    next.searchParams.set('page[after]', String(end));
    const page = {
      meta: { has_more: hasMore, after_cursor: hasMore ? String(end) : null, before_cursor: null },
      links: { next: hasMore ? next.href : null, prev: null },
    };
    return { items: items.slice(after, end), page };
  }
  const perPage = limit(query.get('per_page') ?? '100');
  const number = Math.max(1, Number(query.get('page') ?? 1) || 1);
  const link = (to: number) => {
    const other = new URL(url);
    other.searchParams.set('page', String(to));
    return other.href;
  };
  const page = {
    count: items.length,
    next_page: number * perPage < items.length ? link(number + 1) : null,
    previous_page: number > 1 ? link(number - 1) : null,
  };
  return { items: items.slice((number - 1) * perPage, number * perPage), page };
}

function limit(size: string): number {
  return Math.min(100, Math.max(1, Number(size) || 100));
}

function apiUrl(account: SimulatedAccount, path: string): string {
  return `https://${account.subdomain}.zendesk.com/api/v2${path}`;
}
