/**
 * The actions as tools of LangChain (version 1). Structural: the host passes `tool` of `@langchain/core/tools`.
 */
import type { BoundAction } from '../actions/action.js';
import type { JsonSchema } from '../schema.js';
import { checkActions, checkConfirmation, printFailure, runToolCall, type ToolCallOptions } from './tool-call.js';

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
 * Returns the tools for `createAgent` and `bindTools`. The id of a tool call makes it safe to repeat. A call that fails
 * answers with what went wrong and what to do next; a thrown error would end an agent.
 *
 * @param tool `tool` of `@langchain/core/tools`
 * @param options.confirm `'confirmed-elsewhere'` if the agent has `humanInTheLoopMiddleware`; otherwise a function that
 * asks the end user
 * @throws ConfigurationError
 *
 * @example
 * const middleware = [humanInTheLoopMiddleware({ interruptOn: langchainInterruptOn(actions) })];
 * const tools = langchainTools(actions, tool, { confirm: 'confirmed-elsewhere' });
 */
export function langchainTools<Tool>(
  actions: readonly BoundAction[],
  tool: LangChainToolFactory<Tool>,
  options: Pick<ToolCallOptions, 'confirm' | 'extras'>,
): Tool[] {
  checkActions(actions);
  checkConfirmation(options);
  return actions.map(({ name, description, inputSchema }) => {
    const schema = inputSchema['~standard'].jsonSchema.input({ target: 'draft-07' });
    return tool(
      async (input, { toolCall, signal }) => {
        try {
          return JSON.stringify(await runToolCall(actions, { id: toolCall?.id, name, input }, { ...options, signal }));
        } catch (error) {
          if (signal?.aborted) throw error;
          return printFailure(error);
        }
      },
      { name, description, schema },
    );
  });
}

/**
 * Returns `interruptOn` of `humanInTheLoopMiddleware`: the agent waits for the end user before such an action.
 *
 * @example
 * const middleware = [humanInTheLoopMiddleware({ interruptOn: langchainInterruptOn(actions) })];
 */
export function langchainInterruptOn(actions: readonly BoundAction[]): Record<string, boolean> {
  return Object.fromEntries(actions.map(({ name, annotations }) => [name, annotations.requiresConfirmation]));
}
