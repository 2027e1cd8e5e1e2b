/**
 * The code that does a step, folded until it is wanted. It is read from the file that runs.
 */
import { html, useEffect, useState } from 'htm/preact';
import { readCode } from './api.ts';

let loaded: Promise<Readonly<Record<string, string>>> | undefined;
const TOKENS =
  /(\/\*[\s\S]*?\*\/|\/\/.*)|('[^'\n]*')|\b(import|export|async|function|return|await|const|new|readonly|interface|type|if|else)\b/g;
const KINDS = ['comment', 'string', 'keyword'];

export function Code({ step, of }: { step: string; of: string }) {
  const [code, setCode] = useState('');
  useEffect(() => {
    loaded ??= readCode();
    void loaded.then((steps) => setCode(steps[step] ?? ''));
  }, [step]);
  return html`<details class="code">
    <summary>Code <span class="what">${of}</span></summary>
    <pre tabindex="0" role="region" aria-label=${`Code ${of}`}><code>${highlighted(code)}</code></pre>
    <p class="quiet small">examples/playground/steps/${step}.ts</p>
  </details>`;
}

function highlighted(code: string) {
  const parts: unknown[] = [];
  let end = 0;
  for (const match of code.matchAll(TOKENS)) {
    const kind = KINDS[match.slice(1).findIndex((group) => group !== undefined)];
    parts.push(code.slice(end, match.index), html`<span class=${`token-${kind}`}>${match[0]}</span>`);
    end = match.index + match[0].length;
  }
  return [...parts, code.slice(end)];
}
