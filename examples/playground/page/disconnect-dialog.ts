/**
 * The dialog that disconnects.
 */
import { html, useState } from 'htm/preact';
import type { RefObject } from 'preact';
import { post } from './api.ts';
import { Code } from './code.ts';

export function DisconnectDialog({ dialog }: { dialog: RefObject<HTMLDialogElement> }) {
  const [problem, setProblem] = useState<string>();
  const disconnect = async () => {
    const answer = await post('/api/disconnect');
    setProblem(answer.problem);
    if (answer.problem === undefined) dialog.current?.close();
  };
  return html`<dialog ref=${dialog} aria-labelledby="disconnect-title">
    <div class="stack">
      <h2 id="disconnect-title">Disconnect Zendesk?</h2>
      <p>The bot loses its access at once. Tickets stay where they are.</p>
      ${problem && html`<p class="problem" role="alert">${problem}</p>`}
      <div class="row">
        <button class="danger" onClick=${disconnect}>Disconnect</button>
        <button onClick=${() => dialog.current?.close()}>Cancel</button>
      </div>
      <${Code} step="disconnect" of="of disconnecting" />
    </div>
  </dialog>`;
}
