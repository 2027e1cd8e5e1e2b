/**
 * https://developer.zendesk.com/api-reference/ticketing/tickets/custom_ticket_statuses/
 */
import * as f from '../core/fields.js';
import { invalidRecord, json, missingScope } from '../core/respond.js';
import { admins, type Call, everyUser, type Route } from '../core/route.js';
import type { Store } from '../core/store.js';
import { addStatus } from './add-status.js';
import type { SimulatedStatus } from './custom-status-record.js';

const READ = everyUser('read', 'tickets:read');
const WRITE = admins('write');
const STATUS = {
  status_category: f.oneOf('new', 'open', 'pending', 'hold', 'solved'),
  agent_label: f.requiredText,
  end_user_label: f.text,
  description: f.text,
  end_user_description: f.text,
  active: f.flag,
};

export const customStatusRoutes: readonly Route[] = [
  {
    method: 'GET',
    path: '/custom_statuses',
    access: READ,
    query: ['active', 'default', 'status_categories'],
    answer: list,
  },
  { method: 'POST', path: '/custom_statuses', access: WRITE, answer: create },
  { method: 'GET', path: '/custom_statuses/{id}', access: READ, answer: show },
  { method: 'PUT', path: '/custom_statuses/{id}', access: WRITE, answer: update },
];

/** Not paginated. */
function list({ store, query }: Call): Response {
  if (store.quirks.customStatusesForbidden) throw missingScope();
  const categories = query.get('status_categories')?.split(',');
  const statuses = store.state.custom_statuses.filter(
    (status) =>
      (query.get('active') ?? String(status.active)) === String(status.active) &&
      (query.get('default') ?? String(status.default)) === String(status.default) &&
      (categories?.includes(status.status_category) ?? true),
  );
  return json({ custom_statuses: statuses.map((status) => shown(store, status)) });
}

function show({ store, id }: Call): Response {
  if (store.quirks.customStatusesForbidden) throw missingScope();
  return json({ custom_status: shown(store, store.get('custom_statuses', id)) });
}

function create({ store, body }: Call): Response {
  const input = f.readFields(STATUS, f.objectIn(body, 'custom_status'));
  const { status_category: category, agent_label: agentLabel } = input;
  if (!category || agentLabel === undefined) {
    throw invalidRecord({ base: [{ description: 'Agent label: cannot be blank', error: 'BlankValue' }] });
  }
  const added = addStatus(store, { category, agentLabel, endUserLabel: input.end_user_label ?? agentLabel });
  Object.assign(added, labels(input));
  return json({ custom_status: shown(store, added) }, 201);
}

function update({ store, body, id }: Call): Response {
  const status = store.get('custom_statuses', id);
  // The category of a status never changes.
  const { status_category: _, ...input } = f.readFields(STATUS, f.objectIn(body, 'custom_status'), ['default']);
  Object.assign(status, labels(input), { updated_at: store.timestamp() });
  return json({ custom_status: shown(store, status) });
}

/** Text without a placeholder is its own raw text. */
function labels(input: f.Values<typeof STATUS>): Partial<SimulatedStatus> {
  const { agent_label: agent, end_user_label: endUser, description, end_user_description: endUserDescription } = input;
  return {
    ...(agent === undefined ? {} : { agent_label: agent, raw_agent_label: agent }),
    ...(endUser == null ? {} : { end_user_label: endUser, raw_end_user_label: endUser }),
    ...(description == null ? {} : { description }),
    ...(endUserDescription == null ? {} : { end_user_description: endUserDescription }),
    ...(input.active === undefined ? {} : { active: input.active }),
  };
}

function shown(store: Store, status: SimulatedStatus) {
  const { description, end_user_description: endUserDescription } = status;
  const raw = { raw_description: description, raw_end_user_description: endUserDescription };
  return { url: store.url(`/custom_statuses/${status.id}.json`), ...status, ...raw };
}
