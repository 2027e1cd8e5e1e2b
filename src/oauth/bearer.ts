/**
 * Adds a bearer token to a request, RFC 6750 section 2.1: the only place that sets `Authorization`.
 */
import type { Authorize } from '../http/http.js';

/** @internal Sends with this token, and never replaces it. */
export function authorizeBy(accessToken: string): Authorize {
  return (request, send) => send(withBearer(request, accessToken));
}

/** @internal A copy of the request that carries the token, so that the request that others hold does not. */
export function withBearer(request: Request, accessToken: string): Request {
  const headers = new Headers(request.headers);
  headers.set('authorization', `Bearer ${accessToken}`);
  return new Request(request, { headers });
}
