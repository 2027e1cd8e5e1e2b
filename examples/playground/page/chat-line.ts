/**
 * One line of the conversation.
 */
import { html } from 'htm/preact';
import { post } from './api.ts';
import { FileNames } from './file-button.ts';
import type { Line } from './state.ts';

/** What the visitor agrees to. */
const AGREE: Readonly<Record<string, string>> = {
  zendesk_create_ticket: 'Create ticket',
  zendesk_add_comment: 'Send to the agent',
  zendesk_solve_ticket: 'Mark as solved',
};

export function ChatLine({ line, onAnswer }: { line: Line; onAnswer: () => void }) {
  const { files = [] } = line;
  switch (line.type) {
    case 'call':
      return html`<${Call} line=${line} />`;
    case 'approval':
      return html`<${Approval} line=${line} onAnswer=${onAnswer} />`;
    case 'background':
      return html`<details class="line aside">
        <summary>Background for the bot about a returning customer</summary>
        <pre>${line.text}</pre>
      </details>`;
    case 'agent':
      return html`<div class="line agent">
        <strong class="small">${line.name}, on ticket #${line.ticketId}</strong>
        ${line.text !== '' && html`<p>${line.text}</p>`}
        ${files.length > 0 && html`<${FileNames} names=${files} />`}
      </div>`;
    default:
      return html`<div class=${`line ${line.type}`}>
        <p>${linked(line.text ?? '')}</p>
        ${files.length > 0 && html`<${FileNames} names=${files} />`}
      </div>`;
  }
}

function Call({ line: { name, input, output, error } }: { line: Line }) {
  const isRunning = output === undefined && error === undefined;
  const outcome = isRunning ? 'runs …' : error === undefined ? 'done' : 'failed';
  return html`<details class="line aside">
    <summary><code>${name}</code> <span class=${error === undefined ? 'quiet' : 'problem'}>${outcome}</span></summary>
    <pre>${JSON.stringify(input, null, 2)}</pre>
    ${!isRunning && html`<pre class=${error === undefined ? '' : 'problem'}>${error ?? JSON.stringify(output, null, 2)}</pre>`}
  </details>`;
}

function Approval({ line, onAnswer }: { line: Line; onAnswer: () => void }) {
  const { id, name = '', question, input, answer, files = [] } = line;
  const decide = (approved: boolean) => {
    onAnswer();
    return post('/api/chat/answer', { id, approved });
  };
  return html`<div class="line approval" role="group" aria-label="Confirmation">
    <strong>${question}</strong>
    ${input?.['body'] !== undefined && html`<p class="said">${String(input['body'])}</p>`}
    ${files.length > 0 && html`<${FileNames} names=${files} />`}
    ${
      answer === undefined
        ? html`<div class="row">
            <button class="primary" onClick=${() => decide(true)}>${AGREE[name] ?? 'Yes'}</button>
            <button onClick=${() => decide(false)}>No</button>
          </div>`
        : html`<span class="quiet small">${answer ? 'You agreed.' : 'You did not agree.'}</span>`
    }
  </div>`;
}

/** Addresses of articles can be opened. */
function linked(text: string) {
  return text.split(/(https:\/\/\S+)/).map((part) => {
    if (!part.startsWith('https://')) return part;
    return html`<a href=${part} target="_blank" rel="noreferrer">${part}</a>`;
  });
}
