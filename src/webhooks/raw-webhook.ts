/**
 * Reads the headers and the raw body of a request of any server, up to the size of a webhook.
 */
import { ConfigurationError, WebhookSignatureError } from '../errors.js';
import { readBoundedBody } from '../util/bounded-body.js';
import { withTimeLimit } from '../util/time-limit.js';

/** The value of a header; a list holds the values of repeated headers. */
export type HeaderValue = string | readonly string[] | undefined;

/** Headers by name, in upper or lower case. A header may be a list of one value. */
export type WebhookHeaders =
  | Pick<Headers, 'forEach'>
  | ReadonlyMap<string, HeaderValue>
  | { readonly [name: string]: HeaderValue };

/**
 * A request whose body your server has already read, such as Express with `express.raw()`, or an event of AWS Lambda from
 * a function URL, API Gateway or a load balancer.
 */
export interface RawWebhook {
  /** Such as `req.headers` or `req.headersDistinct` of node:http. */
  readonly headers?: WebhookHeaders | null | undefined;
  /** In events of AWS Lambda that list several values for each header. */
  readonly multiValueHeaders?: WebhookHeaders | null | undefined;
  /** The raw body: never parsed and re-serialized JSON. Null or undefined if there was none. */
  readonly body?: string | ArrayBuffer | ArrayBufferView | null | undefined;
  /** Whether `body` is base64, as AWS Lambda marks it. @defaultValue false */
  readonly isBase64Encoded?: boolean | undefined;
}

// Far more than a ticket event has: a comment is at most 64 kB.
const MAX_BYTES = 1_048_576;
const READ_TIMEOUT_MS = 10_000;

/** @internal Returns a function that looks up a header, whose name is in lower case. */
export function readHeaders(request: Request | RawWebhook): (name: string) => string | undefined {
  const values = new Map<string, unknown>();
  const add = (headers: WebhookHeaders | null | undefined): void => {
    for (const [name, value] of entriesOf(headers ?? {})) values.set(String(name).toLowerCase(), value);
  };
  add(request.headers);
  if ('multiValueHeaders' in request) add(request.multiValueHeaders);
  return (name) => single(values.get(name));
}

function entriesOf(headers: WebhookHeaders): Iterable<readonly [string, unknown]> {
  // `Headers` and `Map` by what they have, not `instanceof`: some servers bring a class of their own.
  if (typeof headers.forEach !== 'function') return Object.entries(headers);
  const entries: [string, unknown][] = [];
  headers.forEach((value: unknown, name: string) => {
    entries.push([name, value]);
  });
  return entries;
}

/** One value is one value. Of two values that differ, neither can be trusted. */
function single(value: unknown): string | undefined {
  const values = new Set(Array.isArray(value) ? value : [value]);
  const [only] = values;
  return values.size === 1 && typeof only === 'string' && only !== '' ? only : undefined;
}

/**
 * @throws ConfigurationError when the body was read or parsed before, WebhookSignatureError when it is too large or does
 * not arrive
 * @internal
 */
export async function readBody(request: Request | RawWebhook): Promise<Uint8Array> {
  if (isStreamed(request)) return readStream(request);
  const { body } = request as RawWebhook;
  const isBase64 = 'isBase64Encoded' in request && request.isBase64Encoded === true;
  if (typeof body === 'string') return limited(isBase64 ? fromBase64(body) : new TextEncoder().encode(body));
  if (isArrayBuffer(body)) return limited(new Uint8Array(body));
  if (ArrayBuffer.isView(body)) return limited(new Uint8Array(body.buffer, body.byteOffset, body.byteLength));
  // Webhooks that Zendesk sends with GET or DELETE have no body.
  if (body === null || (body === undefined && !('bodyUsed' in request))) return new Uint8Array();
  throw noRawBody();
}

/** By its tag: a server may hand on a buffer of another realm, which is no instance of this `ArrayBuffer`. */
function isArrayBuffer(body: unknown): body is ArrayBuffer {
  return Object.prototype.toString.call(body) === '[object ArrayBuffer]';
}

/** @internal */
export function noRawBody(): ConfigurationError {
  return new ConfigurationError({
    option: 'request',
    problem: 'has no raw body: it was read or parsed before',
    hint: 'Verify before anything else reads the body, or pass { headers, body } with the body as it arrived.',
  });
}

function isStreamed(request: Request | RawWebhook): request is Request {
  return 'bodyUsed' in request && !request.bodyUsed && (request.body === null || 'getReader' in Object(request.body));
}

/** The sender is not verified yet, so the size and the time are limited. */
async function readStream({ body, headers }: Request): Promise<Uint8Array> {
  if (body === null) return new Uint8Array();
  if (body.locked) throw noRawBody();
  if (Number(headers.get('content-length')) > MAX_BYTES) {
    body.cancel().catch(() => {});
    throw tooLarge();
  }
  const race = <T>(promise: Promise<T>) => withTimeLimit(READ_TIMEOUT_MS, () => promise);
  // Too slow, or broken off on the way.
  const incomplete = (): never => {
    throw new WebhookSignatureError({ reason: 'incomplete' });
  };
  const bytes = await readBoundedBody(body, { maxBytes: MAX_BYTES, race }).catch(incomplete);
  if (bytes === undefined) throw tooLarge();
  return bytes;
}

function limited(body: Uint8Array): Uint8Array {
  if (body.length > MAX_BYTES) throw tooLarge();
  return body;
}

function fromBase64(text: string): Uint8Array {
  try {
    return Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
  } catch {
    throw new ConfigurationError({ option: 'request', problem: 'has a body that is not base64' });
  }
}

function tooLarge(): WebhookSignatureError {
  return new WebhookSignatureError({ reason: 'too_large' });
}
