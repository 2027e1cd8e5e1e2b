/**
 * Background jobs. The simulator does their work at once: Zendesk queues it, so the first answer says so here too.
 * https://developer.zendesk.com/api-reference/ticketing/ticket-management/job_statuses/
 */
import type { SimulatedJob } from './job-record.js';
import { json, notFound } from './respond.js';
import { agents, type Call, type Route } from './route.js';
import type { Store } from './store.js';

export const jobRoutes: readonly Route[] = [
  { method: 'GET', path: '/job_statuses/{key}', access: agents('read', 'write'), answer: show },
];

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
