/**
 * Reads the headers and the raw body of a request of any server, up to the size of a webhook.
 */
import { ConfigurationError, WebhookSignatureError } from '../errors.js';
import { readBoundedBody } from '../util/bounded-body.js';

type HeaderValue = string | readonly string[] | undefined;

/** A request whose body your server has already read, such as Express with `express.raw()`, or an event of AWS Lambda. */
export interface RawWebhook {
  /** A header may be a list of one value, as in `headersDistinct` of node:http and in multi-value headers of AWS. */
  readonly headers: Headers | ReadonlyMap<string, HeaderValue> | Readonly<Record<string, HeaderValue>>;
  /** The raw body: never parsed and re-serialized JSON. */
  readonly body: string | ArrayBuffer | ArrayBufferView | null | undefined;
  /** Whether `body` is base64, as AWS Lambda marks it. @defaultValue false */
  readonly isBase64Encoded?: boolean | undefined;
}

// Far more than a ticket event has: a comment is at most 64 kB.
const MAX_BYTES = 1_048_576;
const READ_TIMEOUT_MS = 10_000;

/** @internal Returns a function that looks up a header, whose name is in lower case. */
export function readHeaders({ headers }: Request | RawWebhook): (name: string) => string | undefined {
  // Not `instanceof Headers`: some servers bring a class of their own.
  if (isHeaders(headers)) return (name) => single(headers.get(name));
  const entries = headers instanceof Map ? [...headers] : Object.entries(headers);
  const lower = new Map(entries.map(([name, value]) => [String(name).toLowerCase(), value]));
  return (name) => single(lower.get(name));
}

function isHeaders(headers: RawWebhook['headers']): headers is Headers {
  return !(headers instanceof Map) && typeof headers.get === 'function';
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
  if (body instanceof ArrayBuffer) return limited(new Uint8Array(body));
  if (ArrayBuffer.isView(body)) return limited(new Uint8Array(body.buffer, body.byteOffset, body.byteLength));
  if (body === null || (body === undefined && !('bodyUsed' in request))) return new Uint8Array();
  throw new ConfigurationError({
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
  if (Number(headers.get('content-length')) > MAX_BYTES) throw tooLarge();
  if (body === null) return new Uint8Array();
  const bytes = await readBoundedBody(body, { maxBytes: MAX_BYTES, race: withinTime });
  if (bytes === undefined) throw tooLarge();
  return bytes;
}

async function withinTime<T>(promise: Promise<T>): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const timeout = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new WebhookSignatureError({ reason: 'incomplete' })), READ_TIMEOUT_MS);
  });
  try {
    return await Promise.race([promise, timeout]);
  } finally {
    clearTimeout(timer);
  }
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
