/**
 * Bodies in the shapes in which Zendesk was recorded or documented to answer, with every field that it sends, and values
 * of our own.
 */
import { ANN, CARLA, secondsAgo } from '../support/recorded-zendesk.js';

const SITE = 'https://acme.zendesk.com/api/v2';

const agent = {
  ...{ id: CARLA.id, url: `${SITE}/users/88.json`, name: 'Carla Lopez', email: CARLA.email, alias: 'Carla' },
  ...{
    created_at: '2024-02-01T08:00:00Z',
    updated_at: '2026-11-20T08:00:00Z',
    time_zone: 'Madrid',
    iana_time_zone: 'Europe/Madrid',
  },
  ...{ phone: null, shared_phone_number: null, photo: null, locale_id: 1, locale: 'en-US', organization_id: 360_001 },
  ...{ role: 'agent', verified: true, external_id: null, tags: [], signature: '', details: '', notes: '' },
  ...{
    active: true,
    shared: false,
    shared_agent: false,
    last_login_at: secondsAgo(9_000),
    two_factor_auth_enabled: null,
  },
  ...{ role_type: 4, custom_role_id: 360_002, moderator: true, ticket_restriction: null, only_private_comments: false },
  ...{ restricted_agent: false, suspended: false, default_group_id: 360_003, report_csv: false, user_fields: {} },
};

const endUser = {
  ...{ id: ANN.id, url: `${SITE}/users/77.json`, name: ANN.name, email: ANN.email, alias: '' },
  ...{
    created_at: '2026-01-01T08:00:00Z',
    updated_at: '2026-11-20T08:00:00Z',
    time_zone: 'Madrid',
    iana_time_zone: 'Europe/Madrid',
  },
  ...{ phone: null, shared_phone_number: null, photo: null, locale_id: 1, locale: 'en-US', organization_id: null },
  ...{ role: 'end-user', verified: false, external_id: null, tags: [], signature: null, details: '', notes: '' },
  ...{ active: true, shared: false, shared_agent: false, last_login_at: null, two_factor_auth_enabled: false },
  ...{ role_type: null, custom_role_id: null, moderator: false, ticket_restriction: 'requested' },
  ...{ only_private_comments: false, restricted_agent: true, suspended: false, default_group_id: null },
  ...{ report_csv: false, user_fields: {} },
};

const via = { channel: 'api', source: { from: {}, to: {}, rel: null } };

const ticket = (more: object = {}) => ({
  ...{ url: `${SITE}/tickets/5.json`, id: 5, external_id: null, via },
  ...{ created_at: secondsAgo(1_000_000), updated_at: secondsAgo(7_200), generated_timestamp: 1_795_000_000 },
  ...{ type: null, subject: 'Order 1234', raw_subject: 'Order 1234', description: 'Where is it?', priority: 'normal' },
  ...{ status: 'pending', recipient: null, requester_id: ANN.id, submitter_id: CARLA.id, assignee_id: CARLA.id },
  ...{ organization_id: null, group_id: 360_003, collaborator_ids: [], follower_ids: [], email_cc_ids: [] },
  ...{ forum_topic_id: null, problem_id: null, has_incidents: false, is_public: true, due_at: null, tags: ['chatbot'] },
  ...{ custom_fields: [{ id: 360_010, value: null }], satisfaction_rating: { score: 'unoffered' } },
  ...{ sharing_agreement_ids: [], custom_status_id: 403, encoded_id: 'A1B2C3-D4E5', fields: [], followup_ids: [] },
  ...{ ticket_form_id: 360_004, brand_id: 360_005, allow_channelback: false, allow_attachments: true },
  ...{ from_messaging_channel: false },
  ...more,
});

const comment = (id: number, secondsBefore: number, more: object = {}) => ({
  ...{ id, type: 'Comment', author_id: CARLA.id, body: 'On **it**.', html_body: '<p>On <b>it</b>.</p>' },
  ...{ plain_body: 'On it.', public: true, attachments: [], audit_id: id + 1, via: { channel: 'web', source: {} } },
  ...{ created_at: secondsAgo(secondsBefore), metadata: { system: { client: 'Safari' }, custom: {} } },
  ...more,
});

export const createdTicket = () => ({
  ticket: ticket({ status: 'new', created_at: secondsAgo(0), updated_at: secondsAgo(0), assignee_id: null }),
  audit: audit(1_000, 0, { author_id: CARLA.id }),
});

export const shownTicket = () => ({ ticket: ticket(), users: [endUser, agent] });

