/**
 * Reads what Zendesk answered, bounded in size and time.
 */
import { ResponseFormatError } from '../errors.js';
import { readBoundedBody } from '../util/bounded-body.js';
import type { Deadline } from './deadline.js';

const MAX_BODY_BYTES = 2 * 1024 * 1024;
const decoder = new TextDecoder();

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
    throw tooLarge(response, deadline);
  }
  const bytes = await readBoundedBody(body, { maxBytes: MAX_BODY_BYTES, race: (promise) => deadline.race(promise) });
  if (bytes === undefined) throw tooLarge(response, deadline);
  return decoder.decode(bytes);
}

/** @throws ResponseFormatError when the text is not JSON @internal */
export function parseJson(text: string, response: Response, request: string): unknown {
  // Some servers send a blank in place of an empty body.
  if (text.trim() === '') return undefined;
  try {
    return JSON.parse(text);
  } catch {
    const isJson = /json/i.test(response.headers.get('content-type') ?? '');
    throw new ResponseFormatError({
      problem: isJson ? 'is cut off or not valid JSON' : 'is not JSON but something else, such as a web page',
      // Cut off JSON is an accident on the way. A web page will be a web page again.
      retryable: isJson,
      request,
      requestId: requestIdOf(response),
    });
  }
}

/** @internal Zendesk's id of the request. */
export function requestIdOf(response: Response): string | undefined {
  const id = response.headers.get('x-request-id') ?? response.headers.get('x-zendesk-request-id');
  return id !== null && /^[\w.:-]{1,128}$/.test(id) ? id : undefined;
}

function tooLarge(response: Response, { request }: Deadline): ResponseFormatError {
  return new ResponseFormatError({ problem: 'is larger than 2 MiB', request, requestId: requestIdOf(response) });
}
