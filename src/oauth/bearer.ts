/**
 * The bearer token of a request, RFC 6750 section 2.1: the only place that sets `Authorization`.
 */
import type { Authorize } from '../http/http.js';

/** @internal Returns the header that carries the token. */
export function bearer(accessToken: string): Readonly<Record<string, string>> {
  return { authorization: `Bearer ${accessToken}` };
}

/** @internal Sends with this token, and never replaces it. */
export function authorizeBy(accessToken: string): Authorize {
  return (_, send) => send(bearer(accessToken));
}
