/** A request that arrived, and its answer. */
export interface RecordedRequest {
  readonly method: string;
  readonly subdomain: string;
  /** Without query and without `.json`. */
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  readonly headers: Readonly<Record<string, string>>;
  /** Parsed JSON, or text; undefined when there was none. */
  readonly body: unknown;
  /** When it arrived, by Zendesk's clock. */
  readonly at: number;
  /** `reset` when the connection broke. */
  status: number | 'reset' | 'pending';
  /** Of answers in JSON. */
  responseBody?: unknown;
  /** Why it was refused. */
  reason?: string;
}

/** One line for a log: without headers and bodies, so without secrets. */
export function logLine({ at, method, subdomain, path, query, status, reason }: RecordedRequest): string {
  const isApi = path.startsWith('/api/');
  const parameters = isApi ? new URLSearchParams(query).toString() : '';
  const address = `${path}${parameters === '' ? '' : `?${parameters}`}`;
  const why = reason === undefined ? '' : ` (${reason})`;
  return `${new Date(at).toISOString()} ${subdomain} ${method} ${address} → ${status}${why}`;
}
