/**
 * For tests, demos and playgrounds: a Zendesk without network.
 *
 * @packageDocumentation
 */

export { type SignWebhookInit, signWebhook } from './sign-webhook.js';
export type { SimulatedAccount } from './simulator/account.js';
export type { Fault, FaultMatch } from './simulator/faults.js';
export type {
  AccountOptions,
  CustomStatusOptions,
  OAuthClientOptions,
  Quirks,
  SimulatedAudit,
  SimulatedComment,
  SimulatedDelivery,
  SimulatedStatus,
  SimulatedTicket,
  SimulatedToken,
  SimulatedUser,
  SimulatedWebhook,
} from './simulator/types.js';
export {
  createZendeskSimulator,
  type RecordedRequest,
  type SimulatorOptions,
  type ZendeskSimulator,
} from './simulator.js';
export { deadHolderCase, type TokenStoreContractCase, tokenStoreContract } from './token-store-contract.js';
