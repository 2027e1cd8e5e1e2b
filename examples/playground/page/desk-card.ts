/**
 * The agent's side: the simulated account, and what may go wrong with it.
 */
import { html } from 'htm/preact';
import { post } from './api.ts';
import { Card } from './card.ts';
import { Empty } from './empty.ts';
import type { Desk } from './state.ts';
import { TicketItem } from './ticket-item.ts';

export function DeskCard({ desk }: { desk: Desk }) {
  const { tickets, subdomain, isOut } = desk;
  const trick = (name: string, text: string) =>
    html`<button class="small" onClick=${() => post(`/api/zendesk/${name}`)}>${text}</button>`;
  const address = html`<code class="quiet">${subdomain}.zendesk.com</code>`;
  return html`<${Card} id="desk" who="3 · Agent" title="Tickets in Zendesk" aside=${address}>
    <div class="group first">
      <h3 id="tricks">What may go wrong</h3>
      <div class="row" role="group" aria-labelledby="tricks">
        ${trick('expire', 'Expire token')} ${trick('revoke', 'Revoke token')}
        ${trick('rate-limit', 'Next request: 429')}
        <button class="small" aria-pressed=${isOut} onClick=${() => post('/api/zendesk/outage')}>
          ${isOut ? 'End outage' : 'Outage'}
        </button>
        ${trick('close', 'Close solved tickets')}
      </div>
    </div>
    ${
      tickets.length === 0
        ? html`<${Empty} title="No tickets yet">
            A ticket appears here as soon as the visitor agrees to one in the chat. You then answer it as the agent Carla.
          <//>`
        : html`<ul class="plain tickets">
            ${tickets.map((ticket) => html`<${TicketItem} key=${`${subdomain}${ticket.id}`} ticket=${ticket} />`)}
          </ul>`
    }
  <//>`;
}
