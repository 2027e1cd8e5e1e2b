/**
 * The actions as function tools of OpenAI's Responses and Chat Completions APIs, and of the many that speak the same.
 * Structural: the `openai` package is not imported. https://developers.openai.com/api/docs/guides/function-calling
 */
import type { BoundAction } from '../actions/action.js';
import type { JsonSchema } from '../schema.js';
import { describeFunction, readInput } from './openai-function.js';
import {
  checkActions,
  checkConfirmation,
  parseArguments,
  printFailure,
  runToolCall,
  type ToolCallOptions,
} from './tool-call.js';
import { printTranscript, type TranscriptMessage, type TranscriptPart } from './transcript.js';

/** A tool of the Responses API. */
export interface OpenAITool {
  type: 'function';
  name: string;
  description: string;
  parameters: JsonSchema;
  strict: boolean;
}

/** A tool of the Chat Completions API. */
export interface OpenAIChatTool {
  type: 'function';
  function: Omit<OpenAITool, 'type'>;
}

/** A call of the Responses API. */
export interface OpenAIToolCall {
  readonly type: 'function_call';
  readonly call_id: string;
  readonly name: string;
  /** JSON. */
  readonly arguments: string;
}

/** A call of the Chat Completions API. */
export interface OpenAIChatToolCall {
  readonly type: 'function';
  readonly id: string;
  readonly function: { readonly name: string; readonly arguments: string };
}

/** What goes into the input of the next response. */
export interface OpenAIToolCallOutput {
  type: 'function_call_output';
  call_id: string;
  output: string;
}

/** What goes into the messages of the next completion. */
export interface OpenAIChatToolMessage {
  role: 'tool';
  tool_call_id: string;
  content: string;
}

/** A message of the Chat Completions API, or an item of the input of the Responses API. */
export interface OpenAIMessage {
  readonly role?: string;
  readonly content?: string | readonly OpenAIContentPart[] | null;
  readonly refusal?: string | null;
  readonly tool_calls?: readonly {
    readonly function?: { readonly name: string };
    readonly custom?: { readonly name: string };
  }[];
  readonly type?: string | null;
  readonly name?: string | null;
}

/** What is read of a part of a message. */
export interface OpenAIContentPart {
  readonly type: string;
  readonly text?: string;
  readonly refusal?: string;
  readonly filename?: string;
  readonly file?: { readonly filename?: string };
}

/**
 * Returns `tools` of `responses.create`. Strict, so that the model keeps to the schema, wherever a schema can be.
 *
 * @example
 * const response = await openai.responses.create({ model, input, tools: openAITools(actions) });
 */
export function openAITools(actions: readonly BoundAction[]): OpenAITool[] {
  checkActions(actions);
  return actions.map((action) => ({ type: 'function', ...describeFunction(action) }));
}

/**
 * Returns `tools` of `chat.completions.create`.
 *
 * @example
 * const completion = await openai.chat.completions.create({ model, messages: input, tools: openAIChatTools(actions) });
 */
export function openAIChatTools(actions: readonly BoundAction[]): OpenAIChatTool[] {
  checkActions(actions);
  return actions.map((action) => ({ type: 'function', function: describeFunction(action) }));
}

/**
 * Runs the model's call and returns the item that answers it. The id of the call makes it safe to repeat. These APIs have
 * no approval of their own, so `confirm` asks the end user.
 *
 * @returns also for a call that fails: the model reads what went wrong and what to do next
 * @throws ConfigurationError, or the reason of the signal when it aborts
 *
 * @example
 * const output = await runOpenAIToolCall(actions, call, { confirm: (pending) => askUser(pending) });
 */
export function runOpenAIToolCall(
  actions: readonly BoundAction[],
  call: OpenAIToolCall,
  options: ToolCallOptions,
): Promise<OpenAIToolCallOutput>;
export function runOpenAIToolCall(
  actions: readonly BoundAction[],
  call: OpenAIChatToolCall,
  options: ToolCallOptions,
): Promise<OpenAIChatToolMessage>;
export async function runOpenAIToolCall(
  actions: readonly BoundAction[],
  call: OpenAIToolCall | OpenAIChatToolCall,
  options: ToolCallOptions,
): Promise<OpenAIToolCallOutput | OpenAIChatToolMessage> {
  checkConfirmation(options);
  if (call.type === 'function_call') {
    const output = await answer(actions, call.call_id, call.name, call.arguments, options);
    return { type: 'function_call_output', call_id: call.call_id, output };
  }
  const { id, function: called } = call;
  return { role: 'tool', tool_call_id: id, content: await answer(actions, id, called.name, called.arguments, options) };
}

async function answer(
  actions: readonly BoundAction[],
  id: string,
  name: string,
  text: string,
  options: ToolCallOptions,
): Promise<string> {
  try {
    const input = readInput(actions, name, parseArguments(text));
    return JSON.stringify(await runToolCall(actions, { id, name, input }, options));
  } catch (error) {
    if (options.signal?.aborted) throw error;
    return printFailure(error);
  }
}

/**
 * Prints the conversation for agents, as `internalNote` or in the body of a ticket: "Visitor: …" and "Bot: …". Takes
 * the messages of the Chat Completions API and the input of the Responses API. Tools and files have only their names.
 * System prompts, reasoning and the results of tools are left out. The newest messages are kept, up to 12,000 characters.
 *
 * @example
 * const extras = () => ({ internalNote: openAITranscript(input) });
 * const output = await runOpenAIToolCall(actions, call, { confirm: askUser, extras });
 */
export function openAITranscript(messages: readonly OpenAIMessage[]): string {
  return printTranscript(messages.map(readMessage));
}

function readMessage({ role, type, name, content, refusal, tool_calls }: OpenAIMessage): TranscriptMessage {
  // An item of the Responses API, such as `function_call`, or `web_search_call`, which has no name.
  const hosted = /^(\w+)_call$/.exec(type ?? '')?.[1];
  if (hosted !== undefined) return { role: 'assistant', parts: [{ tool: name ?? hosted }] };
  const parts = typeof content === 'string' ? [{ type: 'text', text: content }] : (content ?? []);
  const called = (tool_calls ?? []).map((call) => ({ tool: call.function?.name ?? call.custom?.name ?? '' }));
  return { role, parts: [...parts.flatMap(readPart), ...(refusal ? [{ text: refusal }] : []), ...called] };
}

function readPart({ type, text, refusal, filename, file }: OpenAIContentPart): TranscriptPart | readonly [] {
  if (/^(input_|output_)?text$|^refusal$/.test(type)) return { text: text ?? refusal ?? '' };
  return /file|image|audio/.test(type) ? { file: filename ?? file?.filename } : [];
}
