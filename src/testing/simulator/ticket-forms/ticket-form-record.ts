/** A ticket form. https://developer.zendesk.com/api-reference/ticketing/tickets/ticket_forms/#json-format */
export interface SimulatedTicketForm {
  readonly id: number;
  name: string;
  display_name: string;
  position: number;
  active: boolean;
  end_user_visible: boolean;
  default: boolean;
  in_all_brands: boolean;
  restricted_brand_ids: readonly number[];
  ticket_field_ids: readonly number[];
  agent_conditions: readonly FormCondition[];
  end_user_conditions: readonly FormCondition[];
  readonly created_at: string;
  updated_at: string;
}

/** Fields that show, and may be required, when another field has a value. */
export interface FormCondition {
  readonly parent_field_id: number;
  readonly value: unknown;
  readonly child_fields: readonly {
    readonly id: number;
    readonly is_required: boolean;
    /** For agents: on which statuses the field is required. */
    readonly required_on_statuses?: {
      readonly type: 'ALL_STATUSES' | 'SOME_STATUSES' | 'NO_STATUSES';
      readonly statuses?: readonly string[];
    };
  }[];
}
