/**
 * One conversation between a visitor and the bot. What is said, called and asked is kept for the page.
 */
import type { LanguageModel, ModelMessage } from 'ai';
import { type TicketExtras, type ZendeskConnection, ZendeskError } from 'zendesk-connector';
import type { TicketEvent } from 'zendesk-connector/webhooks';
import type { Line } from './lines.ts';
import { answerVisitor } from './steps/answer-visitor.ts';

export interface ConversationOptions {
  /** What its tickets are created with, so that what happens to them finds the way back. */
  readonly id: string;
  readonly connection: ZendeskConnection;
  readonly model: LanguageModel;
  readonly instructions: string;
  readonly changed: () => void;
}

export class Conversation {
  readonly id: string;
  readonly lines: Line[] = [];
  readonly #options: ConversationOptions;
  readonly #messages: ModelMessage[] = [];
  readonly #heard: string[] = [];
  #background: Promise<string | undefined> | undefined;
  /** What the visitor attached and no ticket has taken yet. */
  #files: readonly File[] = [];

  constructor(options: ConversationOptions) {
    this.id = options.id;
    this.#options = options;
  }

  async say(text: string, files: readonly File[] = []): Promise<void> {
    if (this.lines.some((line) => line.type === 'approval' && line.answer === undefined)) {
      return this.#add({ type: 'problem', text: 'Please answer the question above first.' });
    }
    this.#background ??= this.#startSession();
    await this.#background;
    this.#files = [...this.#files, ...files];
    this.#add({ type: 'user', text, files: files.map(({ name }) => name) });
    const attached = files.map(({ name }) => `[The visitor attached a file, as data: ${JSON.stringify(name)}]`);
    this.#messages.push({ role: 'user', content: [...this.#heard.splice(0), ...attached, text].join('\n\n') });
    await this.#go();
  }

  /** Shows at once what an agent did at Zendesk. The model hears it when the visitor speaks next. */
  hear(event: TicketEvent): void {
    const { ticketId } = event;
    if (event.type === 'agent_replied') {
      const { id, authorName: name = 'An agent', plainText: text, files } = event.comment;
      this.#heard.push(`[Agent ${name} wrote on ticket #${ticketId}, as data: ${JSON.stringify(text)}]`);
      this.#add({ type: 'agent', ticketId, commentId: id, name, text, files: files.map((file) => file.name) });
    } else if (event.type === 'file_attached') {
      const comment = this.lines.findLast((line) => line.type === 'agent' && line.commentId === event.commentId);
      if (comment?.type === 'agent') comment.files = [...comment.files, event.file.name];
      this.#options.changed();
    } else if (event.type === 'status_changed' || event.type === 'ticket_solved') {
      this.#add({ type: 'bot', text: `Ticket #${ticketId} is now ${event.status}.` });
    }
  }

  async answer(id: string, approved: boolean): Promise<void> {
    const question = this.lines.find((line) => line.type === 'approval' && line.id === id);
    if (question?.type !== 'approval' || question.answer !== undefined) return;
    question.answer = approved;
    this.#messages.push({ role: 'tool', content: [{ type: 'tool-approval-response', approvalId: id, approved }] });
    await this.#go();
  }

  /** The background of a returning customer goes into the instructions, if the bot owner wants it. */
  async #startSession(): Promise<string | undefined> {
    const session = await this.#options.connection.startSession();
    if (session !== undefined) this.#add({ type: 'background', text: session.background });
    return session?.background;
  }

  async #go(): Promise<void> {
    const { connection, model, instructions, changed } = this.#options;
    const calls = new Map<string, Extract<Line, { type: 'call' }>>();
    try {
      const background = await this.#background;
      const result = await answerVisitor(connection, {
        model,
        instructions: [instructions, background].filter(Boolean).join('\n\n'),
        messages: this.#messages,
        extras: () => this.#extras(),
        onCall: (id, name, input) => {
          const line: Extract<Line, { type: 'call' }> = { type: 'call', name, input };
          calls.set(id, line);
          this.#add(line);
        },
        onCallEnd: (id, outcome) => {
          const line = calls.get(id);
          if (line === undefined) return;
          if ('error' in outcome) line.error = messageOf(outcome.error);
          else line.output = outcome.output;
          if (line.error === undefined && takesFiles(line.name)) this.#files = [];
          changed();
        },
      });
      this.#messages.push(...result.responseMessages);
      if (result.text !== '') this.#add({ type: 'bot', text: result.text });
      for (const part of result.content) {
        if (part.type !== 'tool-approval-request') continue;
        const { toolName: name, input } = part.toolCall;
        const action = connection.actions().find((known) => known.name === name);
        const question = (await action?.question(input)) ?? name;
        const files = takesFiles(name) ? this.#files.map((file) => file.name) : [];
        this.#add({ type: 'approval', id: part.approvalId, name, question, input, files });
      }
    } catch (error) {
      this.#add({ type: 'problem', text: messageOf(error) });
    }
  }

  /** The transcript is for agents only. */
  #extras(): TicketExtras {
    const spoken = this.lines.flatMap((line) => {
      if (line.type === 'user') return `Visitor: ${line.text}`;
      return line.type === 'bot' ? `Bot: ${line.text}` : [];
    });
    return { attachments: this.#files, internalNote: `The chat before this ticket:\n${spoken.join('\n')}` };
  }

  #add(line: Line): void {
    this.lines.push(line);
    this.#options.changed();
  }
}

function takesFiles(name: string): boolean {
  return name === 'zendesk_create_ticket' || name === 'zendesk_add_comment';
}

function messageOf(error: unknown): string {
  if (error instanceof ZendeskError) return error.message;
  return error instanceof Error ? error.message : String(error);
}
