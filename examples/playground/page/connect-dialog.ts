/**
 * The dialog that connects an account, in either of two ways. It keeps what was typed, and says there what is wrong.
 */
import { html, useState } from 'htm/preact';
import type { RefObject } from 'preact';
import { post } from './api.ts';
import { Code } from './code.ts';

type Way = 'browser' | 'client-credentials';

export function ConnectDialog({
  dialog,
  hasSecret,
  isSimulated,
}: {
  dialog: RefObject<HTMLDialogElement>;
  hasSecret: boolean;
  isSimulated: boolean;
}) {
  const [subdomain, setSubdomain] = useState('acme');
  const [way, setWay] = useState<Way>('browser');
  const [problem, setProblem] = useState<string>();
  const [isBusy, setBusy] = useState(false);
  const submit = async (event: SubmitEvent) => {
    event.preventDefault();
    if (isBusy) return;
    setBusy(true);
    const answer = await post('/api/connect', { subdomain, way });
    setBusy(false);
    setProblem(answer.problem);
    if (answer.url !== undefined) location.assign(answer.url);
    else if (answer.problem === undefined) dialog.current?.close();
  };
  const choice = (value: Way, title: string, text: string) => html`<label class="choice">
    <input type="radio" name="way" value=${value} checked=${way === value} onChange=${() => setWay(value)} />
    <span><strong>${title}</strong><span class="quiet small">${text}</span></span>
  </label>`;
  return html`<dialog ref=${dialog} aria-labelledby="connect-title">
    <form class="stack" onSubmit=${submit}>
      <h2 id="connect-title">Connect Zendesk</h2>
      <div>
        <label for="subdomain">Your Zendesk address</label>
        <input
          id="subdomain"
          type="text"
          required
          autocomplete="off"
          spellcheck="false"
          value=${subdomain}
          aria-invalid=${problem !== undefined}
          aria-describedby=${problem === undefined ? 'subdomain-hint' : 'subdomain-problem'}
          onInput=${(event: Event) => setSubdomain((event.currentTarget as HTMLInputElement).value)}
        />
        ${
          problem === undefined
            ? html`<p id="subdomain-hint" class="quiet small">acme, acme.zendesk.com, or any address of it.${isSimulated && ' Here, acme and globex exist.'}</p>`
            : html`<p id="subdomain-problem" class="problem small" role="alert">${problem}</p>`
        }
      </div>
      ${
        hasSecret &&
        html`<fieldset>
          <legend>How</legend>
          ${choice('browser', 'In the browser', 'An admin allows it on a page of Zendesk. Works for every account.')}
          ${choice('client-credentials', 'With client credentials', 'No browser. For the one account that owns the OAuth client.')}
        </fieldset>`
      }
      <div class="row">
        <button class="primary" aria-disabled=${isBusy}>${way === 'browser' ? 'Continue to Zendesk' : 'Connect now'}</button>
        <button type="button" onClick=${() => dialog.current?.close()}>Cancel</button>
      </div>
      ${
        way === 'browser'
          ? html`<${Code} key="browser" step="connect" of="of connecting in the browser" />`
          : html`<${Code} key="credentials" step="connect-without-browser" of="of connecting without a browser" />`
      }
    </form>
  </dialog>`;
}
