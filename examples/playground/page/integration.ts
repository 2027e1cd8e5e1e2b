/**
 * The card of the integration: connect, status, settings, permissions, disconnect.
 */
import { html, useRef, useState } from 'htm/preact';
import { type Diagnosis, diagnose, post, type State } from './state.ts';

const STATES = {
  disconnected: 'Disconnected',
  connected: 'Connected',
  reconnect_required: 'Reconnect required',
};
const REASONS: Readonly<Record<string, string>> = {
  refused: 'Zendesk no longer accepts the connection. An admin may have revoked it there.',
  expired: 'The connection was not used for too long.',
  rotation_lost: 'The last renewal of the connection was cut off.',
  no_refresh_token: 'The connection cannot be renewed.',
};

export function Integration({ state }: { state: State }) {
  const connectDialog = useRef<HTMLDialogElement>(null);
  const disconnectDialog = useRef<HTMLDialogElement>(null);
  const [diagnosis, setDiagnosis] = useState<Diagnosis>();
  const [problem, setProblem] = useState<string>();
  const { status } = state;
  const toggle = (permission: string) => {
    const isOn = state.permissions.includes(permission);
    const granted = isOn
      ? state.permissions.filter((other) => other !== permission)
      : [...state.permissions, permission];
    void post('/api/permissions', { granted });
  };
  return html`
    <section aria-labelledby="integration">
      <h2 id="integration">Integrations</h2>
      <div class="row spread">
        <strong>Zendesk</strong>
        <span class=${`state ${status.state}`} role="status">${STATES[status.state]}</span>
      </div>
      ${
        status.state !== 'disconnected' &&
        html`<dl>
          <dt>Account</dt>
          <dd>${status.subdomain}.zendesk.com</dd>
          <dt>Connected by</dt>
          <dd>${status.user?.name ?? 'unknown'} (${status.user?.role})</dd>
          <dt>Since</dt>
          <dd>${new Date(status.connectedAt ?? '').toLocaleString()}</dd>
          <dt>May</dt>
          <dd>${status.scope?.join(', ')}</dd>
        </dl>`
      }
      ${
        status.state === 'reconnect_required' &&
        html`<p class="problem">${REASONS[status.reason ?? ''] ?? 'The connection has ended.'}</p>`
      }
      <div class="row">
        ${
          status.state !== 'connected' &&
          html`<button class="primary" onClick=${() => connectDialog.current?.showModal()}>
            ${status.state === 'disconnected' ? 'Connect' : 'Reconnect'}
          </button>`
        }
        ${
          status.state !== 'disconnected' &&
          html`<button class="danger" onClick=${() => disconnectDialog.current?.showModal()}>Disconnect …</button>`
        }
        <button onClick=${async () => setDiagnosis(await diagnose())}>Diagnose</button>
      </div>
      ${diagnosis && html`<${Report} diagnosis=${diagnosis} />`}

      <h3>Settings</h3>
      <label class="switch">
        <input
          type="checkbox"
          checked=${status.settings.customerContextOnSessionStart}
          onChange=${(event: Event) =>
            post('/api/settings', {
              customerContextOnSessionStart: (event.currentTarget as HTMLInputElement).checked,
            })}
        />
        Customer context at session start
      </label>
      ${
        state.canListen &&
        html`<label class="switch">
          <input
            type="checkbox"
            checked=${status.subscription !== undefined}
            disabled=${status.state !== 'connected'}
            onChange=${async (event: Event) => {
              const box = event.currentTarget as HTMLInputElement;
              const failed = await post('/api/replies', { listen: box.checked });
              if (failed) box.checked = !box.checked;
              setProblem(failed);
            }}
          />
          Agent replies come back to the chat
        </label>`
      }
      ${problem && html`<p class="problem" role="alert">${problem}</p>`}

      <h3 id="permissions">What the bot may do</h3>
      <div role="group" aria-labelledby="permissions">
        ${state.actionPermissions.map(
          (permission) => html`<label class="switch" key=${permission}>
            <input
              type="checkbox"
              checked=${state.permissions.includes(permission)}
              onChange=${() => toggle(permission)}
            />
            ${permission.split('.')[1]}
          </label>`,
        )}
      </div>
      <button onClick=${() => post('/api/permissions', { granted: state.publicPermissions })}>
        As a public bot
      </button>

      <dialog ref=${connectDialog} aria-labelledby="connect-title">
        <form method="post" action="/zendesk/connect">
          <h2 id="connect-title">Connect Zendesk</h2>
          <label for="subdomain">Your Zendesk address</label>
          <div class="row">
            <input id="subdomain" name="subdomain" type="text" required value="acme" autocomplete="off" />
          </div>
          <p class="quiet">acme, acme.zendesk.com or any address of it. You will be asked to allow it there.</p>
          <div class="row">
            <button class="primary">Continue to Zendesk</button>
            <button type="button" onClick=${() => connectDialog.current?.close()}>Cancel</button>
          </div>
        </form>
      </dialog>
      <dialog ref=${disconnectDialog} aria-labelledby="disconnect-title">
        <h2 id="disconnect-title">Disconnect Zendesk?</h2>
        <p>The bot loses its access at once. Tickets stay where they are.</p>
        <div class="row">
          <button
            class="danger"
            onClick=${async () => {
              await post('/api/disconnect');
              disconnectDialog.current?.close();
            }}
          >
            Disconnect
          </button>
          <button onClick=${() => disconnectDialog.current?.close()}>Cancel</button>
        </div>
      </dialog>
    </section>
  `;
}

function Report({ diagnosis }: { diagnosis: Diagnosis }) {
  const { user, daysLeft, clockSkewSeconds, rateLimit, problems } = diagnosis;
  return html`<div role="region" aria-label="Diagnosis">
    <dl>
      ${user && html`<dt>The bot is</dt><dd>${user.name} (${user.role})</dd>`}
      ${daysLeft !== undefined && html`<dt>Lasts</dt><dd>${daysLeft} days without use</dd>`}
      ${clockSkewSeconds !== undefined && html`<dt>Clock</dt><dd>${clockSkewSeconds} seconds ahead</dd>`}
      ${rateLimit && html`<dt>Requests left</dt><dd>${rateLimit.remaining} of ${rateLimit.limit}</dd>`}
    </dl>
    ${
      problems.length === 0
        ? html`<p>No problems.</p>`
        : html`<ul class="plain">${problems.map(({ message, hint }) => html`<li key=${message} class="problem">${message} ${hint}</li>`)}</ul>`
    }
  </div>`;
}
