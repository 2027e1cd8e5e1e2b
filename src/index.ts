/**
 * The whole public surface of the root entry, grouped by what it is for. The import sorter is off for this file.
 *
 * To understand the library, read about 1,200 lines in this order: stores/token-store, records/connection-records,
 * records/connection-state, http/deadline, http/http, oauth/access-tokens, oauth/authorized-fetch,
 * connection/account-client, connection/run-action, actions/action, actions/create-ticket. The rest is more of the same
 * kind. docs/architecture.md has the picture.
 *
 * @packageDocumentation
 */

// Connect
export { ZendeskConnector } from './connector.js';
export type { ZendeskConnectorOptions } from './connector-options.js';
export type { ConnectOptions } from './oauth/authorization-request.js';
export type { ClientCredentialsOptions } from './oauth/client-credentials.js';
export type { AccountFetch } from './connection/account-fetch.js';
export type { ConnectResult } from './connection/connect-result.js';
export { ZendeskConnection } from './connection/connection.js';
export type { DisconnectOptions } from './connection/disconnect.js';
export type { KeepAliveOptions, KeepAliveResult } from './connection/keep-alive.js';
export type { AccountStatus, ConnectionStatus, LeftWebhook } from './connection/connection-status.js';
export type { ConnectionOptions } from './connection/caller.js';
export type { WebhookSubscription } from './connection/webhook-subscription.js';
export type { ActionDiagnosis, Diagnosis, Problem, ProblemCode, WebhookDiagnosis } from './connection/diagnosis.js';
export type { ConnectionSettings } from './records/connection-records.js';
export type { ConnectedUser } from './records/grant.js';
export { parseSubdomain, type ZendeskSubdomain } from './subdomain.js';

// Permissions
export {
  ALL_PERMISSIONS,
  isPermission,
  OWNER_PERMISSIONS,
  PUBLIC_BOT_PERMISSIONS,
  ZENDESK_ACTIONS,
  type Permission,
} from './permissions.js';

// Actions
export { createTicket, type CreatedTicket, type CreateTicketInput } from './actions/create-ticket.js';
export { getTicketStatus, type GetTicketStatusInput, type TicketStatus } from './actions/get-ticket-status.js';
export { addComment, type AddCommentInput, type AddedComment } from './actions/add-comment.js';
export {
  getCustomerContext,
  type CustomerContext,
  type GetCustomerContextInput,
} from './actions/get-customer-context.js';
export type { CustomerTicket } from './actions/customer-ticket.js';
export { searchHelpCenter } from './actions/search-help-center.js';
export type { HelpCenterArticle, HelpCenterArticles, SearchHelpCenterInput } from './actions/search-articles.js';
export type { HelpCenterAccess } from './actions/help-center-access.js';
export { listTickets, type ListedStatus, type ListTicketsInput, type TicketList } from './actions/list-tickets.js';
export { getTicketConversation } from './actions/get-ticket-conversation.js';
export type {
  ConversationComment,
  GetTicketConversationInput,
  TicketConversation,
} from './actions/read-conversation.js';
export { solveTicket } from './actions/solve-ticket.js';
export type { SolvedTicket, SolveTicketInput } from './actions/solve-once.js';
export type { BuiltInAction } from './actions/built-in-actions.js';
export type { GrantedScope, LimitedAction } from './events.js';
export type { LastAnswer, Updater } from './actions/summaries.js';
export type { TicketDefaults, TicketPriority } from './actions/ticket-defaults.js';
export type { DownloadAttachmentInput, DownloadedAttachment } from './actions/download-attachment.js';
export type { ConversationFile } from './actions/shown-file.js';
export type { Attachment, TicketExtras } from './actions/ticket-extras.js';
export type { TicketWarning } from './actions/ticket-warning.js';

// Actions of your application
export {
  defineAction,
  type Action,
  type ActionAnnotations,
  type ActionContext,
  type ActionDefinition,
  type ActionRunner,
  type AnyAction,
  type BoundActionOf,
  type BoundAction,
  type CallOptions,
  type ExternalUser,
  type KnownRequester,
  type Person,
  type QuestionContext,
  type Requester,
  type RequestOptions,
  type ZendeskUser,
} from './actions/action.js';
export type { ZendeskResponse } from './http/http.js';
export type { HttpMethod } from './http/http-method.js';

// Schemas
export type {
  JsonSchema,
  JsonSchemaOptions,
  Schema,
  StandardSchema,
  ValidationIssue,
  ValidationResult,
} from './schema.js';

// Chat engines; subpaths have an adapter to each
export {
  ToolCallError,
  toToolCallError,
  type Confirmation,
  type ExtrasOfCall,
  type PendingToolCall,
  type ToolCallOptions,
} from './adapters/tool-call.js';

// Token stores, limits and encryption
export { MemoryTokenStore } from './stores/memory.js';
export type { TokenStore } from './stores/token-store.js';
export { MemoryRateLimiter, type RateLimit, type RateLimiter } from './stores/rate-limiter.js';
export { generateEncryptionKey, type EncryptionKey } from './records/vault.js';

// Audit trail and what outlives a request
export type {
  AuditContext,
  ConnectorEvent,
  ConnectorEventDetail,
  GrantType,
  JsonValue,
  Revocation,
  WebhookRemoval,
} from './events.js';
export type { Marketplace } from './http/marketplace.js';
export type { RequestReport } from './http/request-report.js';
export type { CallScope } from './call-scope.js';
export type { WaitUntil } from './util/wait-until.js';

// Errors
export {
  ApiError,
  ConfigurationError,
  InvalidInputError,
  NetworkError,
  NotConnectedError,
  OAuthCallbackError,
  PermissionError,
  RateLimitedError,
  ReconnectRequiredError,
  ResponseFormatError,
  TicketError,
  TokenStoreError,
  WebhookSignatureError,
  ZendeskError,
  type AnyZendeskError,
  type ApiErrorCode,
  type ErrorDetails,
  type ErrorInit,
  type InputIssue,
  type OAuthCallbackReason,
  type RateLimitReason,
  type ReconnectReason,
  type TicketErrorCode,
  type TokenStoreReason,
  type WebhookSignatureReason,
  type ZendeskErrorBody,
  type ZendeskErrorCode,
  type ZendeskErrorInit,
  type ZendeskFieldError,
} from './errors.js';
