/** An OAuth client registered in the account. */
export interface OAuthClientOptions {
  readonly clientId: string;
  /** Absent for a public client, which must use PKCE. */
  readonly clientSecret?: string;
  /** @defaultValue any */
  readonly redirectUris?: readonly string[];
  /**
   * The most that may be asked for. A list with a broad scope and a narrower member of it, such as `read` and
   * `tickets:read`, is refused, as Admin Center refuses it. @defaultValue any scope
   */
  readonly allowedScopes?: readonly string[];
  /**
   * Whether tokens expire without being asked to, as for clients created since 30 April 2026. Otherwise a token lives
   * forever, and has no refresh token, unless the request asks for a lifetime. @defaultValue false
   */
  readonly lifetimesByDefault?: boolean;
  /** The user who created the client; a token of `client_credentials` acts as this user. @defaultValue the admin of the account */
  readonly createdBy?: number;
}

/** A token with its secrets, for tests to search for. */
export interface SimulatedToken {
  readonly id: number;
  readonly accessToken: string;
  readonly refreshToken: string | undefined;
  readonly scopes: readonly string[];
  readonly userId: number;
  readonly clientId: string;
  readonly createdAt: number;
  /** Milliseconds since the epoch; absent: never. */
  expiresAt: number | undefined;
  readonly refreshTokenExpiresAt: number | undefined;
  /** Since when it no longer works: revoked, or replaced by a refresh. */
  revokedAt: number | undefined;
}
