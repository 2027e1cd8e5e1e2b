/**
 * The playground's page. Types are taken out when it is served; there is nothing else to build.
 */
import { html, render, useEffect, useState } from 'htm/preact';
import { readState } from './api.ts';
import { AuditCard } from './audit-card.ts';
import { ChatCard } from './chat-card.ts';
import { DeskCard } from './desk-card.ts';
import { OwnerCard } from './owner-card.ts';
import type { State } from './state.ts';

function App() {
  const [state, setState] = useState<State>();
  const isLoaded = state !== undefined;
  useEffect(() => {
    const changes = new EventSource('/api/changes');
    changes.onmessage = async () => setState(await readState());
    return () => changes.close();
  }, []);
  useEffect(() => {
    // Reloading the page should not show an old problem again; the card has read it by then.
    if (isLoaded) history.replaceState(null, '', '/');
  }, [isLoaded]);
  if (!isLoaded) return html`<p class="loading" role="status">Loading …</p>`;
  return html`
    <header class="top">
      <h1>zendesk-connector <span>playground</span></h1>
      <p class="quiet">
        A bot owner connects ${state.desk === null ? 'Zendesk' : 'a simulated Zendesk'}, a visitor chats, an agent answers.
        Every step shows the code that did it.
      </p>
    </header>
    <main class=${state.desk === null ? 'two' : 'three'}>
      <${OwnerCard} state=${state} />
      <${ChatCard} state=${state} />
      ${state.desk !== null && html`<${DeskCard} desk=${state.desk} />`}
      <${AuditCard} events=${state.events} />
    </main>
  `;
}

render(html`<${App} />`, document.body);
