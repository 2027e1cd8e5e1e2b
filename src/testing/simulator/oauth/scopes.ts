/**
 * Which scopes Zendesk grants.
 * https://developer.zendesk.com/api-reference/ticketing/oauth/grant_type_tokens/#scopes
 * Allowed scopes, August 2026: https://support.zendesk.com/hc/en-us/articles/11093380955674
 */
import type { OAuthClientOptions } from './oauth-record.js';

const BROAD = ['read', 'write', 'impersonate'];
const RESOURCES = [
  'tickets',
  'users',
  'organizations',
  'hc',
  'apps',
  'triggers',
  'automations',
  'targets',
  'webhooks',
  'macros',
  'requests',
  'satisfaction_ratings',
  'dynamic_content',
  'zis',
  'themes',
  'account_settings',
  'brands',
  'custom_objects',
  'deletion_schedules',
  'groups',
  'sla_policies',
  'ticket_attachments',
  'ticket_views',
];
const KNOWN = new Set([
  ...BROAD,
  ...RESOURCES.flatMap((resource) => [`${resource}:read`, `${resource}:write`]),
  'auditlogs:read',
  'security:read',
  'any_channel:write',
  'web_widget:write',
]);

/** Whether a client may ask for these scopes. */
export function mayAskFor({ allowedScopes }: OAuthClientOptions, scopes: readonly string[]): boolean {
  if (allowedScopes === undefined || allowedScopes.length === 0) return true;
  return scopes.every((scope) => !KNOWN.has(scope) || contains(allowedScopes, scope));
}

/** Unknown names are left out without a word: calls then answer Forbidden. */
export function granted(scopes: readonly string[]): readonly string[] {
  return scopes.filter((scope) => KNOWN.has(scope));
}

export function scopesOf(scope: unknown): readonly string[] {
  return typeof scope === 'string' ? scope.split(/\s+/).filter(Boolean) : [];
}

/** `read` contains `tickets:read`. */
function contains(allowed: readonly string[], scope: string): boolean {
  return allowed.includes(scope) || allowed.includes(scope.split(':')[1] ?? '');
}
