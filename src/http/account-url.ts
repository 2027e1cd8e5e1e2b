/**
 * Keeps addresses within the account: a path such as `//evil.example` would take the token elsewhere.
 */
import { originOf, type ZendeskSubdomain } from '../subdomain.js';

/**
 * Resolves a path or a URL against the origin of the account.
 *
 * @returns undefined for an address that is not within it
 * @internal
 */
export function accountUrl(subdomain: ZendeskSubdomain, address: string): URL | undefined {
  const origin = originOf(subdomain);
  if (!URL.canParse(address, origin)) return undefined;
  const url = new URL(address, origin);
  // Not `url.origin`, which leaves out user names, and which `blob:` has too.
  return url.href.startsWith(`${origin}/`) ? url : undefined;
}
