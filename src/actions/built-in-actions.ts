/**
 * The actions that come with the library.
 */
import { addComment } from './add-comment.js';
import { createTicket } from './create-ticket.js';
import { getCustomerContext } from './get-customer-context.js';
import { getTicketConversation } from './get-ticket-conversation.js';
import { getTicketStatus } from './get-ticket-status.js';
import { listTickets } from './list-tickets.js';
import { searchHelpCenter } from './search-help-center.js';
import { solveTicket } from './solve-ticket.js';

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
