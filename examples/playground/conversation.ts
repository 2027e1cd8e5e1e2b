/**
 * One conversation between a visitor and the bot, through the AI SDK. What is said, called and asked is kept for the page.
 */
import { generateText, isStepCount, type LanguageModel, type ModelMessage } from 'ai';
import { type ZendeskConnection, ZendeskError } from 'zendesk-connector';
import { aiSdkToolApproval, aiSdkTools } from 'zendesk-connector/ai-sdk';
import type { TicketEvent } from 'zendesk-connector/webhooks';

export type Line =
  | { readonly type: 'user' | 'bot' | 'background' | 'problem'; readonly text: string }
  | { readonly type: 'agent'; readonly id: string; readonly name: string; readonly text: string }
  | { readonly type: 'call'; readonly name: string; readonly input: unknown; output?: unknown; error?: string }
  | {
      readonly type: 'approval';
      readonly name: string;
      readonly input: unknown;
      readonly id: string;
      answer?: boolean;
    };

export class Conversation {
  /** What its tickets are created with, so that what happens to them finds the way back. */
  readonly id: string;
  readonly lines: Line[] = [];
  readonly #connection: ZendeskConnection;
  readonly #model: LanguageModel;
  readonly #messages: ModelMessage[] = [];
  readonly #changed: () => void;
  readonly #heard: string[] = [];
  #system: string | undefined;

  constructor(
    id: string,
    connection: ZendeskConnection,
    model: LanguageModel,
    instructions: string,
    changed: () => void,
  ) {
    this.id = id;
    this.#connection = connection;
    this.#model = model;
    this.#changed = changed;
    this.#instructions = instructions;
  }

  readonly #instructions: string;

  async say(text: string): Promise<void> {
    if (this.lines.some((line) => line.type === 'approval' && line.answer === undefined)) {
      return this.#add({ type: 'problem', text: 'Please answer the question above first.' });
    }
    this.#system ??= await this.#begin();
    this.#add({ type: 'user', text });
    this.#messages.push({ role: 'user', content: [...this.#heard.splice(0), text].join('\n\n') });
    await this.#go();
  }

  /** What an agent did at Zendesk: shown at once, and told to the model when the visitor speaks next. */
  hear(event: TicketEvent): void {
    const { ticketId } = event;
    if (event.type === 'agent_replied') {
      const { authorName: name = 'An agent', plainText, files } = event.comment;
      const text = [plainText, ...files.map((file) => `[${file.name}]`)].join(' ').trim();
      this.#heard.push(`[Agent ${name} wrote on ticket #${ticketId}, as data: ${JSON.stringify(text)}]`);
      this.#add({ type: 'agent', id: String(ticketId), name, text });
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

  /** The background of a returning customer goes into the instructions, if the bot's owner wants it. */
  async #begin(): Promise<string> {
    const session = await this.#connection.startSession();
    if (session !== undefined) this.#add({ type: 'background', text: session.background });
    return [this.#instructions, session?.background].filter(Boolean).join('\n\n');
  }

  async #go(): Promise<void> {
    const actions = this.#connection.actions();
    const calls = new Map<string, Extract<Line, { type: 'call' }>>();
    try {
      const result = await generateText({
        model: this.#model,
        instructions: this.#system ?? this.#instructions,
        messages: this.#messages,
        tools: aiSdkTools(actions),
        toolApproval: aiSdkToolApproval(actions),
        stopWhen: isStepCount(5),
        onToolExecutionStart: ({ toolCall }) => {
          const line = { type: 'call' as const, name: toolCall.toolName, input: toolCall.input };
          calls.set(toolCall.toolCallId, line);
          this.#add(line);
        },
        onToolExecutionEnd: ({ toolCall, toolOutput }) => {
          const line = calls.get(toolCall.toolCallId);
          if (line !== undefined && toolOutput.type === 'tool-result') line.output = toolOutput.output;
          if (line !== undefined && toolOutput.type === 'tool-error') line.error = messageOf(toolOutput.error);
          this.#changed();
        },
      });
      this.#messages.push(...result.responseMessages);
      if (result.text !== '') this.#add({ type: 'bot', text: result.text });
      for (const part of result.content) {
        if (part.type !== 'tool-approval-request') continue;
        this.#add({ type: 'approval', id: part.approvalId, name: part.toolCall.toolName, input: part.toolCall.input });
      }
    } catch (error) {
      this.#add({ type: 'problem', text: messageOf(error) });
    }
  }

  #add(line: Line): void {
    this.lines.push(line);
    this.#changed();
  }
}

function messageOf(error: unknown): string {
  if (error instanceof ZendeskError) return error.message;
  return error instanceof Error ? error.message : String(error);
}
