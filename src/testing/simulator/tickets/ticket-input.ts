/**
 * What a request may set on a ticket.
 * https://developer.zendesk.com/api-reference/ticketing/tickets/tickets/
 * https://developer.zendesk.com/documentation/ticketing/managing-tickets/creating-and-updating-tickets/
 */
import * as f from '../core/fields.js';

const COMMON = {
  subject: f.text,
  comment: f.object,
  priority: f.oneOf('urgent', 'high', 'normal', 'low'),
  type: f.oneOf('problem', 'incident', 'question', 'task'),
  status: f.oneOf('new', 'open', 'pending', 'hold', 'solved', 'closed'),
  custom_status_id: f.id,
  assignee_id: f.id,
  assignee_email: f.text,
  group_id: f.id,
  organization_id: f.id,
  brand_id: f.id,
  ticket_form_id: f.id,
  problem_id: f.id,
  due_at: f.time,
  external_id: f.text,
  tags: f.texts,
  custom_fields: f.objects,
  collaborator_ids: f.ids,
  email_ccs: f.objects,
  followers: f.objects,
  requester: f.object,
  requester_id: f.id,
  metadata: f.object,
};

const CREATED = {
  ...COMMON,
  description: f.text,
  submitter_id: f.id,
  recipient: f.text,
  via_followup_source_id: f.id,
};

const UPDATED = {
  ...COMMON,
  additional_tags: f.texts,
  remove_tags: f.texts,
  safe_update: f.flag,
  updated_stamp: f.text,
};

// Properties of a ticket that Zendesk shows and does not let a client set.
const SHOWN_ONLY = [
  'raw_subject',
  'fields',
  'has_incidents',
  'is_public',
  'satisfaction_rating',
  'sharing_agreement_ids',
  'follower_ids',
  'email_cc_ids',
  'followup_ids',
  'forum_topic_id',
  'allow_channelback',
  'allow_attachments',
  'from_messaging_channel',
  'result_type',
];

export type CreatedTicket = f.Values<typeof CREATED>;
export type UpdatedTicket = f.Values<typeof UPDATED>;
/** The fields that a creation and an update have in common. */
export type TicketFields = f.Values<typeof COMMON>;

export function readCreatedTicket(input: f.Input): CreatedTicket {
  return f.readFields(CREATED, input, SHOWN_ONLY);
}

export function readUpdatedTicket(input: f.Input): UpdatedTicket {
  return f.readFields(UPDATED, input, [...SHOWN_ONLY, 'via', 'description', 'recipient', 'submitter_id']);
}
