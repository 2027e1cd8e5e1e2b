/** A code that an authorization ended with, until it is exchanged for tokens. */
export interface AuthorizationCode {
  readonly clientId: string;
  readonly redirectUri: string;
  readonly scopes: readonly string[];
  readonly challenge: string | null;
  readonly userId: number;
  readonly expiresAt: number;
  isUsed: boolean;
  tokenId?: number;
}

/** The codes of an account. */
export class AuthorizationCodes {
  readonly #codes = new Map<string, AuthorizationCode>();

  add(code: string, details: AuthorizationCode): void {
    this.#codes.set(code, details);
  }

  find(code: string): AuthorizationCode | undefined {
    return this.#codes.get(code);
  }
}
