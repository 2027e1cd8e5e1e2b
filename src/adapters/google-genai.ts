/**
 * The actions as function declarations of Gemini, for `@google/genai`. Structural: the package is not imported.
 * https://ai.google.dev/gemini-api/docs/function-calling
 */
import type { BoundAction } from '../actions/action.js';
import type { JsonSchema } from '../schema.js';
import { type ConversationTurn, checkTurn, toolCallId } from './conversation-turn.js';
import { checkActions, checkConfirmation, runToolCall, type ToolCallOptions, toToolCallError } from './tool-call.js';

/** A member of `tools` of `generateContent`. */
export interface GeminiTool {
  functionDeclarations: { name: string; description: string; parametersJsonSchema: JsonSchema }[];
}

/** A member of `functionCalls` of a response. */
export interface GeminiFunctionCall {
  readonly id?: string | undefined;
  readonly name?: string | undefined;
  readonly args?: Readonly<Record<string, unknown>> | undefined;
}

/** A part of the content that answers the model's calls. */
export interface GeminiFunctionResponse {
  functionResponse: { id?: string; name: string; response: { output: unknown } | { error: string } };
}

/**
 * Returns a member of `tools` of `generateContent` and of chats.
 *
 * @example
 * const response = await gemini.models.generateContent({ model, contents, config: { tools: [geminiTool(actions)] } });
 */
export function geminiTool(actions: readonly BoundAction[]): GeminiTool {
  checkActions(actions);
  return {
    functionDeclarations: actions.map(({ name, description, inputSchema }) => ({
      name,
      description,
      parametersJsonSchema: inputSchema['~standard'].jsonSchema.input({ target: 'draft-2020-12' }),
    })),
  };
}

/**
 * Runs the model's call and returns the part that answers it. This API has no approval of its own, so `confirm` asks the
 * end user.
 *
 * An id makes a call safe to repeat. Not every model gives one, so it is made of the conversation, the turn and the
 * arguments where it lacks.
 *
 * @returns also for a call that fails: the model reads what went wrong and what to do next
 * @throws ConfigurationError, or the reason of the signal when it aborts
 *
 * @example
 * const turn = { conversation: conversation.id, turn: messageId };
 * const part = await runGeminiFunctionCall(actions, functionCall, { ...turn, confirm: (pending) => askUser(pending) });
 */
export async function runGeminiFunctionCall(
  actions: readonly BoundAction[],
  { id, name = '', args = {} }: GeminiFunctionCall,
  options: ToolCallOptions & ConversationTurn,
): Promise<GeminiFunctionResponse> {
  checkConfirmation(options);
  checkTurn(options);
  const answer = (response: { output: unknown } | { error: string }): GeminiFunctionResponse => ({
    functionResponse: { ...(id === undefined ? {} : { id }), name, response },
  });
  try {
    const call = { id: id || (await toolCallId(options, name, args)), name, input: args };
    return answer({ output: await runToolCall(actions, call, options) });
  } catch (error) {
    if (options.signal?.aborted) throw error;
    return answer({ error: toToolCallError(error).message });
  }
}
