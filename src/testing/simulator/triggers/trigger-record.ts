/** A condition of a trigger or a view. https://developer.zendesk.com/documentation/ticketing/reference-guides/conditions-reference/ */
export interface Condition {
  readonly field: string;
  readonly operator: string;
  readonly value: string;
}

/** An action of a trigger. https://developer.zendesk.com/documentation/ticketing/reference-guides/actions-reference/ */
export interface TriggerAction {
  readonly field: string;
  readonly value: unknown;
}

/** A trigger. https://developer.zendesk.com/api-reference/ticketing/business-rules/triggers/#json-format */
export interface SimulatedTrigger {
  readonly id: number;
  title: string;
  description: string | null;
  active: boolean;
  position: number;
  category_id: string | null;
  conditions: { readonly all: readonly Condition[]; readonly any: readonly Condition[] };
  actions: readonly TriggerAction[];
  readonly created_at: string;
  updated_at: string;
}
