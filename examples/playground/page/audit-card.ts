/**
 * Every event of the connector, the newest first.
 */
import { html } from 'htm/preact';
import { Card } from './card.ts';
import { Empty } from './empty.ts';
import type { AuditEvent } from './state.ts';

const COUNT = new Intl.PluralRules('en');

export function AuditCard({ events }: { events: readonly AuditEvent[] }) {
  const count = html`<span class="quiet small">${events.length} ${COUNT.select(events.length) === 'one' ? 'event' : 'events'}</span>`;
  return html`<${Card} id="audit" who="For the record" title="Audit trail" aside=${count}>
    ${
      events.length === 0
        ? html`<${Empty} title="Nothing happened yet">
            Connecting, each refresh of a token and each call of an action will be listed here, without tokens and without
            what people wrote.
          <//>`
        : html`<div class="events" tabindex="0" role="region" aria-label="Events">
            <table role="table">
              <thead role="rowgroup">
                <tr role="row">
                  <th role="columnheader" scope="col">Time</th>
                  <th role="columnheader" scope="col">Event</th>
                  <th role="columnheader" scope="col">Details</th>
                </tr>
              </thead>
              <tbody role="rowgroup">
                ${events.toReversed().map((event, index) => html`<${Row} key=${events.length - index} event=${event} />`)}
              </tbody>
            </table>
          </div>`
    }
  <//>`;
}

function Row({ event }: { event: AuditEvent }) {
  const { at, type, connectionId: _, auditContext: __, ...details } = event;
  return html`<tr role="row">
    <td role="cell" class="quiet">${new Date(at).toLocaleTimeString()}</td>
    <td role="cell"><code>${type}</code></td>
    <td role="cell">
      ${Object.entries(details).map(
        ([name, value]) =>
          html`<span class="detail" key=${name}><span class="quiet">${name}:</span> ${text(value)}</span> `,
      )}
    </td>
  </tr>`;
}

function text(value: unknown): string {
  if (Array.isArray(value)) return value.length === 0 ? 'none' : value.join(', ');
  return String(value);
}
