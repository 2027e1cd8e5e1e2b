/** A group of agents. https://developer.zendesk.com/api-reference/ticketing/groups/groups/#json-format */
export interface SimulatedGroup {
  readonly id: number;
  name: string;
  description: string;
  default: boolean;
  is_public: boolean;
  deleted: boolean;
  readonly created_at: string;
  updated_at: string;
}
