/**
 * The error of a connection whose grant has ended, and the reasons for it.
 */
import * as userMessages from './locales/user-messages.js';
import { type ErrorDetails, type ErrorInit, ZendeskError } from './zendesk-error.js';

/**
 * Why the bot owner must connect again.
 * - `refused`: Zendesk answered `invalid_grant`: the grant was revoked, or its user or OAuth client was disabled.
 * - `expired`: the refresh token was not used within its lifetime.
 * - `rotation_lost`: the answer to a refresh was lost between Zendesk and the save.
 * - `no_refresh_token`: the access token expired, and Zendesk had issued no refresh token.
 * - `token_rejected`: Zendesk rejects even access tokens that it has just issued, because the user was suspended or an
 *   allowlist excludes your servers, for example. The tokens are kept, and the connection works again when Zendesk takes
 *   them.
 * - `other_client`: another OAuth client made the connection, and only a connector with its `clientId` can use it.
 *
 * With client credentials, where `connectWithClientCredentials()` helps once the cause is corrected in Zendesk:
 * - `client_refused`: Zendesk does not accept the OAuth client any more: it was deleted, or its secret changed.
 * - `user_refused`: Zendesk issues no token for the user who created the OAuth client, who was removed or suspended.
 * - `scope_refused`: the Allowed scopes of the OAuth client do not contain what the option `scope` asks for.
 */
export type ReconnectReason =
  | 'refused'
  | 'expired'
  | 'rotation_lost'
  | 'no_refresh_token'
  | 'token_rejected'
  | 'other_client'
  | 'client_refused'
  | 'user_refused'
  | 'scope_refused';

const RECONNECT_EXPLANATIONS: Record<ReconnectReason, string> = {
  refused: 'Zendesk refused to refresh the access token: the grant was revoked or its user or client was disabled',
  expired: 'the refresh token was not used within its lifetime',
  rotation_lost: 'the answer to a refresh was lost between Zendesk and the save, and the new tokens with it',
  no_refresh_token: 'the access token is no longer valid and Zendesk issued no refresh token with it',
  token_rejected: 'Zendesk rejects even an access token that it has just issued',
  other_client: 'the connection was made with another OAuth client, whose tokens this connector cannot use',
  client_refused: 'Zendesk does not accept the OAuth client any more',
  user_refused: 'Zendesk issues no token for the user who created the OAuth client',
  scope_refused: 'the Allowed scopes of the OAuth client do not contain what the option "scope" asks for',
};

const RECONNECT_ADVICE: Partial<Record<ReconnectReason, Pick<ErrorDetails, 'hint' | 'ownerMessage'>>> = {
  other_client: {
    hint: 'Use the connector with the "clientId" of the connection. To move to this OAuth client, ask the bot owner to connect Zendesk again: send them through connect().',
  },
  client_refused: {
    hint: 'Check that the OAuth client exists in Zendesk and that "clientSecret" is its secret. Then call connectWithClientCredentials().',
    ownerMessage:
      'Zendesk does not accept the OAuth client of this chatbot any more. Ask the developer to check its identifier and secret, then connect again.',
  },
  user_refused: {
    hint: 'Reinstate the user who created the OAuth client in Zendesk, or create a client as another user. Then call connectWithClientCredentials().',
    ownerMessage:
      'The Zendesk user who created the OAuth client of this chatbot was removed or suspended. Reinstate that user, or create another client, then connect again.',
  },
  scope_refused: {
    hint: 'In Zendesk, enter what diagnose() lists as `allowedScopes` as the Allowed scopes of the OAuth client. Then call connectWithClientCredentials().',
    ownerMessage:
      'The Allowed scopes of the OAuth client in Zendesk do not contain what this chatbot needs. Ask the developer for the list, then connect again.',
  },
};

/** The grant is no longer valid. Only a new connect by the bot owner helps. */
export class ReconnectRequiredError extends ZendeskError {
  static override readonly className: string = 'ReconnectRequiredError';
  declare readonly code: 'reconnect_required';
  readonly reason: ReconnectReason;

  constructor({ reason, ...more }: ErrorInit<{ reason: ReconnectReason }>) {
    super({
      message: `Reconnect required: ${RECONNECT_EXPLANATIONS[reason]}`,
      code: 'reconnect_required',
      status: 403,
      ...more,
      userMessage: more.userMessage ?? userMessages.reconnectRequired,
      ownerMessage:
        more.ownerMessage ??
        RECONNECT_ADVICE[reason]?.ownerMessage ??
        'The connection to Zendesk has ended. Connect your account again.',
      hint:
        more.hint ??
        RECONNECT_ADVICE[reason]?.hint ??
        'Ask the bot owner to connect Zendesk again: send them through connect().',
    });
    this.reason = reason;
  }
}
