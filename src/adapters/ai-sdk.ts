/**
 * The actions as tools of the AI SDK (npm package `ai`, versions 6 and 7). Structural: the package is not imported.
 */
import type { BoundAction } from '../actions/action.js';
import type { Schema } from '../schema.js';
import { checkActions, runToolCall, type ToolCallOptions } from './tool-call.js';
import { printTranscript, type TranscriptPart } from './transcript.js';

/** One tool, as `generateText`, `streamText` and agents take it. */
export interface AiSdkTool<Input, Output> {
  readonly title: string;
  readonly description: string;
  readonly inputSchema: Schema<Input>;
  readonly outputSchema: Schema<Output>;
  /** Whether the engine asks the end user before it runs the tool. */
  readonly needsApproval: boolean;
  execute(
    input: Input,
    options: { readonly toolCallId: string; readonly abortSignal?: AbortSignal | undefined },
  ): Promise<Output>;
}

/** Tools by name, with the types of their actions. An action without permission is not among them. */
export type AiSdkTools<Bound extends BoundAction> = {
  [Each in Bound as Each['name']]: Each extends BoundAction<infer Input, infer Output>
    ? AiSdkTool<Input, Output>
    : never;
};

/** A `UIMessage`, which has `parts`, or a `ModelMessage`, which has `content`. */
export interface AiSdkMessage {
  readonly role: string;
  readonly parts?: readonly AiSdkMessagePart[];
  readonly content?: string | readonly AiSdkMessagePart[];
}

/** What is read of a part of a message. */
export interface AiSdkMessagePart {
  readonly type: string;
  readonly text?: string;
  readonly toolName?: string;
  readonly filename?: string;
}

/**
 * Returns the tools for `generateText` and `streamText`. The id of a tool call makes it safe to repeat, and the engine's
 * abort signal ends it. A call that fails throws a `ToolCallError`, whose message is what the model sees.
 *
 * A tool that requires confirmation has `needsApproval`, so that versions 6 and 7 ask the end user. `extras` adds the
 * files and the note of your application.
 *
 * @example
 * const result = await generateText({ model, messages, tools: aiSdkTools(bot.actions()) });
 */
export function aiSdkTools<Bound extends BoundAction>(
  actions: readonly Bound[],
  { extras }: Pick<ToolCallOptions, 'extras'> = {},
): AiSdkTools<Bound> {
  checkActions(actions);
  const tools = actions.map(({ name, title, description, inputSchema, outputSchema, annotations }) => {
    const execute: AiSdkTool<unknown, unknown>['execute'] = (input, { toolCallId, abortSignal }) =>
      runToolCall(
        actions,
        { id: toolCallId, name, input },
        { confirm: 'confirmed-elsewhere', signal: abortSignal, extras },
      );
    const needsApproval = annotations.requiresConfirmation;
    return [name, { title, description, inputSchema, outputSchema, needsApproval, execute }] as const;
  });
  return Object.fromEntries(tools) as AiSdkTools<Bound>;
}

/**
 * Returns the value for `toolApproval` of version 7, which takes the place of `needsApproval` there.
 * https://ai-sdk.dev/docs/ai-sdk-core/tools-and-tool-calling
 *
 * @example
 * const actions = bot.actions();
 * const options = { tools: aiSdkTools(actions), toolApproval: aiSdkToolApproval(actions) };
 */
export function aiSdkToolApproval<Bound extends BoundAction>(
  actions: readonly Bound[],
): { [Name in Bound['name']]?: 'user-approval' } {
  const names = actions.filter(({ annotations }) => annotations.requiresConfirmation).map(({ name }) => name);
  return Object.fromEntries(names.map((name) => [name, 'user-approval'])) as {
    [Name in Bound['name']]?: 'user-approval';
  };
}

/**
 * Prints the conversation for agents, as `internalNote` or in the body of a ticket: "Visitor: …" and "Bot: …". Tools and
 * files have only their names. System prompts, reasoning and the results of tools are left out. The newest messages are
 * kept, up to 12,000 characters.
 *
 * @example
 * const extras = () => ({ internalNote: aiSdkTranscript(messages) });
 * const tools = aiSdkTools(bot.actions(), { extras });
 */
export function aiSdkTranscript(messages: readonly AiSdkMessage[]): string {
  return printTranscript(
    messages.map(({ role, parts, content = [] }) => ({
      role,
      parts:
        parts?.flatMap(readUIPart) ?? (typeof content === 'string' ? [{ text: content }] : content.flatMap(readPart)),
    })),
  );
}

function readUIPart({ type, text = '', toolName, filename }: AiSdkMessagePart): TranscriptPart | readonly [] {
  if (type === 'text') return { text };
  if (type === 'file') return { file: filename };
  if (type === 'dynamic-tool') return { tool: toolName ?? '' };
  return type.startsWith('tool-') ? { tool: type.slice('tool-'.length) } : [];
}

function readPart({ type, text = '', toolName = '', filename }: AiSdkMessagePart): TranscriptPart | readonly [] {
  if (type === 'text') return { text };
  if (type === 'file' || type === 'image') return { file: filename };
  return type === 'tool-call' ? { tool: toolName } : [];
}
