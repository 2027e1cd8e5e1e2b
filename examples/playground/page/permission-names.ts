/**
 * Permissions in words for people.
 */
const NAMES: Readonly<Record<string, string>> = {
  SEARCH_HELP_CENTER: 'Search the help center',
  CREATE_TICKET: 'Create tickets',
  READ_TICKET_STATUS: 'Look up the status of a ticket',
  LIST_TICKETS: 'List the visitor’s tickets',
  READ_TICKET_CONVERSATION: 'Read the conversation on a ticket',
  ADD_COMMENT: 'Pass answers on to the agent',
  SOLVE_TICKET: 'Mark tickets as solved',
  READ_CUSTOMER_CONTEXT: 'Recognize returning customers',
};

export function permissionName(permission: string): string {
  const constant = permission.split('.')[1] ?? permission;
  return NAMES[constant] ?? constant;
}
