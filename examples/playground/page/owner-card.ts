/**
 * The bot owner's side: the connection, its settings, and what the bot may do.
 */
import { html, useRef, useState } from 'htm/preact';
import { AccountFacts } from './account-facts.ts';
import { readDiagnosis } from './api.ts';
import { Card } from './card.ts';
import { Code } from './code.ts';
import { ConnectDialog } from './connect-dialog.ts';
import { DiagnosisReport } from './diagnosis-report.ts';
import { DisconnectDialog } from './disconnect-dialog.ts';
import { Empty } from './empty.ts';
import { OwnerSettings } from './owner-settings.ts';
import { Permissions } from './permissions.ts';
import type { Diagnosis, State } from './state.ts';

const STATES = { disconnected: 'Disconnected', connected: 'Connected', reconnect_required: 'Reconnect required' };

export function OwnerCard({ state }: { state: State }) {
  const connectDialog = useRef<HTMLDialogElement>(null);
  const disconnectDialog = useRef<HTMLDialogElement>(null);
  const [diagnosis, setDiagnosis] = useState<Diagnosis>();
  const [denied, setDenied] = useState(new URLSearchParams(location.search).get('problem'));
  const { status } = state;
  const isConnected = status.state === 'connected';
  const badge = html`<span class=${`badge ${status.state}`} role="status">${STATES[status.state]}</span>`;
  return html`<${Card} id="owner" who="1 · Bot owner" title="Zendesk account" aside=${badge}>
    ${
      denied &&
      html`<div class="note problem row spread" role="alert">
        <span>${denied}</span>
        <button class="small" onClick=${() => setDenied(null)}>Dismiss</button>
      </div>`
    }
    ${
      status.state === 'disconnected'
        ? html`<${Empty} title="No account is connected">
            Connect ${state.desk === null ? 'your account' : 'acme, which exists in this simulation'}. The account, who the
            bot acts as there, and its scopes then appear here.
          <//>`
        : html`<${AccountFacts} status=${status} />`
    }
    <div class="row">
      ${
        !isConnected &&
        html`<button class="primary" onClick=${() => connectDialog.current?.showModal()}>
          ${status.state === 'disconnected' ? 'Connect' : 'Reconnect'}
        </button>`
      }
      <button onClick=${async () => setDiagnosis(await readDiagnosis())}>Diagnose</button>
      ${
        status.state !== 'disconnected' &&
        html`<button class="danger" onClick=${() => disconnectDialog.current?.showModal()}>Disconnect …</button>`
      }
    </div>
    ${diagnosis && html`<${DiagnosisReport} diagnosis=${diagnosis} />`}
    <${Code} step="create-connector" of="of the connector" />
    <${OwnerSettings} state=${state} />
    <${Permissions} state=${state} />
    <${ConnectDialog} dialog=${connectDialog} hasSecret=${state.hasSecret} isSimulated=${state.desk !== null} />
    <${DisconnectDialog} dialog=${disconnectDialog} />
  <//>`;
}
