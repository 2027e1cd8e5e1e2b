/**
 * The report of a diagnosis.
 */
import { html } from 'htm/preact';
import { Code } from './code.ts';
import type { Diagnosis } from './state.ts';

export function DiagnosisReport({ diagnosis }: { diagnosis: Diagnosis }) {
  const { user, daysLeft, clockSkewSeconds, rateLimit, problems } = diagnosis;
  return html`<div class="note" role="region" aria-label="Diagnosis">
    ${
      problems.length === 0
        ? html`<strong class="good">No problems.</strong>`
        : html`<ul class="plain">${problems.map(({ message, hint }) => html`<li key=${message}><span class="problem">${message}</span> <span class="quiet">${hint}</span></li>`)}</ul>`
    }
    ${
      user &&
      html`<dl>
        <dt>Acts as</dt>
        <dd>${user.name} (${user.role})</dd>
        ${daysLeft !== undefined && html`<dt>Lasts</dt><dd>${daysLeft} days without use</dd>`}
        ${clockSkewSeconds !== undefined && html`<dt>Clock</dt><dd>${clockSkewSeconds === 0 ? 'in step with Zendesk' : `${clockSkewSeconds} seconds ahead of Zendesk`}</dd>`}
        ${rateLimit && html`<dt>Requests left</dt><dd>${rateLimit.remaining.toLocaleString()} of ${rateLimit.limit.toLocaleString()} a minute</dd>`}
      </dl>`
    }
    <${Code} step="diagnose" of="of the diagnosis" />
  </div>`;
}
