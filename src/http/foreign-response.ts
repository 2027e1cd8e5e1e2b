/**
 * Turns the answer of a `fetch` that your application passed into a Response of this platform. undici, node-fetch and
 * cross-fetch bring classes of their own, and the last two a body that is a stream of Node.
 */
import { ConfigurationError } from '../errors.js';

/** What the answers of such libraries have in common. */
interface ForeignResponse {
  readonly status: number;
  readonly statusText?: string;
  readonly headers: Iterable<readonly [string, string]>;
  readonly body: ReadableStream<Uint8Array<ArrayBuffer>> | AsyncIterable<Uint8Array<ArrayBuffer> | string> | null;
}

// RFC 9110: these have no content, and a Response with one of them takes no body.
const STATUSES_WITHOUT_BODY = [101, 204, 205, 304];

/**
 * @throws ConfigurationError when it is not the answer of a `fetch`
 * @internal
 */
export function toResponse(answer: unknown): Response {
  if (answer instanceof Response) return answer;
  if (!isForeignResponse(answer)) {
    throw new ConfigurationError({
      option: 'fetch',
      problem: 'must resolve to a Response with status, headers and body',
      hint: 'Pass the fetch of the platform, of undici, node-fetch or cross-fetch, or a function around one of them. It gets a URL and an init.',
    });
  }
  const { status, statusText = '', headers, body } = answer;
  const hasBody = body !== null && !STATUSES_WITHOUT_BODY.includes(status);
  const init = { status, statusText, headers: [...headers].map(([name, value]): [string, string] => [name, value]) };
  return new Response(hasBody ? toWebStream(body) : null, init);
}

function isForeignResponse(value: unknown): value is ForeignResponse {
  if (typeof value !== 'object' || value === null) return false;
  const { status, headers, body } = value as Partial<Record<keyof ForeignResponse, unknown>>;
  const isStream = body === null || (typeof body === 'object' && ('getReader' in body || Symbol.asyncIterator in body));
  return typeof status === 'number' && Symbol.iterator in Object(headers) && isStream;
}

function toWebStream(body: NonNullable<ForeignResponse['body']>): ReadableStream<Uint8Array<ArrayBuffer>> {
  if ('getReader' in body) return body;
  const iterator = body[Symbol.asyncIterator]();
  const encoder = new TextEncoder();
  return new ReadableStream({
    async pull(controller) {
      const { done, value } = await iterator.next();
      if (done) controller.close();
      else controller.enqueue(typeof value === 'string' ? encoder.encode(value) : new Uint8Array(value));
    },
    // Destroys a stream of Node, and with it the connection.
    async cancel() {
      await iterator.return?.();
    },
  });
}
