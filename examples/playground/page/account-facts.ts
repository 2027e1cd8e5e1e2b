/**
 * What is known of the connected account.
 */
import { html } from 'htm/preact';
import type { Status } from './state.ts';

const REASONS: Readonly<Record<string, string>> = {
  refused: 'Zendesk no longer accepts the connection. An admin may have revoked it there.',
  expired: 'The connection was not used for too long.',
  rotation_lost: 'The last renewal of the connection was cut off.',
  no_refresh_token: 'The connection cannot be renewed.',
  invalid_client: 'Zendesk no longer knows the OAuth client or its secret.',
};

export function AccountFacts({ status }: { status: Status }) {
  const { state, reason = '', subdomain, user, grantType, connectedAt = '', scope = [] } = status;
  return html`
    ${state === 'reconnect_required' && html`<p class="note problem">${REASONS[reason] ?? 'The connection has ended.'}</p>`}
    <dl>
      <dt>Account</dt>
      <dd>${subdomain}.zendesk.com</dd>
      <dt>Acts as</dt>
      <dd>${user === undefined ? 'unknown' : `${user.name} (${user.role})`}</dd>
      <dt>Connected</dt>
      <dd>${grantType === 'client_credentials' ? 'with client credentials' : 'in the browser'}, ${new Date(connectedAt).toLocaleString([], { dateStyle: 'medium', timeStyle: 'short' })}</dd>
      <dt>Scopes</dt>
      <dd class="tags">${scope.map((name) => html`<code key=${name}>${name}</code>`)}</dd>
    </dl>
  `;
}
