/**
 * What the simulator answers, field by field, against the names and types of Zendesk's published description.
 * `documented-fields.json` lists them: resource, field, type.
 */
import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, test } from 'vitest';
import { createDesk, type Json } from '../support/zendesk-desk.js';

const DOCUMENTED: Readonly<Record<string, Readonly<Record<string, string>>>> = JSON.parse(
  readFileSync(new URL('documented-fields.json', import.meta.url), 'utf8'),
);

const desk = createDesk(
  {},
  {
    organizations: [{ id: 11, name: 'Acme' }],
    ticket_fields: [
      { id: 360, title: 'Product' },
      { id: 361, title: 'Plan', type: 'tagger', custom_field_options: [{ id: 1, name: 'Pro', value: 'pro' }] },
    ],
    macros: [{ title: 'M' }],
    views: [{ title: 'V' }],
    triggers: [{ title: 'T' }],
  },
);
const { account, api } = desk;
const admin = account.admin;
const ann = account.addUser({ name: 'Ann', email: 'ann@x.example', organization_id: 11, phone: '+15551234567' });

beforeAll(async () => {
  account.addTicket({ subject: 'S', requester: ann, assignee_id: admin.id, type: 'question', priority: 'low' });
  const attachments = [{ file_name: 'a.txt', content_type: 'text/plain', size: 3 }];
  account.addComment(1, { author: admin, body: 'Done.', status: 'solved', attachments });
  account.addToken({ accessToken: 'ann', userId: ann.id });
});

const get = async (path: string, bearer?: string) => (await api('GET', path, undefined, bearer)).body;

/** How each resource is asked for: as a list, in which the record stands, or alone. */
const ANSWERS: Readonly<Record<string, () => Promise<Json>>> = {
  tickets: async () => (await get('/tickets/1')).ticket,
  users: async () => (await get(`/users/${ann.id}`)).user,
  requests: async () => (await get('/requests/1', 'ann')).request,
  comments: async () => (await get('/tickets/1/comments')).comments[0],
  audits: async () => (await get('/tickets/1/audits')).audits[0],
  identities: async () => (await get(`/users/${ann.id}/identities`)).identities[0],
  organizations: async () => (await get('/organizations/11')).organization,
  groups: async () => (await get('/groups')).groups[0],
  brands: async () => (await get('/brands')).brands[0],
  ticket_fields: async () => (await get('/ticket_fields/361')).ticket_field,
  ticket_forms: async () => (await get('/ticket_forms')).ticket_forms[0],
  custom_statuses: async () => (await get('/custom_statuses')).custom_statuses[0],
  macros: async () => (await get('/macros')).macros[0],
  views: async () => (await get('/views')).views[0],
  triggers: async () => (await get('/triggers')).triggers[0],
  ticket_metrics: async () => (await get('/tickets/1/metrics')).ticket_metric,
  attachments: async () => (await get('/tickets/1/comments')).comments[1].attachments[0],
  oauth_tokens: async () => (await get('/oauth/tokens')).tokens[0],
  oauth_clients: async () => (await get('/oauth/clients')).clients[0],
  async job_statuses() {
    const { job_status: queued } = (await api('PUT', '/tickets/update_many?ids=1', { ticket: { priority: 'high' } }))
      .body;
    return (await get(`/job_statuses/${queued.id}`)).job_status;
  },
};

/** Fields that the description leaves out and Zendesk shows: in the tables of its pages, or in recorded answers. */
const UNDESCRIBED: Readonly<Record<string, readonly string[]>> = {
  tickets: ['fields'],
  requests: ['fields'],
  custom_statuses: ['url'],
  macros: ['raw_title'],
  views: ['raw_title', 'url'],
};

