/**
 * The playground's page. Types are taken out when it is served; there is nothing else to build.
 */
import { html, render, useEffect, useRef, useState } from 'htm/preact';

interface State {
  readonly status: {
    readonly state: 'disconnected' | 'connected' | 'reconnect_required';
    readonly settings: { readonly customerContextOnSessionStart: boolean };
    readonly subdomain?: string;
    readonly user?: { readonly name: string; readonly role: string };
    readonly scope?: readonly string[];
    readonly connectedAt?: string;
    readonly reason?: string;
  };
  readonly actionPermissions: readonly string[];
  readonly publicPermissions: readonly string[];
  readonly permissions: readonly string[];
  readonly customers: readonly { readonly email: string; readonly name: string }[];
  readonly visitor: string | null;
  readonly modelName: string;
  readonly lines: readonly Line[];
  readonly events: readonly ({ readonly at: string; readonly type: string } & Readonly<Record<string, unknown>>)[];
  readonly isOut: boolean;
  readonly tickets: readonly Ticket[] | null;
}

interface Line {
  readonly type: 'user' | 'bot' | 'background' | 'problem' | 'call' | 'approval';
  readonly text?: string;
  readonly id?: string;
  readonly name?: string;
  readonly input?: Readonly<Record<string, unknown>>;
  readonly output?: unknown;
  readonly error?: string;
  readonly answer?: boolean;
}

interface Ticket {
  readonly id: number;
  readonly subject: string;
  readonly status: string;
  readonly requester: string;
  readonly comments: readonly { readonly author: string; readonly text: string }[];
}

const STATES = {
  disconnected: 'Disconnected',
  connected: 'Connected',
  reconnect_required: 'Reconnect required',
};
const REASONS: Readonly<Record<string, string>> = {
  refused: 'Zendesk no longer accepts the connection: somebody has revoked it there.',
  expired: 'Nobody has used the connection for too long.',
  rotation_lost: 'The last renewal of the connection was cut off.',
  no_refresh_token: 'The connection cannot be renewed.',
};

async function post(path: string, body: object = {}): Promise<void> {
  await fetch(path, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });
}

function App() {
  const [state, setState] = useState<State>();
  const [problem, setProblem] = useState(new URLSearchParams(location.search).get('problem'));
  useEffect(() => {
    const load = async () => setState((await (await fetch('/api/state')).json()) as State);
    const changes = new EventSource('/api/changes');
    changes.onmessage = load;
    // Reloading the page should not show an old problem again.
    history.replaceState(null, '', '/');
    return () => changes.close();
  }, []);
  if (state === undefined) return html`<p role="status">Loading …</p>`;
  return html`
    <header>
      <h1>zendesk-connector playground</h1>
      <p class="quiet">
        A bot, its owner, its visitors and ${state.tickets === null ? 'your Zendesk' : 'a simulated Zendesk'}, on one
        page.
      </p>
    </header>
    ${
      problem &&
      html`<div class="notice row spread" role="alert">
        <span class="problem">${problem}</span>
        <button onClick=${() => setProblem(null)}>Dismiss</button>
      </div>`
    }
    <main>
      <${Integration} state=${state} />
      <${Chat} state=${state} />
      ${state.tickets !== null && html`<${Zendesk} tickets=${state.tickets} isOut=${state.isOut} />`}
      <${AuditLog} events=${state.events} />
    </main>
  `;
}

function Integration({ state }: { state: State }) {
  const connectDialog = useRef<HTMLDialogElement>(null);
  const disconnectDialog = useRef<HTMLDialogElement>(null);
  const { status } = state;
  const toggle = (permission: string) => {
    const isOn = state.permissions.includes(permission);
    const granted = isOn
      ? state.permissions.filter((other) => other !== permission)
      : [...state.permissions, permission];
    void post('/api/permissions', { granted });
  };
  return html`
    <section aria-labelledby="integration">
      <h2 id="integration">Integrations</h2>
      <div class="row spread">
        <strong>Zendesk</strong>
        <span class=${`state ${status.state}`} role="status">${STATES[status.state]}</span>
      </div>
      ${
        status.state !== 'disconnected' &&
        html`<dl>
          <dt>Account</dt>
          <dd>${status.subdomain}.zendesk.com</dd>
          <dt>Connected by</dt>
          <dd>${status.user?.name ?? 'unknown'} (${status.user?.role})</dd>
          <dt>Since</dt>
          <dd>${new Date(status.connectedAt ?? '').toLocaleString()}</dd>
          <dt>May</dt>
          <dd>${status.scope?.join(', ')}</dd>
        </dl>`
      }
      ${
        status.state === 'reconnect_required' &&
        html`<p class="problem">${REASONS[status.reason ?? ''] ?? 'The connection has ended.'}</p>`
      }
      <div class="row">
        ${
          status.state !== 'connected' &&
          html`<button class="primary" onClick=${() => connectDialog.current?.showModal()}>
            ${status.state === 'disconnected' ? 'Connect' : 'Reconnect'}
          </button>`
        }
        ${
          status.state !== 'disconnected' &&
          html`<button class="danger" onClick=${() => disconnectDialog.current?.showModal()}>Disconnect …</button>`
        }
      </div>

      <h3>Settings</h3>
      <label class="switch">
        <input
          type="checkbox"
          checked=${status.settings.customerContextOnSessionStart}
          onChange=${(event: Event) =>
            post('/api/settings', {
              customerContextOnSessionStart: (event.currentTarget as HTMLInputElement).checked,
            })}
        />
        Customer context at session start
      </label>

      <h3 id="permissions">What the bot may do</h3>
      <div role="group" aria-labelledby="permissions">
        ${state.actionPermissions.map(
          (permission) => html`<label class="switch" key=${permission}>
            <input
              type="checkbox"
              checked=${state.permissions.includes(permission)}
              onChange=${() => toggle(permission)}
            />
            ${permission.split('.')[1]}
          </label>`,
        )}
      </div>
      <button onClick=${() => post('/api/permissions', { granted: state.publicPermissions })}>
        As a public bot
      </button>

      <dialog ref=${connectDialog} aria-labelledby="connect-title">
        <form method="post" action="/zendesk/connect">
          <h2 id="connect-title">Connect Zendesk</h2>
          <label for="subdomain">Your Zendesk address</label>
          <div class="row">
            <input id="subdomain" name="subdomain" type="text" required value="acme" autocomplete="off" />
          </div>
          <p class="quiet">acme, acme.zendesk.com or any address of it. You will be asked to allow it there.</p>
          <div class="row">
            <button class="primary">Continue to Zendesk</button>
            <button type="button" onClick=${() => connectDialog.current?.close()}>Cancel</button>
          </div>
        </form>
      </dialog>
      <dialog ref=${disconnectDialog} aria-labelledby="disconnect-title">
        <h2 id="disconnect-title">Disconnect Zendesk?</h2>
        <p>The bot loses its access at once. Tickets stay where they are.</p>
        <div class="row">
          <button
            class="danger"
            onClick=${async () => {
              await post('/api/disconnect');
              disconnectDialog.current?.close();
            }}
          >
            Disconnect
          </button>
          <button onClick=${() => disconnectDialog.current?.close()}>Cancel</button>
        </div>
      </dialog>
    </section>
  `;
}

