/**
 * For tests, demos and playgrounds: a Zendesk without network.
 *
 * @packageDocumentation
 */

export { fetchVia } from './fetch-via.js';
export { type LocalServer, type ServeOptions, serve } from './serve.js';
export { type SignWebhookInit, signWebhook } from './sign-webhook.js';
export type { AccountOptions, CustomStatusOptions, Quirks } from './simulator/account-options.js';
export type { RecordedRequest } from './simulator/core/recorded-request.js';
export type { AccountState, Seed } from './simulator/core/state.js';
export type { SimulatedStatus } from './simulator/custom-statuses/custom-status-record.js';
export type { Fault, FaultMatch } from './simulator/faults.js';
export type { SimulatedArticle } from './simulator/help-center/article-record.js';
export type { OAuthClientOptions, SimulatedToken } from './simulator/oauth/oauth-record.js';
export type {
  NewComment,
  NewTicket,
  SimulatedAccount,
  TicketUpdateOptions,
} from './simulator/simulated-account.js';
export type { SimulatedTicketField } from './simulator/ticket-fields/ticket-field-record.js';
export type {
  SimulatedAttachment,
  SimulatedAudit,
  SimulatedComment,
  SimulatedTicket,
  TicketChange,
} from './simulator/tickets/ticket-record.js';
export type { SimulatedIdentity, SimulatedUser } from './simulator/users/user-record.js';
export type { SimulatedDelivery, SimulatedWebhook } from './simulator/webhooks/webhook-record.js';
export { createZendeskSimulator, type SimulatorOptions, type ZendeskSimulator } from './simulator.js';
export { deadHolderCase, type TokenStoreContractCase, tokenStoreContract } from './token-store-contract.js';
