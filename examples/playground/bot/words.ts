/**
 * Words the result of a call for the visitor.
 */
interface Answer {
  /** Of a call that the visitor did not agree to. */
  readonly type?: 'execution-denied';
  readonly ticketId?: number;
  readonly status?: string;
  readonly summary?: string;
  readonly articles?: readonly { readonly title: string; readonly url: string }[];
  readonly tickets?: readonly { readonly ticketId: number }[];
  readonly background?: string;
}

/** @returns the result as it is, or undefined for a call that failed */
export function answerOf(result: string): Answer | undefined {
  const value: unknown = JSON.parse(result);
  return typeof value === 'object' && value !== null ? value : undefined;
}

/** The sentence that an action has ready and what it found, or what went wrong. */
export function wordsFor(result: string): string {
  const answer = answerOf(result);
  if (answer === undefined) return firstSentence(String(JSON.parse(result)));
  if (answer.type === 'execution-denied') return 'As you like. Nothing was sent.';
  const { summary = result, articles = [], background = '' } = answer;
  const found = articles.map(({ title, url }) => `${title}: ${url}`);
  const said = recordsOf(background).flatMap(({ from, text, files = [] }) =>
    from === undefined ? [] : [[`${from}: ${text}`, ...files.map(({ name }) => `[${name}]`)].join(' ')],
  );
  return [summary, ...found, ...said].join('\n');
}

/** What a failed call says is for the model; its first sentence is for the user. */
function firstSentence(message: string): string {
  return /^(?:\w+Error: )?(.*?[.!?])(?:\s|$)/s.exec(message)?.[1] ?? message;
}

interface Record {
  readonly from?: string;
  readonly text?: string;
  readonly files?: readonly { readonly name: string }[];
}

/** The records of a fence: one line of JSON each. */
function recordsOf(background: string): readonly Record[] {
  return background.split('\n').flatMap((line) => (line.startsWith('{') ? [JSON.parse(line)] : []));
}