function Chat({ state }: { state: State }) {
  const log = useRef<HTMLDivElement>(null);
  const [isBusy, setBusy] = useState(false);
  useEffect(() => {
    log.current?.scrollTo({ top: log.current.scrollHeight });
  }, [JSON.stringify(state.lines)]);
  const send = async (event: SubmitEvent) => {
    event.preventDefault();
    const form = event.currentTarget as HTMLFormElement;
    const text = String(new FormData(form).get('text')).trim();
    if (text === '' || isBusy) return;
    form.reset();
    setBusy(true);
    await post('/api/chat', { text });
    setBusy(false);
  };
  return html`
    <section aria-labelledby="chat">
      <h2 id="chat">Chat</h2>
      <label for="visitor">You are</label>
      <select
        id="visitor"
        value=${state.visitor ?? ''}
        onChange=${(event: Event) => post('/api/visitor', { email: (event.currentTarget as HTMLSelectElement).value })}
      >
        ${state.customers.map(({ email, name }) => html`<option key=${email} value=${email}>${name}, signed in</option>`)}
        <option value="">an anonymous visitor</option>
      </select>
      <div class="log" ref=${log} role="log" aria-label="Conversation" tabindex="0">
        ${
          state.lines.length === 0 &&
          html`<p class="quiet">
            You talk to ${state.modelName}. Try: I can't log in and I've tried resetting my password.
          </p>`
        }
        ${state.lines.map((line, at) => html`<${ChatLine} key=${at} line=${line} />`)}
      </div>
      <form class="row" onSubmit=${send}>
        <label for="text" class="quiet">Message</label>
        <input id="text" name="text" type="text" autocomplete="off" style="flex: 1" />
        <button class="primary" aria-disabled=${isBusy}>Send</button>
      </form>
    </section>
  `;
}

function ChatLine({ line }: { line: Line }) {
  const answer = (approved: boolean) => post('/api/chat/answer', { id: line.id, approved });
  switch (line.type) {
    case 'call':
      return html`<details class="line call">
        <summary>${line.name}${line.output === undefined && line.error === undefined ? ' …' : ''}</summary>
        <pre>${JSON.stringify(line.input, null, 2)}</pre>
        <pre class=${line.error === undefined ? '' : 'problem'}>${line.error ?? JSON.stringify(line.output, null, 2)}</pre>
      </details>`;
    case 'background':
      return html`<details class="line background">
        <summary>Background for the bot about a returning customer</summary>
        <pre>${line.text}</pre>
      </details>`;
    case 'approval':
      return html`<div class="line approval" role="group" aria-label="Confirmation">
        <strong>Create this ticket?</strong>
        <p>${String(line.input?.['subject'])}</p>
        <pre>${String(line.input?.['body'])}</pre>
        ${
          line.answer === undefined
            ? html`<div class="row">
                <button class="primary" onClick=${() => answer(true)}>Create ticket</button>
                <button onClick=${() => answer(false)}>No</button>
              </div>`
            : html`<span class="quiet">${line.answer ? 'You agreed.' : 'You did not agree.'}</span>`
        }
      </div>`;
    default:
      return html`<p class=${`line ${line.type}`}>${line.text}</p>`;
  }
}

function Zendesk({ tickets, isOut }: { tickets: readonly Ticket[]; isOut: boolean }) {
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

function AuditLog({ events }: { events: State['events'] }) {
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

render(html`<${App} />`, document.body);
