/** A ticket field. https://developer.zendesk.com/api-reference/ticketing/tickets/ticket_fields/#json-format */
export interface SimulatedTicketField {
  readonly id: number;
  readonly type: TicketFieldType;
  title: string;
  description: string;
  active: boolean;
  /** Agents must fill it in to solve a ticket. */
  required: boolean;
  /** End users must fill it in to create a request. */
  required_in_portal: boolean;
  visible_in_portal: boolean;
  editable_in_portal: boolean;
  title_in_portal: string;
  position: number;
  tag: string | null;
  regexp_for_validation: string | null;
  custom_field_options: readonly TicketFieldOption[];
  readonly created_at: string;
  updated_at: string;
}

export interface TicketFieldOption {
  readonly id: number;
  readonly name: string;
  readonly value: string;
}

export const SYSTEM_FIELD_TYPES = [
  'subject',
  'description',
  'status',
  'tickettype',
  'priority',
  'group',
  'assignee',
  'custom_status',
] as const;

export const CUSTOM_FIELD_TYPES = [
  'text',
  'textarea',
  'checkbox',
  'date',
  'integer',
  'decimal',
  'regexp',
  'tagger',
  'multiselect',
] as const;

export type TicketFieldType = (typeof SYSTEM_FIELD_TYPES)[number] | (typeof CUSTOM_FIELD_TYPES)[number];
