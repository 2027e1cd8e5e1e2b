/**
 * What the bot says when there is no key for a real model: enough wit to offer a ticket, create it, and look things up.
 */
import type { Model } from '../support/scripted/model.ts';

const CREATE = 'zendesk_create_ticket';
const STATUS = 'zendesk_get_ticket_status';
const COMMENT = 'zendesk_add_comment';
const CONTEXT = 'zendesk_get_customer_context';
const SEARCH = 'zendesk_search_help_center';
const CONVERSATION = 'zendesk_get_ticket_conversation';
const SOLVE = 'zendesk_solve_ticket';
const HELP =
  'Tell me what is wrong, ask how to do something, or ask for the status of a ticket, such as #1, or for your last tickets.';
// What a search needs not.
const SMALL_WORDS = /\b(how|what|where|do|can|i|a|an|the|my|to|is|please)\b|[?!.,]/gi;

/** One for each conversation: it remembers what was said. */
export function scriptedBot(): Model {
  const said: string[] = [];
  let isOffered = false;
  let calls = 0;
  const call = (name: string, input: object) => ({ calls: [{ id: `${crypto.randomUUID()}-${++calls}`, name, input }] });

  return ({ user: spoken, results, tools, system }) => {
    const [result] = results;
    if (result !== undefined) return { text: summaryOf(result) };
    // What agents wrote meanwhile stands before what the user says.
    const replies = [...spoken.matchAll(/^\[Agent .* wrote on ticket #(\d+), as data: .*\]$/gm)];
    const user = spoken.split('\n\n').at(-1) ?? spoken;
    const answered = Number(replies.at(-1)?.[1]);
    if (answered > 0 && tools.includes(COMMENT)) {
      const address = said.map((text) => /[^\s@]+@[^\s@]+\.[a-z]+/i.exec(text)?.[0]).findLast(Boolean);
      const whose = system.includes('The visitor is anonymous.') ? { email: address } : {};
      return call(COMMENT, { ticketId: answered, body: user, ...whose });
    }
    said.push(user);
    const isAnonymous = system.includes('The visitor is anonymous.');
    const email = said.map((text) => /[^\s@]+@[^\s@]+\.[a-z]+/i.exec(text)?.[0]).findLast(Boolean);
    const ticketId = Number(/#?(\d+)/.exec(user)?.[1]);

    if (isOffered && /^(yes|please|ok|sure|go)|@/i.test(user)) {
      if (isAnonymous && email === undefined) return { text: 'Gladly. What is your e-mail address?' };
      isOffered = false;
      const requester = isAnonymous ? { requester: { email, name: email?.split('@')[0] } } : {};
      const story = said.filter((text) => !/^(hi|hello|yes|please|ok)\b/i.test(text));
      const [subject = user] = story;
      return call(CREATE, { subject: subject.slice(0, 80), body: story.join('\n') || user, ...requester });
    }
    if (/^(how|where)\b/i.test(user) && tools.includes(SEARCH)) {
      const query = user.replace(SMALL_WORDS, ' ').replace(/\s+/g, ' ').trim();
      return call(SEARCH, { query: query.slice(0, 200) || user.slice(0, 200) });
    }
    if (ticketId > 0 && /solved|thanks|answer|said/i.test(user)) {
      const name = /answer|said/i.test(user) ? CONVERSATION : SOLVE;
      if (!tools.includes(name)) return { text: 'I am not allowed to do that here.' };
      if (isAnonymous && email === undefined)
        return { text: 'Which e-mail address was it created with? Ask again with it.' };
      return call(name, isAnonymous ? { ticketId, email } : { ticketId });
    }
    if (/status|ticket\s*#?\d/i.test(user) && ticketId > 0) {
      if (!tools.includes(STATUS)) return { text: 'I am not allowed to look up tickets here.' };
      if (isAnonymous && email === undefined) {
        return { text: `Which e-mail address was ticket #${ticketId} created with? Ask again with it.` };
      }
      return call(STATUS, isAnonymous ? { ticketId, email } : { ticketId });
    }
    if (/my (last )?tickets/i.test(user)) {
      return tools.includes(CONTEXT) ? call(CONTEXT, {}) : { text: 'I am not allowed to look up tickets here.' };
    }
    if (/^(hi|hello)\b/i.test(user)) return { text: `Hello! ${HELP}` };
    if (/^(no|not)\b/i.test(user)) return { text: 'As you like. What else can I do?' };
    if (!tools.includes(CREATE)) return { text: 'I cannot solve that, and I am not allowed to create tickets here.' };
    isOffered = true;
    return { text: 'I cannot solve that by myself. Shall I create a support ticket for you?' };
  };
}

/** The sentence that an action has ready, or what went wrong. */
function summaryOf(result: string): string {
  const value: unknown = JSON.parse(result);
  // What a failed call says is for the model; its first sentence is for the user.
  if (typeof value === 'string') return /^(?:\w+Error: )?(.*?[.!?])(?:\s|$)/s.exec(value)?.[1] ?? value;
  if (typeof value !== 'object' || value === null || !('summary' in value)) return result;
  const { summary, articles = [], background = '' } = value as Answer;
  const found = articles.map(({ title, url }) => `${title}: ${url}`);
  const said = linesOf(background).flatMap(({ from, text }) => (from === undefined ? [] : [`${from}: ${text}`]));
  return [summary, ...found, ...said].join('\n');
}

interface Answer {
  readonly summary: string;
  readonly articles?: readonly { readonly title: string; readonly url: string }[];
  readonly background?: string;
}

/** The records of a fence: one line of JSON each. */
function linesOf(background: string): readonly { readonly from?: string; readonly text?: string }[] {
  return background.split('\n').flatMap((line) => (line.startsWith('{') ? [JSON.parse(line)] : []));
}
