/** A brand. https://developer.zendesk.com/api-reference/ticketing/account-configuration/brands/#json-format */
export interface SimulatedBrand {
  readonly id: number;
  name: string;
  subdomain: string;
  brand_url: string;
  active: boolean;
  default: boolean;
  has_help_center: boolean;
  help_center_state: 'enabled' | 'disabled' | 'restricted';
  ticket_form_ids: readonly number[];
  is_deleted: boolean;
  readonly created_at: string;
  updated_at: string;
}
