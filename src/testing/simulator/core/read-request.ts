/**
 * Reads a request as Zendesk's server does: the account from the host, the body by its content type.
 */
import type { RecordedRequest } from './recorded-request.js';

export interface ReadRequest {
  readonly request: Request;
  readonly url: URL;
  /** Undefined when the host names none. */
  readonly subdomain: string | undefined;
  /** Without `.json`, and with single slashes. */
  readonly path: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** JSON or a form as an object; undefined for anything else. */
  readonly body: unknown;
}

export async function readRequest(request: Request): Promise<ReadRequest> {
  const url = new URL(request.url);
  const bytes = new Uint8Array(await request.clone().arrayBuffer());
  return {
    request,
    url,
    subdomain: subdomainOf(request, url),
    path: url.pathname.replace(/\/{2,}/g, '/').replace(/\.json$/, ''),
    bytes,
    body: bodyOf(request, bytes),
  };
}

/** For the record: JSON as it is, forms and other texts as text, files by their size. */
export function recordedBody({ request, bytes, body }: ReadRequest): RecordedRequest['body'] {
  const type = request.headers.get('content-type') ?? '';
  if (bytes.byteLength === 0) return undefined;
  if (/json/.test(type) && body !== undefined) return body;
  return type === '' || /json|text|form-urlencoded/.test(type) ? decoded(bytes) : `(${bytes.byteLength} bytes)`;
}

function bodyOf(request: Request, bytes: Uint8Array): unknown {
  const type = request.headers.get('content-type') ?? '';
  if (bytes.byteLength === 0) return undefined;
  if (/\bjson\b/.test(type)) return parsed(decoded(bytes));
  return /form-urlencoded/.test(type) ? Object.fromEntries(new URLSearchParams(decoded(bytes))) : undefined;
}

/** From the host; behind a local server from the header that proxies set, or from a host such as `acme.localhost`. */
function subdomainOf(request: Request, url: URL): string | undefined {
  const hosts = [url.hostname, request.headers.get('x-forwarded-host') ?? ''];
  return hosts.map((host) => /^([^.]+)\.(?:zendesk\.com|zdusercontent\.com|localhost)$/.exec(host)?.[1]).find(Boolean);
}

function decoded(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes);
}

export function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
