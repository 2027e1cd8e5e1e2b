/**
 * The actions that come with the library, and the scopes that they need.
 */
import { addComment } from '../actions/add-comment.js';
import { createTicket } from '../actions/create-ticket.js';
import { getCustomerContext } from '../actions/get-customer-context.js';
import { getTicketConversation } from '../actions/get-ticket-conversation.js';
import { getTicketStatus } from '../actions/get-ticket-status.js';
import { listTickets } from '../actions/list-tickets.js';
import { searchHelpCenter } from '../actions/search-help-center.js';
import { solveTicket } from '../actions/solve-ticket.js';
import { missingScope } from '../records/token-set.js';

/** The actions that come with the library. */
export type BuiltInAction =
  | typeof createTicket
  | typeof getTicketStatus
  | typeof getCustomerContext
  | typeof addComment
  | typeof searchHelpCenter
  | typeof listTickets
  | typeof getTicketConversation
  | typeof solveTicket;

/** An action that Zendesk refuses, in whole or in part, because a scope was not granted. */
export interface LimitedAction {
  /** The name of the action, such as `zendesk_create_ticket`. */
  readonly name: string;
  /** The scopes that it needs and that were not granted. */
  readonly missingScope: readonly string[];
}

/** @internal */
export const BUILT_IN_ACTIONS: readonly BuiltInAction[] = [
  createTicket,
  getTicketStatus,
  getCustomerContext,
  addComment,
  searchHelpCenter,
  listTickets,
  getTicketConversation,
  solveTicket,
];

/** @internal Returns the actions that lack a scope. */
export function limitedActions(granted: readonly string[]): readonly LimitedAction[] {
  return BUILT_IN_ACTIONS.flatMap(({ definition }) => {
    const missing = missingScope(definition.scope ?? [], granted);
    return missing.length === 0 ? [] : [{ name: definition.name, missingScope: missing }];
  });
}
