/**
 * A model that follows a script: what the examples talk to without a key, and what the tests talk to.
 */

/** What a model is asked with. */
export interface Turn {
  readonly system: string;
  readonly user: string;
  /** What came of the calls that it made since the user spoke, as it sees them. */
  readonly results: readonly string[];
  readonly tools: readonly string[];
}

export interface ScriptedCall {
  readonly id: string;
  readonly name: string;
  readonly input: unknown;
}

export type Reply = { readonly text: string } | { readonly calls: readonly ScriptedCall[] };

export type Model = (turn: Turn) => Reply;

export const QUESTION = 'How do I reset my password?';
export const PROBLEM = "I can't log in and I've tried resetting my password.";
export const SUMMARY = 'Ann cannot log in. She has tried to reset her password; the mail never came.';

/** Does what a good model does in the conversation that every support bot has. */
export function walkThrough({ user, results }: Turn): Reply {
  const [result] = results;
  if (user === PROBLEM) return { text: 'Shall I create a support ticket for you?' };
  const ticketId = Number(/#(\d+)/.exec(user)?.[1]);
  const isQuestion = user === QUESTION;
  const asksForAnswer = /answer/i.test(user);
  // A real model says it in words of its own.
  if (result !== undefined && asksForAnswer) return { text: result };
  if (result !== undefined && isQuestion) return { text: `See ${/https:\/\/[^"\\]+/.exec(result)?.[0]}` };
  if (result !== undefined) return { text: /"summary":"((?:[^"\\]|\\.)*)"/.exec(result)?.[1] ?? result };
  if (isQuestion) {
    return { calls: [{ id: 'call_0', name: 'zendesk_search_help_center', input: { query: 'reset password' } }] };
  }
  if (Number.isNaN(ticketId)) {
    const input = { subject: 'Cannot log in', body: SUMMARY };
    return { calls: [{ id: 'call_1', name: 'zendesk_create_ticket', input }] };
  }
  if (/back again/i.test(user)) {
    const input = { subject: 'Cannot log in again', body: 'It happens again.', followUpOf: ticketId };
    return { calls: [{ id: 'call_5', name: 'zendesk_create_ticket', input }] };
  }
  if (asksForAnswer) {
    return { calls: [{ id: 'call_3', name: 'zendesk_get_ticket_conversation', input: { ticketId } }] };
  }
  if (/solved it/i.test(user)) return { calls: [{ id: 'call_4', name: 'zendesk_solve_ticket', input: { ticketId } }] };
  return { calls: [{ id: 'call_2', name: 'zendesk_get_ticket_status', input: { ticketId } }] };
}

/** What a model writes as arguments: JSON, or whatever it likes. */
export function printed(input: unknown): string {
  return typeof input === 'string' ? input : JSON.stringify(input);
}

// biome-ignore lint/suspicious/noExplicitAny: the wire shapes of the vendors, which are read and not checked
export type Wire = any;
