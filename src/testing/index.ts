/**
 * For tests, demos and playgrounds: a Zendesk without network.
 *
 * @packageDocumentation
 */
export type {
  AccountOptions,
  CustomStatusOptions,
  OAuthClientOptions,
  Quirks,
  SimulatedAccount,
  SimulatedAudit,
  SimulatedComment,
  SimulatedStatus,
  SimulatedTicket,
  SimulatedToken,
  SimulatedUser,
} from './simulator/account.js';
export type { Fault, FaultMatch } from './simulator/faults.js';
export {
  createZendeskSimulator,
  type RecordedRequest,
  type SimulatorOptions,
  type ZendeskSimulator,
} from './simulator.js';
