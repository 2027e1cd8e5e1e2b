/**
 * Binds an action to a connection and its requester: what a chat engine registers.
 */
import type { AnyAction, BoundAction, CallOptions, Requester } from '../actions/action.js';
import type { TicketExtras } from '../actions/ticket-extras.js';
import type { ConnectorCore } from '../core.js';
import { askFor } from './ask-for.js';
import type { Caller } from './caller.js';
import { runAction } from './run-action.js';

/** @internal Returns undefined for an action that this caller or this requester may not run. */
export function bindAction(
  core: ConnectorCore,
  caller: Caller,
  { definition }: AnyAction,
  requester: Requester,
): BoundAction | undefined {
  const inputSchema = definition.inputSchema(requester);
  if (inputSchema === undefined || !caller.permissions.has(definition.permission)) return undefined;
  const { name, title, description, permission, outputSchema, annotations, extras = [] } = definition;
  const described = { name, title, description, permission, inputSchema, outputSchema, annotations, extras };
  return {
    ...described,
    question: (input) => askFor(definition, input, { requester, locale: caller.locale }),
    execute: (input: unknown, options?: CallOptions & TicketExtras) =>
      runAction(core, caller, definition, input, options),
  };
}
