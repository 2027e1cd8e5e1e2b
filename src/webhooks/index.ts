/**
 * Receives what agents do at Zendesk: see docs/webhooks.md.
 *
 * @packageDocumentation
 */

export { MemorySeenStore, type SeenStore } from '../stores/seen-store.js';
export type { Duplicate } from './claim.js';
export { type ParseTicketEventOptions, parseTicketEvent } from './parse-ticket-event.js';
export type { HeaderValue, RawWebhook, WebhookHeaders } from './raw-webhook.js';
export { type ReceiveTicketEventsOptions, receiveTicketEvents, type WebhookSource } from './receive-ticket-events.js';
export type {
  AgentReplied,
  AttachedFile,
  CommentMadePrivate,
  CustomStatusChanged,
  FileAttached,
  StatusChanged,
  TicketEvent,
  TicketEventBase,
  TicketSolved,
} from './ticket-event.js';
export {
  type DuplicateWebhook,
  type VerifiedWebhook,
  type VerifyWebhookOptions,
  verifyWebhook,
  type WebhookSecret,
} from './verify-webhook.js';
