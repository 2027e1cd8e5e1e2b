/**
 * The bot, and who talks to it.
 */
import { type Permission, PUBLIC_BOT_PERMISSIONS, ZENDESK_ACTIONS } from 'zendesk-connector';

export const BOT = 'demo-bot';

export const CUSTOMERS = [
  { email: 'ann@customer.example', name: 'Ann Customer' },
  { email: 'bob@customer.example', name: 'Bob Customer' },
] as const;

/** What the page can grant the chat. */
export const CHAT_PERMISSIONS: readonly Permission[] = [
  ...PUBLIC_BOT_PERMISSIONS,
  ZENDESK_ACTIONS.LIST_TICKETS,
  ZENDESK_ACTIONS.READ_TICKET_CONVERSATION,
  ZENDESK_ACTIONS.ADD_COMMENT,
  ZENDESK_ACTIONS.SOLVE_TICKET,
  ZENDESK_ACTIONS.READ_CUSTOMER_CONTEXT,
];
