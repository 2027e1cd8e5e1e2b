/**
 * Makes the answer that a client of your application gets: as Zendesk gave it, without a way back to the request.
 */
import { STATUSES_WITHOUT_BODY } from './foreign-response.js';

/** @internal The part of a client that outlives its call, until the body of the answer is read. */
export interface Client {
  /** Ends the request, and the body of the answer. */
  readonly signal: AbortSignal | undefined;
  /** Held: the signal of a Request that is collected does not abort any more. */
  readonly input: unknown;
}

/**
 * @param explain throws an error of the library for one of the transport, which may carry the request, and so the token
 * @internal
 */
export function toForwardedResponse(
  response: Response,
  { client, explain }: { readonly client: Client; readonly explain: (error: unknown) => never },
): Response {
  const { status, statusText, headers, body } = response;
  // A redirect that the runtime hides has no other form.
  if (status === 0) return response;
  const hasBody = body !== null && !STATUSES_WITHOUT_BODY.includes(status);
  return new Response(hasBody ? readThrough(body, { client, explain }) : null, { status, statusText, headers });
}

function readThrough(
  body: ReadableStream<Uint8Array<ArrayBuffer>>,
  { client, explain }: Parameters<typeof toForwardedResponse>[1],
): ReadableStream<Uint8Array<ArrayBuffer>> {
  const reader = body.getReader();
  return new ReadableStream({
    async pull(controller) {
      try {
        const { done, value } = await reader.read();
        if (done) controller.close();
        else controller.enqueue(value);
      } catch (error) {
        client.signal?.throwIfAborted();
        explain(error);
      }
    },
    cancel: (reason) => reader.cancel(reason),
  });
}