export const updatedTicket = () => ({
  ticket: ticket({ status: 'open', updated_at: secondsAgo(0) }),
  audit: audit(1_001, 0, { author_id: ANN.id }),
});

export const comments = () => ({
  comments: [comment(101, 7_205), comment(100, 1_000_000, { author_id: ANN.id, body: 'Where is it?' })],
  ...{ users: [agent, endUser], next_page: null, previous_page: null, count: 2 },
});

const attachment = {
  ...{ id: 900, url: `${SITE}/attachments/900.json`, file_name: 'invoice.pdf', content_type: 'application/pdf' },
  ...{ content_url: 'https://acme.zendesk.com/attachments/token/x/?name=invoice.pdf', size: 20, inline: false },
  ...{ mapped_content_url: 'https://acme.zendesk.com/attachments/token/x/?name=invoice.pdf', deleted: false },
  ...{ malware_access_override: false, malware_scan_result: 'malware_not_found' },
  ...{ width: null, height: null, thumbnails: [] },
};

export const commentsWithFile = () => ({
  ...comments(),
  comments: [
    comment(101, 7_205, { attachments: [attachment] }),
    comment(100, 1_000_000, { author_id: ANN.id, body: 'Where is it?' }),
  ],
});

export const solvedTicket = () => ({
  ticket: ticket({ status: 'solved', updated_at: secondsAgo(0) }),
  audit: audit(1_002, 0),
});

const article = (id: number, title: string) => ({
  ...{ id, url: `${SITE}/help_center/en-us/articles/${id}.json`, title, name: title, locale: 'en-us' },
  ...{ html_url: `https://acme.zendesk.com/hc/en-us/articles/${id}`, author_id: CARLA.id, draft: false },
  ...{ source_locale: 'en-us', outdated: false, section_id: 360_020, label_names: [], promoted: false },
  ...{ body: '<p>Use it.</p>', snippet: 'How to <em>reset</em> it.', result_type: 'article' },
});

export const articles = () => ({
  results: [article(1, 'Reset your password'), article(2, 'Two factors')],
  ...{ count: 2, next_page: null, page: 1, page_count: 1, per_page: 5, previous_page: null },
});

function audit(id: number, secondsBefore: number, more: object = {}) {
  return {
    ...{ id, ticket_id: 5, created_at: secondsAgo(secondsBefore), author_id: CARLA.id },
    ...{ metadata: { system: {}, custom: {} }, via: { channel: 'web', source: { from: {}, to: {}, rel: null } } },
    events: [
      { id: id + 1, type: 'Comment', author_id: CARLA.id, body: 'On it.', public: true, attachments: [], audit_id: id },
      { id: id + 2, type: 'Change', value: 'pending', field_name: 'status', previous_value: 'open' },
    ],
    ...more,
  };
}

export const audits = () => ({
  audits: [
    audit(300, 7_200, {
      author_id: -1,
      via: { channel: 'rule', source: { from: { id: 9, title: 'Notify requester' }, rel: 'trigger' } },
      events: [{ id: 301, type: 'Notification', subject: 'x', body: 'x', recipients: [ANN.id] }],
    }),
    audit(200, 7_203),
  ],
  ...{ users: [agent, endUser], next_page: null, previous_page: null, count: 2 },
});

const customStatus = (id: number, category: string, label: string, more: object = {}) => ({
  ...{ url: `${SITE}/custom_statuses/${id}.json`, id, status_category: category, active: true, default: true },
  ...{ agent_label: label, raw_agent_label: `{{zd.status_${category}}}`, end_user_label: label },
  ...{ raw_end_user_label: `{{zd.status_end_user_${category}}}`, description: '', raw_description: '' },
  ...{ end_user_description: '', raw_end_user_description: '' },
  ...{ created_at: '2024-01-01T00:00:00Z', updated_at: '2024-01-01T00:00:00Z' },
  ...more,
});

const OWN = 'Waiting for your answer';
export const customStatuses = () => ({
  custom_statuses: [
    customStatus(403, 'pending', 'Pending', { end_user_label: OWN, raw_end_user_label: OWN }),
    customStatus(402, 'open', 'Open'),
  ],
});

export const users = () => ({ users: [endUser], next_page: null, previous_page: null, count: 1 });

export const requestedTickets = () => ({
  tickets: [
    ticket({ id: 6, subject: 'Refund', updated_at: secondsAgo(90_000), status: 'solved', custom_status_id: 404 }),
    ticket(),
  ],
  ...{ next_page: null, previous_page: null, count: 2 },
});

