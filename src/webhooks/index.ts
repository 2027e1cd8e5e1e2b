/**
 * What agents do at Zendesk, for the conversation to hear: see docs/webhooks.md.
 *
 * @packageDocumentation
 */

export { MemorySeenStore, type SeenStore } from '../stores/seen-store.js';
export { agentReplyTrigger } from './agent-reply-trigger.js';
export {
  type AgentReplied,
  type ParseTicketEventOptions,
  parseTicketEvent,
  type StatusChanged,
  type TicketEvent,
  type TicketEventBase,
  type TicketSolved,
} from './parse-ticket-event.js';
export type { RawWebhook } from './raw-webhook.js';
export { type ReceiveWebhookOptions, receiveWebhook } from './receive-webhook.js';
export {
  type VerifiedWebhook,
  type VerifyWebhookOptions,
  verifyWebhook,
  type WebhookSecret,
} from './verify-webhook.js';
