/**
 * Background jobs. The simulator does their work at once: Zendesk queues it, so the first answer says so here too.
 * https://developer.zendesk.com/api-reference/ticketing/ticket-management/job_statuses/
 */
import type { Input } from './fields.js';
import type { SimulatedJob } from './job-record.js';
import { type Details, ErrorAnswer, invalidRecord, json, notFound } from './respond.js';
import { agents, type Call, type Route } from './route.js';
import type { Store } from './store.js';

export const jobRoutes: readonly Route[] = [
  { method: 'GET', path: '/job_statuses/{key}', access: agents('read', 'write'), answer: show },
];

type Result = Readonly<Record<string, unknown>>;

// As documented of each endpoint for many records.
const MAX_INPUTS = 100;

/** Does the work for each input. One that is refused does not keep the others from being done. */
export function runJob(store: Store, inputs: readonly Input[], run: (input: Input, index: number) => Result): Response {
  if (inputs.length > MAX_INPUTS) {
    // The status is inferred: that more are refused is documented, how is not.
    throw invalidRecord({ base: [{ description: `Too many records: at most ${MAX_INPUTS}`, error: 'TooManyValues' }] });
  }
  const results = inputs.map((input, index) => {
    try {
      return run(input, index);
    } catch (error) {
      if (!(error instanceof ErrorAnswer)) throw error;
      return { index, id: input['id'], action: 'none', status: 'Failed', success: false, ...failureOf(error) };
    }
  });
  return jobAnswer(store, addJob(store, results));
}

function failureOf({ body, message }: ErrorAnswer): { readonly error: unknown; readonly details: string } {
  const { error, details } = Object(body) as { readonly error?: unknown; readonly details?: Details };
  const descriptions = Object.values(details ?? {}).flatMap((problems) =>
    problems.map((problem) => problem.description),
  );
  return { error, details: descriptions.join(', ') || message };
}

/** The inputs that a query of ids names, such as `?ids=1,2`. */
export function inputsOf(query: URLSearchParams): readonly Input[] {
  const name = query.has('external_ids') ? 'external_ids' : 'ids';
  const values = query.get(name)?.split(',').filter(Boolean) ?? [];
  if (values.length === 0)
    throw invalidRecord({ [name]: [{ description: 'Ids: cannot be blank', error: 'BlankValue' }] });
  return values.map((value) => (name === 'ids' ? { id: Number(value) } : { external_id: value }));
}

export function addJob(store: Store, results: SimulatedJob['results']): SimulatedJob {
  const id = crypto.randomUUID().replaceAll('-', '');
  const job = { id, total: results.length, results, message: `Completed at ${store.timestamp()}` };
  store.state.job_statuses.push(job);
  return job;
}

/** The answer to the request that started the job. */
export function jobAnswer(store: Store, { id }: SimulatedJob): Response {
  const url = store.url(`/job_statuses/${id}.json`);
  return json({
    job_status: { id, url, total: null, progress: null, status: 'queued', message: null, results: null },
  });
}

function show({ store, key }: Call): Response {
  const job = store.state.job_statuses.find(({ id }) => id === key);
  if (job === undefined) throw notFound(`job ${key}`);
  const { id, total, message, results } = job;
  const url = store.url(`/job_statuses/${id}.json`);
  return json({ job_status: { id, url, total, progress: total, status: 'completed', message, results } });
}