const identity = (id: number, type: string, value: string, primary = false) => ({
  ...{ url: `${SITE}/users/77/identities/${id}.json`, id, user_id: ANN.id, type, value, verified: true, primary },
  ...{ created_at: '2026-01-01T08:00:00Z', updated_at: '2026-01-01T08:00:00Z', undeliverable_count: 0 },
  ...{ deliverable_state: 'deliverable' },
});

export const identities = () => ({
  identities: [
    identity(1, 'email', ANN.email, true),
    identity(2, 'phone_number', '+34910000000'),
    identity(3, 'email', 'ann@private.example'),
  ],
  ...{ next_page: null, previous_page: null, count: 3 },
});

export const otherIdentities = () => ({
  identities: [identity(4, 'email', 'someone@else.example', true)],
  ...{ next_page: null, previous_page: null, count: 1 },
});

export const issuedToken = () => ({
  ...{ access_token: 'access-9', token_type: 'bearer', scope: 'tickets:read tickets:write users:read' },
  ...{ refresh_token: 'refresh-9', expires_in: 1_800, refresh_token_expires_in: 7_776_000 },
});

export const self = () => ({ user: { ...agent, role: 'admin' } });

const webhook = (more: object = {}) => ({
  ...{ id: '01GDXRR0MGMS8H9S0X7DFW9VX1', name: 'zendesk-connector x', status: 'active', description: null },
  ...{ subscriptions: ['zen:event-type:ticket.comment_added'], created_at: secondsAgo(10), created_by: '88' },
  ...{ endpoint: 'https://bot.example/zendesk/webhook', http_method: 'POST', request_format: 'json' },
  ...{ signing_secret: null, custom_headers: null },
  ...more,
});

export const createdWebhook = () => ({ webhook: webhook() });

export const listedWebhooks = () => ({
  webhooks: [webhook({ id: '01GDXRR0MGMS8H9S0X7DFW9VX0', name: 'CRM', endpoint: 'https://crm.example/' })],
  ...{ meta: { has_more: false, after_cursor: 'x', before_cursor: 'y' }, links: { prev: null, next: null } },
});

export const signingSecret = () => ({
  signing_secret: { algorithm: 'SHA256', secret: 'dGhpcyBzZWNyZXQgaXMgZm9yIHRlc3Rpbmcgb25seQ==' },
});

const event = (type: string, event: object, detail: object = {}) => ({
  ...{ account_id: 22_129_848, id: '01HRP5RZ1W', type: `zen:event-type:ticket.${type}`, subject: 'zen:ticket:5' },
  ...{ time: '2026-11-23T12:00:00.123456789Z', zendesk_event_version: '2022-11-06' },
  detail: {
    ...{ actor_id: String(CARLA.id), assignee_id: String(CARLA.id), brand_id: '360005', custom_status: '403' },
    ...{ created_at: '2026-11-20T08:00:00Z', description: 'Where is it?', external_id: 'conversation-7' },
    ...{ form_id: '360004', group_id: '360003', id: '5', is_public: true, organization_id: null, priority: 'NORMAL' },
    ...{ requester_id: String(ANN.id), status: 'PENDING', subject: 'Order 1234', submitter_id: '88', tags: [] },
    ...{ type: null, updated_at: '2026-11-23T12:00:00Z', via: { channel: 'web' } },
    ...detail,
  },
  event: { meta: { sequence: { id: 'CE4A698A', position: 1, total: 2 } }, ...event },
});

export const commentAdded = () =>
  event('comment_added', {
    comment: {
      ...{ author: { id: String(CARLA.id), is_staff: true, name: 'Carla Lopez' }, body: 'On **it**.' },
      ...{ id: '101', is_public: true },
    },
  });

export const attachmentLinked = () =>
  event('attachment_linked_to_comment', {
    comment: {
      attachment: {
        ...{ content_type: 'application/pdf', filename: 'invoice.pdf', id: '900', is_public: true },
        content_url: 'https://acme.zendesk.com/attachments/token/x/?name=invoice.pdf',
      },
      id: '101',
    },
  });

export const commentMadePrivate = () =>
  event('comment_made_private', {
    comment: { author: { id: String(CARLA.id), is_staff: true, name: 'Carla Lopez' }, body: 'On it.', id: '101' },
  });

export const statusChanged = () => event('status_changed', { current: 'SOLVED', previous: 'OPEN' });

export const customStatusChanged = () => event('custom_status_changed', { current: '403', previous: '402' });
