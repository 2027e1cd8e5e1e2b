/** A ticket status. https://developer.zendesk.com/api-reference/ticketing/tickets/custom_ticket_statuses/#json-format */
export interface SimulatedStatus {
  readonly id: number;
  status_category: 'new' | 'open' | 'pending' | 'hold' | 'solved';
  agent_label: string;
  end_user_label: string;
  /** Begins with `{{zd.` where the wording is Zendesk's own. */
  raw_agent_label: string;
  raw_end_user_label: string;
  description: string;
  end_user_description: string;
  active: boolean;
  default: boolean;
  readonly created_at: string;
  updated_at: string;
}
