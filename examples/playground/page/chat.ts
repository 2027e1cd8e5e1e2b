/**
 * The conversation of a visitor with the bot.
 */
import { html, useEffect, useRef, useState } from 'htm/preact';
import { type Line, post, type State } from './state.ts';

export function Chat({ state }: { state: State }) {
  const log = useRef<HTMLDivElement>(null);
  const [isBusy, setBusy] = useState(false);
  useEffect(() => {
    log.current?.scrollTo({ top: log.current.scrollHeight });
  }, [JSON.stringify(state.lines)]);
  const send = async (event: SubmitEvent) => {
    event.preventDefault();
    const form = event.currentTarget as HTMLFormElement;
    const text = String(new FormData(form).get('text')).trim();
    if (text === '' || isBusy) return;
    form.reset();
    setBusy(true);
    await post('/api/chat', { text });
    setBusy(false);
  };
  return html`
    <section aria-labelledby="chat">
      <h2 id="chat">Chat</h2>
      <label for="visitor">You are</label>
      <select
        id="visitor"
        value=${state.visitor ?? ''}
        onChange=${(event: Event) => post('/api/visitor', { email: (event.currentTarget as HTMLSelectElement).value })}
      >
        ${state.customers.map(({ email, name }) => html`<option key=${email} value=${email}>${name}, signed in</option>`)}
        <option value="">an anonymous visitor</option>
      </select>
      <div class="log" ref=${log} role="log" aria-label="Conversation" tabindex="0">
        ${
          state.lines.length === 0 &&
          html`<p class="quiet">
            You talk to ${state.modelName}. Try: I can't log in and I've tried resetting my password.
          </p>`
        }
        ${state.lines.map((line, at) => html`<${ChatLine} key=${at} line=${line} />`)}
      </div>
      <form class="row" onSubmit=${send}>
        <label for="text" class="quiet">Message</label>
        <input id="text" name="text" type="text" autocomplete="off" style="flex: 1" />
        <button class="primary" aria-disabled=${isBusy}>Send</button>
      </form>
    </section>
  `;
}

interface Approval {
  readonly title: (ticketId: unknown) => string;
  readonly agree: string;
}

const TO_COMMENT: Approval = {
  title: (id) => `Send this to the agent, into ticket #${id}?`,
  agree: 'Send to the agent',
};
const APPROVALS: Readonly<Record<string, Approval>> = {
  zendesk_create_ticket: { title: () => 'Create this ticket?', agree: 'Create ticket' },
  zendesk_solve_ticket: { title: (id) => `Mark ticket #${id} as solved?`, agree: 'Mark as solved' },
};

function ChatLine({ line }: { line: Line }) {
  const { title, agree } = APPROVALS[line.name ?? ''] ?? TO_COMMENT;
  const isTicket = line.name === 'zendesk_create_ticket';
  const answer = (approved: boolean) => post('/api/chat/answer', { id: line.id, approved });
  switch (line.type) {
    case 'call':
      return html`<details class="line call">
        <summary>${line.name}${line.output === undefined && line.error === undefined ? ' …' : ''}</summary>
        <pre>${JSON.stringify(line.input, null, 2)}</pre>
        <pre class=${line.error === undefined ? '' : 'problem'}>${line.error ?? JSON.stringify(line.output, null, 2)}</pre>
      </details>`;
    case 'background':
      return html`<details class="line background">
        <summary>Background for the bot about a returning customer</summary>
        <pre>${line.text}</pre>
      </details>`;
    case 'approval':
      return html`<div class="line approval" role="group" aria-label="Confirmation">
        <strong>${title(line.input?.['ticketId'])}</strong>
        ${isTicket && html`<p>${String(line.input?.['subject'])}</p>`}
        ${line.input?.['body'] !== undefined && html`<pre>${String(line.input['body'])}</pre>`}
        ${
          line.answer === undefined
            ? html`<div class="row">
                <button class="primary" onClick=${() => answer(true)}>
                  ${agree}
                </button>
                <button onClick=${() => answer(false)}>No</button>
              </div>`
            : html`<span class="quiet">${line.answer ? 'You agreed.' : 'You did not agree.'}</span>`
        }
      </div>`;
    case 'agent':
      return html`<p class="line agent"><strong>${line.name}, by ticket #${line.id}</strong><br />${line.text}</p>`;
    default:
      return html`<p class=${`line ${line.type}`}>${line.text}</p>`;
  }
}
