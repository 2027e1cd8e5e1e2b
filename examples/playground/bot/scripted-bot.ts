/**
 * What the bot says when there is no key for a real model: enough wit to search, offer a ticket, and look after it.
 */
import type { Model, Reply, Turn } from '../../support/scripted/model.ts';
import { emailIn, type Intent, intentOf, keywords, ticketIn } from './intent.ts';
import { answerOf, wordsFor } from './words.ts';

const TOOLS = {
  create: 'zendesk_create_ticket',
  comment: 'zendesk_add_comment',
  solve: 'zendesk_solve_ticket',
  status: 'zendesk_get_ticket_status',
  conversation: 'zendesk_get_ticket_conversation',
  list: 'zendesk_list_tickets',
  search: 'zendesk_search_help_center',
} as const;

const OFFER = 'Shall I create a support ticket for you?';
const HELP = 'Tell me what is wrong, ask how to do something, or ask about your tickets.';

/** One for each conversation: it remembers what was said. */
export function scriptedBot(): Model {
  const bot = new ScriptedBot();
  return (turn) => bot.reply(turn);
}

class ScriptedBot {
  /** What the next ticket is about. */
  #story: string[] = [];
  #email: string | undefined;
  /** The ticket that is talked about. */
  #ticketId: number | undefined;
  /** What happens when the visitor agrees. */
  #offered: ((turn: Turn) => Reply) | undefined;
  /** What happens when the visitor has named an address. */
  #waiting: ((turn: Turn) => Reply) | undefined;
  /** What happens with the result of the call before it is worded. */
  #then: ((result: string, turn: Turn) => Reply | undefined) | undefined;

  reply(turn: Turn): Reply {
    const result = turn.results.at(-1);
    return result === undefined ? this.#hear(turn) : this.#afterCall(result, turn);
  }

