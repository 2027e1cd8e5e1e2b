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
