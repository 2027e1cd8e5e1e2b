/**
 * Fills an account with the records it begins with.
 */
import type { AccountOptions } from './account-options.js';
import { newBrand } from './brands/new-brand.js';
import type { Seed } from './core/state.js';
import type { Store } from './core/store.js';
import { addStandardStatuses, addStatus } from './custom-statuses/add-status.js';
import { newGroup } from './groups/new-group.js';
import { newArticle } from './help-center/new-article.js';
import { newMacro } from './macros/new-macro.js';
import { newOrganization } from './organizations/new-organization.js';
import { addSystemFields, newTicketField } from './ticket-fields/new-ticket-field.js';
import { newTicketForm } from './ticket-forms/new-ticket-form.js';
import { fileTicket, newTicket } from './tickets/file-ticket.js';
import type { SimulatedTicket } from './tickets/ticket-record.js';
import { newTrigger } from './triggers/new-trigger.js';
import { addIdentity, addUser, addUserWithEmails } from './users/add-user.js';
import type { SimulatedIdentity, SimulatedUser } from './users/user-record.js';
import { newView } from './views/new-view.js';
import { addWebhook } from './webhooks/webhook-routes.js';

/** Adds the records of the seed, with Zendesk's defaults for what they leave out, and what every account has. */
export function seedAccount(store: Store, { seed = {}, customStatuses = [] }: AccountOptions): void {
  checkNames(store, seed);
  const { state } = store;
  for (const group of seed.groups ?? [{}]) state.groups.push(newGroup(store, group));
  for (const form of seed.ticket_forms ?? [{}]) state.ticket_forms.push(newTicketForm(store, form));
  for (const brand of seed.brands ?? [{}]) state.brands.push(newBrand(store, brand));
  for (const organization of seed.organizations ?? []) state.organizations.push(newOrganization(store, organization));
  for (const field of seed.ticket_fields ?? []) state.ticket_fields.push(newTicketField(store, field));
  addSystemFields(store);
  for (const {
    status_category: category = 'open',
    agent_label: agentLabel = 'Open',
    ...status
  } of seed.custom_statuses ?? []) {
    const added = addStatus(store, { category, agentLabel, endUserLabel: status.end_user_label ?? agentLabel });
    Object.assign(added, status);
  }
  addStandardStatuses(store);
  for (const status of customStatuses) addStatus(store, status);
  for (const user of seed.users ?? []) seedUser(store, user, seed.identities);
  for (const { user_id = 0, type = 'email', value = '', ...identity } of seed.identities ?? []) {
    addIdentity(store, { user_id, type, value, ...identity });
  }
  if (!state.users.some(({ role }) => role === 'admin')) {
    addUserWithEmails(store, { name: 'Ada Admin', role: 'admin' }, [`ada@${store.subdomain}.example`]);
  }
  for (const ticket of seed.tickets ?? []) seedTicket(store, ticket, seed);
  for (const macro of seed.macros ?? []) state.macros.push(newMacro(store, macro));
  for (const view of seed.views ?? []) state.views.push(newView(store, view));
  for (const trigger of seed.triggers ?? []) state.triggers.push(newTrigger(store, trigger));
  for (const article of seed.articles ?? []) state.articles.push(newArticle(store, article));
  for (const webhook of seed.webhooks ?? []) addWebhook(store, webhook);
  // These are kept whole or not at all: no person writes them.
  for (const name of ['comments', 'audits', 'uploads', 'job_statuses', 'tokens'] as const) {
    (state[name] as object[]).push(...structuredClone(seed[name] ?? []));
  }
}

/** A user's address becomes an identity, unless the seed brings the identities itself. */
function seedUser(store: Store, user: Partial<SimulatedUser>, identities: Seed['identities'] = []): void {
  const { name = user.email ?? 'User', email, ...fields } = user;
  const isBrought = identities.some((identity: Partial<SimulatedIdentity>) => identity.user_id === user.id);
  if (isBrought || email == null) addUser(store, { ...fields, name, email: email ?? null });
  else addUserWithEmails(store, { ...fields, name }, [email]);
}

/** A ticket gets its first comment and audit, unless the seed brings comments of the ticket. */
function seedTicket(store: Store, ticket: Partial<SimulatedTicket>, { comments = [] }: Seed): void {
  const { description, is_public: isPublic = true, ...draft } = ticket;
  const requesterId = draft.requester_id ?? store.state.users.find(({ role }) => role === 'admin')?.id ?? 0;
  if (ticket.id !== undefined && comments.some(({ ticket_id }) => ticket_id === ticket.id)) {
    store.state.tickets.push(newTicket(store, { ...ticket, requester_id: requesterId }));
    return;
  }
  const body = description ?? draft.subject ?? '';
  fileTicket(store, { ...draft, requester_id: requesterId }, { authorId: requesterId, body, isPublic });
}

function checkNames({ state, subdomain }: Store, seed: Seed): void {
  const unknown = Object.keys(seed).find((name) => !Object.hasOwn(state, name));
  if (unknown === undefined) return;
  throw new Error(`The seed of ${subdomain} has "${unknown}". It may have: ${Object.keys(state).join(', ')}.`);
}
