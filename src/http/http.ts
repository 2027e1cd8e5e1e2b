/**
 * Sends one JSON request to a Zendesk account and tells what came of it. The only file that imports ky, and the only
 * place where requests are repeated.
 *
 * ky is used without its retries, redirects, hooks and errors: its retry waits on `ratelimit-reset` and without a limit
 * on `Retry-After`, and its errors carry the request with the bearer token.
 */
import { ApiError, ConfigurationError, NetworkError, ResponseFormatError, ZendeskError } from '../errors.js';
import type { StandardSchema } from '../schema.js';
import type { ZendeskSubdomain } from '../subdomain.js';
import { lazily } from '../util/lazily.js';
import { accountUrl } from './account-url.js';
import { toError } from './api-error.js';
import type { Deadline } from './deadline.js';
import { toResponse } from './foreign-response.js';
import { type Client, toForwardedResponse } from './forwarded-response.js';
import type { HttpMethod } from './http-method.js';
import { createObserver, type Observe, type OnRequest } from './request-report.js';
import { parseJson, readText, requestIdOf } from './response.js';
import { type RetryBudget, retryDelay } from './retry.js';
import { transportCodeOf } from './transport-code.js';

/** @internal */
export type Fetch = typeof globalThis.fetch;

/**
 * Calls `send` with the header that carries the credentials, and once more with another one after a 401. Throws
 * {@link NotSent} when it gives up before Zendesk did any work.
 *
 * @internal
 */
export type Authorize = (
  subdomain: ZendeskSubdomain,
  send: (credentials: Readonly<Record<string, string>>) => Promise<Response>,
) => Promise<Response>;

/** @internal */
export interface HttpRequest<T> {
  readonly subdomain: ZendeskSubdomain;
  readonly method: HttpMethod;
  readonly path: string;
  readonly query?: Readonly<Record<string, string | number>> | undefined;
  /** Sent as JSON; bytes are sent as they are. */
  readonly body?: unknown;
  /** The type of bytes. @defaultValue 'application/octet-stream' */
  readonly contentType?: string | undefined;
  /** Whether sending it again does no harm, though it is a write without an idempotency key. @defaultValue false */
  readonly isRepeatable?: boolean | undefined;
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
  /** How many times the request was sent, after failures that may pass. */
  readonly attempts: number;
  /** Zendesk's id of the request. */
  readonly requestId?: string;
}

/** @internal A request of your application's own client. */
export interface ForwardedRequest extends Pick<HttpRequest<unknown>, 'subdomain' | 'deadline' | 'authorize'> {
  readonly method: string;
  /** Within the account. */
  readonly url: URL;
  /** By name in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array<ArrayBuffer> | undefined;
  /** Who asks. */
  readonly client: Client;
}

