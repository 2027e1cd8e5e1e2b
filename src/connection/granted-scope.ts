/**
 * What Zendesk granted of the scope that the connector asks for.
 */
import { missingScope } from '../records/token-set.js';
import { type LimitedAction, limitedActions } from './built-in-actions.js';

/** What Zendesk granted, and what it left out. */
export interface GrantedScope {
  /** What Zendesk granted, which may be less than what was asked for. */
  readonly scope: readonly string[];
  /** What the option `scope` asks for and Zendesk did not grant. */
  readonly missingScope: readonly string[];
  /** The actions that lack a scope. */
  readonly limitedActions: readonly LimitedAction[];
}

/** @internal Compares what Zendesk granted with what was asked for. */
export function grantedScope(asked: readonly string[], scope: readonly string[]): GrantedScope {
  return { scope, missingScope: missingScope(asked, scope), limitedActions: limitedActions(scope) };
}
