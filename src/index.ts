/**
 * The whole public surface. To understand the library, read in this order: connector, connection, run-action and the
 * actions for what it does; http/http, oauth/authorized-fetch and oauth/access-tokens for how a request gets there; then
 * stores/connection-records and stores/vault for what is kept.
 *
 * @packageDocumentation
 */

export {
  type Action,
  type ActionAnnotations,
  type ActionContext,
  type ActionDefinition,
  type ActionRunner,
  type AnyAction,
  type Bound,
  type BoundAction,
  type CallOptions,
  defineAction,
  type Person,
  type Requester,
  type RequestOptions,
} from './actions/action.js';
// Actions
export { type AddCommentInput, type AddedComment, addComment } from './actions/add-comment.js';
export { type CreatedTicket, type CreateTicketInput, createTicket } from './actions/create-ticket.js';
export {
  type CustomerContext,
  type CustomerTicket,
  type GetCustomerContextInput,
  getCustomerContext,
} from './actions/get-customer-context.js';
export { type GetTicketStatusInput, getTicketStatus, type TicketStatus } from './actions/get-ticket-status.js';
export type { Updater } from './actions/summaries.js';
export type { TicketDefaults, TicketPriority } from './actions/ticket-defaults.js';
// For chat engines; adapters to some are in subpaths
export { type PendingToolCall, ToolCallError, type ToolCallOptions, toToolCallError } from './adapters/tool-call.js';
export type { CallScope } from './call-scope.js';
// Connecting
export type { BuiltInAction, LimitedAction } from './connection/built-in-actions.js';
export type { ConnectionOptions } from './connection/caller.js';
export {
  type AccountStatus,
  type ConnectionStatus,
  type DisconnectOptions,
  type KeepAliveOptions,
  type KeepAliveResult,
  type LeftWebhook,
  ZendeskConnection,
} from './connection/connection.js';
export type { ActionDiagnosis, Diagnosis, WebhookDiagnosis } from './connection/diagnose.js';
export type { WebhookSubscription } from './connection/webhook-subscription.js';
export { type ConnectResult, ZendeskConnector } from './connector.js';
export type { ZendeskConnectorOptions } from './connector-options.js';
// Errors
export {
  type AnyZendeskError,
  ApiError,
  type ApiErrorCode,
  ConfigurationError,
  type ErrorDetails,
  type InputIssue,
  InvalidInputError,
  NetworkError,
  NotConnectedError,
  OAuthCallbackError,
  type OAuthCallbackReason,
  PermissionError,
  RateLimitedError,
  type RateLimitReason,
  type ReconnectReason,
  ReconnectRequiredError,
  ResponseFormatError,
  TicketError,
  type TicketErrorCode,
  TokenStoreError,
  type TokenStoreReason,
  WebhookSignatureError,
  type WebhookSignatureReason,
  ZendeskError,
  type ZendeskErrorBody,
  type ZendeskErrorCode,
  type ZendeskErrorInit,
  type ZendeskFieldError,
} from './errors.js';
// Audit trail
export type {
  AuditContext,
  ConnectorEvent,
  ConnectorEventDetail,
  JsonValue,
  Revocation,
  WebhookRemoval,
} from './events.js';
export type { ZendeskResponse } from './http/http.js';
export type { HttpMethod } from './http/http-method.js';
export type { RequestReport } from './http/request-report.js';
export type { ConnectOptions } from './oauth/authorization-request.js';
// Permissions and limits
export {
  ALL_PERMISSIONS,
  isPermission,
  OWNER_PERMISSIONS,
  type Permission,
  PUBLIC_BOT_PERMISSIONS,
  ZENDESK_ACTIONS,
} from './permissions.js';
export type { ConnectedUser, ConnectionSettings } from './records/connection-records.js';
export { type EncryptionKey, generateEncryptionKey } from './records/vault.js';
// Schemas
export type {
  JsonSchema,
  JsonSchemaOptions,
  Schema,
  StandardSchema,
  ValidationIssue,
  ValidationResult,
} from './schema.js';
// Token stores and encryption
export { MemoryTokenStore } from './stores/memory.js';
export type { RateLimit, RateLimiter } from './stores/rate-limiter.js';
export type { TokenStore } from './stores/token-store.js';
export { parseSubdomain, type ZendeskSubdomain } from './subdomain.js';
export type { WaitUntil } from './util/wait-until.js';