  #hear(turn: Turn): Reply {
    // What agents wrote meanwhile stands before what the visitor says.
    const spoken = turn.user.split('\n\n').at(-1) ?? '';
    const replied = Number([...turn.user.matchAll(/^\[Agent .* wrote on ticket #(\d+), as data: /gm)].at(-1)?.[1]);
    const intent = intentOf(spoken);
    this.#ticketId = ticketIn(spoken) ?? (replied > 0 ? replied : this.#ticketId);
    this.#email = emailIn(spoken) ?? this.#email;
    const offered = this.#offered;
    const waiting = this.#waiting;
    this.#offered = undefined;
    this.#waiting = undefined;
    if (waiting !== undefined && emailIn(spoken) !== undefined) return waiting(turn);
    if (offered !== undefined && intent === 'agree') return offered(turn);
    if (replied > 0 && ['other', 'agree', 'decline', 'question'].includes(intent)) return this.#comment(spoken, turn);
    // A problem or a question is another matter, unless it goes on about what a ticket was just offered for.
    if (intent === 'other' && offered !== undefined) this.#story.push(spoken);
    else if (intent === 'other' || intent === 'question') this.#story = [spoken];
    return this.#act(intent, spoken, turn);
  }

  #act(intent: Intent, spoken: string, turn: Turn): Reply {
    switch (intent) {
      case 'greet':
        return { text: `Hello! ${HELP}` };
      case 'thank':
        return {
          text: this.#ticketId === undefined ? 'You are welcome.' : 'You are welcome. Tell me when it is solved.',
        };
      case 'decline':
        return { text: 'As you like. What else can I do?' };
      case 'agree':
        return { text: HELP };
      case 'list':
        return this.#list(turn);
      case 'status':
        return this.#about(TOOLS.status, turn);
      case 'conversation':
        return this.#about(TOOLS.conversation, turn);
      case 'solve':
        return this.#about(TOOLS.solve, turn);
      case 'follow-up':
        return this.#followUp(spoken, turn);
      case 'question':
        return turn.tools.includes(TOOLS.search) ? this.#search(spoken, turn) : this.#offer(turn);
      case 'ticket':
        return this.#story.length > 0 ? this.#create({}, turn) : { text: 'Gladly. What is it about?' };
      default:
        return this.#offer(turn);
    }
  }

  #offer(turn: Turn): Reply {
    if (!turn.tools.includes(TOOLS.create)) {
      return { text: 'I cannot solve that, and I am not allowed to create tickets here.' };
    }
    this.#offered = (next) => this.#create({}, next);
    return { text: `I cannot solve that by myself. ${OFFER}` };
  }

  #create(more: object, turn: Turn): Reply {
    return this.#withEmail(turn, (email) => {
      const [subject = 'Help needed'] = this.#story;
      const requester = email === undefined ? {} : { requester: { email, name: email.split('@')[0] } };
      const input = { subject: subject.slice(0, 80), body: this.#story.join('\n') || subject, ...requester, ...more };
      this.#then = (result) => {
        if (answerOf(result)?.ticketId !== undefined) this.#story = [];
        return undefined;
      };
      return call(TOOLS.create, input, turn);
    });
  }

  #comment(body: string, turn: Turn): Reply {
    return this.#withEmail(turn, (email) =>
      call(TOOLS.comment, { ticketId: this.#ticketId, body, ...(email && { email }) }, turn),
    );
  }

  #list(turn: Turn): Reply {
    if (turn.tools.includes(TOOLS.list)) return call(TOOLS.list, {}, turn);
    if (!isAnonymous(turn)) return { text: 'I am not allowed to look up tickets here.' };
    return { text: 'Tell me the number of the ticket and the e-mail address that it was created with.' };
  }

  /** Without a ticket that is talked about, the visitor chooses one. */
  #about(tool: string, turn: Turn): Reply {
    if (this.#ticketId === undefined) return this.#list(turn);
    return this.#withEmail(turn, (email) => call(tool, { ticketId: this.#ticketId, ...(email && { email }) }, turn));
  }

  #search(spoken: string, turn: Turn): Reply {
    this.#then = (result) => {
      const articles = answerOf(result)?.articles ?? [];
      if (articles.length === 0) return this.#offer(turn);
      return { text: `${wordsFor(result)}\nIf that is not enough, I can create a ticket.` };
    };
    return call(TOOLS.search, { query: keywords(spoken) }, turn);
  }

  /** A closed ticket takes no more comments, so that it needs a new one which is linked to it. */
  #followUp(spoken: string, turn: Turn): Reply {
    if (this.#ticketId === undefined) return this.#offer(turn);
    this.#then = (result, next) => {
      const status = answerOf(result)?.status;
      if (status === undefined) return undefined;
      if (status !== 'closed') return this.#comment(spoken, next);
      this.#story.push(spoken);
      return this.#create({ followUpOf: this.#ticketId }, next);
    };
    return this.#about(TOOLS.status, turn);
  }

  #afterCall(result: string, turn: Turn): Reply {
    const then = this.#then;
    this.#then = undefined;
    const next = then?.(result, turn);
    if (next !== undefined) return next;
    const answer = answerOf(result);
    this.#ticketId = answer?.ticketId ?? answer?.tickets?.[0]?.ticketId ?? this.#ticketId;
    return { text: wordsFor(result) };
  }

  /** An anonymous visitor is asked for an address, and then it goes on. */
  #withEmail(turn: Turn, go: (email: string | undefined) => Reply): Reply {
    if (!isAnonymous(turn)) return go(undefined);
    if (this.#email !== undefined) return go(this.#email);
    this.#waiting = (next) => this.#withEmail(next, go);
    return { text: 'Gladly. What is your e-mail address?' };
  }
}

function isAnonymous({ system }: Turn): boolean {
  return system.includes('The visitor is anonymous.');
}

function call(name: string, input: object, { tools }: Turn): Reply {
  if (!tools.includes(name)) return { text: 'I am not allowed to do that here.' };
  return { calls: [{ id: crypto.randomUUID(), name, input }] };
}
