/** A macro. https://developer.zendesk.com/api-reference/ticketing/business-rules/macros/#json-format */
export interface SimulatedMacro {
  readonly id: number;
  title: string;
  description: string | null;
  active: boolean;
  position: number;
  actions: readonly { readonly field: string; readonly value: unknown }[];
  readonly created_at: string;
  updated_at: string;
}
