/**
 * The playground's page. Types are taken out when it is served; there is nothing else to build.
 */
import { html, render, useEffect, useState } from 'htm/preact';
import { AuditLog } from './audit-log.ts';
import { Chat } from './chat.ts';
import { Integration } from './integration.ts';
import type { State } from './state.ts';
import { Zendesk } from './zendesk.ts';

function App() {
  const [state, setState] = useState<State>();
  const [problem, setProblem] = useState(new URLSearchParams(location.search).get('problem'));
  useEffect(() => {
    const load = async () => setState((await (await fetch('/api/state')).json()) as State);
    const changes = new EventSource('/api/changes');
    changes.onmessage = load;
    // Reloading the page should not show an old problem again.
    history.replaceState(null, '', '/');
    return () => changes.close();
  }, []);
  if (state === undefined) return html`<p role="status">Loading …</p>`;
  return html`
    <header>
      <h1>zendesk-connector playground</h1>
      <p class="quiet">
        A bot, its owner, its visitors and ${state.tickets === null ? 'your Zendesk' : 'a simulated Zendesk'}, on one
        page.
      </p>
    </header>
    ${
      problem &&
      html`<div class="notice row spread" role="alert">
        <span class="problem">${problem}</span>
        <button onClick=${() => setProblem(null)}>Dismiss</button>
      </div>`
    }
    <main>
      <${Integration} state=${state} />
      <${Chat} state=${state} />
      ${state.tickets !== null && html`<${Zendesk} tickets=${state.tickets} isOut=${state.isOut} />`}
      <${AuditLog} events=${state.events} />
    </main>
  `;
}

render(html`<${App} />`, document.body);
