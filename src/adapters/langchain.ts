/**
 * The actions as tools of LangChain (version 1). Structural: the host passes `tool` of `@langchain/core/tools`.
 */
import type { BoundAction } from '../actions/action.js';
import type { JsonSchema } from '../schema.js';
import { printFailure, runToolCall } from './tool-call.js';

/** What is used of the configuration that LangChain runs a tool with. */
export interface LangChainToolConfig {
  readonly toolCall?: { readonly id?: string | undefined } | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** What is used of the function `tool`. */
export type LangChainToolFactory<Tool> = (
  run: (input: unknown, config: LangChainToolConfig) => Promise<string>,
  fields: { readonly name: string; readonly description: string; readonly schema: JsonSchema },
) => Tool;

/**
 * For `tools` of `createAgent` and `bindTools`. The id of a tool call makes it safe to repeat. A call that fails answers
 * with what went wrong and what to do next, rather than throw, which would end an agent.
 *
 * @param tool `tool` of `@langchain/core/tools`
 */
export function langchainTools<Tool>(actions: readonly BoundAction[], tool: LangChainToolFactory<Tool>): Tool[] {
  return actions.map(({ name, description, inputSchema }) => {
    const schema = inputSchema['~standard'].jsonSchema.input({ target: 'draft-07' });
    return tool(
      async (input, { toolCall, signal }) => {
        try {
          return JSON.stringify(await runToolCall(actions, { id: toolCall?.id, name, input }, { signal }));
        } catch (error) {
          if (signal?.aborted) throw error;
          return printFailure(error);
        }
      },
      { name, description, schema },
    );
  });
}

/** For `interruptOn` of `humanInTheLoopMiddleware`: the agent waits for the user before what requires confirmation. */
export function langchainInterruptOn(actions: readonly BoundAction[]): Record<string, boolean> {
  return Object.fromEntries(actions.map(({ name, annotations }) => [name, annotations.requiresConfirmation]));
}
