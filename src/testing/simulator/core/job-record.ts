/** A background job. https://developer.zendesk.com/api-reference/ticketing/ticket-management/job_statuses/#json-format */
export interface SimulatedJob {
  readonly id: string;
  readonly total: number;
  readonly results: readonly Readonly<Record<string, unknown>>[];
  readonly message: string;
}
