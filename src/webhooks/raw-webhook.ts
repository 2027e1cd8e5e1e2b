/**
 * Headers and raw body of a request, of whatever server: never more than a webhook has.
 */
import { ConfigurationError, WebhookSignatureError } from '../errors.js';

/** A request whose body somebody has read already, such as Express with `express.raw()`. */
export interface RawWebhook {
  readonly headers: Headers | Readonly<Record<string, string | readonly string[] | undefined>>;
  /** As it arrived: never parsed and printed again. */
  readonly body: string | Uint8Array;
}

// Far more than a ticket event has: a comment is at most 64 kB.
const MAX_BYTES = 1_048_576;

/** @internal By name in lower case. */
export function readHeaders({ headers }: Request | RawWebhook): (name: string) => string | undefined {
  // Not `instanceof Headers`: some servers bring a class of their own.
  if (isHeaders(headers)) return (name) => headers.get(name) ?? undefined;
  const lower = new Map(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
  return (name) => {
    const value = lower.get(name);
    return typeof value === 'string' ? value : undefined;
  };
}

function isHeaders(headers: RawWebhook['headers']): headers is Headers {
  return typeof headers.get === 'function';
}

/**
 * @throws ConfigurationError when it was read or parsed before, WebhookSignatureError when it is too large
 * @internal
 */
export async function readBody(request: Request | RawWebhook): Promise<Uint8Array> {
  const { body } = request;
  if (typeof body === 'string') return limited(new TextEncoder().encode(body));
  if (body instanceof Uint8Array) return limited(body);
  if (!('bodyUsed' in request) || request.bodyUsed) {
    throw new ConfigurationError({
      option: 'request',
      problem: 'has no raw body: it was read or parsed before',
      hint: 'Verify before anything else reads the body, or pass { headers, body } with the body as it arrived.',
    });
  }
  return readStream(request);
}

/** Anybody may send anything here, and nothing is known of them yet: so not more is read than could be good. */
async function readStream({ body, headers }: Request): Promise<Uint8Array> {
  if (Number(headers.get('content-length')) > MAX_BYTES) throw tooLarge();
  const reader = body?.getReader();
  if (reader === undefined) return new Uint8Array();
  const chunks: Uint8Array[] = [];
  let size = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    size += value.byteLength;
    if (size > MAX_BYTES) {
      reader.cancel().catch(() => {});
      throw tooLarge();
    }
    chunks.push(value);
  }
  const bytes = new Uint8Array(size);
  let at = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, at);
    at += chunk.byteLength;
  }
  return bytes;
}

function limited(body: Uint8Array): Uint8Array {
  if (body.length > MAX_BYTES) throw tooLarge();
  return body;
}

/** Zendesk sends nothing of that size, so it is not signed by it either. */
function tooLarge(): WebhookSignatureError {
  return new WebhookSignatureError({ reason: 'signature' });
}
