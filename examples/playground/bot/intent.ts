/**
 * What a visitor wants, read from what they wrote. A real model needs none of this.
 */
export type Intent =
  | 'agree'
  | 'decline'
  | 'greet'
  | 'thank'
  | 'solve'
  | 'follow-up'
  | 'conversation'
  | 'list'
  | 'status'
  | 'ticket'
  | 'question'
  | 'other';

// The first that matches counts.
const INTENTS: readonly (readonly [Intent, RegExp])[] = [
  ['agree', /^((yes|yep|yeah|ok|okay|sure|go ahead|do it)\b|please\W*$)/i],
  ['decline', /^(no|nope|never mind|not now)\b/i],
  [
    'follow-up',
    /\b(is back|came back|happen(s|ed|ing)? again|broken again|not (fixed|solved)|still (not|does))\b|n['’]t (fixed|solved)\b/i,
  ],
  ['solve', /\b(solved|solves|fixed|resolved|works (again|now)|close (it|my|the|this))\b/i],
  [
    'conversation',
    /\b(answer(ed)?|repl(y|ied|ies)|said|say|wrote|conversation|messages?)\b.*\?|^(show|read)\b.*\b(conversation|answers?|repl(y|ies)|messages?)/i,
  ],
  ['list', /\b(tickets|requests|cases)\b/i],
  [
    'status',
    /\b(status|news|update|progress|how('s| is| are)|what('s| is) (with|up|happening)|any(thing)? new)\b|^(and )?(ticket )?#?\d+\W*$|\bticket\s*#?\d/i,
  ],
  [
    'ticket',
    /n['’]t help|\b(not (enough|help)|human|person|agent|someone|support|(create|open|file|make) (a |me a |another )?ticket)\b/i,
  ],
  ['question', /^(how|where|what|can|which)\b|\?\s*$/i],
  ['thank', /^(thanks|thank you|thx|great|perfect|cheers)\b/i],
  ['greet', /^(hi|hello|hey|good (morning|day|evening))\b/i],
];

/** Only about a ticket; "How is the weather?" is a question like any other. */
const NEEDS_TICKET = /\b(ticket|case|request|it|that|this|problem|issue|status|news|update|progress|new)\b|#?\d/i;

export function intentOf(text: string): Intent {
  const found = INTENTS.find(
    ([intent, pattern]) => pattern.test(text) && (intent !== 'status' || NEEDS_TICKET.test(text)),
  );
  return found?.[0] ?? 'other';
}

/** The number of the ticket that is named, or undefined. */
export function ticketIn(text: string): number | undefined {
  const number = Number(
    /#(\d{1,12})/.exec(text)?.[1] ??
      /\b(?:ticket|number)\s+(?:number\s+)?(\d{1,12})\b|^(\d{1,12})\W*$/i.exec(text)?.slice(1).find(Boolean),
  );
  return number > 0 ? number : undefined;
}

export function emailIn(text: string): string | undefined {
  return /[^\s@<>]+@[^\s@<>]+\.[a-z]+/i.exec(text)?.[0];
}

const SMALL_WORDS = /\b(how|what|where|which|do|does|can|i|a|an|the|my|to|is|are|please|me|you)\b|[?!.,]/gi;

/** The words that a search needs. */
export function keywords(text: string): string {
  return (text.replace(SMALL_WORDS, ' ').replace(/\s+/g, ' ').trim() || text).slice(0, 200);
}
