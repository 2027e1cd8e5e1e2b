/**
 * One part of the page: whose it is, and what it is.
 */
import { html } from 'htm/preact';

export function Card({
  id,
  who,
  title,
  aside,
  children,
}: {
  id: string;
  who: string;
  title: string;
  aside?: unknown;
  children: unknown;
}) {
  return html`<section class=${`card ${id}`} aria-labelledby=${id}>
    <header>
      <div>
        <p class="who">${who}</p>
        <h2 id=${id}>${title}</h2>
      </div>
      ${aside}
    </header>
    ${children}
  </section>`;
}
