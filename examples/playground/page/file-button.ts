/**
 * Chooses files, and names those that are chosen.
 */
import { html, useEffect, useRef } from 'htm/preact';

export function FileButton({
  label,
  files,
  onChoose,
}: {
  label: string;
  files: readonly File[];
  onChoose: (files: readonly File[]) => void;
}) {
  const input = useRef<HTMLInputElement>(null);
  // The same file can be chosen again after it was sent.
  useEffect(() => {
    if (files.length === 0 && input.current !== null) input.current.value = '';
  }, [files.length]);
  return html`<label class="file">
      <input
        ref=${input}
        type="file"
        multiple
        aria-label=${label}
        onChange=${(event: Event) => onChoose([...((event.currentTarget as HTMLInputElement).files ?? [])])}
      />
      <span class="button" aria-hidden="true" title=${label}>
        <svg viewBox="0 0 20 20" width="18" height="18" fill="none" stroke="currentColor" stroke-width="1.6" stroke-linecap="round" stroke-linejoin="round">
          <path d="m16.5 9.5-6.6 6.6a4 4 0 0 1-5.7-5.7l7-7a2.7 2.7 0 0 1 3.8 3.8l-7 7a1.3 1.3 0 0 1-1.9-1.9l6.2-6.1" />
        </svg>
      </span>
    </label>
    ${files.length > 0 && html`<${FileNames} names=${files.map(({ name }) => name)} />`}`;
}

export function FileNames({ names }: { names: readonly string[] }) {
  return html`<ul class="files" aria-label="Files">${names.map((name, at) => html`<li key=${at}>${name}</li>`)}</ul>`;
}
