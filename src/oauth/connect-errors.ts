/**
 * The errors of the token endpoint, and what the developer and the bot owner can do about them.
 */
import { ApiError, type ErrorDetails, OAuthCallbackError, type ZendeskError } from '../errors.js';
import { allowedScopes } from '../records/token-set.js';
import { oauthErrorOf } from './token-endpoint.js';

const ADMIN_CENTER = 'Admin Center, Apps and integrations, APIs, OAuth clients';
const CHECK_CLIENT = `Check the options "clientId" and "clientSecret": the identifier and the secret of the OAuth client in Zendesk (${ADMIN_CENTER}).`;

/** @internal */
export function invalidState(): OAuthCallbackError {
  return new OAuthCallbackError({
    reason: 'state',
    message: 'The state of the callback is missing, forged, expired or already used',
  });
}

/** @internal The state is this library's own, and the store does not know the authorization. */
export function unknownAuthorization(): OAuthCallbackError {
  return new OAuthCallbackError({
    reason: 'state',
    message: 'The authorization of the callback has expired, was already used, or was begun with another token store',
    hint: 'Start again with connect(). If it happens every time, share one token store: a MemoryTokenStore belongs to one process, and under Next.js to one bundle.',
  });
}

/** @internal */
export function foreignSession(): OAuthCallbackError {
  return new OAuthCallbackError({
    reason: 'session',
    message: 'This authorization was begun by another browser session',
  });
}

/** @internal */
export function foreignClient(): OAuthCallbackError {
  return new OAuthCallbackError({
    reason: 'client',
    message: 'This authorization was begun with another OAuth client',
  });
}

interface Attempt {
  readonly returnTo: string | undefined;
  /** What was asked for. */
  readonly scope: readonly string[];
}

/** @internal Zendesk's authorization response is an error, RFC 6749 section 4.1.2.1. */
export function refused(response: string, { returnTo, scope }: Attempt): OAuthCallbackError {
  const error = readErrorCode(response) ?? 'unknown';
  const message = `Zendesk did not authorize the connection (${error})`;
  return new OAuthCallbackError({ reason: 'denied', message, error, returnTo, ...adviceFor(error, scope) });
}

/** @internal Zendesk did not exchange the code, RFC 6749 section 5.2, or did not say who connected. */
export function notExchanged(error: ZendeskError, { returnTo, scope }: Attempt): OAuthCallbackError {
  const code = (error instanceof ApiError ? readErrorCode(error.body.error) : undefined) ?? error.code;
  return new OAuthCallbackError({
    reason: 'exchange',
    message: `The authorization could not be completed: ${error.message}`,
    error: code,
    ...adviceFor(code, scope),
    returnTo,
    requestId: error.requestId,
  });
}

/** @internal Zendesk issued no token for the client's own credentials, RFC 6749 section 5.2, or did not name its user. */
export function notIssued(error: ZendeskError, scope: readonly string[]): ZendeskError {
  return withAdvice(error, adviceFor(oauthErrorOf(error) ?? '', scope));
}

/** @internal Zendesk did not refresh the tokens of a connection, which stays: the client was changed in Zendesk. */
export function notRefreshed(error: unknown): unknown {
  if (!(error instanceof ApiError) || oauthErrorOf(error) !== 'invalid_client') return error;
  return withAdvice(error, {
    hint: `${CHECK_CLIENT} Connecting again is not needed.`,
    ownerMessage:
      'Zendesk does not accept the OAuth client of this chatbot any more. Ask the developer to check its identifier and secret.',
  });
}

function withAdvice(error: ZendeskError, advice: Pick<ErrorDetails, 'hint' | 'ownerMessage'>): ZendeskError {
  if (!(error instanceof ApiError) || advice.hint === undefined) return error;
  const { message, zendeskStatus, body, request, requestId } = error;
  return new ApiError({ message, zendeskStatus, body, request, requestId, ...advice });
}

/** An error code, if it has the form of one: anything else could be text that a stranger chose. */
function readErrorCode(error: string | undefined): string | undefined {
  return error !== undefined && /^[\w-]{1,64}$/.test(error) ? error : undefined;
}

/** For a refusal that a second try would not change. */
function adviceFor(error: string, scope: readonly string[]): Pick<ErrorDetails, 'hint' | 'ownerMessage'> {
  switch (error) {
    case 'invalid_scope': {
      const allowed = allowedScopes(scope).join(' ');
      return {
        hint: `In Zendesk, the Allowed scopes of the OAuth client must contain what is asked for: ${allowed} (${ADMIN_CENTER}). Or change the option "scope". Then connect again.`,
        ownerMessage: `Zendesk was not connected: its OAuth client does not allow what this chatbot needs. In ${ADMIN_CENTER}, allow the scopes ${allowed}.`,
      };
    }
    case 'invalid_client':
      return {
        hint: CHECK_CLIENT,
        ownerMessage:
          'Zendesk was not connected: it does not accept the OAuth client of this chatbot. Ask the developer to check its identifier and secret.',
      };
    case 'unauthorized_client':
      return {
        hint: `The OAuth client must be of the kind Confidential to connect without a browser (${ADMIN_CENTER}).`,
        ownerMessage: `Zendesk was not connected: its OAuth client is not of the kind Confidential. In ${ADMIN_CENTER}, add one of this kind.`,
      };
    default:
      return {};
  }
}
