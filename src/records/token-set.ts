/**
 * The tokens that Zendesk issued, and when they expire.
 */

/** @internal Times in milliseconds since the epoch, by the clock of this host. */
export interface TokenSet {
  readonly accessToken: string;
  /** Absent with client credentials, and for old OAuth clients, whose grants cannot be refreshed. */
  readonly refreshToken?: string;
  readonly scope: readonly string[];
  readonly obtainedAt: number;
  /** Absent when it is not known: the token is then used until Zendesk answers 401. */
  readonly expiresAt?: number;
  readonly refreshTokenExpiresAt?: number;
}

/** @internal Whether the token should be replaced before it is used: shortly before it expires, not earlier. */
export function isStale(tokens: TokenSet, now = Date.now()): boolean {
  if (tokens.expiresAt === undefined) return false;
  const margin = Math.min(60_000, (tokens.expiresAt - tokens.obtainedAt) / 10);
  return now >= tokens.expiresAt - margin;
}

/** @internal `read` and `write` cover the scopes of all resources. */
export function coversScope(granted: readonly string[], name: string): boolean {
  return granted.includes(name) || granted.includes(name.split(':')[1] ?? name);
}

/**
 * Returns what contains these scopes as a list of Allowed scopes: Admin Center refuses one with a broad scope and a
 * narrower one of it.
 *
 * @internal
 */
export function allowedScopes(asked: readonly string[]): readonly string[] {
  return [...new Set(asked)].filter((name) => !(name.includes(':') && asked.includes(name.replace(/^.*:/, ''))));
}

/** @internal Returns the scopes that were asked for and not granted. */
export function missingScope(asked: readonly string[], granted: readonly string[]): readonly string[] {
  return asked.filter((name) => !coversScope(granted, name));
}
