/**
 * The actions as client tools of Anthropic's Messages API. Structural: the `@anthropic-ai/sdk` package is not imported.
 * https://platform.claude.com/docs/en/agents-and-tools/tool-use/overview
 */
import type { BoundAction } from '../actions/action.js';
import { checkActions, checkConfirmation, runToolCall, type ToolCallOptions, toToolCallError } from './tool-call.js';
import { printTranscript, type TranscriptPart } from './transcript.js';

/** A tool of `messages.create`. */
export interface AnthropicTool {
  name: string;
  description: string;
  input_schema: { type: 'object'; [keyword: string]: unknown };
}

/** A tool of `beta.messages.toolRunner`, which runs it by itself. */
export interface AnthropicRunnableTool extends AnthropicTool {
  run(input: unknown, context?: AnthropicRunContext): Promise<string>;
  parse(input: unknown): unknown;
}

/** What is used of the context that the runner runs a tool in. */
export interface AnthropicRunContext {
  readonly toolUse: { readonly id: string };
  readonly signal?: AbortSignal | null | undefined;
}

/** A call in the content of a message. */
export interface AnthropicToolUse {
  readonly type: 'tool_use';
  readonly id: string;
  readonly name: string;
  readonly input: unknown;
}

/** What goes into the content of the next user message. */
export interface AnthropicToolResult {
  type: 'tool_result';
  tool_use_id: string;
  content: string;
  is_error?: boolean;
}

/** A message of `messages.create`. */
export interface AnthropicMessage {
  readonly role: string;
  readonly content?: string | readonly AnthropicContentBlock[];
}

/** What is read of a block in the content of a message. */
export interface AnthropicContentBlock {
  readonly type: string;
  readonly text?: string;
  readonly name?: string;
  readonly title?: string | null;
}

/**
 * Returns `tools` of `messages.create`.
 *
 * @example
 * const message = await anthropic.messages.create({ model, max_tokens: 1024, messages: input, tools: anthropicTools(actions) });
 */
export function anthropicTools(actions: readonly BoundAction[]): AnthropicTool[] {
  checkActions(actions);
  return actions.map(({ name, description, inputSchema }) => ({
    name,
    description,
    input_schema: { ...inputSchema['~standard'].jsonSchema.input({ target: 'draft-2020-12' }), type: 'object' },
  }));
}

/**
 * Returns `tools` of `beta.messages.toolRunner`, which runs the model's calls until the model answers. The id of a call
 * makes it safe to repeat, and the runner's signal ends it. The runner has no approval of its own, so `confirm` asks the
 * end user.
 *
 * @throws ConfigurationError
 *
 * @example
 * const tools = anthropicRunnableTools(actions, { confirm: (pending) => askUser(pending) });
 * const message = await anthropic.beta.messages.toolRunner({ model, max_tokens: 1024, messages: input, tools });
 */
export function anthropicRunnableTools(
  actions: readonly BoundAction[],
  options: Pick<ToolCallOptions, 'confirm' | 'extras'>,
): AnthropicRunnableTool[] {
  checkConfirmation(options);
  return anthropicTools(actions).map((tool) => ({
    ...tool,
    // `execute` checks the input, and a failure is answered by its message.
    parse: (input) => input,
    async run(input, context) {
      const call = { id: context?.toolUse.id, name: tool.name, input };
      const output = await runToolCall(actions, call, { ...options, signal: context?.signal ?? undefined });
      return JSON.stringify(output);
    },
  }));
}

/**
 * Runs the model's call and returns the block that answers it. The id of the call makes it safe to repeat. This API has
 * no approval of its own, so `confirm` asks the end user.
 *
 * @returns also for a call that fails: the model reads what went wrong and what to do next
 * @throws ConfigurationError, or the reason of the signal when it aborts
 *
 * @example
 * const result = await runAnthropicToolUse(actions, block, { confirm: (pending) => askUser(pending) });
 */
export async function runAnthropicToolUse(
  actions: readonly BoundAction[],
  { id, name, input }: AnthropicToolUse,
  options: ToolCallOptions,
): Promise<AnthropicToolResult> {
  checkConfirmation(options);
  try {
    const output = await runToolCall(actions, { id, name, input }, options);
    return { type: 'tool_result', tool_use_id: id, content: JSON.stringify(output) };
  } catch (error) {
    if (options.signal?.aborted) throw error;
    return { type: 'tool_result', tool_use_id: id, content: toToolCallError(error).message, is_error: true };
  }
}

/**
 * Prints the conversation for agents, as `internalNote` or in the body of a ticket: "Visitor: …" and "Bot: …". Tools and
 * files have only their names. Thinking and the results of tools are left out. The newest messages are kept, up to
 * 12,000 characters.
 *
 * @example
 * const extras = () => ({ internalNote: anthropicTranscript(input) });
 * const result = await runAnthropicToolUse(actions, block, { confirm: askUser, extras });
 */
export function anthropicTranscript(messages: readonly AnthropicMessage[]): string {
  return printTranscript(
    messages.map(({ role, content = [] }) => ({
      role,
      parts: typeof content === 'string' ? [{ text: content }] : content.flatMap(readBlock),
    })),
  );
}

function readBlock({ type, text = '', name = '', title }: AnthropicContentBlock): TranscriptPart | readonly [] {
  if (type === 'text') return { text };
  if (type.endsWith('tool_use')) return { tool: name };
  return /^(image|document|container_upload)$/.test(type) ? { file: title } : [];
}
