/**
 * The actions as tools of the AI SDK (npm package `ai`, version 7). Structural: nothing of the package is imported.
 */
import type { BoundAction } from '../actions/action.js';
import type { Schema } from '../schema.js';
import { runToolCall } from './tool-call.js';

/** One tool, as `generateText`, `streamText` and agents take it. */
export interface AiSdkTool<Input, Output> {
  readonly title: string;
  readonly description: string;
  readonly inputSchema: Schema<Input>;
  readonly outputSchema: Schema<Output>;
  execute(
    input: Input,
    options: { readonly toolCallId: string; readonly abortSignal?: AbortSignal | undefined },
  ): Promise<Output>;
}

/** Tools by name, with the types of their actions. What the caller lacks permission for is not there. */
export type AiSdkTools<Bound extends BoundAction> = {
  [Each in Bound as Each['name']]: Each extends BoundAction<infer Input, infer Output>
    ? AiSdkTool<Input, Output>
    : never;
};

/**
 * For `tools` of `generateText` and `streamText`. The id of a tool call makes it safe to repeat, and the engine's abort
 * signal ends it. A call that fails throws a `ToolCallError`, whose message is what the model sees.
 */
export function aiSdkTools<Bound extends BoundAction>(actions: readonly Bound[]): AiSdkTools<Bound> {
  const tools = actions.map(({ name, title, description, inputSchema, outputSchema }) => {
    const execute: AiSdkTool<unknown, unknown>['execute'] = (input, { toolCallId, abortSignal }) =>
      runToolCall(actions, { id: toolCallId, name, input }, { signal: abortSignal });
    return [name, { title, description, inputSchema, outputSchema, execute }] as const;
  });
  return Object.fromEntries(tools) as AiSdkTools<Bound>;
}

/**
 * For `toolApproval` of `generateText` and `streamText`: the engine asks the user before it runs what requires
 * confirmation. https://ai-sdk.dev/docs/ai-sdk-core/tools-and-tool-calling
 */
export function aiSdkToolApproval<Bound extends BoundAction>(
  actions: readonly Bound[],
): { [Name in Bound['name']]?: 'user-approval' } {
  const names = actions.filter(({ annotations }) => annotations.requiresConfirmation).map(({ name }) => name);
  return Object.fromEntries(names.map((name) => [name, 'user-approval'])) as {
    [Name in Bound['name']]?: 'user-approval';
  };
}
