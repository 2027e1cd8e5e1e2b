/**
 * The simulated account as an agent sees it, and what may go wrong with it.
 */
import { html } from 'htm/preact';
import { post, type Ticket } from './state.ts';

export function Zendesk({ tickets, isOut }: { tickets: readonly Ticket[]; isOut: boolean }) {
  const answer = async (event: SubmitEvent, ticketId: number) => {
    event.preventDefault();
    const form = event.currentTarget as HTMLFormElement;
    const { body, status } = Object.fromEntries(new FormData(form));
    await post('/api/zendesk/answer', { ticketId, body: body || 'On it.', status });
    form.reset();
  };
  return html`
    <section aria-labelledby="zendesk">
      <h2 id="zendesk">Zendesk, as an agent sees it</h2>
      <div class="row" role="group" aria-label="What may go wrong">
        <button onClick=${() => post('/api/zendesk/expire')}>Expire token</button>
        <button onClick=${() => post('/api/zendesk/revoke')}>Revoke token</button>
        <button onClick=${() => post('/api/zendesk/rate-limit')}>Next request: 429</button>
        <button aria-pressed=${isOut} onClick=${() => post('/api/zendesk/outage')}>
          ${isOut ? 'End outage' : 'Outage'}
        </button>
      </div>
      <ul class="plain">
        ${tickets.map(
          ({ id, subject, status, requester, comments }) => html`<li key=${id}>
            <strong>#${id} ${subject}</strong>
            <p class="quiet">${requester} · ${status}</p>
            ${comments.map((comment, at) => html`<pre key=${at}>${comment.author}: ${comment.text}</pre>`)}
            <form class="row" aria-label=${`Answer ticket ${id}`} onSubmit=${(event: SubmitEvent) => answer(event, id)}>
              <input type="text" name="body" aria-label="Answer" placeholder="On it." style="flex: 1; min-width: 8rem" />
              <select name="status" aria-label="Status" style="width: auto">
                <option value="pending">pending</option>
                <option value="open">open</option>
                <option value="hold">hold</option>
                <option value="solved">solved</option>
              </select>
              <button>Answer as Carla</button>
            </form>
          </li>`,
        )}
      </ul>
    </section>
  `;
}
