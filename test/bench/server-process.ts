/**
 * A process of its own that answers as Zendesk does, at once and always the same, so that its work does not count.
 * Prints its port. The environment variable `LATENCY_MS` delays each answer.
 */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

const latencyMs = Number(process.env['LATENCY_MS'] ?? 0);
const at = (secondsAgo: number) => new Date(Date.now() - secondsAgo * 1000).toISOString();

const user = (id: number, name: string, email: string, role: string) => ({
  ...{
    id,
    url: `https://acme.zendesk.com/api/v2/users/${id}.json`,
    name,
    email,
    role,
    created_at: at(9e6),
    phone: null,
  },
  ...{ updated_at: at(9e4), time_zone: 'Berlin', iana_time_zone: 'Europe/Berlin', locale_id: 1, locale: 'en-US' },
  ...{ organization_id: null, verified: true, external_id: null, tags: [], alias: '', active: true, shared: false },
  ...{ suspended: false, default_group_id: null, report_csv: false, restricted_agent: true, user_fields: {} },
});
const ANN = user(1001, 'Ann Customer', 'ann@customer.example', 'end-user');
const CARLA = user(2001, 'Carla', 'carla@acme.example', 'agent');

const ticket = (id: number) => ({
  ...{ url: `https://acme.zendesk.com/api/v2/tickets/${id}.json`, id, external_id: null, created_at: at(9000) },
  ...{ via: { channel: 'api', source: { from: {}, to: {}, rel: null } }, updated_at: at(7200), type: null },
  ...{ subject: `Order ${id} did not arrive`, raw_subject: `Order ${id} did not arrive`, priority: 'normal' },
  ...{ description: 'The parcel was to arrive last week. '.repeat(12), status: 'pending', recipient: null },
  ...{ requester_id: ANN.id, submitter_id: ANN.id, assignee_id: CARLA.id, organization_id: null, group_id: 7 },
  ...{ collaborator_ids: [], follower_ids: [], email_cc_ids: [], forum_topic_id: null, problem_id: null },
  ...{ has_incidents: false, is_public: true, due_at: null, tags: ['bot', 'parcel'], satisfaction_rating: null },
  custom_fields: Array.from({ length: 12 }, (_, n) => ({ id: 360000 + n, value: null })),
  ...{ custom_status_id: 3, sharing_agreement_ids: [], fields: [], followup_ids: [], ticket_form_id: 11, brand_id: 12 },
  ...{ allow_channelback: false, allow_attachments: true, from_messaging_channel: false },
});

const comment = (id: number, author: number) => ({
  ...{ id, type: 'Comment', author_id: author, public: true, attachments: [], audit_id: id + 1, created_at: at(7200) },
  ...{ body: 'We asked the carrier. '.repeat(8), plain_body: 'We asked the carrier. '.repeat(8) },
  html_body: `<div class="zd-comment" dir="auto">${'We asked the carrier. '.repeat(8)}</div>`,
  ...{ via: { channel: 'web', source: { from: {}, to: {}, rel: null } }, metadata: { system: {}, custom: {} } },
});

const statuses = (['new', 'open', 'pending', 'hold', 'solved'] as const).map((category, n) => ({
  ...{ id: n + 1, status_category: category, agent_label: category, end_user_label: category, active: true },
  ...{ default: true, raw_end_user_label: `{{zd.status_end_user_${category}}}`, description: '' },
}));

const ANSWERS: readonly (readonly [route: RegExp, status: number, body: string])[] = (
  [
    [/^POST \/oauth\/tokens/, 201, token()],
    [/^GET \/api\/v2\/users\/me/, 200, { user: CARLA }],
    [/^POST \/api\/v2\/tickets/, 201, { ticket: ticket(42), audit: { id: 5, events: [comment(1, ANN.id)] } }],
    [/^GET \/api\/v2\/tickets\/42\/comments/, 200, { comments: [comment(9, CARLA.id)], users: [ANN, CARLA], meta: {} }],
    [/^GET \/api\/v2\/tickets\/42/, 200, { ticket: ticket(42), users: [ANN, CARLA] }],
    [/^PUT \/api\/v2\/tickets\/42/, 200, { ticket: ticket(42), audit: { id: 5, events: [comment(1, ANN.id)] } }],
    [/^GET \/api\/v2\/custom_statuses/, 200, { custom_statuses: statuses }],
    [/^GET \/api\/v2\/users\/search/, 200, { users: [ANN], count: 1, next_page: null }],
    [/^GET \/api\/v2\/users\/1001\/tickets/, 200, { tickets: [51, 52, 53, 54, 55].map(ticket), count: 5 }],
  ] as const
).map(([route, status, body]) => [route, status, JSON.stringify(body)]);

function token() {
  const [access_token, refresh_token] = ['a'.repeat(64), 'r'.repeat(64)];
  const scope = 'tickets:read tickets:write users:read';
  return {
    access_token,
    refresh_token,
    scope,
    token_type: 'bearer',
    expires_in: 3600,
    refresh_token_expires_in: 7_775_999,
  };
}

let connections = 0;
let requests = 0;
const server = createServer((request, response) => {
  const path = request.url ?? '';
  if (path === '/counts') {
    response.end(JSON.stringify({ connections, requests }));
    return;
  }
  requests++;
  request.resume().on('end', () => {
    const [, status, body] = ANSWERS.find(([route]) => route.test(`${request.method} ${path}`)) ?? [0, 404, '{}'];
    const answer = () => {
      response.writeHead(status, {
        'content-type': 'application/json; charset=utf-8',
        'x-request-id': '7c3ef1a2-0b11-4f6e-9a3d-000000000000',
        'x-rate-limit': '700',
        'x-rate-limit-remaining': '699',
        'cache-control': 'max-age=0, private, must-revalidate',
        'strict-transport-security': 'max-age=31536000;',
      });
      response.end(body);
    };
    if (latencyMs > 0) setTimeout(answer, latencyMs);
    else answer();
  });
});
server.on('connection', () => connections++);
server.keepAliveTimeout = 60_000;
server.listen(0, '127.0.0.1', () => console.log((server.address() as AddressInfo).port));
