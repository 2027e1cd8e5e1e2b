/**
 * https://developer.zendesk.com/api-reference/webhooks/webhooks-api/webhooks/
 */
import { type Input, isObject, objectIn } from '../core/fields.js';
import { paginateByCursor } from '../core/pagination.js';
import { type ErrorAnswer, errorsAnswer, json, noContent } from '../core/respond.js';
import { admins, type Call, type Route } from '../core/route.js';
import type { Store } from '../core/store.js';
import { CONDITIONAL, isSubscription } from './event-types.js';
import type { SimulatedWebhook } from './webhook-record.js';

const READ = admins('webhooks:read', 'read');
const WRITE = admins('webhooks:write', 'write');
const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'];
const FORMATS = ['json', 'xml', 'form_encoded'];
const FIELDS = [
  'name',
  'description',
  'endpoint',
  'http_method',
  'request_format',
  'status',
  'subscriptions',
  'custom_headers',
];
const SHOWN_ONLY = ['id', 'created_at', 'created_by', 'updated_at', 'updated_by', 'signing_secret'];

export const webhookRoutes: readonly Route[] = [
  { method: 'GET', path: '/webhooks', access: READ, query: ['filter[name_contains]', 'filter[status]'], answer: list },
  { method: 'POST', path: '/webhooks', access: WRITE, answer: create },
  { method: 'GET', path: '/webhooks/{key}', access: READ, answer: (call) => shown(webhookOf(call)) },
  { method: 'PUT', path: '/webhooks/{key}', access: WRITE, answer: (call) => change(call, true) },
  { method: 'PATCH', path: '/webhooks/{key}', access: WRITE, answer: (call) => change(call, false) },
  { method: 'DELETE', path: '/webhooks/{key}', access: WRITE, answer: remove },
  { method: 'GET', path: '/webhooks/{key}/signing_secret', access: READ, answer: (call) => secretOf(webhookOf(call)) },
  { method: 'POST', path: '/webhooks/{key}/signing_secret', access: WRITE, answer: resetSecret },
];

function list({ store, query, url }: Call): Response {
  const name = query.get('filter[name_contains]') ?? '';
  const status = query.get('filter[status]');
  const found = store.state.webhooks.filter(
    (webhook) => webhook.name.includes(name) && (status === null || webhook.status === status),
  );
  const { items, page } = paginateByCursor(found, url);
  return json({ webhooks: items.map(present), ...page });
}

function create({ store, body, user }: Call): Response {
  const input = objectIn(body, 'webhook');
  return shown(addWebhook(store, { ...checked(input, true), created_by: String(user.id) }), 201);
}

/** PUT replaces the webhook, PATCH changes what it names; both answer 204. */
function change(call: Call, isWhole: boolean): Response {
  const webhook = webhookOf(call);
  const written = checked(objectIn(call.body, 'webhook'), isWhole);
  const isConditional = (subscriptions: readonly string[]) => subscriptions.includes(CONDITIONAL);
  // The connection method of a webhook cannot be changed.
  if (written.subscriptions && isConditional(written.subscriptions) !== isConditional(webhook.subscriptions)) {
    throw invalid('subscriptions', 'the connection method of a webhook cannot be changed');
  }
  Object.assign(webhook, written, { updated_at: call.store.timestamp() });
  return noContent();
}

function remove(call: Call): Response {
  const { webhooks } = call.store.state;
  webhooks.splice(webhooks.indexOf(webhookOf(call)), 1);
  return noContent();
}

function resetSecret(call: Call): Response {
  const webhook = webhookOf(call);
  webhook.secret = randomSecret();
  return secretOf(webhook, 201);
}

function secretOf({ secret }: SimulatedWebhook, status = 200): Response {
  return json({ signing_secret: { algorithm: 'SHA256', secret } }, status);
}

