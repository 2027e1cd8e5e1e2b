/**
 * How long tokens live, as a request asks for it.
 * https://developer.zendesk.com/api-reference/ticketing/oauth/grant_type_tokens/
 */
import { oauthError } from '../core/respond.js';
import type { Grant } from './issue-token.js';
import type { OAuthClientOptions } from './oauth-record.js';

type Parameters = Readonly<Record<string, unknown>>;
type Lifetimes = Pick<Grant, 'accessLifetime' | 'refreshLifetime'>;

const DEFAULT_ACCESS_SECONDS = 1_800;
const DEFAULT_REFRESH_SECONDS = 2_592_000;
const MAX_ACCESS_SECONDS = 172_800;

/** Of a code and of a refresh token. */
export function readLifetimes(parameters: Parameters, client: OAuthClientOptions): Lifetimes {
  const refresh = secondsOf(parameters['refresh_token_expires_in']) ?? DEFAULT_REFRESH_SECONDS;
  if (!(refresh >= 604_800 && refresh < 7_776_000)) throw outOfRange('refresh_token_expires_in');
  const access = secondsOf(parameters['expires_in']);
  if (access === undefined) {
    if (!client.lifetimesByDefault) return { accessLifetime: undefined, refreshLifetime: undefined };
    return { accessLifetime: DEFAULT_ACCESS_SECONDS, refreshLifetime: refresh };
  }
  if (!(access > 300 && access < MAX_ACCESS_SECONDS && access < refresh)) throw outOfRange('expires_in');
  return { accessLifetime: access, refreshLifetime: refresh };
}

/** Of client credentials: always an end, 48 hours at most, and never a refresh token. */
export function readClientCredentialsLifetime(parameters: Parameters): Lifetimes {
  const access = secondsOf(parameters['expires_in']) ?? DEFAULT_ACCESS_SECONDS;
  if (!(access > 0 && access <= MAX_ACCESS_SECONDS)) throw outOfRange('expires_in');
  return { accessLifetime: access, refreshLifetime: undefined };
}

/** Forms send digits. */
function secondsOf(value: unknown): number | undefined {
  if (value === undefined || value === null || value === '') return undefined;
  return typeof value === 'number' || (typeof value === 'string' && /^\d+$/.test(value)) ? Number(value) : Number.NaN;
}

function outOfRange(name: string) {
  return oauthError('invalid_request', `${name} is out of range.`);
}
