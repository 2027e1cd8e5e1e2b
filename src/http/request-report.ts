/**
 * Tells the application about each request that is sent, for debugging.
 */
import { NetworkError } from '../errors.js';
import type { AuditContext } from '../events.js';
import type { ZendeskSubdomain } from '../subdomain.js';
import { notify } from '../util/notify.js';
import type { Deadline } from './deadline.js';
import { requestIdOf } from './response.js';
import { transportCodeOf } from './transport-code.js';

/** One request to Zendesk, without query, headers and body: nothing in it is secret. */
export interface RequestReport {
  /** When it was sent, ISO 8601. */
  readonly at: string;
  readonly subdomain: ZendeskSubdomain;
  /** In capitals, such as `GET`. */
  readonly method: string;
  /** Without the query. */
  readonly path: string;
  /** 1 for the first time that the request is sent, 2 for the first repetition. */
  readonly attempt: number;
  /** Milliseconds until the headers of the answer arrived, or until the request failed. */
  readonly durationMs: number;
  /** The HTTP status. Absent: there was no answer. */
  readonly status?: number;
  /** Zendesk's id of the request. */
  readonly requestId?: string;
  /** What kept the answer from arriving: `timeout`, `aborted`, or the code of the transport, such as `ENOTFOUND`. */
  readonly failure?: string;
  /** The `auditContext` of the connection handle that sent it. */
  readonly auditContext?: AuditContext;
}

/** @internal */
export type OnRequest = (report: RequestReport) => unknown;

/** @internal Runs one sending of a request, and reports the outcome. */
export type Observe = (attempt: Deadline, send: () => Promise<Response>) => Promise<Response>;

/**
 * Returns what to send one request with, however often it is sent.
 *
 * @internal
 */
export function createObserver(
  onRequest: OnRequest | undefined,
  about: Pick<RequestReport, 'subdomain' | 'method' | 'path'>,
): Observe {
  if (onRequest === undefined) return (_, send) => send();
  let sent = 0;
  return async (attempt, send) => {
    const at = new Date().toISOString();
    const startedAt = performance.now();
    const report = (outcome: Pick<RequestReport, 'status' | 'requestId' | 'failure'>) => {
      const durationMs = Math.round(performance.now() - startedAt);
      notify(onRequest, { at, ...about, attempt: sent, durationMs, ...outcome });
    };
    sent++;
    try {
      // A `fetch` that ignores its signal is reported when the time is up.
      const response = await attempt.race(send());
      const requestId = requestIdOf(response);
      report({ status: response.status, ...(requestId === undefined ? {} : { requestId }) });
      return response;
    } catch (error) {
      report({ failure: failureOf(error, attempt) });
      throw error;
    }
  };
}

function failureOf(error: unknown, { hasEnded }: Deadline): string {
  if (error instanceof NetworkError && error.timedOut) return 'timeout';
  return hasEnded ? 'aborted' : (transportCodeOf(error) ?? 'network');
}
