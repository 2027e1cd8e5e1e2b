/**
 * The permissions of a connection and the presets. Each is enforced in exactly one place: `requirePermission`.
 */
import { PermissionError } from './errors.js';

/** What a connection handle may do. The values are stable, so your application may store them. */
export const ZENDESK_ACTIONS = {
  /** Connect an account and change the settings of the connection. */
  CREATE_OAUTH: 'ZENDESK_ACTIONS.CREATE_OAUTH',
  /** See the state of the connection. */
  READ_INTEGRATIONS: 'ZENDESK_ACTIONS.READ_INTEGRATIONS',
  /** Disconnect. */
  DELETE_INTEGRATIONS: 'ZENDESK_ACTIONS.DELETE_INTEGRATIONS',
  CREATE_TICKET: 'ZENDESK_ACTIONS.CREATE_TICKET',
  READ_TICKET_STATUS: 'ZENDESK_ACTIONS.READ_TICKET_STATUS',
  ADD_COMMENT: 'ZENDESK_ACTIONS.ADD_COMMENT',
  READ_CUSTOMER_CONTEXT: 'ZENDESK_ACTIONS.READ_CUSTOMER_CONTEXT',
  SEARCH_HELP_CENTER: 'ZENDESK_ACTIONS.SEARCH_HELP_CENTER',
  LIST_TICKETS: 'ZENDESK_ACTIONS.LIST_TICKETS',
  READ_TICKET_CONVERSATION: 'ZENDESK_ACTIONS.READ_TICKET_CONVERSATION',
  SOLVE_TICKET: 'ZENDESK_ACTIONS.SOLVE_TICKET',
  /** Download the files of public comments: for your application, never for a model. */
  DOWNLOAD_ATTACHMENT: 'ZENDESK_ACTIONS.DOWNLOAD_ATTACHMENT',
  /** Read the signing secrets of the webhook: for the route that receives webhooks. */
  RECEIVE_WEBHOOKS: 'ZENDESK_ACTIONS.RECEIVE_WEBHOOKS',
  /** Send any request to the account with `request()` and `fetch`. */
  RAW_REQUEST: 'ZENDESK_ACTIONS.RAW_REQUEST',
} as const;

/** One of {@link ZENDESK_ACTIONS}. */
export type Permission = (typeof ZENDESK_ACTIONS)[keyof typeof ZENDESK_ACTIONS];

/** What is safe for a chatbot on a public page. */
export const PUBLIC_BOT_PERMISSIONS: readonly Permission[] = Object.freeze([
  ZENDESK_ACTIONS.CREATE_TICKET,
  ZENDESK_ACTIONS.READ_TICKET_STATUS,
  ZENDESK_ACTIONS.SEARCH_HELP_CENTER,
]);

/** What the routes of the bot owner need: connect, settings, status, subscribe and disconnect. */
export const OWNER_PERMISSIONS: readonly Permission[] = Object.freeze([
  ZENDESK_ACTIONS.CREATE_OAUTH,
  ZENDESK_ACTIONS.READ_INTEGRATIONS,
  ZENDESK_ACTIONS.DELETE_INTEGRATIONS,
]);

/** Every permission, RAW_REQUEST included. Prefer the shorter lists. */
export const ALL_PERMISSIONS: readonly Permission[] = Object.freeze(Object.values(ZENDESK_ACTIONS));

/**
 * Returns whether a value, for example from a database, is a permission.
 *
 * @example
 * const permissions = row.permissions.filter(isPermission);
 */
export function isPermission(value: unknown): value is Permission {
  return ALL_PERMISSIONS.some((permission) => permission === value);
}

/**
 * @throws PermissionError when `permission` is not among those allowed
 * @internal
 */
export function requirePermission(allowed: ReadonlySet<Permission>, permission: Permission): void {
  if (allowed.has(permission)) return;
  throw new PermissionError({
    reason: 'permission',
    message: `Permission "${permission}" is not granted to this caller`,
    hint: `Add "${permission}" to the permissions of connector.connection() if this caller should have it.`,
  });
}
