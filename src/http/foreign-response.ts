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
  readonly body: (AsyncIterable<Uint8Array<ArrayBuffer> | string> & { destroy?(): unknown }) | null;
}

// RFC 9110: these have no content, and a Response with one of them takes no body.
/** @internal */
export const STATUSES_WITHOUT_BODY = [204, 205, 304];

/**
 * @throws ConfigurationError when it is not the answer of a `fetch`
 * @internal
 */
export function toResponse(answer: unknown): Response {
  if (isRead(answer)) {
    throw new ConfigurationError({
      option: 'fetch',
      problem: 'resolves to a Response whose body was read',
      hint: 'A wrapper that looks at the body must read a copy: response.clone().',
    });
  }
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

/** The library could not read it again, and the tokens in it would be lost. */
function isRead(answer: unknown): boolean {
  const { bodyUsed, body } = Object(answer) as { readonly bodyUsed?: unknown; readonly body?: unknown };
  return bodyUsed === true || (body instanceof ReadableStream && body.locked);
}

function isForeignResponse(value: unknown): value is ForeignResponse {
  if (typeof value !== 'object' || value === null) return false;
  const { status, headers, body } = value as Partial<Record<keyof ForeignResponse, unknown>>;
  const isStream = body === null || (typeof body === 'object' && Symbol.asyncIterator in body);
  const isStatus = typeof status === 'number' && status >= 200 && status <= 599;
  return isStatus && Symbol.iterator in Object(headers) && isStream;
}

function toWebStream(body: NonNullable<ForeignResponse['body']>): ReadableStream<Uint8Array<ArrayBuffer>> {
  if (body instanceof ReadableStream) return body;
  const iterator = body[Symbol.asyncIterator]();
  const encoder = new TextEncoder();
  return new ReadableStream({
    async pull(controller) {
      const { done, value } = await iterator.next();
      if (done) controller.close();
      else controller.enqueue(typeof value === 'string' ? encoder.encode(value) : new Uint8Array(value));
    },
    // Destroys a stream of Node, and with it the connection: `return()` alone would wait for the chunk that is awaited.
    async cancel() {
      body.destroy?.();
      await iterator.return?.();
    },
  });
}
