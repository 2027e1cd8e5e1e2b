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

export const PROBLEM = "I can't log in and I've tried resetting my password.";
export const SUMMARY = 'Ann cannot log in. She has tried to reset her password; the mail never came.';

/** Does what a good model does in the conversation that every support bot has. */
export function walkThrough({ user, results }: Turn): Reply {
  const [result] = results;
  if (user === PROBLEM) return { text: 'Shall I create a support ticket for you?' };
  const ticketId = Number(/#(\d+)/.exec(user)?.[1]);
  if (result !== undefined) return { text: /"summary":"((?:[^"\\]|\\.)*)"/.exec(result)?.[1] ?? result };
  if (Number.isNaN(ticketId)) {
    const input = { subject: 'Cannot log in', body: SUMMARY };
    return { calls: [{ id: 'call_1', name: 'zendesk_create_ticket', input }] };
  }
  return { calls: [{ id: 'call_2', name: 'zendesk_get_ticket_status', input: { ticketId } }] };
}

/** What a model writes as arguments: JSON, or whatever it likes. */
export function printed(input: unknown): string {
  return typeof input === 'string' ? input : JSON.stringify(input);
}

// biome-ignore lint/suspicious/noExplicitAny: the wire shapes of five vendors, which are read and not checked
export type Wire = any;
