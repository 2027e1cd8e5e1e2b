/**
 * What agents do at Zendesk, for the conversation to hear: see docs/webhooks.md.
 *
 * @packageDocumentation
 */

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
export { MemorySeenStore, type SeenStore } from './seen-store.js';
export {
  type RawWebhook,
  type VerifiedWebhook,
  type VerifyWebhookOptions,
  verifyWebhook,
} from './verify-webhook.js';
