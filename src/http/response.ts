/**
 * Reads what Zendesk answered: bounded in size and time, and every answer that is not a success as a typed error.
 */
import {
  ApiError,
  PermissionError,
  RateLimitedError,
  ResponseFormatError,
  type ZendeskError,
  type ZendeskErrorBody,
} from '../errors.js';
import { readBoundedText } from '../util/bounded-body.js';
import type { Deadline } from './deadline.js';
import { parseRetryAfter } from './retry.js';

const MAX_BODY_BYTES = 2 * 1024 * 1024;

/**
 * The body as text.
 *
 * @throws ResponseFormatError when it is larger than 2 MiB
 * @internal
 */
export async function readText(response: Response, deadline: Deadline): Promise<string> {
  const { body } = response;
  if (body === null) return '';
  if (Number(response.headers.get('content-length')) > MAX_BODY_BYTES) {
    body.cancel().catch(() => {});
    throw tooLarge(response);
  }
  const text = await readBoundedText(body, { maxBytes: MAX_BODY_BYTES, race: (promise) => deadline.race(promise) });
  if (text === undefined) throw tooLarge(response);
  return text;
}

/** @throws ResponseFormatError when the text is not JSON @internal */
export function parseJson(text: string, response: Response): unknown {
  if (text === '') return undefined;
  try {
    return JSON.parse(text);
  } catch {
    const isJson = /json/i.test(response.headers.get('content-type') ?? '');
    throw new ResponseFormatError(
      isJson ? 'is cut off or not valid JSON' : 'is not JSON but something else, such as a web page',
      {
        // Cut off JSON is an accident on the way; a web page will be a web page again.
        retryable: isJson,
        requestId: requestIdOf(response),
      },
    );
  }
}

/** @internal Zendesk's id of the request. */
export function requestIdOf(response: Response): string | undefined {
  const id = response.headers.get('x-request-id') ?? response.headers.get('x-zendesk-request-id');
  return id !== null && /^[\w.:-]{1,128}$/.test(id) ? id : undefined;
}

/**
 * The error that an answer other than a success stands for.
 *
 * @param repeatable whether the request carries an idempotency key or reads: a 409 then is another try of its own
 * @internal
 */
export function toError(response: Response, text: string, repeatable: boolean): ZendeskError {
  const { status } = response;
  const requestId = requestIdOf(response);
  const body = readErrorBody(text);
  const said = [body.error, body.description].filter(Boolean).join(': ');
  const message = `Zendesk answered ${status}${said === '' ? '' : ` (${said})`}`;
  // With `redirect: 'manual'` a browser hides the redirect behind status 0.
  if (status === 0 || (status >= 300 && status < 400)) {
    return new ApiError(status, body, {
      message: 'Zendesk answered with a redirect, which is never followed',
      code: 'redirect_refused',
      hint: 'Check the subdomain: a renamed account answers with redirects. Then connect again.',
      requestId,
    });
  }
  const retryAfter = parseRetryAfter(response.headers);
  if (status === 429 || (status === 503 && retryAfter !== undefined)) {
    return new RateLimitedError(retryAfter ?? 1, message, { requestId, zendeskStatus: status });
  }
  if (status === 403) {
    return new PermissionError(
      'zendesk',
      message,
      'The connected user’s role or the granted OAuth scope does not allow this: connect as an agent or admin, with the scope that it needs.',
      requestId,
    );
  }
  if (status === 404) {
    return new ApiError(status, body, {
      message,
      code: 'not_found',
      status: 404,
      userMessage: 'I could not find that.',
      requestId,
    });
  }
  if (body.error === 'IdempotentRequestError') {
    return new ApiError(status, body, {
      message,
      code: 'idempotency_conflict',
      status: 409,
      hint: 'This idempotency key was already used for another request: use a new one for a new ticket.',
      requestId,
    });
  }
  const retryable = status >= 500 || status === 408 || (status === 409 && repeatable);
  return new ApiError(status, body, {
    message,
    status: status === 409 || status === 422 ? status : 502,
    retryable,
    requestId,
  });
}

/** Zendesk words errors as `{error, description}`, as OAuth's `{error, error_description}`, or with `error` an object. */
function readErrorBody(text: string): ZendeskErrorBody {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    // HTML and plain text tell nothing that a program could use.
  }
  if (!isObject(json)) return {};
  const { error: code, details } = json;
  const error = isObject(code) ? code['title'] : code;
  const description =
    json['description'] ?? json['error_description'] ?? (isObject(code) ? code['message'] : undefined);
  return {
    ...(typeof error === 'string' ? { error: safe(error) } : {}),
    ...(typeof description === 'string' ? { description: safe(description) } : {}),
    ...(isObject(details) ? { details: readDetails(details) } : {}),
  };
}

function readDetails(details: Record<string, unknown>): Record<string, readonly string[]> {
  const fields = Object.entries(details).slice(0, 20);
  return Object.fromEntries(
    fields.map(([field, problems]) => [
      safe(field),
      (Array.isArray(problems) ? problems : [problems])
        .slice(0, 10)
        .map((problem: unknown) => (isObject(problem) ? (problem['description'] ?? problem['error']) : problem))
        .filter((problem): problem is string => typeof problem === 'string')
        .map(safe),
    ]),
  );
}

/** Shortened, on one line, and without anything that has the looks of a token: a server may echo what it was sent. */
function safe(text: string): string {
  return text
    .slice(0, 500)
    .replace(/(?=[\w~+/.-]*\d)[\w~+/.-]{24,}=*/g, '[removed]')
    .replace(/\p{C}+/gu, ' ');
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function tooLarge(response: Response): ResponseFormatError {
  return new ResponseFormatError('is larger than 2 MiB', { requestId: requestIdOf(response) });
}
