/**
 * For accounts that send webhooks by a trigger rather than by subscription: the trigger, in the words of Zendesk's API.
 * An admin creates it by hand or with `connection.request('POST', '/api/v2/triggers', …)`.
 * https://developer.zendesk.com/api-reference/ticketing/business-rules/triggers/
 */

// Zendesk escapes what it puts into the JSON of a webhook.
const BODY = {
  zendesk_connector_event: 'agent_replied',
  ticket_id: '{{ticket.id}}',
  external_id: '{{ticket.external_id}}',
  requester_id: '{{ticket.requester.id}}',
  author_id: '{{current_user.id}}',
  author_name: '{{current_user.name}}',
  comment: '{{ticket.latest_public_comment}}',
  updated_at: '{{ticket.updated_at_with_timestamp}}',
};

/** A trigger that tells a webhook of every public comment of an agent. */
export function agentReplyTrigger(webhookId: string) {
  return {
    trigger: {
      title: 'Tell the chatbot of agent replies',
      conditions: {
        all: [
          { field: 'update_type', operator: 'is', value: 'Change' },
          { field: 'comment_is_public', operator: 'is', value: 'true' },
          { field: 'role', operator: 'is', value: 'agent' },
          // Not what comes by the API, such as the visitor's own answers. 5 is its number in the via reference.
          { field: 'current_via_id', operator: 'is_not', value: '5' },
        ],
        any: [],
      },
      actions: [{ field: 'notification_webhook', value: [webhookId, JSON.stringify(BODY, null, 2)] }],
    },
  };
}
