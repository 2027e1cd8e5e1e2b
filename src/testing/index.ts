/**
 * For tests, demos and playgrounds: a Zendesk without network.
 *
 * @packageDocumentation
 */

export { fetchVia } from './fetch-via.js';
export { type LocalServer, type ServeOptions, serve } from './serve.js';
export { type SignWebhookInit, signWebhook } from './sign-webhook.js';
export type { NewComment, NewTicket, Person, TicketUpdateOptions } from './simulator/account-input.js';
export type { AccountOptions, CustomStatusOptions, Quirks } from './simulator/account-options.js';
export type { SimulatedBrand } from './simulator/brands/brand-record.js';
export type { ClockOptions } from './simulator/core/clock.js';
export type { SimulatedJob } from './simulator/core/job-record.js';
export type { RecordedRequest } from './simulator/core/recorded-request.js';
export type { AccountState, Seed } from './simulator/core/state.js';
export type { SimulatedStatus } from './simulator/custom-statuses/custom-status-record.js';
export type { Fault, FaultMatch } from './simulator/faults.js';
export type { SimulatedGroup } from './simulator/groups/group-record.js';
export type { SimulatedArticle } from './simulator/help-center/article-record.js';
export type { SimulatedMacro } from './simulator/macros/macro-record.js';
export type { OAuthClientOptions, SimulatedToken } from './simulator/oauth/oauth-record.js';
export type { SimulatedOrganization } from './simulator/organizations/organization-record.js';
export type { SimulatedAccount } from './simulator/simulated-account.js';
export {
  CUSTOM_FIELD_TYPES,
  type SimulatedTicketField,
  SYSTEM_FIELD_TYPES,
  type TicketFieldOption,
  type TicketFieldType,
} from './simulator/ticket-fields/ticket-field-record.js';
export type { FormCondition, SimulatedTicketForm } from './simulator/ticket-forms/ticket-form-record.js';
export type { TicketChanges } from './simulator/tickets/change-ticket.js';
export type { TicketDraft } from './simulator/tickets/file-ticket.js';
export type {
  CustomFieldValue,
  SimulatedAttachment,
  SimulatedAudit,
  SimulatedComment,
  SimulatedTicket,
  TicketChange,
  Via,
} from './simulator/tickets/ticket-record.js';
export type { Condition, SimulatedTrigger, TriggerAction } from './simulator/triggers/trigger-record.js';
export type { SimulatedUpload } from './simulator/uploads/upload-record.js';
export type { SimulatedIdentity, SimulatedUser } from './simulator/users/user-record.js';
export type { SimulatedView } from './simulator/views/view-record.js';
export type { SimulatedDelivery, SimulatedWebhook } from './simulator/webhooks/webhook-record.js';
export { createZendeskSimulator, type SimulatorOptions, type ZendeskSimulator } from './simulator.js';
export { deadHolderCase, type TokenStoreContractCase, tokenStoreContract } from './token-store-contract.js';
