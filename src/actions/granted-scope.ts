/**
 * Compares what Zendesk granted with what was asked for, and with what the actions need.
 */
import type { GrantedScope } from '../events.js';
import { missingScope } from '../records/token-set.js';
import { BUILT_IN_ACTIONS } from './built-in-actions.js';

/** @internal */
export function grantedScope(asked: readonly string[], scope: readonly string[]): GrantedScope {
  const limitedActions = BUILT_IN_ACTIONS.flatMap(({ definition }) => {
    const missing = missingScope(definition.scope ?? [], scope);
    return missing.length === 0 ? [] : [{ name: definition.name, missingScope: missing }];
  });
  return { scope, missingScope: missingScope(asked, scope), limitedActions };
}
