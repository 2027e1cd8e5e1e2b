/**
 * Every event of the connector, the newest first.
 */
import { html } from 'htm/preact';
import type { State } from './state.ts';

export function AuditLog({ events }: { events: State['events'] }) {
  return html`
    <section aria-labelledby="audit">
      <h2 id="audit">Audit log</h2>
      <div class="log" tabindex="0" role="region" aria-label="Events">
        <table>
          <thead>
            <tr>
              <th scope="col">Time</th>
              <th scope="col">Event</th>
              <th scope="col">Details</th>
            </tr>
          </thead>
          <tbody>
            ${events.toReversed().map(({ at, type, connectionId: _, ...details }, index) => {
              const text = Object.entries(details).map(([name, value]) => `${name}: ${String(value)}`);
              return html`<tr key=${events.length - index}>
                <td>${new Date(at).toLocaleTimeString()}</td>
                <td>${type}</td>
                <td>${text.join(', ')}</td>
              </tr>`;
            })}
          </tbody>
        </table>
      </div>
    </section>
  `;
}
