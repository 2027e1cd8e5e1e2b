/**
 * One ticket as an agent sees it, with the agent's answer.
 */
import { html, useState } from 'htm/preact';
import { post } from './api.ts';
import { FileButton, FileNames } from './file-button.ts';
import type { Ticket } from './state.ts';

export function TicketItem({ ticket }: { ticket: Ticket }) {
  const [files, setFiles] = useState<readonly File[]>([]);
  const { id, subject, status, requester, comments, followUpOf } = ticket;
  const answer = async (event: SubmitEvent) => {
    event.preventDefault();
    const form = event.currentTarget as HTMLFormElement;
    const body = new FormData(form);
    body.set('ticketId', String(id));
    for (const file of files) body.append('files', file);
    await post('/api/zendesk/answer', body);
    form.reset();
    setFiles([]);
  };
  return html`<li>
    <div class="row spread top">
      <strong>#${id} ${subject}</strong>
      <span class=${`badge ${status}`}>${status}</span>
    </div>
    <p class="quiet small">${requester}${followUpOf === undefined ? '' : ` · follow-up of #${followUpOf}`}</p>
    ${comments.map(
      (
        { author, text, isPublic, files: names },
        at,
      ) => html`<div class=${isPublic ? 'comment' : 'comment internal'} key=${at}>
        <strong class="small">${author}${isPublic ? '' : ' · internal note'}</strong>
        <p>${text}</p>
        ${names.length > 0 && html`<${FileNames} names=${names} />`}
      </div>`,
    )}
    ${
      status === 'closed'
        ? html`<p class="quiet small">Closed tickets take no more answers.</p>`
        : html`<form class="composer" aria-label=${`Answer ticket ${id}`} onSubmit=${answer}>
            <input type="text" name="body" aria-label="Answer" placeholder="On it." autocomplete="off" />
            <${FileButton} label=${`Attach files to ticket ${id}`} files=${files} onChoose=${setFiles} />
            <select name="status" aria-label="Status">
              <option value="pending">as pending</option>
              <option value="open">as open</option>
              <option value="hold">as on-hold</option>
              <option value="solved">as solved</option>
            </select>
            <button>Answer as Carla</button>
          </form>`
    }
  </li>`;
}
