/**
 * Sends one JSON request to a Zendesk account and tells what came of it. The only file that imports ky, and the only
 * place where requests are repeated.
 *
 * ky is used without its retries, redirects, hooks and errors: its retry waits on `ratelimit-reset` and without a limit
 * on `Retry-After`, and its errors carry the request with the bearer token.
 */
import ky from 'ky';
import { ConfigurationError, NetworkError, ResponseFormatError, ZendeskError } from '../errors.js';
import type { StandardSchema } from '../schema.js';
import { originOf, type ZendeskSubdomain } from '../subdomain.js';
import { type Deadline, withDeadline } from './deadline.js';
import { parseJson, readText, requestIdOf, toError } from './response.js';
import { type RetryBudget, retryDelay } from './retry.js';

/** @internal */
export type Fetch = typeof globalThis.fetch;

/**
 * @internal Sends a request with credentials, and again if need be. Throws {@link NotSent} when it gives up before
 * anything was carried out.
 */
export type Authorize = (request: Request, send: (request: Request) => Promise<Response>) => Promise<Response>;

/** The methods of Zendesk's API. */
export type HttpMethod = 'GET' | 'POST' | 'PUT' | 'DELETE';

/** @internal */
export interface HttpRequest<T> {
  readonly subdomain: ZendeskSubdomain;
  readonly method: HttpMethod;
  readonly path: string;
  readonly query?: Readonly<Record<string, string | number>> | undefined;
  readonly body?: unknown;
  /** Checks the answer; without it the answer is `undefined` when it is empty, else the parsed JSON. */
  readonly schema?: StandardSchema<T> | undefined;
  readonly idempotencyKey?: string | undefined;
  readonly deadline: Deadline;
  /** Adds what the request lacks to be let in; without it the request is sent as it is. */
  readonly authorize?: Authorize | undefined;
  /** Whether to send it again after a failure at all. @defaultValue true */
  readonly retry?: boolean;
}

/** What Zendesk answered, checked against the schema of the request. */
export interface ZendeskResponse<T> {
  readonly body: T;
  readonly status: number;
  readonly headers: Headers;
  /** Zendesk's id of the request. */
  readonly requestId?: string;
}

/** @internal */
export interface Http {
  /** @throws ZendeskError for everything that is not a success in the form that the schema describes */
  send<T>(request: HttpRequest<T>): Promise<ZendeskResponse<T>>;
}

/**
 * What {@link Authorize} throws when nothing was carried out: the error is passed on as it is.
 *
 * @internal
 */
export class NotSent extends Error {
  readonly error: unknown;

  constructor(error: unknown) {
    super('The request was not carried out');
    this.error = error;
  }
}

/** @internal */
export function createHttp(fetch: Fetch, budget: RetryBudget): Http {
  return {
    async send(request) {
      const { deadline, subdomain, method } = request;
      const repeatable = method === 'GET' || request.idempotencyKey !== undefined;
      const mayRetry = request.retry ?? true;
      for (let attempt = 1; ; attempt++) {
        try {
          const response = await sendOnce(request, fetch, repeatable, mayRetry);
          budget.earn(subdomain);
          return response;
        } catch (error) {
          if (error instanceof NotSent) throw error.error;
          const delay = mayRetry && !deadline.signal.aborted ? retryDelay(error, attempt, repeatable) : undefined;
          if (delay === undefined || delay >= deadline.remaining() || !budget.spend(subdomain)) throw error;
          await deadline.sleep(delay);
        }
      }
    },
  };
}

function sendOnce<T>(
  request: HttpRequest<T>,
  fetch: Fetch,
  repeatable: boolean,
  mayRetry: boolean,
): Promise<ZendeskResponse<T>> {
  const { deadline, method, schema } = request;
  // One attempt that hangs must leave time for another.
  const timeout = repeatable && mayRetry ? Math.min(deadline.timeout / 2, deadline.remaining()) : deadline.remaining();
  return withDeadline(timeout, deadline.signal, async (attempt) => {
    const toNetworkError = (error: unknown): never => {
      if (error instanceof ZendeskError || error instanceof NotSent) throw error;
      attempt.signal.throwIfAborted();
      // The error of the transport is dropped on purpose: it may carry the request, and so the token.
      throw new NetworkError({ timedOut: false, ambiguous: attempt.ambiguous });
    };
    const wasOpen = deadline.ambiguous;
    const isOpen = (ambiguous: boolean) => {
      attempt.ambiguous = ambiguous;
      // What a read comes to, or a refusal, says nothing of a write before it.
      if (method !== 'GET') deadline.ambiguous = ambiguous || wasOpen;
    };
    const send = async (sent: Request) => {
      isOpen(method !== 'GET');
      // The signal once more: that of a request is let go of when nobody holds the request any more, and Node holds it no
      // longer than it takes to send it. A call that timed out would then leave its connection open.
      const response = await fetch(sent, { signal: attempt.signal });
      // A 401 is refused before anything is done; waiting for another token then leaves nothing open.
      if (response.status === 401) isOpen(false);
      return response;
    };
    const response = await attempt.race(transmit(request, send, attempt.signal)).catch(toNetworkError);
    const text = await readText(response, attempt).catch(toNetworkError);
    if (!response.ok) {
      // A refusal is a definite answer; after a 5xx nobody knows.
      if (response.status < 500) isOpen(false);
      throw toError(response, text, repeatable);
    }
    isOpen(false);
    if (method !== 'GET') deadline.ambiguous = false;
    const body = await checked(schema, parseJson(text, response), response);
    const requestId = requestIdOf(response);
    return { body, status: response.status, headers: response.headers, ...(requestId ? { requestId } : {}) };
  });
}

function transmit(
  request: HttpRequest<unknown>,
  send: (request: Request) => Promise<Response>,
  signal: AbortSignal,
): Promise<Response> {
  const { method, body, idempotencyKey, authorize } = request;
  return ky(urlOf(request), {
    method,
    headers: {
      accept: 'application/json',
      ...(idempotencyKey === undefined ? {} : { 'idempotency-key': idempotencyKey }),
    },
    ...(body === undefined ? {} : { json: body }),
    fetch: (input, init) => {
      const made = new Request(input, init);
      return authorize === undefined ? send(made) : authorize(made, send);
    },
    signal,
    redirect: 'manual',
    retry: 0,
    timeout: false,
    throwHttpErrors: false,
  });
}

/** Only ever within the account: a path such as `//evil.example` would take the token elsewhere. */
function urlOf({ subdomain, path, query = {} }: HttpRequest<unknown>): URL {
  const origin = originOf(subdomain);
  const isPath = typeof path === 'string' && path.startsWith('/') && URL.canParse(path, origin);
  const url = isPath ? new URL(path, origin) : undefined;
  if (url === undefined || !url.href.startsWith(`${origin}/`)) {
    throw new ConfigurationError('path', 'must be a path of the Zendesk account, such as /api/v2/tickets');
  }
  for (const [name, value] of Object.entries(query)) url.searchParams.set(name, String(value));
  return url;
}

async function checked<T>(schema: StandardSchema<T> | undefined, value: unknown, response: Response): Promise<T> {
  if (schema === undefined) return value as T;
  const result = await schema['~standard'].validate(value);
  if (result.issues === undefined) return result.value;
  const fields = result.issues.slice(0, 5).map(({ path = [] }) => path.map(String).join('.') || 'the top');
  throw new ResponseFormatError(`has an unexpected shape at ${fields.join(', ')}`, {
    requestId: requestIdOf(response),
  });
}
