/**
 * What the bot owner can turn on and off.
 */
import { html, useState } from 'htm/preact';
import { post } from './api.ts';
import { Code } from './code.ts';
import type { State } from './state.ts';

export function OwnerSettings({ state }: { state: State }) {
  const [problem, setProblem] = useState<string>();
  const { status } = state;
  const change = async (box: HTMLInputElement, path: string, body: object) => {
    const answer = await post(path, body);
    setProblem(answer.problem);
    if (answer.problem !== undefined) box.checked = !box.checked;
  };
  return html`<div class="group">
    <h3>Settings</h3>
    <label class="switch">
      <input
        type="checkbox"
        checked=${status.settings.customerContextOnSessionStart}
        onChange=${(event: Event) => {
          const box = event.currentTarget as HTMLInputElement;
          return change(box, '/api/settings', { customerContextOnSessionStart: box.checked });
        }}
      />
      The bot knows the last tickets of a returning customer
    </label>
    ${
      state.canListen &&
      html`<label class="switch">
        <input
          type="checkbox"
          checked=${status.subscription !== undefined}
          disabled=${status.state !== 'connected'}
          onChange=${(event: Event) => {
            const box = event.currentTarget as HTMLInputElement;
            return change(box, '/api/replies', { listen: box.checked });
          }}
        />
        Agent replies come back to the chat
      </label>`
    }
    ${problem && html`<p class="problem" role="alert">${problem}</p>`}
    <${Code} step="change-settings" of="of settings" />
    ${state.canListen && html`<${Code} step="hear-agents" of="of agent replies" />`}
  </div>`;
}
