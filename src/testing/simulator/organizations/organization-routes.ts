/**
 * https://developer.zendesk.com/api-reference/ticketing/organizations/organizations/
 */
import { crudRoutes } from '../core/crud.js';
import * as f from '../core/fields.js';
import { paginate, paginateByOffset } from '../core/pagination.js';
import { invalidRecord, json } from '../core/respond.js';
import { admins, agents, type Call, type Route } from '../core/route.js';
import type { Store } from '../core/store.js';
import { newOrganization } from './new-organization.js';
import type { SimulatedOrganization } from './organization-record.js';

const READ = agents('organizations:read', 'read');
const ORGANIZATION = {
  name: f.requiredText,
  external_id: f.text,
  domain_names: f.texts,
  details: f.text,
  notes: f.text,
  group_id: f.id,
  shared_tickets: f.flag,
  shared_comments: f.flag,
  tags: f.texts,
  organization_fields: f.object,
};

export const organizationRoutes: readonly Route[] = [
  { method: 'GET', path: '/organizations/search', access: READ, query: ['external_id', 'name'], answer: search },
  { method: 'GET', path: '/organizations/autocomplete', access: READ, query: ['name'], answer: autocomplete },
  { method: 'GET', path: '/organizations/show_many', access: READ, query: ['ids', 'external_ids'], answer: showMany },
  { method: 'GET', path: '/users/{id}/organizations', access: READ, answer: listOfUser },
  ...crudRoutes({
    many: 'organizations',
    one: 'organization',
    read: READ,
    write: admins('organizations:write', 'write'),
    create(store, input) {
      const fields = f.readFields(ORGANIZATION, input);
      requireFreeName(store, fields.name);
      return newOrganization(store, fields);
    },
    update: (_, organization, input) => Object.assign(organization, f.readFields(ORGANIZATION, input)),
    show: showOrganization,
  }),
];

function search({ store, query, url }: Call): Response {
  const [by, wanted] = query.has('external_id')
    ? ['external_id' as const, query.get('external_id')]
    : ['name' as const, query.get('name')];
  const found = store.state.organizations.filter(
    (organization) => organization[by]?.toLowerCase() === wanted?.toLowerCase(),
  );
  return listed(store, found, url);
}

function autocomplete({ store, query, url }: Call): Response {
  const name = (query.get('name') ?? '').toLowerCase();
  return listed(
    store,
    store.state.organizations.filter((organization) => organization.name.toLowerCase().startsWith(name)),
    url,
  );
}

function showMany({ store, query, url }: Call): Response {
  const by = query.has('external_ids') ? 'external_id' : 'id';
  const wanted = (query.get('ids') ?? query.get('external_ids') ?? '').split(',');
  return listed(
    store,
    store.state.organizations.filter((organization) => wanted.includes(String(organization[by]))),
    url,
  );
}

function listOfUser({ store, id, url }: Call): Response {
  const { organization_id } = store.get('users', id);
  const own = store.state.organizations.filter((organization) => organization.id === organization_id);
  const { items, page } = paginate(own, url);
  return json({ organizations: items.map((organization) => showOrganization(store, organization)), ...page });
}

function listed(store: Store, organizations: readonly SimulatedOrganization[], url: URL): Response {
  const { items, page } = paginateByOffset(organizations, url);
  return json({ organizations: items.map((organization) => showOrganization(store, organization)), ...page });
}

export function showOrganization(store: Store, organization: SimulatedOrganization) {
  return { url: store.url(`/organizations/${organization.id}.json`), ...organization };
}

function requireFreeName(store: Store, name: string | undefined): void {
  if (name === undefined) {
    throw invalidRecord({ name: [{ description: 'Name: cannot be blank', error: 'BlankValue' }] });
  }
  if (!store.state.organizations.some((known) => known.name.toLowerCase() === name.toLowerCase())) return;
  throw invalidRecord({ name: [{ description: `Name: ${name} has already been taken`, error: 'DuplicateValue' }] });
}
