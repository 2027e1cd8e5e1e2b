/**
 * The page that asks a person whether a client may enter an account: the account, the client, and the scopes in words.
 */
import { escapeHtml, html } from '../core/respond.js';
import { scopeWords } from './scope-words.js';

export interface Consent {
  readonly subdomain: string;
  readonly clientId: string;
  readonly scopes: readonly string[];
  /** Who may be signed in: admins and agents. */
  readonly people: readonly { readonly id: number; readonly name: string; readonly role: string }[];
  /** What the form sends along with the decision. */
  readonly parameters: readonly (readonly [name: string, value: string])[];
}

const STYLE = `:root{color-scheme:light dark;--back:light-dark(#f3f4f2,#14181a);--card:light-dark(#fff,#1d2326);--text:light-dark(#1f2a2e,#e9ecec);--quiet:light-dark(#53636a,#a9b5ba);--line:light-dark(#d5dbd9,#39444a);--accent:light-dark(#03363d,#9fdcd3);--on-accent:light-dark(#fff,#06282c);font:16px/1.5 system-ui,sans-serif}
*{box-sizing:border-box}body{margin:0;background:var(--back);color:var(--text)}
header{background:#03363d;color:#fff;padding:1rem 1.5rem;font-weight:600}header span{font-weight:400}
main{width:min(30rem,100% - 1.5rem);margin:clamp(1rem,8vh,5rem) auto 1rem;background:var(--card);border:1px solid var(--line);border-radius:.5rem;padding:clamp(1.25rem,5vw,2rem)}
h1{font-size:1.35rem;line-height:1.3;margin:0 0 1rem}p{margin:0 0 .75rem}ul{list-style:none;margin:0 0 1.5rem;padding:0;border-top:1px solid var(--line)}
li{padding:.5rem 0;border-bottom:1px solid var(--line)}
code,small{color:var(--quiet);font-size:.8125rem}code{display:block}label{display:block;font-size:.875rem;color:var(--quiet)}
select,button{font:inherit;color:inherit;min-height:2.75rem;border-radius:.25rem;border:1px solid var(--quiet);background:var(--card);padding:.4rem .9rem}
select{width:100%;margin:.25rem 0 1.25rem;color:var(--text)}div{display:flex;gap:.75rem}button{flex:1;cursor:pointer;font-weight:600}
button[value=allow]{background:var(--accent);border-color:var(--accent);color:var(--on-accent)}
:focus-visible{outline:3px solid light-dark(#1f73b7,#7db9e8);outline-offset:2px}footer{max-width:30rem;margin:0 auto;padding:0 1.5rem 2rem;text-align:center}`;

/** The form posts beside the page's own address, so that the page may be served under any prefix. */
export function consentPage({ subdomain, clientId, scopes, people, parameters }: Consent): Response {
  const account = escapeHtml(`${subdomain}.zendesk.com`);
  const client = escapeHtml(clientId);
  const hidden = parameters.map(
    ([name, value]) => `<input type="hidden" name="${escapeHtml(name)}" value="${escapeHtml(value)}">`,
  );
  const options = people.map(
    ({ id, name, role }) => `<option value="${id}">${escapeHtml(`${name} (${role})`)}</option>`,
  );
  const items = scopes.map((scope) => `<li>${escapeHtml(scopeWords(scope))} <code>${escapeHtml(scope)}</code></li>`);
  return html(
    `<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Allow access to ${account} – simulated Zendesk</title><style>${STYLE}</style></head>
<body><header>Zendesk <span>· ${account}</span></header>
<main><h1>Allow “${client}” to access ${account}?</h1>
<p>With your permission, this client will be able to:</p>
<ul>${items.join('')}</ul>
<form method="post" action="../authorizations">${hidden.join('')}
<label>You are signed in as <select name="user_id">${options.join('')}</select></label>
<div><button name="decision" value="allow">Allow</button><button name="decision" value="deny">Deny</button></div></form></main>
<footer><small>This is a simulated Zendesk. Nothing leaves this machine.</small></footer></body></html>`,
  );
}