export function addWebhook(store: Store, webhook: Partial<SimulatedWebhook>): SimulatedWebhook {
  const now = store.timestamp();
  const added: SimulatedWebhook = {
    id: `01SIM${String(store.nextId()).padStart(21, '0')}`,
    name: 'Webhook',
    description: '',
    endpoint: 'noop://nowhere',
    http_method: 'POST',
    request_format: 'json',
    status: 'active',
    subscriptions: [],
    custom_headers: null,
    secret: randomSecret(),
    created_at: now,
    created_by: '-1',
    updated_at: now,
    ...webhook,
  };
  store.state.webhooks.push(added);
  return added;
}

/** @param isWhole whether name, endpoint, method, format and status must all be there */
function checked(input: Input, isWhole: boolean): Partial<SimulatedWebhook> {
  const unknown = Object.keys(input).find((name) => !FIELDS.includes(name) && !SHOWN_ONLY.includes(name));
  if (unknown !== undefined) throw invalid(unknown, 'is not modeled by the simulator');
  const needs = (name: string) => isWhole || name in input;
  const { name, endpoint, http_method: method, request_format: format, status, subscriptions } = input;
  if (needs('name') && (typeof name !== 'string' || name === '')) throw invalid('name', 'is missing');
  if (needs('endpoint') && !isEndpoint(endpoint)) throw invalid('endpoint', 'is not an address');
  if (needs('http_method') && !METHODS.includes(String(method))) throw invalid('http_method', 'is not a method');
  if (needs('request_format') && !FORMATS.includes(String(format))) throw invalid('request_format', 'is not a format');
  if (needs('status') && !['active', 'inactive'].includes(String(status))) throw invalid('status', 'is not a status');
  if (subscriptions !== undefined) checkSubscriptions(subscriptions, input);
  if ('custom_headers' in input && input['custom_headers'] !== null && !isObject(input['custom_headers'])) {
    throw invalid('custom_headers', 'is not an object');
  }
  return Object.fromEntries(Object.entries(input).filter(([name]) => FIELDS.includes(name)));
}

/** Events go by POST and JSON, and not together with triggers. */
function checkSubscriptions(subscriptions: unknown, { http_method: method, request_format: format }: Input): void {
  if (!Array.isArray(subscriptions)) throw invalid('subscriptions', 'is not a list');
  const unknown = subscriptions.find((name) => !isSubscription(String(name)));
  if (unknown !== undefined)
    throw invalid('subscriptions', `${String(unknown)} is not an event that the simulator sends`);
  if (!subscriptions.includes(CONDITIONAL)) {
    if (subscriptions.length > 0 && (method ?? 'POST') !== 'POST')
      throw invalid('http_method', 'must be POST for events');
    if (subscriptions.length > 0 && (format ?? 'json') !== 'json')
      throw invalid('request_format', 'must be json for events');
  } else if (subscriptions.length > 1) {
    throw invalid('subscriptions', `${CONDITIONAL} cannot be combined with events`);
  }
}

function isEndpoint(endpoint: unknown): boolean {
  return typeof endpoint === 'string' && /^(https?|noop):\/\/\S+/.test(endpoint);
}

function invalid(name: string, why: string): ErrorAnswer {
  return errorsAnswer(400, 'InvalidWebhook', 'Invalid webhook', `${name} ${why}`);
}

function webhookOf({ store, key }: Call): SimulatedWebhook {
  const webhook = store.state.webhooks.find(({ id }) => id === key);
  if (webhook === undefined)
    throw errorsAnswer(404, 'WebhookNotFound', 'Webhook not found', `There is no webhook ${key}`);
  return webhook;
}

function shown(webhook: SimulatedWebhook, status = 200): Response {
  return json({ webhook: present(webhook) }, status);
}

/** Without the secret, which has an endpoint of its own. */
function present(webhook: SimulatedWebhook): object {
  const { secret: _, custom_headers: headers, ...shown } = webhook;
  return { ...shown, ...(headers === null ? {} : { custom_headers: headers }) };
}

export function randomSecret(): string {
  return btoa(String.fromCharCode(...crypto.getRandomValues(new Uint8Array(32))));
}
