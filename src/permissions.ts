/**
 * The permissions of a connection and the presets. Each is enforced in exactly one place: `requirePermission`.
 */
import { PermissionError } from './errors.js';

/** What a caller may be allowed to do; values are stable and may be stored by the host. */
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
} as const;

/** One of {@link ZENDESK_ACTIONS}. */
export type Permission = (typeof ZENDESK_ACTIONS)[keyof typeof ZENDESK_ACTIONS];

/** What is safe for a bot that anybody on the internet can talk to. */
export const PUBLIC_BOT_PERMISSIONS: readonly Permission[] = Object.freeze([
  ZENDESK_ACTIONS.CREATE_TICKET,
  ZENDESK_ACTIONS.READ_TICKET_STATUS,
]);

/** Everything: for the routes of the bot's owner, and for internal assistants. */
export const ALL_PERMISSIONS: readonly Permission[] = Object.freeze(Object.values(ZENDESK_ACTIONS));

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
