/** An organization. https://developer.zendesk.com/api-reference/ticketing/organizations/organizations/#json-format */
export interface SimulatedOrganization {
  readonly id: number;
  name: string;
  external_id: string | null;
  domain_names: readonly string[];
  details: string | null;
  notes: string | null;
  group_id: number | null;
  shared_tickets: boolean;
  shared_comments: boolean;
  tags: readonly string[];
  organization_fields: Readonly<Record<string, unknown>>;
  readonly created_at: string;
  updated_at: string;
}