/** @internal */
export interface Http {
  /** @throws ZendeskError for everything that is not a success in the form that the schema describes */
  send<T>(request: HttpRequest<T>): Promise<ZendeskResponse<T>>;
  /**
   * Sends a request as it is, and returns what Zendesk answers as it is.
   *
   * @throws NetworkError when there is no answer
   */
  forward(request: ForwardedRequest): Promise<Response>;
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
export function createHttp(
  fetch: Fetch,
  {
    budget,
    onRequest,
    headers,
  }: {
    readonly budget: RetryBudget;
    readonly onRequest: OnRequest | undefined;
    /** Sent with each request. */
    readonly headers: Readonly<Record<string, string>>;
  },
): Http {
  return {
    async send(request) {
      const { deadline, subdomain, method } = request;
      const path = String(request.path).replace(/[?#].*/s, '');
      const observe = createObserver(onRequest, { subdomain, method, path });
      const repeatable = isHarmless(request) || request.idempotencyKey !== undefined;
      const mayRetry = request.retry ?? true;
      for (let attempt = 1; ; attempt++) {
        try {
          const response = await sendOnce(request, {
            fetch,
            headers,
            observe,
            repeatable,
            mayRetry,
            label: `${method} ${path}`,
          });
          budget.earn(subdomain);
          return { ...response, attempts: attempt };
        } catch (error) {
          if (error instanceof NotSent) throw error.error;
          const delay = mayRetry && !deadline.hasEnded ? retryDelay(error, attempt, repeatable) : undefined;
          if (delay === undefined || delay >= deadline.remaining()) throw error;
          // Two calls that collide are no outage, so waiting for the other one is free.
          const isCollision = error instanceof ApiError && error.zendeskStatus === 409;
          if (!isCollision && !budget.spend(subdomain)) throw error;
          await deadline.sleep(delay);
        }
      }
    },

    async forward({ url, headers: own, ...request }) {
      const { subdomain, method, deadline, client } = request;
      const path = url.pathname;
      const observe = createObserver(onRequest, { subdomain, method, path });
      const isHarmless = SAFE_METHODS.includes(method);
      const wire = { ...request, url: url.href, headers: { ...own, ...headers }, isHarmless };
      const how = { fetch, observe, share: deadline.timeout, label: `${method} ${path}` };
      try {
        return await exchange(wire, how, async ({ response, markAmbiguous, toNetworkError }) => {
          markAmbiguous(false);
          return toForwardedResponse(response, { client, explain: toNetworkError });
        });
      } catch (error) {
        throw error instanceof NotSent ? error.error : error;
      }
    },
  };
}

/** RFC 9110 section 9.2.1, as far as Zendesk has them. */
const SAFE_METHODS: readonly string[] = ['GET', 'HEAD', 'OPTIONS'];

/** What goes over the wire, the same each time. */
interface WireRequest extends Pick<HttpRequest<unknown>, 'subdomain' | 'deadline' | 'authorize'> {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Uint8Array<ArrayBuffer> | undefined;
  /** Whether it leaves nothing open, however it ends. */
  readonly isHarmless: boolean;
  readonly client?: Client;
}

/** An answer, and what its reader needs to tell what comes of it. */
interface Exchange {
  readonly response: Response;
  readonly attempt: Deadline;
  markAmbiguous(isAmbiguous: boolean): void;
  toNetworkError(error: unknown): never;
}

/** Whether it leaves nothing open, however it ends. */
function isHarmless({ method, isRepeatable = false }: HttpRequest<unknown>): boolean {
  return method === 'GET' || isRepeatable;
}

function sendOnce<T>(
  request: HttpRequest<T>,
  how: {
    readonly fetch: Fetch;
    readonly headers: Readonly<Record<string, string>>;
    readonly observe: Observe;
    readonly repeatable: boolean;
    readonly mayRetry: boolean;
    /** Names the request in errors. */
    readonly label: string;
  },
): Promise<Omit<ZendeskResponse<T>, 'attempts'>> {
  const { deadline, schema } = request;
  const { repeatable, mayRetry, label } = how;
  const wire = {
    ...request,
    url: urlOf(request),
    headers: { ...how.headers, ...headersOf(request) },
    body: bodyOf(request),
    isHarmless: isHarmless(request),
  };
  // One request that hangs must leave time for another.
  const share = repeatable && mayRetry ? deadline.timeout / 2 : deadline.timeout;
  return exchange(wire, { ...how, share }, async ({ response, attempt, markAmbiguous, toNetworkError }) => {
    const text = await readText(response, attempt).catch(toNetworkError);
    if (!response.ok) {
      // A refusal is a definite answer. After a 5xx the outcome is unknown.
      if (response.status < 500) markAmbiguous(false);
      throw toError(response, text, { repeatable, request: label });
    }
    markAmbiguous(false);
    if (!wire.isHarmless) deadline.ambiguous = false;
    const value = await checked(schema, parseJson(text, response, label), response, label);
    const requestId = requestIdOf(response);
    return { body: value, status: response.status, headers: response.headers, ...(requestId ? { requestId } : {}) };
  });
}

/** Sends a request until it is let in, and has the answer read. */
function exchange<T>(
  request: WireRequest,
  how: { readonly fetch: Fetch; readonly observe: Observe; readonly share: number; readonly label: string },
  read: (exchange: Exchange) => Promise<T>,
): Promise<T> {
  const { subdomain, deadline, authorize, url, method, headers, body, isHarmless, client } = request;
  const { fetch, observe, share, label } = how;
  deadline.request = label;
  return deadline.attempt(deadline.remaining(), async (attempt) => {
    attempt.request = label;
    const toNetworkError = (error: unknown): never => {
      if (error instanceof ZendeskError || error instanceof NotSent) throw error;
      attempt.throwIfEnded();
      // Only the code of the transport's error is kept: the error itself may carry the request, and so the token.
      const transportCode = transportCodeOf(error);
      throw new NetworkError({ timedOut: false, ambiguous: attempt.ambiguous, transportCode, request: label });
    };
    const wasAmbiguous = deadline.ambiguous;
    const markAmbiguous = (value: boolean) => {
      attempt.ambiguous = value;
      // The outcome of a read, or a refusal, says nothing about a write before it.
      if (!isHarmless) deadline.ambiguous = value || wasAmbiguous;
    };
    const send = async (credentials: Readonly<Record<string, string>> = {}) => {
      attempt.throwIfEnded();
      deadline.renew(attempt, Math.min(share, deadline.remaining()));
      markAmbiguous(!isHarmless);
      const init: RequestInit = {
        method,
        headers: { ...headers, ...credentials },
        signal: client?.signal ? AbortSignal.any([attempt.signal, client.signal]) : attempt.signal,
        redirect: 'manual',
        ...(body === undefined ? {} : { body }),
      };
      const response = await observe(attempt, () => transmit(fetch, url, init));
      // Zendesk refuses with 401 before it does any work, so waiting for another token leaves nothing open.
      if (response.status === 401) {
        markAmbiguous(false);
        // It is limited by the budget of the call alone.
        deadline.renew(attempt, deadline.remaining());
      }
      return response;
    };
    const sent = authorize === undefined ? send() : authorize(subdomain, send);
    const response = await attempt.race(sent).catch(toNetworkError);
    return read({ response, attempt, markAmbiguous, toNetworkError });
  });
}

// Loaded by the first request: a process that only verifies webhooks or shows tools needs no HTTP client.
const loadKy = lazily(async () => (await import('ky')).default);

/**
 * ky gets neither the token nor the body, so that nothing of ky can show them; both go to `fetch` in `init`. A body that
 * stays a string is sent without a stream, and a second time as it is.
 */
async function transmit(fetch: Fetch, url: string, init: RequestInit): Promise<Response> {
  const ky = await loadKy();
  return ky(url, {
    ...KY_OPTIONS,
    method: init.method ?? 'GET',
    fetch: async () => toResponse(await fetch(url, init)),
  });
}

const KY_OPTIONS = { retry: 0, timeout: false, throwHttpErrors: false, redirect: 'manual' } as const;

function bodyOf({ body }: HttpRequest<unknown>): string | Uint8Array<ArrayBuffer> | undefined {
  if (body === undefined) return undefined;
  return body instanceof Uint8Array ? (body as Uint8Array<ArrayBuffer>) : JSON.stringify(body);
}

function headersOf({ body, contentType, idempotencyKey }: HttpRequest<unknown>): Readonly<Record<string, string>> {
  const bytesType = body instanceof Uint8Array ? (contentType ?? 'application/octet-stream') : undefined;
  return {
    accept: 'application/json',
    ...(body === undefined ? {} : { 'content-type': bytesType ?? 'application/json' }),
    ...(idempotencyKey === undefined ? {} : { 'idempotency-key': idempotencyKey }),
  };
}

function urlOf({ subdomain, path, query }: HttpRequest<unknown>): string {
  const url = typeof path === 'string' && path.startsWith('/') ? accountUrl(subdomain, path) : undefined;
  if (url === undefined) {
    throw new ConfigurationError({
      option: 'path',
      problem: 'must be a path of the Zendesk account, such as /api/v2/tickets',
    });
  }
  if (query === undefined) return url.href;
  // `url.searchParams` would write the whole URL again for each parameter.
  const parameters = new URLSearchParams(url.search);
  for (const [name, value] of Object.entries(query)) parameters.set(name, String(value));
  url.search = parameters.toString();
  return url.href;
}

async function checked<T>(
  schema: StandardSchema<T> | undefined,
  value: unknown,
  response: Response,
  request: string,
): Promise<T> {
  if (schema === undefined) return value as T;
  const result = await schema['~standard'].validate(value);
  if (result.issues === undefined) return result.value;
  const fields = result.issues.slice(0, 5).map(({ path = [] }) => path.map(String).join('.') || 'the top');
  const problem = `has an unexpected shape at ${fields.join(', ')}`;
  throw new ResponseFormatError({ problem, request, requestId: requestIdOf(response) });
}
