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
import { RetryBudget, retryDelay } from './retry.js';

/** @internal */
export type Fetch = typeof globalThis.fetch;

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
  /** @defaultValue the `fetch` given to createHttp */
  readonly fetch?: Fetch;
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
 * What a `fetch` wrapper throws when it gave up before anything was sent: the error is passed on as it is.
 *
 * @internal
 */
export class NotSent extends Error {
  readonly error: unknown;

  constructor(error: unknown) {
    super('The request was not sent');
    this.error = error;
  }
}

/** @internal */
export function createHttp(defaultFetch: Fetch): Http {
  const budget = new RetryBudget();
  return {
    async send(request) {
      const { deadline, subdomain, method } = request;
      const repeatable = method === 'GET' || request.idempotencyKey !== undefined;
      const mayRetry = request.retry ?? true;
      for (let attempt = 1; ; attempt++) {
        try {
          const response = await sendOnce(request, defaultFetch, repeatable, mayRetry);
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
  defaultFetch: Fetch,
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
    deadline.ambiguous = attempt.ambiguous = method !== 'GET';
    const response = await attempt.race(transmit(request, defaultFetch, attempt.signal)).catch(toNetworkError);
    const text = await readText(response, attempt).catch(toNetworkError);
    if (!response.ok) {
      // A refusal is a definite answer; after a 5xx nobody knows.
      if (response.status < 500) deadline.ambiguous = false;
      throw toError(response, text, repeatable);
    }
    deadline.ambiguous = false;
    const body = await checked(schema, parseJson(text, response), response);
    const requestId = requestIdOf(response);
    return { body, status: response.status, headers: response.headers, ...(requestId ? { requestId } : {}) };
  });
}

function transmit(request: HttpRequest<unknown>, defaultFetch: Fetch, signal: AbortSignal): Promise<Response> {
  const { subdomain, method, path, query = {}, body, idempotencyKey } = request;
  const url = new URL(path, originOf(subdomain));
  // A path such as `//evil.example` would take the token elsewhere.
  if (!path.startsWith('/') || url.origin !== originOf(subdomain)) {
    throw new ConfigurationError('path', 'must be a path of the Zendesk account, such as /api/v2/tickets');
  }
  for (const [name, value] of Object.entries(query)) url.searchParams.set(name, String(value));
  return ky(url, {
    method,
    headers: {
      accept: 'application/json',
      ...(idempotencyKey === undefined ? {} : { 'idempotency-key': idempotencyKey }),
    },
    ...(body === undefined ? {} : { json: body }),
    fetch: request.fetch ?? defaultFetch,
    signal,
    redirect: 'manual',
    retry: 0,
    timeout: false,
    throwHttpErrors: false,
  });
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
