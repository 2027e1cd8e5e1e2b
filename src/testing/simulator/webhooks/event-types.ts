/**
 * The events of tickets to which a webhook may subscribe.
 * https://developer.zendesk.com/api-reference/webhooks/event-types/ticket-events/
 */
const TICKET_EVENTS = [
  'agent_assignment_changed',
  'attachment_linked_to_comment',
  'attachment_redacted_from_comment',
  'brand_changed',
  'comment_added',
  'comment_made_private',
  'comment_redacted',
  'created',
  'custom_field_changed',
  'custom_status_changed',
  'description_changed',
  'email_ccs_changed',
  'external_id_changed',
  'followers_changed',
  'form_changed',
  'group_assignment_changed',
  'marked_as_spam',
  'merged',
  'organization_changed',
  'permanently_deleted',
  'priority_changed',
  'problem_link_changed',
  'requester_changed',
  'soft_deleted',
  'status_changed',
  'subject_changed',
  'submitter_changed',
  'tags_changed',
  'task_due_at_changed',
  'type_changed',
  'undeleted',
];

/** For webhooks that triggers and automations send. */
export const CONDITIONAL = 'conditional_ticket_events';

/** Whether the simulator sends it. Events of users, organizations and articles are not modeled. */
export function isSubscription(name: string): boolean {
  return name === CONDITIONAL || TICKET_EVENTS.some((event) => name === `zen:event-type:ticket.${event}`);
}
