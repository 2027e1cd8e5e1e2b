import type { Condition } from '../triggers/trigger-record.js';

/** A view. https://developer.zendesk.com/api-reference/ticketing/business-rules/views/#json-format */
export interface SimulatedView {
  readonly id: number;
  title: string;
  description: string | null;
  active: boolean;
  position: number;
  conditions: { readonly all: readonly Condition[]; readonly any: readonly Condition[] };
  readonly created_at: string;
  updated_at: string;
}
