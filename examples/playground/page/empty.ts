/**
 * What a panel says as long as nothing happened: what will appear, and how.
 */
import { html } from 'htm/preact';

export function Empty({ title, children }: { title: string; children: unknown }) {
  return html`<div class="empty"><strong>${title}</strong><p>${children}</p></div>`;
}
