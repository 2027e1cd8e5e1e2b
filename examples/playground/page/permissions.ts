/**
 * What the bot may do. A change begins another conversation.
 */
import { html } from 'htm/preact';
import { post } from './api.ts';
import { Code } from './code.ts';
import { permissionName } from './permission-names.ts';
import type { State } from './state.ts';

export function Permissions({ state }: { state: State }) {
  const { permissions, chatPermissions, publicPermissions } = state;
  const grant = (granted: readonly string[]) => post('/api/permissions', { granted });
  const toggle = (permission: string) =>
    grant(
      permissions.includes(permission)
        ? permissions.filter((other) => other !== permission)
        : [...permissions, permission],
    );
  return html`<div class="group">
    <h3 id="permissions">What the bot may do</h3>
    <div role="group" aria-labelledby="permissions">
      ${chatPermissions.map(
        (permission) => html`<label class="switch" key=${permission}>
          <input type="checkbox" checked=${permissions.includes(permission)} onChange=${() => toggle(permission)} />
          ${permissionName(permission)}
        </label>`,
      )}
    </div>
    <div class="row">
      <button class="small" onClick=${() => grant(publicPermissions)}>Safe on a public page</button>
      <button class="small" onClick=${() => grant(chatPermissions)}>All of them</button>
    </div>
    <${Code} step="open-chat" of="of a conversation" />
  </div>`;
}
