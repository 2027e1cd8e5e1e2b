/**
 * The `state` of an authorization request, RFC 6749 section 4.1.1: a sealed pointer to what the connection's own record
 * holds about it.
 */
import type { Vault } from '../records/vault.js';
import { invalidState } from './connect-errors.js';

/** @internal */
export interface AuthorizationState {
  readonly connectionId: string;
  /** The name of the authorization within its connection. */
  readonly nonce: string;
  /** The OAuth client that the code will be issued to. */
  readonly clientId: string;
}

/** @internal */
export function sealState(vault: Vault, state: AuthorizationState): Promise<string> {
  return vault.seal('state', '', state);
}

/**
 * @throws OAuthCallbackError with the reason `state`
 * @internal
 */
export async function openState(vault: Vault, parameters: URLSearchParams): Promise<AuthorizationState> {
  const [state, ...more] = parameters.getAll('state');
  // A parameter that comes twice is how two parsers are made to see two different requests.
  if (state === undefined || more.length > 0 || parameters.getAll('code').length > 1) throw invalidState();
  try {
    return (await vault.open('state', '', state)) as AuthorizationState;
  } catch {
    throw invalidState();
  }
}
