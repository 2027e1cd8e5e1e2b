/**
 * Makes requests fail, by route: before Zendesk does anything, or after the effect took place.
 */

import { refuseUnknownOptions } from '../../util/refuse-unknown-options.js';

/** Which requests a fault hits; what is left out does not matter. */
export interface FaultMatch {
  readonly method?: string;
  /** The path without its query; `.json` at the end does not count. A string may end with `*`. */
  readonly path?: string | RegExp;
  readonly subdomain?: string;
}

/** What happens to a request. */
export interface Fault {
  /** How many requests it hits. @defaultValue Infinity */
  readonly times?: number;
  /** Whether it hits before Zendesk does anything, or after the effect took place. @defaultValue 'before' */
  readonly when?: 'before' | 'after';
  /** Milliseconds to wait first. */
  readonly delay?: number;
  /** Something to wait for first. */
  readonly hold?: Promise<unknown>;
  /** Never answers. */
  readonly hang?: boolean;
  /** The connection breaks: `fetch` rejects. */
  readonly reset?: boolean;
  /** Answers with this status. */
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** An object is sent as JSON, a text as it is. */
  readonly body?: string | object;
  /** Cuts the real answer after so many bytes, and then the connection breaks. */
  readonly truncate?: number;
  /** Lets the real answer trickle: so many bytes at a time, every so many milliseconds. */
  readonly slowBody?: { readonly bytes: number; readonly every: number };
  /** Answers whatever it likes. */
  readonly respond?: (request: Request) => Response | Promise<Response>;
}

// The compiler demands every name here. A misspelled path would hit every request.
const MATCH_NAMES: Readonly<Record<keyof FaultMatch, true>> = { method: true, path: true, subdomain: true };
const FAULT_NAMES: Readonly<Record<keyof Fault, true>> = {
  times: true,
  when: true,
  delay: true,
  hold: true,
  hang: true,
  reset: true,
  status: true,
  headers: true,
  body: true,
  truncate: true,
  slowBody: true,
  respond: true,
};

export class Faults {
  readonly #faults: { readonly match: FaultMatch; readonly fault: Fault; left: number }[] = [];

  /** @throws ConfigurationError that names what is unknown */
  add(match: FaultMatch, fault: Fault): () => void {
    refuseUnknownOptions(match, MATCH_NAMES);
    refuseUnknownOptions(fault, FAULT_NAMES);
    const entry = { match, fault, left: fault.times ?? Number.POSITIVE_INFINITY };
    this.#faults.push(entry);
    return () => {
      entry.left = 0;
    };
  }

  /** The newest fault for a request, used up by one. */
  take(request: { readonly method: string; readonly path: string; readonly subdomain: string }): Fault | undefined {
    const entry = this.#faults.findLast(({ match, left }) => left > 0 && matches(match, request));
    if (entry === undefined) return undefined;
    entry.left--;
    return entry.fault;
  }
}

function matches(
  match: FaultMatch,
  request: { readonly method: string; readonly path: string; readonly subdomain: string },
): boolean {
  if (match.method !== undefined && match.method !== request.method) return false;
  if (match.subdomain !== undefined && match.subdomain !== request.subdomain) return false;
  const { path } = match;
  if (path === undefined) return true;
  if (path instanceof RegExp) return path.test(request.path);
  const wanted = path.replace(/\.json$/, '');
  return wanted.endsWith('*') ? request.path.startsWith(wanted.slice(0, -1)) : request.path === wanted;
}

/** Runs the real route with a fault in its way. */
export async function applyFault(fault: Fault, request: Request, run: () => Promise<Response>): Promise<Response> {
  if (fault.when === 'after') {
    const real = await run();
    await delays(fault, request.signal);
    return spoil(fault, request, async () => real);
  }
  await delays(fault, request.signal);
  return spoil(fault, request, run);
}

async function delays({ delay, hold, hang }: Fault, signal: AbortSignal): Promise<void> {
  const aborted = new Promise<never>((_, reject) => {
    if (signal.aborted) reject(signal.reason);
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  });
  // The request may go on without waiting for it.
  aborted.catch(() => {});
  if (delay !== undefined) await Promise.race([aborted, new Promise((resolve) => setTimeout(resolve, delay))]);
  if (hold !== undefined) await Promise.race([aborted, hold]);
  if (hang) await aborted;
}

async function spoil(fault: Fault, request: Request, run: () => Promise<Response>): Promise<Response> {
  if (fault.reset) throw connectionReset();
  if (fault.respond !== undefined) return fault.respond(request);
  if (fault.status !== undefined) return fixedAnswer(fault, fault.status);
  const real = await run();
  if (fault.truncate !== undefined) return truncated(real, fault.truncate);
  if (fault.slowBody !== undefined) return slowed(real, fault.slowBody);
  return real;
}

function fixedAnswer({ headers = {}, body }: Fault, status: number): Response {
  if (body === undefined) return new Response(null, { status, headers });
  const isText = typeof body === 'string';
  const type = !isText
    ? 'application/json; charset=utf-8'
    : body.startsWith('<')
      ? 'text/html; charset=utf-8'
      : 'text/plain';
  return new Response(isText ? body : JSON.stringify(body), { status, headers: { 'content-type': type, ...headers } });
}

async function truncated(real: Response, bytes: number): Promise<Response> {
  const whole = new Uint8Array(await real.arrayBuffer());
  const headers = new Headers(real.headers);
  headers.set('content-length', String(whole.byteLength));
  const body = new ReadableStream<Uint8Array>({
    start: (controller) => controller.enqueue(whole.slice(0, bytes)),
    pull: (controller) => controller.error(connectionReset()),
  });
  return new Response(body, { status: real.status, headers });
}

async function slowed(
  real: Response,
  { bytes, every }: { readonly bytes: number; readonly every: number },
): Promise<Response> {
  const whole = new Uint8Array(await real.arrayBuffer());
  let at = 0;
  const body = new ReadableStream<Uint8Array>({
    async pull(controller) {
      await new Promise((resolve) => setTimeout(resolve, every));
      if (at >= whole.byteLength) return controller.close();
      controller.enqueue(whole.slice(at, at + bytes));
      at += bytes;
    },
  });
  return new Response(body, { status: real.status, headers: real.headers });
}

/** What `fetch` rejects with when the other side hangs up. */
function connectionReset(): TypeError {
  return new TypeError('fetch failed', { cause: Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET' }) });
}
