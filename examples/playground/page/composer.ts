/**
 * Where the visitor writes, and attaches files.
 */
import { html, useRef, useState } from 'htm/preact';
import { FileButton } from './file-button.ts';

type Send = (text: string, files: readonly File[]) => Promise<void>;

export function Composer({ isBusy, send }: { isBusy: boolean; send: Send }) {
  const [files, setFiles] = useState<readonly File[]>([]);
  const text = useRef<HTMLInputElement>(null);
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    const input = text.current;
    if (input === null || isBusy || (input.value.trim() === '' && files.length === 0)) return;
    void send(input.value.trim(), files);
    input.value = '';
    setFiles([]);
  };
  return html`<form class="composer" onSubmit=${submit}>
    <input ref=${text} name="text" type="text" autocomplete="off" aria-label="Message" placeholder="Write a message" />
    <${FileButton} label="Attach files" files=${files} onChoose=${setFiles} />
    <button class="primary" aria-disabled=${isBusy}>Send</button>
  </form>`;
}