/** Fields that are described and not shown: those of requests, of channels and plans, and what is not modeled. */
const NOT_SHOWN: Readonly<Record<string, readonly string[]>> = {
  tickets: [
    ...['assignee_email', 'attribute_value_ids', 'collaborators', 'comment', 'email_ccs', 'followers', 'macro_id'],
    ...['macro_ids', 'metadata', 'requester', 'safe_update', 'updated_stamp', 'via_followup_source_id', 'via_id'],
    ...['voice_comment', 'generated_timestamp'],
  ],
  users: ['chat_only', 'remote_photo_url'],
  comments: ['uploads'],
  identities: ['verification_method', 'verified_at'],
  ticket_fields: [
    ...['agent_can_edit', 'creator_app_name', 'creator_user_id', 'custom_statuses', 'relationship_filter'],
    ...['relationship_target_type', 'sub_type_id', 'system_field_options'],
  ],
  ticket_forms: ['deleted_at'],
  macros: ['app_installation', 'categories', 'permissions', 'usage_1h', 'usage_24h', 'usage_30d', 'usage_7d'],
  views: ['execution', 'restriction'],
  ticket_metrics: [
    ...['agent_wait_time_in_minutes', 'custom_status_updated_at', 'on_hold_time_in_minutes', 'reply_time_in_seconds'],
    'requester_wait_time_in_minutes',
  ],
  job_statuses: ['job_type'],
};

test('every described resource is asked for', () => {
  expect(Object.keys(ANSWERS).sort()).toEqual(Object.keys(DOCUMENTED).sort());
});

describe.each(Object.keys(ANSWERS))('%s', (name) => {
  test('have the documented fields and types', async () => {
    const record = await ANSWERS[name]?.();
    const fields = DOCUMENTED[name] ?? {};
    const wrong = Object.entries(record as object)
      .filter(([field, value]) => value !== null && Object.hasOwn(fields, field) && !isOf(fields[field], value))
      .map(([field, value]) => `${field} is ${typeNameOf(value)}, documented as ${fields[field]}`);
    expect(wrong).toEqual([]);
    const unknown = Object.keys(record).filter((field) => !Object.hasOwn(fields, field));
    expect(unknown.sort()).toEqual([...(UNDESCRIBED[name] ?? [])].sort());
    const missing = Object.keys(fields).filter((field) => !Object.hasOwn(record, field));
    expect(missing.sort()).toEqual([...(NOT_SHOWN[name] ?? [])].sort());
  });
});

const TEXT = expect.any(String);
const NUMBER = expect.any(Number);

/** https://developer.zendesk.com/api-reference/introduction/pagination/ and …/introduction/requests/#response-format */
test.each([
  [
    '/users?page[size]=1',
    200,
    {
      meta: { has_more: true, after_cursor: TEXT, before_cursor: TEXT },
      links: { next: expect.stringContaining('page%5Bafter%5D='), prev: null },
    },
  ],
  ['/users?per_page=1', 200, { count: 2, next_page: expect.stringContaining('page=2'), previous_page: null }],
  ['/users?per_page=1&page=2', 200, { next_page: null, previous_page: expect.stringContaining('page=1') }],
  ['/tickets/count', 200, { count: { value: NUMBER, refreshed_at: TEXT } }],
  ['/search?query=type:ticket', 200, { results: [{ result_type: 'ticket' }], facets: null, count: 1, next_page: null }],
  ['/search/count?query=type:ticket', 200, { count: 1 }],
  ['/tickets/1?include=users,groups', 200, { users: [{ id: NUMBER }, { id: NUMBER }], groups: expect.any(Array) }],
  ['/tickets/1/comments?include=users', 200, { users: [{ name: TEXT }, { name: TEXT }] }],
  ['/tickets/404', 404, { error: 'RecordNotFound', description: 'Not found' }],
  ['/no/such/path', 404, { error: 'InvalidEndpoint', description: 'Not found' }],
  ['/webhooks/01', 404, { errors: [{ code: TEXT, title: TEXT, detail: TEXT }] }],
  // Its answers are not described well enough to be modeled: `zendesk.deliveries` has what was sent.
  ['/webhooks/01/invocations', 404, { error: 'InvalidEndpoint', description: 'Not found' }],
  ['/webhooks/01/invocations/02/attempts', 404, { error: 'InvalidEndpoint', description: 'Not found' }],
])('%s answers %i with the documented envelope', async (path, status, body) => {
  const answer = await api('GET', path);
  expect(answer).toMatchObject({ status, body });
  expect(answer.headers.get('content-type')).toBe('application/json; charset=utf-8');
});

function isOf(type: string | undefined, value: unknown): boolean {
  return type === 'any' || type === typeNameOf(value) || (type === 'number' && typeof value === 'number');
}

function typeNameOf(value: unknown): string {
  if (Array.isArray(value)) return 'array';
  return Number.isInteger(value) ? 'integer' : typeof value;
}
