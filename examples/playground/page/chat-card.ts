/**
 * The visitor's side: the conversation with the bot.
 */
import { html, useEffect, useRef, useState } from 'htm/preact';
import { post } from './api.ts';
import { Card } from './card.ts';
import { ChatLine } from './chat-line.ts';
import { Code } from './code.ts';
import { Composer } from './composer.ts';
import { Empty } from './empty.ts';
import type { State } from './state.ts';

export function ChatCard({ state }: { state: State }) {
  const log = useRef<HTMLDivElement>(null);
  const [isBusy, setBusy] = useState(false);
  const { lines, customers, visitor, proposals, modelName, status } = state;
  useEffect(() => {
    log.current?.scrollTo({ top: log.current.scrollHeight });
  }, [JSON.stringify(lines), isBusy]);
  const send = async (text: string, files: readonly File[] = []) => {
    const form = new FormData();
    form.set('text', text);
    for (const file of files) form.append('files', file);
    setBusy(true);
    await post('/api/chat', form);
    setBusy(false);
  };
  // The button goes away, and so the focus needs another place.
  const propose = (text: string) => {
    log.current?.focus();
    return send(text);
  };
  const isAsked = lines.some(({ type, answer }) => type === 'approval' && answer === undefined);
  const person = html`<div class="field">
    <label for="visitor">You are</label>
    <select
      id="visitor"
      value=${visitor ?? ''}
      onChange=${(event: Event) => post('/api/visitor', { email: (event.currentTarget as HTMLSelectElement).value })}
    >
      ${customers.map(({ email, name }) => html`<option key=${email} value=${email}>${name}, signed in</option>`)}
      <option value="">an anonymous visitor</option>
    </select>
  </div>`;
  return html`<${Card} id="chat" who="2 · Visitor" title="Chat" aside=${person}>
    <div class="log" ref=${log} role="log" aria-label="Conversation" tabindex="0">
      ${
        lines.length === 0 &&
        html`<${Empty} title="Say something to the bot">
          You talk to ${modelName}. Its answers, each call of an action and each question to you appear here.
          ${status.state === 'connected' ? ' Begin with one of the proposals below.' : ' Connect Zendesk first, so that it can do something.'}
        <//>`
      }
      ${lines.map((line, at) => html`<${ChatLine} key=${at} line=${line} onAnswer=${() => log.current?.focus()} />`)}
      ${isBusy && html`<p class="line bot typing" aria-hidden="true"><i></i><i></i><i></i></p>`}
    </div>
    <div class="proposals" role="group" aria-label="Proposals">
      ${
        isAsked
          ? html`<span class="quiet small">The bot waits for your answer to its question.</span>`
          : !isBusy &&
            proposals.map(
              (text) => html`<button class="small" key=${text} onClick=${() => propose(text)}>${text}</button>`,
            )
      }
    </div>
    <${Composer} isBusy=${isBusy} send=${send} />
    <${Code} step="answer-visitor" of="of an answer" />
  <//>`;
}
